"""Values within a cell that tells several of them, in words."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal

from typing_extensions import override

from crisis_log.fact import Fact
from crisis_log.language import _
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.views.values import Printer, is_nothing, meaning_of
from crisis_log.when import show_date, show_instant
from crisis_log.words import field_name, number_text


class CellPrinter(Printer):
    """Prints values in full, their times in `zone`."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    @override
    def nothing(self) -> str:
        return _("nothing")

    @override
    def number(self, value: float | Decimal) -> str:
        return number_text(Decimal(str(value)), grouped=False)

    @override
    def instant(self, value: datetime) -> str:
        return show_instant(value, self._zone)

    @override
    def day(self, value: date) -> str:
        return show_date(value)

    def lines(self, fact: Fact, elsewhere: frozenset[str]) -> Iterator[str]:
        """Return every field of a fact that is not told `elsewhere`, each with its name."""
        in_report = isinstance(fact, ReportIssued)
        for name, value in fact.model_dump(mode="json").items():
            if name in elsewhere or is_nothing(value) or value is False:
                continue
            told = self.text(value, meaning_of(name, in_report=in_report))
            yield _("{field}: {value}").format(field=field_name(name), value=told)
