"""The documents that can be made: their names, questions, models and templates.

A new document is a view with its model, a template, and one line in `KINDS`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import PositiveInt

from crisis_log.fact import Entry, Frozen
from crisis_log.register import Register
from crisis_log.slices import crisis, settings
from crisis_log.slices.issued_report import IssuedReport, Name, ReportIssued, issued
from crisis_log.state import replay
from crisis_log.views.authority import Authority, authority
from crisis_log.views.document import Document, Edition
from crisis_log.views.errata.report import errata
from crisis_log.views.log_of_week import Told, log_since


class AboutWeek(Frozen):
    """The question of the weekly report: an ISO week, `2020-W13`."""

    week: str


class AboutPeriod(Frozen):
    """The question of documents about a stretch of the log, its first and last day included."""

    since: date | None = None
    until: date | None = None


class AboutDecision(Frozen):
    """The question of a dossier: the number of a decision."""

    decision: PositiveInt


class AboutAll(Frozen):
    """The question of documents that tell all there is."""


Question = AboutWeek | AboutPeriod | AboutDecision | AboutAll


@dataclass(frozen=True)
class Making:
    """What a document is made from: a register's first `position` entries, as an edition.

    `rectifies` is the issued report that this one replaces: it tells the same stretch of
    time, by what is known now.
    """

    register: Register
    position: int
    edition: Edition
    rectifies: ReportIssued | None = None

    def entries(self) -> Iterator[Entry]:
        """Return the entries that are known, in order."""
        return self.register.entries(upto=self.position)

    def history(self, subject: str) -> list[Entry]:
        """Return those that changed `subject`."""
        return [one for one in self.register.history(subject) if one.number <= self.position]

    def issued(self, name: Name) -> list[IssuedReport]:
        """Return the reports of `name` issued by then, in order."""
        known = issued(self.register.state(), name)
        return [report for report in known if report.entry <= self.position]

    def authority(self) -> Authority:
        """Return how the authority shows itself when the document is made.

        A report on last week is signed by today's signatory.
        """
        named = (*self.history(crisis.Crisis.named()), *self.history(settings.Settings.named()))
        return authority(replay(sorted(named, key=lambda entry: entry.number)))

    @property
    def cut_off(self) -> datetime:
        """The instant whose situation is told."""
        return self.rectifies.cut_off if self.rectifies else self.edition.issued_at

    @property
    def replaced(self) -> Told | None:
        """What the report that it replaces told."""
        fact = self.rectifies
        return Told(fact.known_upto, fact.cut_off) if fact else None


class Made(NamedTuple):
    """A document, and what it tells: `first_entry` where no entry may fall between two."""

    document: Document
    cut_off: datetime
    first_entry: int | None = None


class Kind(NamedTuple):
    """How a document is made: `module` has its `build` and its `context`.

    A `long` one is made in parts; its module has `parts`, how many of them there are.
    """

    question: type[Question]
    template: str
    module: str
    long: bool = False


KINDS: Final[dict[Name, Kind]] = {
    "weekly": Kind(AboutWeek, "weekly.html", "weekly"),
    "situation": Kind(AboutAll, "situation.html", "situation"),
    "decisions": Kind(AboutPeriod, "decisions.html", "decisions"),
    "register": Kind(AboutPeriod, "register.html", "register", long=True),
    "dossier": Kind(AboutDecision, "dossier.html", "dossier"),
    "after-action": Kind(AboutAll, "after_action.html", "after_action"),
}
_NAMES: Final[dict[str, Name]] = {
    "weekly_report": "weekly",
    "situation_report": "situation",
    "decisions_record": "decisions",
    "complete_register": "register",
    "decision_dossier": "dossier",
    "after_action_file": "after-action",
}
"""The name of each document, by that of its model."""


def name_of(document: Document) -> Name:
    """Return the name under which people ask for such a document."""
    return _NAMES[document.document.partition(".")[0]]


def make(name: Name, making: Making, question: Question) -> Made:
    """Return the document `name` that answers `question`.

    Raises:
        Refused: there is no answer, with a sentence that says why.

    """
    build: Callable[[Making, Any], Made] = _module(name).build
    made = build(making, question)
    completed: dict[str, Any] = {"authority": making.authority()}
    if making.replaced:
        log = log_since(making.entries(), making.replaced, making.edition.issued_at)
        completed |= {"rectified": errata(log), "known_upto": making.position}
    return made._replace(document=made.document.model_copy(update=completed))


def draft(register: Register, name: Name, question: Question, now: datetime) -> Document:
    """Return the draft made at `now` of document `name`, from all that is recorded.

    Raises:
        Refused: as `make`.

    """
    making = Making(register, register.size(), Edition(issued_at=now))
    return make(name, making, question).document


def context_of(document: Document) -> dict[str, Any]:
    """Return what the templates of such a document may use beside what all may."""
    context: Callable[[Any, ZoneInfo], dict[str, Any]] = _module(name_of(document)).context
    return context(document, ZoneInfo(document.timezone))


def template_of(document: Document) -> str:
    """Return the name of its template."""
    return KINDS[name_of(document)].template


def parts_of(document: Document) -> int | None:
    """Return in how many parts it is made, None when it is made at once."""
    name = name_of(document)
    if not KINDS[name].long:
        return None
    parts: int = _module(name).parts(document)
    return parts


def before_all() -> Told:
    """Return what was told before a first report: nothing."""
    return Told(0, datetime.min.replace(tzinfo=UTC))


def _module(name: Name) -> Any:
    """Import the module of a document: only the one that is asked for."""
    from importlib import import_module

    return import_module(f"crisis_log.reports.documents.{KINDS[name].module}")
