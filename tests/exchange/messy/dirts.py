"""What a table holds that people keep: ways to tell when, and whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from tests.exchange.messy.growing import DAY, HEADINGS, Becomes, Dirt, Dirts, Formula, Messy

_WEEKDAYS: Final = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
_MONTHS: Final = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_EPOCH: Final = date(1899, 12, 30)

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
    sheet.take(sheet.words(), clock="", date=datetime.combine(sheet.day, sheet.clock))


def _as_section(sheet: Messy) -> None:
    month = _MONTHS[sheet.day.month - 1]
    told = f"{sheet.day.day} {month} {sheet.day.year}"
    sheet.put(Becomes("aside", "section"), told, look="wide")
    sheet.take(sheet.words())


def _as_merged(sheet: Messy) -> None:
    begin = sheet.line
    for _turn in range(4):
        sheet.take(sheet.words(), date=sheet.day if sheet.line == begin else None)
    sheet.merged.append((begin, sheet.line - 1))


_WRITTEN_DAYS: Final = (_as_text, _as_two_digits, _as_words, _as_section, _as_iso)
_CELL_DAYS: Final = (_as_cell, _as_number, _as_merged, _as_stamp)

# How an hour is written

_WRITTEN_CLOCKS: Final[tuple[Callable[[time], Any], ...]] = (
    lambda clock: f"{clock.hour}h{clock.minute}",
    lambda clock: f"{clock:%HH%M}",
    lambda clock: f"{clock:%H:%M}",
    lambda clock: f"{clock.hour} h {clock:%M}",
    lambda clock: f" {clock:%H:%M:%S} ",
    lambda clock: f"à {clock.hour}h{clock:%M}",
    lambda clock: f"{clock.hour}:{clock:%M}",
    lambda clock: f"{clock:%H\u00a0h\u00a0%M}",
)

_CELL_CLOCKS: Final[tuple[Callable[[time], Any], ...]] = (
    lambda clock: clock,
    lambda clock: Decimal(clock.hour * 60 + clock.minute) / 1440,
)

# What goes on, and goes wrong


def _plain(sheet: Messy) -> None:
    sheet.take(sheet.words())


def _about(sheet: Messy) -> None:
    sheet.clock = time(sheet.clock.hour + 1) if sheet.clock.hour < 23 else time(23)
    sheet.take(sheet.words(), clock=f"~{sheet.clock.hour}h")


def _nothing_to_say(sheet: Messy) -> None:
    sheet.take("RAS", suite="-")


def _same_source(sheet: Messy) -> None:
    sheet.take(sheet.words(), source="SDIS")
    for ditto in ('"', "//", "idem", "Idem.", "''", "- // -"):
        sheet.take(sheet.words(), source=ditto, source_is="above")
    sheet.take(sheet.words())


def _lines_in_a_cell(sheet: Messy) -> None:
    words = sheet.words()
    sheet.take(f"{words}\nDeux fourgons\n- un VSAV")


def _looks(sheet: Messy) -> None:
    sheet.take(sheet.words(), look="coloured")
    sheet.take(sheet.words(), look="hidden")


def _signs(sheet: Messy) -> None:
    for text in (
        "=1+1 fourgon",
        "-5",
        "+33 6 12 34 56 78",
        "@préfet",
        "007",
        "à 14 h…",
        "'ok",
        "50 % ; 10 €",
    ):
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
    sheet.put(Becomes("known"), *sheet.cells(text, f"{clock:%H:%M}", {}))
    sheet.wait()


def _end_of_day(sheet: Messy) -> None:
    """Tell an hour as 24:00, once a day is over: the one after it is told at once."""
    sheet.clock = time(23, 40)
    sheet.take(sheet.words())
    sheet.day, sheet.clock = sheet.day + DAY, time(0, 0)
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


def _two_days(sheet: Messy) -> None:
    other = sheet.day + 3 * DAY
    sheet.refuse("two-days", date=f"{sheet.day:%d/%m/%Y}", clock=f"{other:%d/%m/%Y} 10:00")


def _too_long(sheet: Messy) -> None:
    sheet.refuse("register-rule", "x" * 100_001)


def _quotes(sheet: Messy) -> None:
    for text in ('Dit : "tout va bien"', 'Un écran de 24" ; cassé', "Deux\tcolonnes"):
        sheet.take(f"{sheet.words()} {text}")


def _clocks_change(sheet: Messy) -> None:
    """Tell of the night without an hour, and of the one that has an hour twice."""
    assert sheet.day < date(2024, 3, 31)
    sheet.day, sheet.clock = date(2024, 3, 31), time(1, 50)
    sheet.take(sheet.words(), date="31/03/2024")
    sheet.refuse("hour-missing", clock="2h30")
    sheet.clock = time(3, 5)
    sheet.take(sheet.words())
    sheet.day, sheet.clock = date(2024, 10, 27), time(1, 50)
    sheet.take(sheet.words(), date="27/10/2024")
    sheet.refuse("hour-repeated", clock="2h30")
    sheet.clock = time(3, 5)
    sheet.take(sheet.words())


_ANYWHERE: Final[tuple[Dirt, ...]] = (
    _plain,
    _about,
    _nothing_to_say,
    _same_source,
    _lines_in_a_cell,
    _plain,
    _signs,
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
    _beyond,
    _ends_before,
    _two_days,
    _which_day,
    _plain,
    _end_of_day,
)


OF_A_SHEET: Final = Dirts(
    (*_WRITTEN_DAYS, *_CELL_DAYS),
    (*_WRITTEN_CLOCKS, *_CELL_CLOCKS),
    (*_ANYWHERE, _looks, _struck, _errors, _kept_value, _number_as_text),
    _clocks_change,
)
OF_A_TEXT: Final = Dirts(
    _WRITTEN_DAYS, _WRITTEN_CLOCKS, (*_ANYWHERE, _quotes, _too_long), _clocks_change, is_text=True
)
