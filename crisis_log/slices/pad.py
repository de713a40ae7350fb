"""Paper pads (carnets papier): numbered blank forms, for when nothing else works.

    sheet printed → entered, line by line       its lines were written on paper before
                  → spoiled                     it bears nothing that is to be entered

A sheet that is neither is missing: that is seen, never recorded. What is written on paper is
entered afterwards, as lines of the journal that say from where they come; one that is struck is
as if it had not been entered.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final, assert_never

from pydantic import Field, PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Request, Subject, command, command_of, look_up, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Frozen, Instant, Refused, Text
from crisis_log.language import _, counted, pgettext
from crisis_log.slices.issued_report import Sha256
from crisis_log.slices.journal import Line, LineLogged, log
from crisis_log.words import Words, entry_numbers, number_runs

MOST_SHEETS: Final = 200
"""Of one pad: a thicker one is two pads."""
SheetCount = Annotated[int, Field(ge=1, le=MOST_SHEETS)]


def label(number: int) -> str:
    """Return the name people use: `CP-1`."""
    return f"CP-{number}"


def sheet_name(number: int, sheet: int) -> str:
    """Return what people call a sheet: `carnet CP-1, feuillet 3`."""
    return _("pad {label}, sheet {sheet}").format(label=label(number), sheet=sheet)


def sheet_code(register_id: str, number: int, sheet: int) -> str:
    """Return what a machine reads of a sheet: `covid-19-0badcafe/CP-1/3`."""
    return f"{register_id}/{label(number)}/{sheet}"


# Facts


class PadPrinted(Fact, kind="pad.printed.v1"):
    """A form of `sheets` sheets, from 1 on, of `rows` rows each; `sha256` is that of its PDF.

    The PDF is kept with the entry. `made_at` stands on the form.
    """

    stands = True  # others hold its sheets: those that are not to be used are spoiled
    number: PositiveInt
    sheets: SheetCount
    rows: PositiveInt
    made_at: Instant
    language: Text
    sha256: Sha256

    @override
    def subject(self, number: int) -> str:
        return Pad.named(self.number)

    @override
    def headline(self) -> str:
        return counted(
            "pad {label} printed, {count} sheet",
            "pad {label} printed, {count} sheets",
            self.sheets,
            label=label(self.number),
        )


class SheetsSpoiled(Fact, kind="pad.sheets_spoiled.v1"):
    """These sheets bear nothing that is to be entered: spoiled, given back blank, or lost."""

    number: PositiveInt
    sheets: tuple[PositiveInt, ...] = Field(min_length=1)
    reason: Text

    @property
    @override
    def outlives_closing(self) -> bool:
        """A pad is checked when the crisis is over, too."""
        return True

    @override
    def subject(self, number: int) -> str:
        return Pad.named(self.number)

    @override
    def follows(self, before: Any) -> bool:
        return all(before.spoiling(sheet) is None for sheet in self.sheets)

    @override
    def headline(self) -> str:
        return counted(
            "pad {label}, sheet {sheets} spoiled",
            "pad {label}, sheets {sheets} spoiled",
            len(self.sheets),
            label=label(self.number),
            sheets=number_runs(self.sheets),
        )


class Paper(Frozen):
    """Where on paper a line was written first: `written_by` whom, and for whom, if that was said.

    `row` is None where the sheet has lines that are not in its rows.
    """

    pad: PositiveInt
    sheet: PositiveInt
    row: PositiveInt | None = None
    written_by: Text
    to: Text | None = None

    def place(self) -> str:
        """Return what people call the place: `carnet CP-1, feuillet 3, ligne 2`."""
        sheet = sheet_name(self.pad, self.sheet)
        return _("{sheet}, row {row}").format(sheet=sheet, row=self.row) if self.row else sheet


class LineTranscribed(LineLogged, kind="journal.transcribed.v1"):
    """A line of the journal that was written on paper when it happened."""

    paper: Paper

    @override
    def also_about(self) -> tuple[str, ...]:
        return (*super().also_about(), Pad.named(self.paper.pad))

    @override
    def follows(self, before: Any) -> bool:
        return not isinstance(before, Pad) or before.spoiling(self.paper.sheet) is None

    @override
    def headline(self) -> str:
        paper, headline = self.paper, super().headline()
        if paper.to:
            headline = _("{headline}, for {to}").format(headline=headline, to=paper.to)
        return _("{headline} ({place}, by {who})").format(
            headline=headline, place=paper.place(), who=paper.written_by
        )


PadFact = PadPrinted | SheetsSpoiled | LineTranscribed


# State


class Entered(Frozen):
    """Entry `entry` is a line that was written on `sheet`, in `row` if that was said."""

    sheet: PositiveInt
    row: PositiveInt | None
    entry: PositiveInt


class Spoiling(Frozen):
    """What spoiled sheets: entry `entry`, and why."""

    sheets: tuple[PositiveInt, ...]
    since: Instant
    entry: PositiveInt
    reason: str


class Pad(Subject, collection="pad"):
    """A pad, by entry `entry`: what was entered from it, also what is struck, and spoiled of it."""

    number: PositiveInt
    sheets: PositiveInt
    rows: PositiveInt
    made_at: Instant
    sha256: str
    entry: PositiveInt
    entered: tuple[Entered, ...] = ()
    spoiled: tuple[Spoiling, ...] = ()

    @property
    def label(self) -> str:
        """The name people use: `CP-1`."""
        return label(self.number)

    def spoiling(self, sheet: int) -> Spoiling | None:
        """Return what spoiled a sheet, if something did."""
        return next((one for one in self.spoiled if sheet in one.sheets), None)


def lines_of(known: Known, pad: Pad, sheet: int | None = None) -> Iterator[tuple[Entered, Line]]:
    """Return what was entered from a pad (of one sheet) and is not struck, in order."""
    for one in pad.entered:
        line = known.find(Line, one.entry) if sheet in {None, one.sheet} else None
        if line and line.struck_by is None:
            yield one, line


# Evolve


def evolve(pad: Pad | None, fact: PadFact, entry: Entry) -> Pad:
    if isinstance(fact, PadPrinted):
        return Pad.built(
            number=fact.number,
            sheets=fact.sheets,
            rows=fact.rows,
            made_at=fact.made_at,
            sha256=fact.sha256,
            entry=entry.number,
        )
    if pad is None:
        raise ValueError("a pad that was never printed")
    match fact:
        case SheetsSpoiled():
            spoiling = Spoiling.built(
                sheets=fact.sheets, since=entry.occurred_at, entry=entry.number, reason=fact.reason
            )
            return pad.but(spoiled=(*pad.spoiled, spoiling))
        case LineTranscribed(paper=paper):
            entered = Entered.built(sheet=paper.sheet, row=paper.row, entry=entry.number)
            return pad.but(entered=(*pad.entered, entered))
        case _:
            assert_never(fact)


# Commands


def existing(known: Known, number: int) -> Pad:
    """Return pad CP-`number`; refuse when it was never printed."""
    absent = _("No pad {label} was printed; “pad list” shows those that were.")
    return look_up(known, Pad, number, absent=absent.format(label=label(number)))


@command
def print_pad(known: Known, /, fact: PadPrinted) -> list[Fact]:
    """Record a form that was made: its number stands on it, so it was chosen before."""
    require(
        fact.number == known.next_number(Pad),
        _("Another pad was printed at the same time; ask for this one again."),
    )
    return [fact]


@command
def spoil(known: Known, /, number: int, *, sheets: Sequence[int], reason: str) -> list[Fact]:
    named = tuple(sorted(set(sheets)))
    check_unused(known, existing(known, number), named)
    return [SheetsSpoiled(number=number, sheets=named, reason=reason)]


def check_unused(known: Known, pad: Pad, sheets: Sequence[int]) -> None:
    """Refuse sheets that were never printed, are spoiled, or bear what was entered."""
    for sheet in sheets:
        _check_sheet(pad, sheet)
        lines = [one.entry for one, _line in lines_of(known, pad, sheet)]
        require(
            not lines,
            _("Sheet {sheet} of {label} is used: {entries} tell what it bears.").format(
                sheet=sheet, label=pad.label, entries=entry_numbers(lines)
            ),
        )


@command_of
def transcribe(known: Known, request: Request, /, text: str, **fields: Any) -> list[Fact]:
    """Enter a line that was written on paper: the fields of `Paper`, and those of `log`."""
    paper = Paper(**{name: fields.pop(name, None) for name in Paper.model_fields})
    pad = existing(known, paper.pad)
    _check_sheet(pad, paper.sheet)
    require(
        paper.row is None or paper.row <= pad.rows,
        _("The rows of a sheet of {label} go from 1 to {rows}: there is no row {row}.").format(
            label=pad.label, rows=pad.rows, row=paper.row
        ),
    )
    (line,) = log(text, **fields)(known, request)
    return [LineTranscribed(**dict(line), paper=paper)]


def _check_sheet(pad: Pad, sheet: int) -> None:
    """Refuse a sheet that was never printed, or is spoiled."""
    require(
        sheet <= pad.sheets,
        counted(
            "{label} has {count} sheet: there is no sheet {sheet}.",
            "{label} has {count} sheets: there is no sheet {sheet}.",
            pad.sheets,
            label=pad.label,
            sheet=sheet,
        ),
    )
    if spoiling := pad.spoiling(sheet):
        raise Refused(
            _("Sheet {sheet} of {label} is spoiled, by entry n° {entry} (“{reason}”).").format(
                sheet=sheet, label=pad.label, entry=spoiling.entry, reason=spoiling.reason
            )
        )


# Declaration


def words() -> Words:
    return Words(
        fields={
            "entered": _("lines entered"),
            "made_at": _("made at"),
            "pad": _("pad"),
            "paper": _("written on paper"),
            "row": _("row"),
            "rows": _("rows"),
            "sheet": _("sheet"),
            "sheets": _("sheets"),
            "spoiled": _("spoiled"),
            "written_by": _("written by"),
        },
        codes={
            "sheet": {
                "used": pgettext("sheet", "entered"),
                "spoiled": pgettext("sheet", "spoiled"),
                "blank": pgettext("sheet", "blank"),
                "missing": pgettext("sheet", "missing"),
            },
        },
    )


SLICE: Final = Slice(
    (
        Collection(
            Pad,
            evolve,
            prefix="CP-",
            numbered=True,
            title=lambda: _("Paper pads"),
            in_situation=True,
        ),
    ),
    words,
)
