"""What does a value of a model say? One printer of any value, in the manner of a medium.

Values are those of JSON, and numbers and days as Python knows them. A field says what a code
or a number in it means.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from crisis_log.language import _
from crisis_log.slices import settings
from crisis_log.words import status_word

_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_IMAGE: Final = "data:image/"
_CODED: Final = frozenset({"line_kind", "act", "verification"})
_STATUSES: Final = ("decision", "measure", "plan", "mission", "crisis", "verification")
_FIGURES: Final = frozenset({"target"})


def is_nothing(value: object) -> bool:
    """Whether a value says nothing: zero and “no” do."""
    return value is None or value in ("", [], {})


class Printer(ABC):
    """Prints values; what it is made for says how their parts look there."""

    def text(self, value: object, field: str) -> str:
        """Return a value of `field` as people read it."""
        if is_nothing(value):
            return self.nothing()
        match value:
            case bool():
                return _("yes") if value else _("no")
            case int() | float() | Decimal():
                return self.number(value)
            case list():
                return self.items([self.text(item, field) for item in value])
            case dict():
                return self.fields(value, field)
            case _:
                return self._said(str(value), field)

    def _said(self, text: str, field: str) -> str:
        """Return what a text says that may stand for something else."""
        if _INSTANT.fullmatch(text):
            return self.instant(datetime.fromisoformat(text))
        if _DAY.fullmatch(text):
            return self.day(date.fromisoformat(text))
        if text.startswith(_IMAGE):
            return settings.shown("logo", text)
        if field in _FIGURES:
            return self.number(Decimal(text))
        return _word(text, field)

    @abstractmethod
    def nothing(self) -> str:
        """Return what stands for no value."""

    @abstractmethod
    def number(self, value: float | Decimal) -> str:
        """Return a number."""

    @abstractmethod
    def instant(self, value: datetime) -> str:
        """Return an instant."""

    @abstractmethod
    def day(self, value: date) -> str:
        """Return a day."""

    @abstractmethod
    def items(self, parts: Sequence[str]) -> str:
        """Return the items of a list, printed, as one text."""

    @abstractmethod
    def fields(self, value: Mapping[str, object], field: str) -> str:
        """Return a value that has fields of its own."""


def _word(text: str, field: str) -> str:
    """Return the word for a code of `field`, or the text that is none."""
    if field in _CODED:
        return status_word(field, text)
    if field == "status":
        words = (status_word(of, text) for of in _STATUSES)
        return next((word for word in words if word != text), text)
    return text
