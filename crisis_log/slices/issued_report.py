"""Reports issued under a number: what each told, at which position of the log, its digest.

What is issued is never changed: a report with a mistake is replaced by a corrective one,
under a number of its own. The weekly reports are a series: each entry is told by one definitive
report of an earlier or the present week, and what is issued before its week is over is provisional.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal, assert_never, get_args

from pydantic import JsonValue, NonNegativeInt, PositiveInt, StringConstraints
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, look_up, require
from crisis_log.entry import Entry
from crisis_log.fact import Content, Fact, Instant, Refused, Text, upcast
from crisis_log.language import _, pgettext
from crisis_log.slices.seal import SignedNote
from crisis_log.words import Words, join

Name = Literal["weekly", "situation", "decisions", "register", "dossier", "minutes", "after-action"]
NAMES: tuple[Name, ...] = get_args(Name)
Status = Literal["provisional", "final", "corrective"]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def label(number: int) -> str:
    """Return the name people use: `R-2`."""
    return f"R-{number}"


def labels(numbers: Sequence[int]) -> str:
    """Return the names of several, as a sentence lists them: `R-2 and R-3`."""
    return join([label(number) for number in numbers])


# Facts


class ReportIssued(Fact, kind="report.issued.v2"):
    """A report was issued, and everything that is needed to make its bytes again.

    `question` is what was asked of the log (`week`, `decision`, `since` …). The report was
    made from the first `position` entries and carries the signed `checkpoint` of these,
    with the proof that it extends the checkpoints of the sizes in `extends`. Of them it
    tells those up to `known_upto`, about the time up to `cut_off`; `first_entry` is the
    first that no definitive report of its series before it told. `replaces` are the
    provisional reports that it makes out of date; one that `rectifies` a provisional report
    is provisional too. `sha256` and `size` (bytes) are those of the unsigned PDF;
    `templates` is the digest of the templates and fonts.
    """

    is_correction = True  # the reports of a crisis are issued after its closing too
    stands = True
    number: PositiveInt
    name: Name
    status: Status
    question: dict[str, JsonValue]
    reference: Text
    language: Text
    issued_at: Instant
    cut_off: Instant
    first_entry: PositiveInt | None = None
    known_upto: PositiveInt
    position: PositiveInt
    rectifies: PositiveInt | None = None
    replaces: tuple[PositiveInt, ...] = ()
    reason: Text | None = None
    checkpoint: SignedNote
    extends: tuple[NonNegativeInt, ...] = ()
    sha256: Sha256
    size: PositiveInt
    made_with: Text
    templates: Sha256

    @override
    def subject(self, number: int) -> str:
        return IssuedReport.named(self.number)

    @property
    def ends(self) -> tuple[int, ...]:
        """The numbers of the reports that must no longer be used."""
        return (*([self.rectifies] if self.rectifies else ()), *self.replaces)

    @override
    def also_about(self) -> tuple[str, ...]:
        return tuple(map(IssuedReport.named, self.ends))

    @override
    def headline(self) -> str:
        if self.rectifies:
            sentence = _("{label} issued, corrective of {replaced}")
        elif self.status == "provisional":
            sentence = (
                _("{label} issued, provisional, in place of {replaced}")
                if self.replaces
                else _("{label} issued, provisional")
            )
        else:
            sentence = (
                _("{label} issued, in place of {replaced}")
                if self.replaces
                else _("{label} issued")
            )
        replaced = label(self.rectifies) if self.rectifies else labels(self.replaces)
        return sentence.format(label=label(self.number), replaced=replaced)

    @override
    def detail(self) -> str:
        text = _("{name} {reference}, entries up to n° {entry}").format(
            name=name_of(self.name), reference=self.reference, entry=self.known_upto
        )
        return f"{text}. {self.reason}" if self.reason else text


@upcast("report.issued.v1", to="report.issued.v2")
def _with_status(content: Content) -> Content:
    return content | {"status": _status_then(content), "replaces": ()}


def _status_then(content: Content) -> Status:
    """Return what a report was that did not say so.

    The situation that a weekly one told was that of the last microsecond of its Sunday, or,
    where its week was not over, that of the instant at which it was issued.
    """
    was_over = str(content.get("cut_off")).endswith(":59.999999Z")
    if content.get("name") == "weekly" and not was_over:
        return "provisional"
    return "corrective" if content.get("rectifies") else "final"


# State


class IssuedReport(Subject, collection="report"):
    """A report under its number; `entry` recorded it, `replaced_by` made it out of date."""

    issued: ReportIssued
    entry: PositiveInt
    replaced_by: PositiveInt | None = None

    @property
    def label(self) -> str:
        """The name people use: `R-2`."""
        return label(self.issued.number)


def name_of(name: Name) -> str:
    """Return what people call the reports of a name."""
    return {
        "weekly": _("Weekly report"),
        "situation": _("Situation report"),
        "decisions": _("Record of decisions"),
        "register": _("Complete register"),
        "dossier": _("Dossier of a decision"),
        "minutes": _("Minutes of a meeting"),
        "after-action": _("After-action file"),
    }[name]


# Evolve


def evolve(report: IssuedReport | None, fact: ReportIssued, entry: Entry) -> IssuedReport:
    match fact:
        case ReportIssued():
            if report is not None:
                return report.but(replaced_by=fact.number)
            return IssuedReport(issued=fact, entry=entry.number)
        case _:
            assert_never(fact)


# Commands


def issued(known: Known, name: Name | None = None) -> Iterator[IssuedReport]:
    """Return the issued reports, in order; those of `name` if it is given."""
    return (one for one in known.members(IssuedReport) if name in {None, one.issued.name})


def find(known: Known, number: int) -> IssuedReport:
    """Return report R-`number`.

    Raises:
        Refused: there is none.

    """
    return look_up(
        known,
        IssuedReport,
        number,
        absent=_("There is no report {label}; “report list” shows those issued.").format(
            label=label(number)
        ),
    )


def newest(known: Known, number: int) -> int:
    """Return the number of the report that stands in the place of R-`number`, its own at first."""
    while later := find(known, number).replaced_by:
        number = later
    return number


def definitive(known: Known) -> list[ReportIssued]:
    """Return the definitive weekly reports, in order; correctives tell again what they told."""
    weekly = (report.issued for report in issued(known, "weekly"))
    return [fact for fact in weekly if fact.status == "final"]


def definitive_before(known: Known, cut_off: datetime) -> ReportIssued | None:
    """Return the last definitive weekly report of an earlier week than that told at `cut_off`."""
    earlier = (fact for fact in definitive(known) if fact.cut_off < cut_off)
    return max(earlier, key=lambda fact: fact.cut_off, default=None)


def outdated(known: Known, status: Status, week: str, cut_off: datetime) -> list[int]:
    """Return the numbers of the provisional reports that a weekly report makes out of date.

    One that is not provisional tells all since the definitive report before it, so it replaces
    those of earlier weeks too which have no definitive report.
    """
    previous = definitive_before(known, cut_off)
    return [
        one.issued.number
        for one in issued(known, "weekly")
        if one.issued.status == "provisional"
        and one.replaced_by is None
        and (previous is None or previous.cut_off < one.issued.cut_off)
        and one.issued.cut_off <= cut_off
        and (status != "provisional" or one.issued.question.get("week") == week)
    ]


def rectifiable(known: Known, number: int) -> IssuedReport:
    """Return report R-`number` if it may be rectified.

    Raises:
        Refused: there is none, or another one has replaced it.

    """
    report = find(known, number)
    if report.replaced_by:
        raise Refused(
            _("{label} was replaced by {newer}: rectify that one.").format(
                label=report.label, newer=label(report.replaced_by)
            )
        )
    return report


@command
def issue(known: Known, /, fact: ReportIssued) -> Sequence[Fact]:
    require(
        fact.number == known.next_number(IssuedReport) and fact.position <= known.size,
        _("Another report was issued at the same time; ask for this one again."),
    )
    if fact.rectifies:
        rectifiable(known, fact.rectifies)
    if fact.name == "weekly":
        require(
            _goes_on(known, fact),
            _("Another report was issued at the same time; ask for this one again."),
        )
    return [fact]


def _goes_on(known: Known, fact: ReportIssued) -> bool:
    """Whether a weekly report begins where the definitive one before it ended, and is the first.

    One that was replaced meanwhile is not told again.
    """
    previous = definitive_before(known, fact.cut_off)
    first = previous.known_upto + 1 if previous else 1
    is_told = any(other.cut_off >= fact.cut_off for other in definitive(known))
    return (
        fact.first_entry in {None, first}
        and (fact.rectifies is not None or not is_told)
        and all(find(known, number).replaced_by is None for number in fact.replaces)
    )


# Declaration


def words() -> Words:
    return Words(
        fields={
            "checkpoint": _("checkpoint"),
            "cut_off": _("situation told at"),
            "extends": _("checkpoints extended (entries)"),
            "first_entry": _("first entry"),
            "issued": _("report issued"),
            "issued_at": _("issued at"),
            "known_upto": _("last entry known"),
            "language": _("language"),
            "made_with": _("made with"),
            "position": _("position in the log"),
            "question": _("subject of the report"),
            "rectifies": _("replaces report"),
            "replaces": _("replaces provisional reports"),
            "reference": _("reference"),
            "sha256": _("SHA-256 digest"),
            "size": _("size"),
            "templates": _("digest of the templates"),
            "until": _("until"),
            "week": _("week"),
            "without_confidential": _("without what is confidential"),
            "rectified_by": _("replaced by report"),
        },
        codes={
            "document": {name: name_of(name) for name in NAMES},
            "language": {"fr": _("French"), "en": _("English")},
            "report": {
                "provisional": pgettext("report", "provisional"),
                "final": pgettext("report", "final"),
                "corrective": pgettext("report", "corrective"),
            },
        },
    )


SLICE = Slice(
    (
        Collection(
            IssuedReport,
            evolve,
            prefix="R-",
            numbered=True,
            title=lambda: _("Issued reports"),
            in_situation=True,
        ),
    ),
    words,
)
