"""The words people read for what the code names: fields, statuses, modalities.

Slices teach their own. French agrees in gender: a status is translated in the context of what
it is said of.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Final, NamedTuple, Protocol

from crisis_log.language import NARROW, Language, _, counted, current, pgettext

_SOME: Final = 12
_FRENCH_SIGNS: Final = {ord(","): NARROW, ord("."): ","}


def join(words: Sequence[str], last: str = "and") -> str:
    """Join words as a sentence lists them: `a, b and c`, or `a, b or c`."""
    *others, final = [*words] or [""]
    if not others:
        return final
    conjunction = _("or") if last == "or" else _("and")
    return f"{', '.join(others)} {conjunction} {final}"


def join_some(words: Sequence[str]) -> str:
    """Join words as `join` does; of many, the first ones and how many others there are."""
    if len(words) <= _SOME:
        return join(words)
    others = counted("{count} other", "{count} others", len(words) - _SOME)
    return join([*words[:_SOME], others])


def enumerate_parts(parts: Sequence[str]) -> str:
    """Join parts that may hold commas themselves: `a; b`."""
    return _("; ").join(parts)


def abridged(text: str, most: int) -> str:
    """Return `text` on one line, cut after a word where it is longer than `most` characters."""
    line = " ".join(re.split(r"[ \t\r\n]+", text.strip()))
    if len(line) <= most:
        return line
    begun, _space, rest = line[:most].rpartition(" ")
    return f"{begun or rest}…"


def entry_numbers(entries: Sequence[int]) -> str:
    """Return the numbers of entries, those that follow each other as a range: `n° 2 to 7`."""
    return join(entry_runs(entries))


def untaken(entries: Sequence[int]) -> str:
    """Return the sentence that names the entries that change nothing."""
    return counted(
        "{count} entry changes nothing: it cannot be read, or does not follow from those before "
        "it ({entries}).",
        "{count} entries change nothing: they cannot be read, or do not follow from those before "
        "them ({entries}).",
        len(entries),
        entries=entry_numbers(entries),
    )


def entry_runs(entries: Sequence[int]) -> list[str]:
    """Return the numbers of entries, one text for those that follow each other."""
    return [
        _("n° {number}").format(number=first)
        if first == last
        else _("n° {first} to {last}").format(first=first, last=last)
        for first, last in _runs(entries)
    ]


def number_runs(numbers: Sequence[int]) -> str:
    """Return numbers as a sentence lists them, those that follow each other as a range."""
    return join(
        [
            str(first)
            if first == last
            else pgettext("numbers", "{first} to {last}").format(first=first, last=last)
            for first, last in _runs(numbers)
        ]
    )


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and the last of each run of numbers that follow each other."""
    runs = [
        [number for _index, number in run]
        for _gap, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]
    return [(run[0], run[-1]) for run in runs]


def entry_range(first: int, last: int) -> str:
    """Return the numbers of entries that follow each other: `n° 2 to n° 7`, `n° 2` for one."""
    if first == last:
        return _("n° {number}").format(number=first)
    return _("n° {first} to n° {last}").format(first=first, last=last)


def number_text(value: Decimal, *, grouped: bool = True) -> str:
    """Return a figure as people write it in a sentence: `1 012,5`, or `1,012.5` in English."""
    text = f"{value:,f}" if grouped else f"{value:f}"
    return text.translate(_FRENCH_SIGNS) if current() == "fr" else text


def size_text(size: int) -> str:
    """Return a size in bytes as people say it: `820 octets`, `12,3 ko`, `4 Mo`."""
    for unit, said in ((10**9, _("{size} GB")), (10**6, _("{size} MB")), (10**3, _("{size} kB"))):
        if size >= unit:
            rounded = round(Decimal(size) / unit, 1)
            whole = rounded.to_integral_value()
            return said.format(size=number_text(whole if whole == rounded else rounded))
    return counted("{count} byte", "{count} bytes", size)


class Words(NamedTuple):
    """What people call fields, and the codes that fields hold.

    `codes` are by vocabulary: the statuses of a `decision`, the `modality` of a count. `typed`
    are what people type for a code where they would not type the word they read, by vocabulary
    too (`field` for fields): `telework | remote`, the first of which they are shown.
    """

    fields: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]] = {}
    typed: Mapping[str, Mapping[str, str]] = {}


_TAUGHT: Final[list[Callable[[], Words]]] = []


def teach(words: Callable[[], Words]) -> None:
    """Let `field_name` and `status_word` know more words; called with the language chosen."""
    _TAUGHT.append(words)


class Authored(Protocol):
    """What was recorded: `by` whom, as that person says, with the login that a server vouches for.

    See `entry.Entry`.
    """

    @property
    def by(self) -> str: ...
    @property
    def recorded_by(self) -> str | None: ...


