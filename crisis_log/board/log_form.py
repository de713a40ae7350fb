"""The form above the log: what was typed into its fields, and how it was understood.

    fields of the address ──understood──▶ Criteria and a Cut, or the sentence that refuses them

Times and words are understood as after a command. The names of the fields are those that people
see in the address bar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from crisis_log.board.page import Asked
from crisis_log.codes import worded
from crisis_log.fact import KINDS, Refused
from crisis_log.language import _, counted
from crisis_log.numbers import NotANumberError, parse_whole
from crisis_log.search import Passage, Search
from crisis_log.slices import beginnings, title_of
from crisis_log.slices.journal import LINE_KINDS
from crisis_log.text import NotTextError, as_code, words_of
from crisis_log.views.log_pages import Cut
from crisis_log.views.timeline import Criteria
from crisis_log.when import NotATimeError, parse_end_of_period, parse_since
from crisis_log.words import status_word, typed_words

WORDS: Final = "mots"
KIND: Final = "nature"
SINCE: Final = "du"
UNTIL: Final = "au"
BY: Final = "par"
TAG: Final = "etiquette"
VERDICT: Final = "verification"
ORDER: Final = "ordre"
BEFORE: Final = "avant"
AFTER: Final = "apres"
UPTO: Final = "parmi"
QUESTION: Final = (WORDS, KIND, SINCE, UNTIL, BY, TAG, VERDICT, ORDER)
"""The fields that people fill in; the others say which page of the answer is meant."""
FIELDS: Final = (*QUESTION, BEFORE, AFTER, UPTO)
LENGTHS: Final = dict.fromkeys(FIELDS, 80) | {WORDS: 200}
"""The longest text of each field that is read, in characters."""
MOST_WORDS: Final = 8
"""Words that are looked for at once: each costs the index of a long log some 30 ms."""
_HIGHEST: Final = 999_999_999
_VERDICTS: Final = ("unverified", "verified", "refuted")
_ORDERS: Final = ("recorded", "occurred")


class Choice(NamedTuple):
    """One of the values of a field: what stands in the address, and what people read."""

    value: str
    label: str


class Understood(NamedTuple):
    """How the fields were understood; `refused` says in a sentence why they were not.

    `said` tells them again, each a name and what it is. `every` entry is asked for where nothing
    was typed.
    """

    asked: Criteria = Criteria()
    cut: Cut = Cut()
    said: Sequence[tuple[str, str]] = ()
    every: bool = True
    refused: str | None = None


def kinds() -> tuple[list[Choice], list[Choice]]:
    """Return the kinds of lines of the journal, and those of all facts, as they are chosen."""
    lines = [_choice("line_kind", code, status_word("line_kind", code)) for code in LINE_KINDS]
    facts = [_choice("kind", code, title_of(code)) for code in beginnings()]
    return lines, sorted(facts, key=lambda one: one.label.casefold())


def verdicts() -> list[Choice]:
    """Return what a line can be found to be."""
    return [_choice("verification", one, status_word("verification", one)) for one in _VERDICTS]


def orders() -> list[Choice]:
    """Return the orders that entries can be in."""
    labels = (_("of the recording"), _("of the facts"))
    return [_choice("order", *one) for one in zip(_ORDERS, labels, strict=True)]


def _choice(of: str, code: str, label: str) -> Choice:
    return Choice(typed_words(of, code)[0], label)


def understood(
    asked: Asked, now: datetime, zone: tzinfo, tell: Callable[[datetime], str]
) -> Understood:
    """Return how the fields of an address are understood at `now`; `tell` says an instant."""
    try:
        return _Reading(asked, now, zone, tell).understood()
    except (Refused, NotATimeError, NotTextError) as error:
        return Understood(refused=str(error), every=False)


class _Reading:
    """Reads the fields of one address.

    Raises:
        Refused, NotATimeError, NotTextError: with the sentence about the field that is not
            understood.

    """

    def __init__(
        self, asked: Asked, now: datetime, zone: tzinfo, tell: Callable[[datetime], str]
    ) -> None:
        self._now = now
        self._zone = zone
        self._tell = tell
        self._typed = dict(_held(dict(asked.fields)))
        self._said: list[tuple[str, str]] = []

    def understood(self) -> Understood:
        kind, line_kind = self._kind()
        tag = self._text(TAG, _("tag"))
        verdict = self._code(VERDICT, _("verification"), "verification", _VERDICTS)
        criteria = Criteria(
            search=self._search(kind, tag, verdict if verdict == "unverified" else None),
            kind=kind,
            line_kind=line_kind,
            since=self._time(SINCE, _("from"), parse_since),
            until=self._time(UNTIL, _("until"), _end),
            by=self._text(BY, _("recorded by")),
            tag=tag,
            verdict=verdict,
        )
        if criteria.since and criteria.until and criteria.since > criteria.until:
            raise Refused(_("The period ends before it begins."))
        every = not self._said
        if self._code(ORDER, _("order"), "order", _ORDERS) == "occurred":
            criteria = criteria._replace(order="occurred")
        return Understood(criteria, self._cut(), self._said, every)

    def _cut(self) -> Cut:
        return Cut(*(self._number(name) for name in (BEFORE, AFTER, UPTO)))

    def _number(self, name: str) -> int | None:
        typed = self._typed.get(name)
        try:
            return None if typed is None else parse_whole(typed, 1, _HIGHEST)
        except NotANumberError as error:
            raise Refused(
                _("“{value}” is not the number of an entry: no page begins there.").format(
                    value=typed
                )
            ) from error

    def _search(self, *codes: str | None) -> Search | None:
        """Return what the index is asked: words, and those that these codes are made of.

        The entries themselves have such codes: a kind, a tag, that a line was to be verified. What
        became of a line since is no word of its entry.
        """
        typed = self._text(WORDS, _("words")) or ""
        beside = [Passage(words) for one in codes if one and (words := words_of(one))]
        search = Search(typed, beside)
        if typed and len(search.terms) == len(beside):
            raise Refused(_("“{text}” holds no word to search for.").format(text=typed))
        if len(search.terms) - len(beside) > MOST_WORDS:
            raise Refused(
                counted(
                    "No more than {count} word is searched for at once.",
                    "No more than {count} words are searched for at once.",
                    MOST_WORDS,
                )
            )
        return search if search.terms else None

    def _kind(self) -> tuple[str | None, str | None]:
        """Return the kind of facts that is asked for, or that of lines of the journal."""
        typed = self._typed.get(KIND)
        if typed is None:
            return None, None
        if kind := worded(typed, "kind", beginnings()):
            self._said.append((_("kind"), title_of(kind)))
            return kind, None
        if line_kind := worded(typed, "line_kind", LINE_KINDS):
            self._said.append((_("kind"), status_word("line_kind", line_kind)))
            return None, line_kind
        if any(f"{kind}.".startswith(f"{typed}.") for kind in KINDS):
            self._said.append((_("kind"), typed))
            return typed, None
        raise _unknown(typed)

    def _code(self, name: str, label: str, of: str, codes: Sequence[str]) -> str | None:
        typed = self._typed.get(name)
        if typed is None:
            return None
        code = worded(typed, of, codes)
        if code is None:
            raise _unknown(typed)
        if name != ORDER:
            self._said.append((label, status_word(of, code)))
        return code

    def _text(self, name: str, label: str) -> str | None:
        typed = self._typed.get(name)
        if typed:
            self._said.append((label, typed))
        return typed

    def _time(
        self, name: str, label: str, read: Callable[[str, datetime, tzinfo], datetime]
    ) -> datetime | None:
        typed = self._typed.get(name)
        if typed is None:
            return None
        instant = read(typed, self._now, self._zone)
        self._said.append((label, self._tell(instant)))
        return instant


def _held(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return the texts of fields, each at the gate of what comes from outside."""
    for name in FIELDS:
        typed, most = fields.get(name, ""), LENGTHS[name]
        if len(typed) > most:
            raise Refused(
                counted(
                    "What was typed is longer than {count} letter: make it shorter.",
                    "What was typed is longer than {count} letters: make it shorter.",
                    most,
                )
            )
        if text := as_code(typed):
            yield name, text


def _end(text: str, now: datetime, zone: tzinfo) -> datetime:
    return parse_end_of_period(text, now, zone, "past")


def _unknown(typed: str) -> Refused:
    return Refused(_("“{value}” is none of the choices of this form.").format(value=typed))
