"""How words, numbers and dates are set in the language in use.

Nothing a reader sees is added to a text or taken from it: French typography turns the
spaces that are there into those that do not break (Imprimerie nationale, Lexique des
règles typographiques), what neither HTML nor a font can hold, or would turn the text
around it, is shown as `�`, and what separates lines is a new line.
"""

import re
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final, TypeVar

from babel.dates import format_date
from babel.numbers import get_group_symbol, parse_pattern
from markupsafe import Markup

from crisis_log.language import NARROW, _, current
from crisis_log.when import offset_of_repeated

NO_BREAK: Final = "\u00a0"
MINUS: Final = "\u2212"
_REPLACEMENT: Final = "\ufffd"
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069]"
)
_SEPARATORS: Final = re.compile("[\u2028\u2029]")
_PATTERN: Final = parse_pattern("#,##0.######")
_SPACE: Final = f"[ {NO_BREAK}{NARROW}]"
_TO_SET: Final = re.compile(f"{_SPACE}|{_SEPARATORS.pattern}|{_UNPRINTABLE.pattern}")
"""Every rule is about a space; most figures have none."""
_RULES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(rf"{_SPACE}(?=[;:!?»](?:\s|$|[)\].,<»]))"), NARROW),
    (re.compile(rf"«{_SPACE}"), f"«{NARROW}"),
    (re.compile(rf"(?<=\d){_SPACE}(?=\d{{3}}(?!\d))"), NARROW),
    (re.compile(rf"(?<=\d){_SPACE}(?=[%€])"), NARROW),
    (re.compile(rf"(?<=\d){_SPACE}h{_SPACE}(?=\d\d(?!\d))"), f"{NARROW}h{NARROW}"),
    (re.compile(rf"(?<!\w)(n°s?|N°s?|p\.|art\.|M\.|Mme){_SPACE}(?=\w)"), rf"\1{NO_BREAK}"),
)
_Text = TypeVar("_Text", str, Markup)


def typeset(text: _Text) -> _Text:
    """Return `text`, plain or HTML, ready for the page; doing it twice changes nothing."""
    if not _TO_SET.search(text):
        return text
    set_text = _SEPARATORS.sub("\n", _UNPRINTABLE.sub(_REPLACEMENT, text))
    if current() == "fr":
        for pattern, spaced in _RULES:
            set_text = pattern.sub(spaced, set_text)
    return type(text)(set_text)


def number(value: Decimal | float) -> str:
    """Return a number as it is written: `2 185`, `12,5`, with a true minus sign."""
    return _decimal(value).replace("-", MINUS)


def signed(value: Decimal | float) -> str:
    """Return a change: `+12`, `−3`, `=`."""
    if value == 0:
        return "="
    return f"+{_decimal(value)}" if value > 0 else number(value)


def percent(part: Decimal | float, whole: Decimal | float) -> str:
    """Return a share: `46 %`."""
    share = _decimal(round(Decimal(100) * Decimal(part) / Decimal(whole)))
    return f"{share}{NARROW}%" if current() == "fr" else f"{share}%"


def day(value: date, form: str = "full") -> str:
    """Return a date: `lundi 23 mars 2020`, `1er avril 2020` (`long`), `23/03` (`short`)."""
    return _day(value, form, current())


@lru_cache(maxsize=4096)
def _day(value: date, form: str, language: str) -> str:
    formats = _FRENCH if language == "fr" else _ENGLISH
    text: str = format_date(value, formats[form], locale=language)
    if language == "fr" and value.day == 1 and form in _WITH_DAY_IN_WORDS:
        return re.sub(r"(?<!\d)1(?!\d)", "1er", text, count=1)
    return text


def clock(instant: datetime, zone: tzinfo) -> str:
    """Return a time of day: `18 h 30`; in the hour that the clocks repeat `2 h 30 (+02:00)`."""
    local = instant.astimezone(zone)
    offset = offset_of_repeated(local)
    mark = f" ({offset})" if offset else ""
    if current() == "fr":
        return f"{local.hour}{NARROW}h{NARROW}{local.minute:02}{mark}"
    return f"{local:%H:%M}{mark}"


def moment(instant: datetime, zone: tzinfo, form: str = "long") -> str:
    """Return a date and time: `23 mars 2020 à 18 h 30`."""
    local = instant.astimezone(zone).date()
    return _("{day} at {time}").format(day=day(local, form), time=clock(instant, zone))


def span(first: date, last: date) -> str:
    """Return a period: `du lundi 23 au dimanche 29 mars 2020`; of one day, `le lundi 23 mars`."""
    if first == last:
        return _("on {day}").format(day=day(first))
    start = "full"
    if first.year == last.year:
        start = "in_month" if first.month == last.month else "in_year"
    return _("from {first} to {last}").format(first=day(first, start), last=day(last))


def _decimal(value: Decimal | float) -> str:
    if value == int(value):
        return f"{int(value):,}".replace(",", _between_thousands(current()))
    text: str = _PATTERN.apply(value, current())
    return text


@cache
def _between_thousands(language: str) -> str:
    separator: str = get_group_symbol(language)
    return separator


_WITH_DAY_IN_WORDS: Final = {"full", "long", "weekday", "in_year", "in_month"}
_FRENCH: Final = {
    "full": "EEEE d MMMM y",
    "long": "d MMMM y",
    "weekday": "EEEE d MMMM",
    "in_year": "EEEE d MMMM",
    "in_month": "EEEE d",
    "month_of_year": "MMMM y",
    "short": "dd/MM",
    "numeric": "dd/MM/y",
    "month": "LLL",
    "weekday_short": "EEE",
    "tabular": "EEE dd/MM",
}
_ENGLISH: Final = _FRENCH | {"short": "d MMM", "numeric": "y-MM-dd", "tabular": "EEE d MMM"}
