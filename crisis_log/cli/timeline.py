"""The timeline: entries as lines, those that match what is asked."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import click

from crisis_log.cli import output
from crisis_log.cli.coded import Coded
from crisis_log.cli.entry import content
from crisis_log.cli.entry_document import full_entry_document
from crisis_log.cli.entry_lines import EntryLines
from crisis_log.cli.history import marked, told
from crisis_log.cli.kinds import FACT_KIND
from crisis_log.cli.quantities import Whole
from crisis_log.cli.session import Session
from crisis_log.cli.subjects import subject_named
from crisis_log.cli.times import Instant, Since
from crisis_log.cli.typed import CODE
from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.fact import UnreadableEntryError
from crisis_log.language import _, counted, ngettext
from crisis_log.register import Register
from crisis_log.storage import StorageError
from crisis_log.views import timeline as view
from crisis_log.views.fact_times import FactTimes
from crisis_log.views.timeline import Criteria, Span, spans_between
from crisis_log.words import entry_numbers

_MOST = 1_000_000
_KEPT = 1_000
_ORDER: Final = Coded("order", ["recorded", "occurred"])


@click.command("timeline", help=_("List entries."))
@click.option(
    "--since",
    type=Since(),
    metavar=_("WHEN"),
    help=_("From this time on, of the order chosen; “2 h” is two hours ago."),
)
@click.option(
    "--until", type=Instant(bare="end", sense="past"), metavar=_("WHEN"), help=_("Up to this time.")
)
@click.option(
    "--kind",
    metavar=_("KIND"),
    type=FACT_KIND,
    help=_("Kind of fact: {kinds}.").format(kinds=FACT_KIND.listed()),
)
@click.option(
    "--subject",
    metavar=_("SUBJECT"),
    type=CODE,
    help=_("Only about D-3, M-1, a plan or a journal line."),
)
@click.option(
    "--order",
    type=_ORDER,
    default=_ORDER.shown("recorded"),
    show_default=True,
    help=_("In the order of the recording, or of the facts."),
)
@click.option("--search", metavar=_("TEXT"), help=_("Only those that say TEXT."))
@click.option(
    "--last",
    metavar="N",
    type=Whole(1, _MOST),
    help=_("Only the last N; in a terminal {count}, unless --all is given.").format(
        count=output.LENGTH
    ),
)
@click.pass_obj
def timeline(session: Session, /, subject: str | None, last: int | None, **criteria: Any) -> None:
    by_default = None if last or session.as_json else output.length()
    telling = _Telling(session)
    asked = Criteria(texts=telling.texts, **criteria)
    spans = _spans(session.register, asked, subject)
    found = view.timeline(telling.read, spans, asked, last or by_default)
    if session.as_json:
        output.emit_all(map(telling.document, found))
    else:
        telling.show(found, asked.order)
    if by_default and by_default == telling.lines < session.register.size():
        output.line(
            counted(
                "The last {count} entry is shown: --last N shows more, --all shows all.",
                "The last {count} entries are shown: --last N shows more, --all shows all.",
                by_default,
            )
        )
    _warn_of_altered(telling.altered)


def _spans(register: Register, asked: Criteria, subject: str | None) -> list[Span]:
    """Return where the entries lie that can match; what was recorded before is not read."""
    if subject is not None:
        found = subject_named(register.state(), subject)
        return [(number - 1, number) for number in register.account().about(found)]
    after, upto = 0, register.last()
    with suppress(StorageError, UnreadableEntryError):  # of an altered one the time is unknown
        if asked.since is not None:  # nothing is recorded before it happened
            after = register.number_at(asked.since - timedelta(microseconds=1))
        if asked.until is not None and asked.order == "recorded":
            upto = register.number_at(asked.until)
    return spans_between(after, upto)


class _Telling:
    """Reads entries, and tells them as lines; remembers those that were `altered`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.altered: set[int] = set()
        self._stored: dict[int, Entry] = {}
        self._times = FactTimes(session.register.account())
        self.lines = 0
        self._asked = 0
        self._state: Known

    def read(self, spans: Iterable[Span]) -> Iterator[Entry]:
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

    def document(self, entry: Entry) -> dict[str, object]:
        """Return the JSON document of an entry, as it is stored."""
        return full_entry_document(self._stored.get(entry.number, entry))

    def show(self, found: Iterable[Entry], order: view.Order) -> None:
        """Print the entries that are `found`, while they are found."""
        if times := self._session.understood.times:
            output.line(times)
        lines = EntryLines(self._session, self._session.register.size(), order)
        for entry in found:
            lines.show(entry, self._what(entry))
            self.lines += 1
        if not self.lines:
            output.line(_("No entry matches."))

    def texts(self, entry: Entry) -> Iterator[str]:
        """Return every text of an entry that a person can have read: its line, then its content.

        Its kind and its request are codes for programs.
        """
        yield _("n° {number}").format(number=entry.number)
        yield self._what(entry)
        yield entry.fact.sentence()
        for _field, value in content(self._session, entry):
            yield value

    def _what(self, entry: Entry) -> str:
        session, known = self._session, self._known()
        return marked(session, known, entry, told(session, known.get(entry.subject), entry))

    def _known(self) -> Known:
        """Return the state, read anew now and then, so that what was read of it is let go."""
        if self._asked % _KEPT == 0:
            self._state = self._session.state()
        self._asked += 1
        return self._state


def _warn_of_altered(altered: set[int]) -> None:
    """Say which entries are not shown, as nobody can know what was recorded."""
    if altered:
        output.warn(
            ngettext(
                "The entry {numbers} was altered since it was recorded, and is not shown. Keep the "
                "register as it is and look with “audit verify”.",
                "The entries {numbers} were altered since they were recorded, and are not shown. "
                "Keep the register as it is and look with “audit verify”.",
                len(altered),
            ).format(numbers=entry_numbers(sorted(altered)))
        )
