"""A table as it grows row by row, and by its line what each row must become."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

Fate = Literal["taken", "known", "refused", "aside"]
ROWS: Final = 1000
ZONE: Final = ZoneInfo("Europe/Paris")
TOP: Final = (
    ("Cellule de crise : main courante",),
    (),
    ("Ouverte le 12/02/2024", None, None, "Ne pas diffuser"),
)
HEADINGS: Final = (
    ("Quand", None, "Message", None, "Suivi", None, "", "Quand"),
    ("Date", "Heure", "Origine", "Événement", "Suite donnée", "Rédacteur", "N°", "Heure de fin"),
)
WIDTH: Final = len(HEADINGS[1])
FIRST_DAY: Final = date(2024, 2, 11)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


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


class Row(NamedTuple):
    cells: list[Any]
    look: str = ""
    """`struck`, `coloured`, `hidden`, `wide` of one whose first cell is merged over all."""


Dirt = Callable[["Messy"], None]
"""Adds rows that show one way of keeping a table, or one thing that goes wrong."""


class Dirts(NamedTuple):
    """What a file holds: ways to tell a day and an hour, and what else goes on in it."""

    days: tuple[Dirt, ...]
    clocks: tuple[Callable[[time], Any], ...]
    dirts: tuple[Dirt, ...]
    last: Dirt
    is_text: bool = False


class Messy:
    """The sheet as it grows, and by its line what each row must become."""

    def __init__(self, dirts: Dirts) -> None:
        self.rows: list[Row] = []
        self.becomes: dict[int, Becomes] = {}
        self.line = 1
        """That of the next row."""
        self.merged: list[tuple[int, int]] = []
        self._is_text = dirts.is_text
        self.day, self.clock = FIRST_DAY, time(8, 0)
        self._source = "PC"
        self._number = 0
        self._days = cycle(dirts.days)
        self._clocks = cycle(dirts.clocks)
        self._dirts = cycle(dirts.dirts)
        self._last = dirts.last

    @property
    def now(self) -> datetime:
        """When the next row happens, on the clocks of the cell."""
        return datetime.combine(self.day, self.clock, ZONE)

    def grow(self) -> None:
        """Add rows until there are enough."""
        for cells in (*TOP, *HEADINGS[:-1]):
            self.put(Becomes("aside", "above" if cells else "blank"), *cells)
        self.put(Becomes("aside", "heading"), *HEADINGS[-1])
        self._grow()
        self._last(self)

    def _grow(self) -> None:
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
        self.rows.append(Row([*cells], look))
        self.line += 1
        if self._is_text:  # where each line of a cell is one of the file
            self.line += sum(cell.count("\n") for cell in cells if isinstance(cell, str))

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
        self.put(becomes, *self.cells(text, written, more), look=look)
        self.wait()

    def refuse(self, code: str, text: Any = "Refusée", *, look: str = "", **more: Any) -> None:
        """Add a row that is refused for `code`."""
        clock = more.pop("clock", f"{self.clock:%H:%M}")
        self.put(Becomes("refused", code), *self.cells(text, clock, more), look=look)

    def cells(self, text: Any, clock: Any, more: dict[str, Any]) -> list[Any]:
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
        later = self.now + minutes * MINUTE
        if later.date() == self.day:
            self.clock = later.time()

    def _begin_day(self) -> None:
        self.day, self.clock = self.day + DAY, time(8, 0)
        next(self._days)(self)

    def _pass_midnight(self) -> None:
        """Add the last row of a day and the first of the next, which does not say so."""
        self.clock = time(23, 50)
        self.take(self.words())
        self.day, self.clock = self.day + DAY, time(0, 10)
        self.take(self.words())
