"""Values of models as documents print them: in full, in words."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from typing_extensions import override

from crisis_log.language import _
from crisis_log.reports.page import typography
from crisis_log.views.values import Printer


class PagePrinter(Printer):
    """Prints values on a page, where `tell` says an instant."""

    def __init__(self, tell: Callable[[datetime], str]) -> None:
        self._tell = tell

    @override
    def nothing(self) -> str:
        return _("not given")

    @override
    def number(self, value: float | Decimal) -> str:
        return typography.number(value)

    @override
    def instant(self, value: datetime) -> str:
        return self._tell(value)

    @override
    def day(self, value: date) -> str:
        return typography.day(value, "long")
