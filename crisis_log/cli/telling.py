"""Entries that were asked for, told as lines; where they were searched, with what was found."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from crisis_log.cli import output
from crisis_log.cli.entry import content
from crisis_log.cli.entry_document import full_entry_document
from crisis_log.cli.entry_lines import EntryLines
from crisis_log.cli.history import marked, told
from crisis_log.cli.hits import excerpt, lit
from crisis_log.cli.session import Session
from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.language import _, ngettext
from crisis_log.search import Search, Term
from crisis_log.slices.journal import Line
from crisis_log.views import timeline as view
from crisis_log.views.fact_times import FactTimes
from crisis_log.words import entry_numbers

_KEPT: Final = 1_000


class Telling:
    """Reads entries, and tells them as lines; remembers those that were `altered`."""

    def __init__(self, session: Session, search: Search | None = None) -> None:
        self._session = session
        self._terms = search.terms if search else ()
        self.altered: set[int] = set()
        self._stored: dict[int, Entry] = {}
        self._times = FactTimes(session.register.account())
        self.lines = 0
        self._asked = 0
        self._state: Known

    def read(self, spans: Iterable[view.Span]) -> Iterator[Entry]:
        """Return the entries of `spans`, at their times as known, but for altered ones."""
        for found in self._session.register.legible(spans):
            if isinstance(found, Entry):
                yield self._dated(found)
            else:
                self.altered.add(found)
                self._session.finds(True)

    def _dated(self, entry: Entry) -> Entry:
        dated = self._times.known(entry)
        if dated is not entry:
            self._stored[entry.number] = entry
        return dated

    def line_of(self, entry: Entry) -> Line | None:
        """Return the line that an entry logged, as it is by now, if it logged one."""
        return view.line_logged(self._known(), entry)

    def document(self, entry: Entry) -> dict[str, object]:
        """Return the JSON document of an entry, as it is stored."""
        return full_entry_document(self._stored.get(entry.number, entry))

    def show(self, found: Iterable[Entry], order: view.Order) -> None:
        """Print the entries that are `found`, while they are found."""
        if times := self._session.understood.times:
            output.line(times)
        lines = EntryLines(self._session, self._session.register.size(), order)
        for entry in found:
            words = self.what(entry)
            places = [term.places(words) for term in self._terms]
            missing = [term for term, there in zip(self._terms, places, strict=True) if not there]
            lines.show(entry, lit(words, places), self._beneath(entry, missing))
            self.lines += 1
        if not self.lines:
            output.line(_("No entry matches."))

    def _beneath(self, entry: Entry, missing: Sequence[Term]) -> Iterator[str]:
        """Return the fields of an entry in which is found what is `missing` in its line."""
        for name, value in content(self._session, entry) if missing else ():
            if places := [place for term in missing for place in term.places(value)]:
                cut = excerpt(value, min(places))
                found = lit(cut, [term.places(cut) for term in self._terms])
                yield _("{field}: {value}").format(field=name, value=found)
                missing = [term for term in missing if not term.places(value)]

    def what(self, entry: Entry) -> str:
        """Return what an entry says, marked with what became of it."""
        session, known = self._session, self._known()
        return marked(session, known, entry, told(session, known.get(entry.subject), entry))

    def _known(self) -> Known:
        """Return the state, read anew now and then, so that what was read of it is let go."""
        if self._asked % _KEPT == 0:
            self._state = self._session.state()
        self._asked += 1
        return self._state

    def warn_of_altered(self) -> None:
        """Say which entries are not shown, as nobody can know what was recorded."""
        if self.altered:
            output.warn(
                ngettext(
                    "The entry {numbers} is not as this register writes entries, and is not shown: "
                    "it was altered, or recorded so by another program. Keep the register as it is "
                    "and look with “audit verify”.",
                    "The entries {numbers} are not as this register writes entries, and are not "
                    "shown: they were altered, or recorded so by another program. Keep the "
                    "register as it is and look with “audit verify”.",
                    len(self.altered),
                ).format(numbers=entry_numbers(sorted(self.altered)))
            )