def author(of: Authored) -> str:
    """Return who recorded something: `Directrice de crise (compte c.martin)`.

    The name is a statement, the account is what a server vouches for: both are told.
    """
    if of.recorded_by is None:
        return of.by
    return _("{person} (account {login})").format(person=of.by, login=of.recorded_by)


def field_name(name: str) -> str:
    """Return what people call a field: `échéance` for `due_on`."""
    return _known(current(), *_TAUGHT).fields.get(name, name)


def status_word(of: str, status: str) -> str:
    """Return how people say `status` of a `decision`, `measure`, `plan`, `mission` …"""
    return _known(current(), *_TAUGHT).codes.get(of, {}).get(status, status)


def typed_words(of: str, code: str) -> list[str]:
    """Return what people type for a code of a vocabulary, the word to show them first."""
    read = field_name(code) if of == "field" else status_word(of, code)
    others = _known(current(), *_TAUGHT).typed.get(of, {}).get(code, "").split("|")
    return [*dict.fromkeys(filter(None, [*map(str.strip, others), read]))]


def vocabularies() -> Mapping[str, Mapping[str, str]]:
    """Return what people call every code, by vocabulary."""
    return _known(current(), *_TAUGHT).codes


def is_worded(field: str) -> bool:
    """Whether people have a word for a field."""
    return field in _known(current(), *_TAUGHT).fields


@cache
def _known(_language: Language, *taught_by: Callable[[], Words]) -> Words:
    """Return all words of a language, which is the one spoken now."""
    fields: dict[str, str] = {}
    codes: dict[str, Mapping[str, str]] = {}
    typed: dict[str, dict[str, str]] = {}
    for words in taught_by:
        taught = words()
        fields |= taught.fields
        codes |= taught.codes
        for of, ways in taught.typed.items():
            typed.setdefault(of, {}).update(ways)
    return Words(fields, codes, typed)


def reason_of(error: OSError) -> str:
    """Return why the operating system refuses, within a sentence."""
    if error.errno is None:  # ours, or of a library
        return error.strerror or _("the system does not say why")
    unknown = _("error {code} of the system").format(
        code=errno.errorcode.get(error.errno, error.errno)
    )
    return _reasons().get(error.errno, unknown)


def _reasons() -> dict[int, str]:
    return {
        errno.ENOENT: _("there is no such file or folder"),
        errno.ENOTDIR: _("a part of its path is not a folder"),
        errno.EISDIR: _("it is a folder"),
        errno.EEXIST: _("it already exists"),
        errno.EACCES: _("access is denied"),
        errno.EPERM: _("access is denied"),
        errno.EROFS: _("the disk is read-only"),
        errno.ENOSPC: _("no space is left on the disk"),
        errno.EDQUOT: _("the space allowed to you is used up"),
        errno.EFBIG: _("the file may not grow any more"),
        errno.EIO: _("the disk failed"),
        errno.EMFILE: _("too many files are open"),
        errno.ELOOP: _("its links lead round in a circle"),
        errno.ENAMETOOLONG: _("the name is too long"),
        errno.EINVAL: _("the name or the place is not suitable"),
        errno.EILSEQ: _("the name has a character that cannot be in one"),
        errno.EBUSY: _("another program uses it"),
        errno.ETXTBSY: _("another program uses it"),
        errno.ENFILE: _("too many files are open"),
        errno.ENOTEMPTY: _("it is not empty"),
        errno.EXDEV: _("it is on another disk"),
        errno.ENXIO: _("it is not there any more"),
        errno.ENODEV: _("it is not there any more"),
        errno.ESTALE: _("it is not there any more"),
        errno.EOPNOTSUPP: _("that place does not allow it"),
        errno.ENOMEM: _("memory lacks"),
        errno.EPIPE: _("whoever reads it left"),
        errno.ECONNREFUSED: _("the connection is refused"),
        errno.ECONNRESET: _("the connection broke off"),
        errno.ECONNABORTED: _("the connection broke off"),
        errno.ENETUNREACH: _("the network is out of reach"),
        errno.EHOSTUNREACH: _("the network is out of reach"),
        errno.EADDRINUSE: _("another program uses it"),
        errno.EADDRNOTAVAIL: _("this machine has no such address"),
        errno.EAFNOSUPPORT: _("this machine knows no addresses of that kind"),
        errno.EHOSTDOWN: _("the network is out of reach"),
        errno.ENETDOWN: _("the network is out of reach"),
        errno.ENOBUFS: _("memory lacks"),
        errno.ETIMEDOUT: _("it takes too long"),
    }
