"""The ground that documents stand on: what may be asked, and what each is made from.

    question ──build──▶ typed model ──template, context──▶ page

A `Kind` says all there is to say of one document. Whoever makes, renders or issues it is
given its kind; only `catalogue` knows which kinds there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from zoneinfo import ZoneInfo

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.fact import UNTAKEN, Frozen
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.slices import decision, issued_report, meeting
from crisis_log.slices.issued_report import IssuedReport, Name, ReportIssued
from crisis_log.views.authority import Authority, authority
from crisis_log.views.document import Document, Edition
from crisis_log.views.errata.erratum import Erratum
from crisis_log.views.errata.report import told_again
from crisis_log.views.log_of_week import Told, log_since


class Question(Frozen):
    """What is asked of the log; its fields are what people give."""

    def told(self) -> str:
        """Return what was asked, after the title of the document that answers it."""
        return ", ".join(str(value) for value in dict(self).values() if value)


class AboutWeek(Question):
    """The question of the weekly report: an ISO week, `2020-W13`."""

    week: str


class AboutPeriod(Question):
    """The question of documents about a stretch of the log, its first and last day included."""

    since: date | None = None
    until: date | None = None


class AboutDecision(Question):
    """The question of a dossier: the number of a decision."""

    decision: PositiveInt

    @override
    def told(self) -> str:
        return decision.label(self.decision)


class AboutMeeting(Question):
    """The question of minutes: the number of a meeting, and whether confidential lines stay out."""

    meeting: PositiveInt
    without_confidential: bool = False

    @override
    def told(self) -> str:
        label = meeting.label(self.meeting)
        return (
            _("{label}, without what is confidential").format(label=label)
            if self.without_confidential
            else label
        )


class AboutAll(Question):
    """The question of documents that tell all there is."""


@dataclass(frozen=True)
class Making:
    """What a document is made from: the account of a register's first entries, as an edition.

    A draft reads the projections of the register; what is issued or made again is told by
    its proven account. `rectifies` is the issued report that this one replaces: it tells the
    same stretch of time, by what is known now. `again` is the issued report that is made again.
    What is looked at live tells no more than the `newest` entries as new, if that is said.
    """

    account: Account
    edition: Edition
    rectifies: ReportIssued | None = None
    again: ReportIssued | None = None
    newest: int | None = None

    @property
    def position(self) -> int:
        """The number of the last entry that is known."""
        return self.account.size

    @property
    def known(self) -> Known:
        """The state after it."""
        return self.account.state()

    def issued(self, name: Name) -> list[IssuedReport]:
        """Return the reports of `name` issued by then, in order."""
        return list(issued_report.issued(self.known, name))

    def authority(self) -> Authority:
        """Return how the authority shows itself when the document is made.

        A report on last week is signed by today's signatory.
        """
        return authority(self.known)

    @property
    def cut_off(self) -> datetime:
        """The instant whose situation is told."""
        return self.rectifies.cut_off if self.rectifies else self.edition.issued_at

    @property
    def replaced(self) -> Told | None:
        """What the report that it replaces told."""
        fact = self.rectifies
        return Told(fact.known_upto, fact.cut_off, fact.number) if fact else None


Asked = TypeVar("Asked", bound=Question)
Model = TypeVar("Model", bound=Document)


class Made(NamedTuple, Generic[Model]):
    """A document, and what it tells: `first_entry` where no entry may fall between two."""

    document: Model
    cut_off: datetime
    first_entry: int | None = None


class Naming(NamedTuple):
    """What people call a document, and a sentence that says what it tells."""

    title: str
    summary: str


class Shown(Protocol):
    """What a page is drawn by: its template, and what that may use beside what all may."""

    @property
    def template(self) -> str: ...
    @property
    def context(self) -> Callable[[Any, ZoneInfo], dict[str, Any]]: ...


class Kind(NamedTuple, Generic[Asked, Model]):
    """All there is to say of a document, by whose `name` people ask for it.

    `build` answers the question, or refuses with a sentence; `context` is what its
    `template` may use beside what all templates may. A long document is made in parts, of
    which `parts` returns the number: 1 for one that is not long. One that tells but a part of
    the log says of what has changed since the report that it replaces whether it `showed` that.
    """

    name: Name
    question: type[Asked]
    build: Callable[[Making, Asked], Made[Model]]
    context: Callable[[Model, ZoneInfo], dict[str, Any]]
    template: str
    words: Callable[[], Naming]
    parts: Callable[[Model], int] | None = None
    showed: Callable[[Model, Erratum], bool] | None = None


def make(kind: Kind[Asked, Model], making: Making, question: Asked) -> Made[Model]:
    """Return the document of this kind that answers `question`.

    Raises:
        Refused: there is no answer, with a sentence that says why.

    """
    made = kind.build(making, question)
    completed: dict[str, Any] = {
        "authority": making.authority(),
        "untaken": tuple(making.account.marked(UNTAKEN)),
    }
    if making.replaced:
        log = log_since(making.account, making.replaced, making.edition.issued_at)
        rectified = told_again(log)
        if kind.showed:
            rectified = tuple(one for one in rectified if kind.showed(made.document, one))
        completed |= {"rectified": rectified, "known_upto": making.position}
    return made._replace(document=made.document.model_copy(update=completed))


def draft(register: Register, kind: Kind[Asked, Model], question: Asked, now: datetime) -> Model:
    """Return the draft that is made at `now`, from all that is recorded.

    Raises:
        Refused: as `make`.

    """
    making = Making(register.account(), Edition(issued_at=now))
    return make(kind, making, question).document
