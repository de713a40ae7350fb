"""To strike any entry that was recorded by mistake, unless others rest on it.

It looks at facts of every slice, so it stands above them. What becomes of the subjects of a
struck entry is told in `state.become`; a line of the journal is struck in its own slice.
"""

from collections.abc import Container, Iterable, Iterator
from contextlib import suppress

from crisis_log.command import Known, Request, command_of, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Refused, UnreadableEntryError
from crisis_log.language import _, counted
from crisis_log.slices import journal, line_course, topic, validation
from crisis_log.slices.crisis import Crisis, current
from crisis_log.slices.journal import LineLogged
from crisis_log.slices.struck_entry import EntryStruck, StruckEntry, holding
from crisis_log.state import change, strikes_of, told_by
from crisis_log.words import entry_runs, join_some


@command_of
def strike(known: Known, request: Request, /, number: int, *, reason: str) -> list[Fact]:
    entry = known.entry(number)
    if entry is None:
        raise Refused(journal.no_entry(known, number))
    if isinstance(entry.fact, LineLogged):
        return [*line_course.strike(number, reason=reason)(known, request)]
    _check_struck(known, number)
    require(
        not entry.fact.stands,
        _(
            "Entry n° {number} cannot be struck ({what}): an opening, a key, a checkpoint, an "
            "issued report or a printed pad stands, as others may hold it."
        ).format(number=number, what=entry.fact.headline()),
    )
    _check_others(known, entry)
    _check_returning(known, entry)
    return [EntryStruck(entry=number, subjects=entry.subjects, reason=reason)]


def _check_struck(known: Known, number: int) -> None:
    struck = known.find(StruckEntry, number)
    if struck:
        raise Refused(
            _("Entry n° {number} was struck by entry n° {entry}.").format(
                number=number, entry=struck.struck_by
            )
        )


def _check_others(known: Known, entry: Entry) -> None:
    """Refuse where an entry that holds could not have been recorded without `entry`."""
    others = resting_on(known, entry)
    require(
        not others,
        counted(
            "Entry n° {number} cannot be struck: without it, {entries} would not follow from what "
            "is recorded.",
            "Entry n° {number} cannot be struck: without it, {entries} would not follow from what "
            "is recorded.",
            len(others),
            number=entry.number,
            entries=join_some(entry_runs(others)),
        ),
    )
    if Crisis.named() in entry.subjects:
        _check_closed(known, entry)


def resting_on(known: Known, entry: Entry) -> list[int]:
    """Return the numbers of the entries that could not be there without `entry`, in order."""
    found = {n for subject in entry.subjects for n in _orphans(known, subject, entry.number)}
    if not found:
        ceasing, _returning = _turned(known, entry)
        founded = (mark for one in ceasing for mark in _founded_by(one))
        marks = [*founded, *_marks_of_gone(known, entry)]
        naming = {n for mark in marks for n in known.marked(mark, after=entry.number)}
        found = {n for n in naming if known.find(StruckEntry, n) is None}
    return sorted(found)


def _founded_by(entry: Entry) -> Iterator[str]:
    """Return the marks of those that rest on `entry`, though they change other subjects."""
    founds = entry.fact.founds()
    if founds:
        yield founds
    yield validation.mark(entry.number)


def _turned(known: Known, entry: Entry) -> tuple[list[Entry], list[Entry]]:
    """Return what would hold no more without `entry`, and what would again: it may be a strike."""
    ceasing, returning = [entry], list[Entry]()
    turned: Entry | None = entry
    while turned and isinstance(turned.fact, EntryStruck):
        turned = known.entry(turned.fact.entry)
        if turned:
            (returning if len(returning) < len(ceasing) else ceasing).append(turned)
    return ceasing, returning


def _check_returning(known: Known, entry: Entry) -> None:
    """Refuse where an entry would hold again that rests on one that was struck after it was."""
    _ceasing, returning = _turned(known, entry)
    for struck in known.members(StruckEntry) if returning else ():
        gone = known.entry(struck.number)
        if gone is None or gone in returning:
            continue
        marks = {*_founded_by(gone), *_marks_of_absent(known, struck.subjects)}
        for back in returning:
            require(
                struck.struck_by < back.number or marks.isdisjoint(back.marks),
                _(
                    "Entry n° {number} cannot be struck: n° {back} would hold again, which rests "
                    "on n° {gone}, struck since."
                ).format(number=entry.number, back=back.number, gone=gone.number),
            )


def _marks_of_absent(known: Known, subjects: Iterable[str]) -> Iterator[str]:
    """Return by which marks those are found that speak of what nothing tells of."""
    for subject in subjects:
        named = topic.topic_of(subject)
        if named and known.get(subject) is None:
            yield topic.mark(named)


def _marks_of_gone(known: Known, entry: Entry) -> Iterator[str]:
    """Return by which marks those are found that speak of what nothing would tell of any more."""
    for subject in entry.subjects:
        named = topic.topic_of(subject)
        history = [*known.history(subject)]
        if named and told_by(subject, holding(history, but=entry.number)) is None:
            yield topic.mark(named)


def _orphans(known: Known, subject: str, number: int) -> set[int]:
    """Return the entries about `subject` that would not follow any more without `number`."""
    history = [*known.history(subject)]
    irregular = _misfits(subject, holding(history), everything=True)
    return _misfits(subject, holding(history, but=number), tolerated=irregular)


def _misfits(
    subject: str,
    entries: Iterable[Entry],
    *,
    tolerated: Container[int] = (),
    everything: bool = False,
) -> set[int]:
    """Return those of `entries`, about `subject`, that do not follow from those before them.

    What rests on one of them does not follow either, unless `everything` is as it was recorded.
    """
    model, found = None, set()
    for entry in entries:
        if strikes_of(subject, entry):
            continue
        fits = False
        with suppress(UnreadableEntryError):
            after = change(subject, model, entry)
            fits = entry.number in tolerated or entry.fact.follows(model)
            if fits or everything:
                model = after
        if not fits:
            found.add(entry.number)
    return found


def _check_closed(known: Known, entry: Entry) -> None:
    """Refuse where a crisis would be closed again, and something was recorded that needs it open.

    No more is read than the first such entry after the closing, mostly the next one.
    """
    without = told_by(Crisis.named(), holding([*known.history(Crisis.named())], but=entry.number))
    assert isinstance(without, Crisis)  # noqa: S101 - its opening stands
    if current(known).status == "closed" or without.status == "open":
        return
    closed_by = without.phases[-1].entry
    for number in range(closed_by + 1, known.size + 1):
        later = known.entry(number)
        if later and not later.fact.outlives_closing and known.find(StruckEntry, number) is None:
            raise Refused(
                _(
                    "Without entry n° {number} the crisis would be closed since n° {closing}, "
                    "before n° {later} was recorded; close it again instead."
                ).format(number=entry.number, closing=closed_by, later=number)
            )
