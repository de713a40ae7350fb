"""A messy sheet of a thousand rows, and what each of them must become.

It is kept as people keep them: a title above, headings of two rows, days told once, merged,
as text, as numbers or by a heading of their own, hours in every spelling, and whatever goes wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

Fate = Literal["taken", "known", "refused", "aside"]
ROWS: Final = 1000
ZONE: Final = ZoneInfo("Europe/Paris")
TOP: Final = (
    ("Cellule de crise : main courante",),
    (),
    ("Ouverte le 04/03/2024", None, None, "Ne pas diffuser"),
)
HEADINGS: Final = (
    ("Quand", None, "Message", None, "Suivi", None, "", "Quand"),
    ("Date", "Heure", "Origine", "Événement", "Suite donnée", "Rédacteur", "N°", "Heure de fin"),
)
WIDTH: Final = len(HEADINGS[1])
_FIRST_DAY: Final = date(2024, 3, 4)
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_WEEKDAYS: Final = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_MONTHS: Final = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
_EPOCH: Final = date(1899, 12, 30)


class Becomes(NamedTuple):
    """What a row must become: `code` is why it is not recorded, the others what is."""

    fate: Fate
    code: str = ""
    text: str = ""
    at: datetime | None = None
    source: str | None = None


class Formula(NamedTuple):
    """A formula, and the value that a spreadsheet keeps of it."""

    formula: str
    value: Any


class _Row(NamedTuple):
    cells: list[Any]
    look: str = ""
    """`struck`, `coloured`, `hidden`, `wide` of one whose first cell is merged over all."""


class Messy:
    """The sheet as it grows, and by its line what each row must become."""

    def __init__(self) -> None:
        self.rows: list[_Row] = [_Row([*cells]) for cells in (*TOP, *HEADINGS)]
        self.becomes: dict[int, Becomes] = {
            line: Becomes("aside", "blank" if line == len(TOP) - 1 else "above")
            for line in range(1, len(TOP) + 1)
        }
        for line in range(len(TOP) + 1, len(self.rows) + 1):
            self.becomes[line] = Becomes("aside", "heading")
        self.merged: list[tuple[int, int]] = []
        self.day, self.clock = _FIRST_DAY, time(8, 0)
        self._source = "PC"
        self._number = 0
        self._days = cycle(_DAY_FORMS)
        self._clocks = cycle(_CLOCK_FORMS)
        self._dirts = cycle(_DIRTS)

    @property
    def line(self) -> int:
        """The line of the next row."""
        return len(self.rows) + 1

    @property
    def now(self) -> datetime:
        """When the next row happens, on the clocks of the cell."""
        return datetime.combine(self.day, self.clock, ZONE)

    def grow(self) -> None:
        """Add rows until there are enough."""
        while True:
            self._begin_day()
            for _turn in range(37):
                if len(self.rows) >= ROWS:
                    return
                next(self._dirts)(self)
            self._pass_midnight()

    def put(self, becomes: Becomes, *cells: Any, look: str = "") -> None:
        """Add a row."""
        self.becomes[self.line] = becomes
        self.rows.append(_Row([*cells], look))

    def take(
        self, text: Any, *, clock: Any = None, said: str | None = None, look: str = "", **more: Any
    ) -> None:
        """Add a row that is recorded: what it says is `said`, its hour is written as `clock`."""
        source = more.get("source", "PC")
        self._source = source if "source_is" not in more else self._source
        becomes = Becomes(
            "taken", text=str(text) if said is None else said, at=self.now, source=self._source
        )
        written = next(self._clocks)(self.clock) if clock is None else clock
        self.put(becomes, *self._cells(text, written, more), look=look)
        self.wait()

    def refuse(self, code: str, text: Any = "Refusée", *, look: str = "", **more: Any) -> None:
        """Add a row that is refused for `code`."""
        clock = more.pop("clock", f"{self.clock:%H:%M}")
        self.put(Becomes("refused", code), *self._cells(text, clock, more), look=look)

    def _cells(self, text: Any, clock: Any, more: dict[str, Any]) -> list[Any]:
        return [
            more.get("date"),
            clock,
            more.get("source", "PC"),
            text,
            more.get("suite"),
            more.get("author", "M. Roche"),
            more.get("number"),
            more.get("end"),
            *more.get("beyond", ()),
        ]

    def words(self) -> str:
        """Return a text that no other row has."""
        self._number += 1
        return f"Point {self._number} : l’équipe est sur place"

    def wait(self, minutes: int = 7) -> None:
        """Let time pass, within the day."""
        later = self.now + minutes * _MINUTE
        if later.date() == self.day:
            self.clock = later.time()

    def _begin_day(self) -> None:
        self.day, self.clock = self.day + _DAY, time(8, 0)
        next(self._days)(self)

    def _pass_midnight(self) -> None:
        """Add the last row of a day and the first of the next, which does not say so."""
        self.clock = time(23, 50)
        self.take(self.words())
        self.day, self.clock = self.day + _DAY, time(0, 10)
        self.take(self.words())


# How a day is told


def _as_text(sheet: Messy) -> None:
    sheet.take(sheet.words(), date=f"{sheet.day:%d/%m/%Y}")


def _as_two_digits(sheet: Messy) -> None:
    sheet.take(sheet.words(), date=f"{sheet.day.day}/{sheet.day.month}/{sheet.day:%y}")


def _as_iso(sheet: Messy) -> None:
    sheet.take(sheet.words(), date=sheet.day.isoformat())


def _as_words(sheet: Messy) -> None:
    weekday, month = _WEEKDAYS[sheet.day.weekday()], _MONTHS[sheet.day.month - 1]
    sheet.take(sheet.words(), date=f"{weekday} {sheet.day.day} {month} {sheet.day.year}")


def _as_cell(sheet: Messy) -> None:
    sheet.take(sheet.words(), date=sheet.day)


def _as_number(sheet: Messy) -> None:
    sheet.take(sheet.words(), date=(sheet.day - _EPOCH).days)


def _as_stamp(sheet: Messy) -> None:
    sheet.take(
        sheet.words(), clock="", date=datetime.combine(sheet.day, sheet.clock)
    )


def _as_section(sheet: Messy) -> None:
    month = _MONTHS[sheet.day.month - 1]
    sheet.put(Becomes("aside", "section"), f"{sheet.day.day} {month} {sheet.day.year}", look="wide")
    sheet.take(sheet.words())


def _as_merged(sheet: Messy) -> None:
    begin = sheet.line
    for _turn in range(4):
        sheet.take(sheet.words(), date=sheet.day if sheet.line == begin else None)
    sheet.merged.append((begin, sheet.line - 1))


_DAY_FORMS: Final[tuple[Callable[[Messy], None], ...]] = (
    _as_text,
    _as_cell,
    _as_number,
    _as_two_digits,
    _as_words,
    _as_section,
    _as_iso,
    _as_merged,
    _as_stamp,
)

# How an hour is written

_CLOCK_FORMS: Final[tuple[Callable[[time], Any], ...]] = (
    lambda clock: f"{clock.hour}h{clock.minute}",
    lambda clock: f"{clock:%HH%M}",
    lambda clock: f"{clock:%H:%M}",
    lambda clock: clock,
    lambda clock: f"{clock.hour} h {clock:%M}",
    lambda clock: f" {clock:%H:%M:%S} ",
    lambda clock: f"à {clock.hour}h{clock:%M}",
    lambda clock: f"{clock.hour}:{clock:%M}",
    lambda clock: f"{clock:%H\u00a0h\u00a0%M}",
)

# What goes on, and goes wrong


def _plain(sheet: Messy) -> None:
    sheet.take(sheet.words())


def _about(sheet: Messy) -> None:
    sheet.clock = time(sheet.clock.hour + 1) if sheet.clock.hour < 23 else time(23)  # noqa: PLR2004
    sheet.take(sheet.words(), clock=f"~{sheet.clock.hour}h")


def _nothing_to_say(sheet: Messy) -> None:
    sheet.take("RAS", suite="-")


def _same_source(sheet: Messy) -> None:
    sheet.take(sheet.words(), source="SDIS")
    for ditto in ('"', "//", "idem", "Idem.", "〃", "- // -"):
        sheet.take(sheet.words(), source=ditto, source_is="above")
    sheet.take(sheet.words())


def _lines_in_a_cell(sheet: Messy) -> None:
    words = sheet.words()
    sheet.take(f"{words}\nDeux fourgons\n- un VSAV")


def _looks(sheet: Messy) -> None:
    sheet.take(sheet.words(), look="coloured")
    sheet.take(sheet.words(), look="hidden")


def _signs(sheet: Messy) -> None:
    for text in ("=1+1 fourgon", "-5", "+33 6 12 34 56 78", "@préfet", "007", "🚒 engagé", "'ok"):
        sheet.take(text)


def _number_as_text(sheet: Messy) -> None:
    sheet.take(112, said="112")


def _kept_value(sheet: Messy) -> None:
    words = sheet.words()
    sheet.take(Formula('="Point " & A1', words), said=words)


def _spaces(sheet: Messy) -> None:
    words = sheet.words()
    sheet.take(f"  {words}\u00a0 ", said=words)


def _later_end(sheet: Messy) -> None:
    sheet.take(sheet.words(), end="23h59", suite="Rappeler demain")


def _numbered_apart(sheet: Messy) -> None:
    sheet.take("Relève faite", number=f"{sheet.line}-A", clock=f"{sheet.clock:%H:%M}")


def _twice(sheet: Messy) -> None:
    text, clock = sheet.words(), sheet.clock
    sheet.take(text)
    sheet.clock = clock
    sheet.put(Becomes("known"), *sheet._cells(text, f"{clock:%H:%M}", {}))  # noqa: SLF001 - of this module
    sheet.wait()


def _end_of_day(sheet: Messy) -> None:
    """Tell an hour as 24:00, once a day is over: the one after it is told at once."""
    sheet.clock = time(23, 40)
    sheet.take(sheet.words())
    sheet.day, sheet.clock = sheet.day + _DAY, time(0, 0)
    sheet.take(sheet.words(), clock="24:00")


def _not_rows(sheet: Messy) -> None:
    sheet.put(Becomes("aside", "blank"))
    sheet.put(Becomes("aside", "blank"), None, "  ", None, "\u00a0")
    sheet.put(Becomes("aside", "heading"), *HEADINGS[1])
    sheet.put(Becomes("aside", "section"), "Nuit : équipe B", look="wide")
    sheet.put(Becomes("aside", "number-alone"), *[None] * 6, sheet.line)


def _not_times(sheet: Messy) -> None:
    for clock in ("25:61", "vers midi et quart", "12:75", "bientôt"):
        sheet.refuse("not-a-time", clock=clock)
    sheet.refuse("part-of-day", clock="matin")
    sheet.refuse("no-time", clock=None, date=f"{sheet.day:%d/%m/%Y}")


def _not_days(sheet: Messy) -> None:
    for day in ("30/02/2024", "31/04/2024", "le 12 brumaire"):
        sheet.refuse("not-a-time", date=day)
    sheet.refuse("future", date="04/03/2095")
    _as_text(sheet)


def _without_text(sheet: Messy) -> None:
    sheet.refuse("no-text", None)


def _struck(sheet: Messy) -> None:
    sheet.refuse("struck", look="struck")


def _errors(sheet: Messy) -> None:
    sheet.refuse("cell-error", Formula("=1/0", "#DIV/0!"))
    sheet.refuse("cell-error", source=Formula("=NA()", "#N/A"))
    sheet.refuse("formula", Formula('="Point"&"s"', ""))


def _ends_before(sheet: Messy) -> None:
    sheet.clock = max(sheet.clock, time(12))
    sheet.refuse("end-before-start", end="11:00")


def _beyond(sheet: Messy) -> None:
    sheet.refuse("too-many-cells", beyond=("de trop",))


def _which_day(sheet: Messy) -> None:
    sheet.clock = max(sheet.clock, time(14))
    sheet.take(sheet.words())
    sheet.refuse("which-day", clock=f"{sheet.clock.hour - 4}:00")


_DIRTS: Final[tuple[Callable[[Messy], None], ...]] = (
    _plain,
    _about,
    _nothing_to_say,
    _same_source,
    _lines_in_a_cell,
    _plain,
    _looks,
    _signs,
    _number_as_text,
    _kept_value,
    _not_rows,
    _plain,
    _spaces,
    _later_end,
    _numbered_apart,
    _twice,
    _not_times,
    _plain,
    _not_days,
    _without_text,
    _struck,
    _errors,
    _beyond,
    _ends_before,
    _which_day,
    _plain,
    _end_of_day,
)


def messy(path: Path) -> dict[int, Becomes]:
    """Write the sheet to `path`; return by its line what each row must become."""
    sheet = Messy()
    sheet.grow()
    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet("Main courante")
        looks = {
            "struck": book.add_format({"font_strikeout": True}),
            "coloured": book.add_format({"bg_color": "#FFC7CE"}),
        }
        formats = {
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
            time: book.add_format({"num_format": "hh:mm"}),
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        for index, row in enumerate(sheet.rows):
            if row.look == "wide":
                page.merge_range(index, 0, index, WIDTH - 1, row.cells[0])
                continue
            if row.look == "hidden":
                page.set_row(index, None, None, {"hidden": True})
            for column, value in enumerate(row.cells):
                look = looks.get(row.look) or formats.get(type(value))
                _write(page, index, column, value, look)
        for begin, end in sheet.merged:
            day = sheet.rows[begin - 1].cells[0]
            page.merge_range(begin - 1, 0, end - 1, 0, day, formats[date])
    return sheet.becomes


def _write(page: Any, index: int, column: int, value: Any, look: Any) -> None:
    match value:
        case None:
            page.write_blank(index, column, None, look)
        case Formula():
            page.write_formula(index, column, value.formula, look, value.value)
        case str():
            page.write_string(index, column, value, look)
        case date() | time():
            page.write_datetime(index, column, value, look)
        case _:
            page.write(index, column, value, look)


def fates(becomes: dict[int, Becomes]) -> Iterator[tuple[Fate, int]]:
    """Return how many rows have each fate."""
    for fate in ("taken", "known", "refused", "aside"):
        yield fate, sum(one.fate == fate for one in becomes.values())
