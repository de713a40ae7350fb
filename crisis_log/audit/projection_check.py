"""Does what is kept beside the log to answer fast follow from it?

    a scratch, fed with the entries ──rows in order──▶ ╮
                                                       ├─▶ where they differ
    the register ─────────────────────rows in order──▶ ╯

Neither side is held in memory: pages that are equal are passed over, and from the first that
are not, rows are compared one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, Final

from crisis_log.audit.finding import Finding
from crisis_log.audit.untaken import Untaken
from crisis_log.language import _
from crisis_log.progress import watcher
from crisis_log.storage import Examination, words
from crisis_log.storage.errors import AlteredWordsError
from crisis_log.storage.expected import Expected
from crisis_log.storage.log import as_bytes, as_number
from crisis_log.storage.streams import COLUMNS, PAGE, Columns, Row, Table
from crisis_log.words import entry_numbers

_PROJECTIONS: Final[tuple[Table, ...]] = ("state", "past", "subjects", "marks", "kinds")
_SHOWN: Final = 20
"""Entries that are told to say a word."""
_OF_STATE: Final[tuple[Table, ...]] = ("state", "past")


def check_projections(seen: Examination, expected: Expected, untaken: Untaken) -> Iterator[Finding]:
    """Return the rows that the entries that were taken in do not make."""
    if untaken:
        untaken.learn(seen.rows("subjects"))
    meaning = _("A row was altered; the log is the truth: run “rebuild”.")
    for done, table in enumerate(_PROJECTIONS):
        watcher()(done, len(_PROJECTIONS))
        yield from _compare(table, seen, expected, untaken, meaning)
    watcher()(len(_PROJECTIONS), len(_PROJECTIONS))
    yield from _check_words(seen, expected, untaken)


def _check_words(seen: Examination, expected: Expected, untaken: Untaken) -> Iterator[Finding]:
    """Return the first word that is not indexed where it stands: the index is made as a whole."""
    made = expected.folding.words
    if made is None:
        return
    meaning = _("The index of words was altered: a search may miss an entry. Run “rebuild”.")
    try:
        if untaken:
            yield from _check_some_words(seen, made, untaken)
            return
        first = next(differing(words.COLUMNS, made.rows(), seen.words.rows()), None)
        told = [_saying(first[0] or first[1], index) for index in (made, seen.words) if first]
        if not told and not seen.words.is_of(seen.size()):
            told = [_("every entry"), _("others")]
    except AlteredWordsError as error:
        told = [_("an index that can be read"), str(error)]
    if told:
        yield Finding(
            code="words",
            entry=None,
            expected=told[0],
            found=told[1],
            meaning=meaning,
        )


def _check_some_words(
    seen: Examination, made: words.WordIndex, untaken: Untaken
) -> Iterator[Finding]:
    """Return the first words whose entries differ, of those read and of those that were not."""
    told: set[str] = set()
    pairs = differing(words.COLUMNS, made.rows(), seen.words.rows())
    for ours, theirs in list(islice(pairs, PAGE)):
        (word,) = map(str, words.COLUMNS.key_of(ours or theirs))
        said, indexed = (set(index.saying(word, seen.size())) for index in (made, seen.words))
        unread = [number for number in sorted(indexed) if untaken.first_in(number, number)]
        number = unread[0] if unread and indexed - said == set(unread) and said <= indexed else None
        meaning = _meaning("", untaken, number)
        if meaning not in told:
            told.add(meaning)
            expected, found = (_saying(ours or theirs, index) for index in (made, seen.words))
            yield Finding(code="words", entry=None, expected=expected, found=found, meaning=meaning)
    size = seen.size()
    meaning = _meaning("", untaken, None)
    indexed, said = (
        {n for n in index.known(0, size) if not untaken.first_in(n, n)}
        for index in (seen.words, made)
    )
    if meaning not in told and indexed != said:
        yield Finding(
            code="words",
            entry=None,
            expected=_("every entry"),
            found=_("others"),
            meaning=meaning,
        )


def check_requests(seen: Examination, expected: Expected, untaken: Untaken) -> Iterator[Finding]:
    """Return the rows of the table of requests that do not follow from the log."""
    meaning = _("The table of requests does not follow from the log.")
    yield from _compare("requests", seen, expected, untaken, meaning)


def _compare(
    table: Table, seen: Examination, expected: Expected, untaken: Untaken, meaning: str
) -> Iterator[Finding]:
    for ours, theirs in differing(COLUMNS[table], expected.rows(table), seen.rows(table)):
        key = COLUMNS[table].key_of(ours or theirs)
        name, number = _name(key), untaken.behind(table, key, theirs)
        yield Finding(
            code=table,
            entry=None,
            expected=_told(table, name, ours, theirs),
            found=_told(table, name, theirs, ours),
            meaning=_meaning(meaning, untaken, number),
        )


def _meaning(of_whole_log: str, untaken: Untaken, number: int | None) -> str:
    """Return what it means that a row differs, if entry `number` about it was not taken in."""
    if number is not None:
        return _(
            "It cannot be told whether this is true: entry n° {number}, which is about it, is "
            "missing or unreadable, or does not follow from those before it."
        ).format(number=number)
    if untaken:
        return _(
            "No entry that can be read accounts for this, and none that cannot be read is said "
            "to be about it."
        )
    return of_whole_log


def differing(
    columns: Columns, expected: Iterator[Row], found: Iterator[Row]
) -> Iterator[tuple[Row, Row]]:
    """Return the two rows of each place where they differ, empty where there is none.

    A row that is found out of order, as those of a damaged file may be, is not expected there.
    """
    while (ours := list(islice(expected, PAGE))) == (theirs := list(islice(found, PAGE))):
        if not ours:
            return
    sides = _placed(columns, 0, chain(ours, expected)), _placed(columns, 1, chain(theirs, found))
    for _place, rows in groupby(merge(*sides, key=itemgetter(0)), key=itemgetter(0)):
        pair: list[Row] = [(), ()]
        for _same_place, side, row in rows:
            pair[side] = row
        if pair[0] != pair[1]:
            yield pair[0], pair[1]


def _placed(
    columns: Columns, side: int, rows: Iterable[Row]
) -> Iterator[tuple[tuple[Any, ...], int, Row]]:
    return ((columns.place_of(row), side, row) for row in rows)


def _told(table: Table, name: str, row: Row, other: Row) -> str:
    """Return what people are told of a row, beside one that differs from it."""
    if not row:
        return _("no row {key}").format(key=name)
    if table == "requests":
        return f"{name}: {tuple(map(as_number, row[1:]))}"
    if table not in _OF_STATE:
        return name
    *_key, since, value = row
    told = as_bytes(value).decode(errors="replace")
    if other and other[-2] != since:
        told = f"{_('n° {number}').format(number=as_number(since))}, {told}"
    return f"{name}: {told}"


def _saying(row: Row, index: words.WordIndex) -> str:
    """Return the entries that say the word of a row, as an index tells."""
    (word,) = words.COLUMNS.key_of(row)
    entries = index.saying(str(word), _SHOWN)
    return f"{word}: {entry_numbers(entries)}" if entries else _("no row {key}").format(key=word)


def _name(key: tuple[int | str, ...]) -> str:
    """Return what people call a row by its key: of the state, an index, or a list."""
    match key:
        case (*names, int(entry)):
            return _("{subject}, entry n° {entry}").format(subject=_joined(names), entry=entry)
        case _:
            return _joined(key)


def _joined(names: Iterable[int | str]) -> str:
    return "/".join(filter(None, map(str, names)))
