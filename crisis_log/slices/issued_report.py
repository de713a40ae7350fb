"""Reports issued under a number: what each told, at which position of the log, its digest.

What is issued is never changed: a report with a mistake is replaced by a corrective one,
under a number of its own.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, assert_never, get_args

from pydantic import JsonValue, NonNegativeInt, PositiveInt, StringConstraints
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, look_up, require
from crisis_log.fact import Entry, Fact, Instant, Refused, Text
from crisis_log.language import _
from crisis_log.slices.seal import SignedNote
from crisis_log.words import Words

Name = Literal["weekly", "situation", "decisions", "register", "dossier", "after-action"]
NAMES: tuple[Name, ...] = get_args(Name)
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def label(number: int) -> str:
    """Return the name people use: `R-2`."""
    return f"R-{number}"


# Facts


class ReportIssued(Fact, kind="report.issued.v1"):
    """A report was issued, and everything that is needed to make its bytes again.

    `question` is what was asked of the log (`week`, `decision`, `since` …). The report was
    made from the first `position` entries and carries the signed `checkpoint` of these,
    with the proof that it extends the checkpoints of the sizes in `extends`. Of them it
    tells those up to `known_upto`, about the time up to `cut_off`; `first_entry` is the
    first that no report of its series before it told. `sha256` and `size` (bytes) are
    those of the unsigned PDF; `templates` is the digest of the templates and fonts.
    """

    is_correction = True  # the reports of a crisis are issued after its closing too
    number: PositiveInt
    name: Name
    question: dict[str, JsonValue]
    reference: Text
    language: Text
    issued_at: Instant
    cut_off: Instant
    first_entry: PositiveInt | None = None
    known_upto: PositiveInt
    position: PositiveInt
    rectifies: PositiveInt | None = None
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

    @override
    def also_about(self) -> tuple[str, ...]:
        return (IssuedReport.named(self.rectifies),) if self.rectifies else ()

    @override
    def headline(self) -> str:
        if self.rectifies:
            return _("{label} issued, corrective of {replaced}").format(
                label=label(self.number), replaced=label(self.rectifies)
            )
        return _("{label} issued").format(label=label(self.number))

    @override
    def detail(self) -> str:
        text = _("{name} {reference}, entries up to n° {entry}").format(
            name=name_of(self.name), reference=self.reference, entry=self.known_upto
        )
        return f"{text}. {self.reason}" if self.reason else text


# State


class IssuedReport(Subject, collection="report"):
    """A report under its number; `entry` recorded it, `replaced_by` rectified it."""

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


def last_told(known: Known, name: Name) -> ReportIssued | None:
    """Return the issued report of `name` that told the most entries, correctives left out."""
    told = [report.issued for report in issued(known, name) if not report.issued.rectifies]
    return max(told, key=lambda fact: fact.known_upto, default=None)


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
    elif fact.name == "weekly":
        told = last_told(known, "weekly")
        require(
            fact.first_entry is None or fact.first_entry == (told.known_upto if told else 0) + 1,
            _("Another report was issued at the same time; ask for this one again."),
        )
    return [fact]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "checkpoint": _("checkpoint"),
            "cut_off": _("situation told at"),
            "extends": _("checkpoints extended (entries)"),
            "first_entry": _("first entry told"),
            "issued": _("report issued"),
            "issued_at": _("issued at"),
            "known_upto": _("last entry known"),
            "language": _("language"),
            "made_with": _("made with"),
            "position": _("position in the log"),
            "question": _("subject of the report"),
            "rectifies": _("replaces report"),
            "reference": _("reference"),
            "sha256": _("SHA-256 digest"),
            "size": _("size"),
            "templates": _("digest of the templates"),
            "until": _("until"),
            "week": _("week"),
            "rectified_by": _("replaced by report"),
        },
        codes={
            "document": {name: name_of(name) for name in NAMES},
            "language": {"fr": _("French"), "en": _("English")},
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
