"""Which lines and wordings that were shown have been corrected, struck or amended since?"""

from collections.abc import Iterator

from crisis_log.entry import Entry
from crisis_log.slices import collection_of
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.struck_entry import EntryStruck
from crisis_log.views.changes import changes
from crisis_log.views.errata.erratum import (
    Erratum,
    Status,
    entry_erratum,
    line_erratum,
    wording_errata,
)
from crisis_log.views.log_of_week import LogOfWeek


def errata_of_lines(week: LogOfWeek) -> Iterator[Erratum]:
    """Tell the lines that hold no more as they were shown."""
    changed_by: dict[int, list[Entry]] = {}
    for entry, line in week.about(Line):
        if not isinstance(entry.fact, LineLogged):
            changed_by.setdefault(line.number, []).append(entry)
    for number, entries in changed_by.items():
        before, after = week.before.find(Line, number), week.after.find(Line, number)
        status = _status_of(before, after) if before and after else None
        if before and after and status:
            day = before.recorded_at.astimezone(week.zone).date()
            yield line_erratum(before, after, status, entries, day)


def _status_of(before: Line, after: Line) -> Status | None:
    """Return what became of a line; None when it holds as it was shown."""
    if after.struck_by != before.struck_by:
        return "struck"
    if after.verification != before.verification:
        if after.verification == "refuted":
            return "refuted"
        if before.verification == "refuted" and after.verification == "verified":
            return "verified"
    return "corrected" if after.text != before.text else None


def errata_of_entries(week: LogOfWeek) -> Iterator[Erratum]:
    """Tell the entries that earlier reports had, and that are struck by now."""
    for entry, fact in week.facts(EntryStruck):
        if fact.entry <= week.before.size and fact.entry in week.struck:
            struck = week.account.entry(fact.entry)
            yield entry_erratum(struck, entry, struck.recorded_at.astimezone(week.zone).date())


def errata_of_wordings(week: LogOfWeek) -> Iterator[Erratum]:
    """Tell the amended fields that earlier reports showed."""
    amended_by: dict[str, list[Entry]] = {}
    for entry in week.entries:
        if entry.number in week.amendments:
            amended_by.setdefault(entry.subject, []).append(entry)
    for subject, entries in amended_by.items():
        before, after = week.before.get(subject), week.after.get(subject)
        if before is not None:
            amended = _amended(week, subject, entries)
            differing = [one for one in changes(subject, before, after) if one.field in amended]
            yield from wording_errata(subject, differing, entries)


def _amended(week: LogOfWeek, subject: str, entries: list[Entry]) -> frozenset[str]:
    """Return the worded fields of `subject` that `entries` amended."""
    fields = {
        change.field
        for entry in entries
        for change in week.amendments[entry.number]
        if change.subject == subject
    }
    return collection_of(subject).worded & fields
