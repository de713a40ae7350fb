"""When did the fact of an entry happen, and when was it received, by what is known now?

That of a line of the journal can have been corrected. Nothing is recorded before it happened,
nor is it corrected to be so. Entries are stored as they were: the first time stays legible there,
and in the entry that corrected it.
"""

from collections.abc import Iterable, Iterator

from crisis_log.account import Account
from crisis_log.command import Known, Subject
from crisis_log.entry import Entry
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.line_course import RETIMED
from crisis_log.slices.struck_entry import StruckEntry


def as_known(entry: Entry, about: Subject | None) -> Entry:
    """Return `entry` with the times of its fact as `about`, what it is about, knows them."""
    if not (isinstance(entry.fact, LineLogged) and isinstance(about, Line)):
        return entry
    times = {"occurred_at": about.occurred_at, "received_at": about.received_at}
    if times == {name: getattr(entry, name) for name in times}:
        return entry
    return entry.but(**times)


def holding_entries(known: Known, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Return those of `entries` that are not struck, at their times as they are `known`."""
    struck = {one.number for one in known.members(StruckEntry)}
    for entry in entries:
        if entry.number in struck:
            continue
        line = known.get(entry.subject) if isinstance(entry.fact, LineLogged) else None
        if not (isinstance(line, Line) and line.struck_by):
            yield as_known(entry, line)


class FactTimes:
    """The times of facts that were corrected, by all that an account tells: few are read."""

    def __init__(self, account: Account) -> None:
        about = {entry.subject for entry in account.those(account.marked(RETIMED))}
        lines = map(account.state().get, about) if about else ()
        self._lines = {line.number: line for line in lines if isinstance(line, Line)}

    def known(self, entry: Entry) -> Entry:
        """Return `entry` with the time of its fact as it is known."""
        return as_known(entry, self._lines.get(entry.number))
