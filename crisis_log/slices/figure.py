"""Values of indicators, as they were reported: of an instant, or of a day as a whole."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, PositiveInt

from crisis_log.deadline import Due
from crisis_log.fact import Frozen, Instant, LocalInstant
from crisis_log.language import _
from crisis_log.words import number_text

Value = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=18)]


class Figure(Frozen):
    """A value of an indicator, as one entry gave it, on the day `as_of`, at an `instant` of it."""

    value: Decimal
    as_of: date
    instant: Annotated[LocalInstant | None, Field(exclude_if=lambda one: one is None)] = None
    entry: PositiveInt

    @property
    def due(self) -> Due:
        """The instant that it is of, or else the day."""
        return self.instant or self.as_of


class FigureTold(Figure):
    """Such a value among those of its day, which are in the order of each `moment`.

    `corrects` is the entry whose value it takes the place of.
    """

    moment: Instant
    corrects: PositiveInt | None = None


def figure_in_words(name: str, value: Decimal) -> str:
    """Return a value as people say it after its name: `calls = 1 012`."""
    return _("{name} = {value}").format(name=name, value=number_text(value))
