"""Values of models as documents print them: in full, in words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from typing_extensions import override

from crisis_log.language import _
from crisis_log.reports.page import typography
from crisis_log.views.values import Printer, is_nothing, key_name
from crisis_log.words import enumerate_parts


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

    @override
    def items(self, parts: Sequence[str]) -> str:
        return enumerate_parts(parts)

    @override
    def fields(self, value: Mapping[str, object], field: str) -> str:
        return ", ".join(
            _("{name} = {value}").format(name=key_name(name), value=self.within(item, name, field))
            for name, item in value.items()
            if not is_nothing(item)
        )
