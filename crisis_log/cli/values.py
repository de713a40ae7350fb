"""Values as a terminal shows them: in words, in few letters."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from typing_extensions import override

from crisis_log import when, words
from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.views.values import Printer, is_nothing, key_name


def shown(session: Session, value: object, field: str) -> str:
    """Return a value as a terminal shows it; `field` says what a code means."""
    return _Screen(session).text(value, field)


class _Screen(Printer):
    """Prints values, those that are within others in brackets after what these are called."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @override
    def nothing(self) -> str:
        return _("nothing")

    @override
    def number(self, value: float | Decimal) -> str:
        return words.number_text(Decimal(str(value)))

    @override
    def instant(self, value: datetime) -> str:
        return self._session.show_instant(value)

    @override
    def day(self, value: date) -> str:
        return when.show_date(value)

    @override
    def fields(self, value: Mapping[str, object], field: str) -> str:
        name = value.get("name")
        named = isinstance(name, str)
        pairs = ", ".join(
            f"{key_name(key)} {self.within(item, key, field)}"
            for key, item in value.items()
            if not (is_nothing(item) or (named and key == "name"))
        )
        if not named:
            return pairs
        called = self.within(name, "name", field)
        return f"{called} ({pairs})" if pairs else called
