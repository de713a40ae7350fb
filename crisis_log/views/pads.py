"""Of each paper pad, which sheets were entered, spoiled, and which are missing?"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Final, Literal, NamedTuple, get_args

from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices.pad import Entered, Pad, lines_of

Status = Literal["used", "spoiled", "blank", "missing"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)


class SheetNow(Frozen):
    """A sheet: `entries` are the lines that were entered from it, from its `rows`, in order.

    One that is entered may be `spoiled_by` an entry too, where what was struck holds again.
    """

    sheet: int
    status: Status
    entries: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()
    spoiled_by: int | None = None
    reason: str | None = None

    @property
    def twice(self) -> tuple[int, ...]:
        """The rows that were entered more than once."""
        return tuple(sorted({row for row in self.rows if self.rows.count(row) > 1}))


class Skipped(Frozen):
    """Sheets that nothing tells of, though one after them was in use, first at `since`.

    Entry `entry` tells that. Sheets are taken in turn: these were taken, and are not accounted for.
    """

    sheets: tuple[int, ...]
    since: datetime
    entry: int


class PadNow(Frozen):
    """A pad, sheet by sheet; those that are `blank` are in somebody's hand, who says so."""

    number: int
    label: str
    sheets: int
    rows: int
    made_at: datetime
    entry: int
    told: tuple[SheetNow, ...]
    skipped: Skipped | None

    def of(self, status: Status) -> tuple[int, ...]:
        """Return the numbers of the sheets that have a status."""
        return tuple(one.sheet for one in self.told if one.status == status)


def pad_now(known: Known, pad: Pad, blank: Collection[int] = ()) -> PadNow:
    """Return what has become of the sheets of a pad, of which some are seen to be blank."""
    entered: dict[int, list[Entered]] = {}
    uses = [_Use(sheet, one.since, one.entry) for one in pad.spoiled for sheet in one.sheets]
    for one, line in lines_of(known, pad):
        entered.setdefault(one.sheet, []).append(one)
        uses.append(_Use(one.sheet, line.occurred_at, one.entry))
    told = tuple(
        _sheet(pad, sheet, entered.get(sheet, []), is_blank=sheet in blank)
        for sheet in range(1, pad.sheets + 1)
    )
    return PadNow(
        number=pad.number,
        label=pad.label,
        sheets=pad.sheets,
        rows=pad.rows,
        made_at=pad.made_at,
        entry=pad.entry,
        told=told,
        skipped=_skipped([one.sheet for one in told if one.status == "missing"], uses),
    )


class _Use(NamedTuple):
    """Of a sheet something was entered, or it was spoiled: when, and the entry that says so."""

    sheet: int
    since: datetime
    entry: int


def _skipped(missing: Sequence[int], uses: Sequence[_Use]) -> Skipped | None:
    last = max((use.sheet for use in uses), default=0)
    before = tuple(sheet for sheet in missing if sheet < last)
    if not before:
        return None
    first = min((use for use in uses if use.sheet > before[0]), key=attrgetter("since", "entry"))
    return Skipped(sheets=before, since=first.since, entry=first.entry)


def _sheet(pad: Pad, sheet: int, entered: list[Entered], *, is_blank: bool) -> SheetNow:
    spoiling = pad.spoiling(sheet)
    status: Status = "blank" if is_blank else "missing"
    if entered or spoiling:
        status = "used" if entered else "spoiled"
    return SheetNow(
        sheet=sheet,
        status=status,
        entries=tuple(one.entry for one in entered),
        rows=tuple(sorted(one.row for one in entered if one.row)),
        spoiled_by=spoiling.entry if spoiling else None,
        reason=spoiling.reason if spoiling else None,
    )


def pads(known: Known) -> Iterator[PadNow]:
    """Return every pad that was printed, in order."""
    return (pad_now(known, one) for one in known.members(Pad))
