"""Values up a chart: round steps, from zero unless the values are all far from it."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

_ZERO: Final = Decimal(0)
_FAR_FROM_ZERO: Final = Decimal("0.8")


class Tick(NamedTuple):
    """A value of the scale and how far down it lies."""

    value: Decimal
    y: float


@dataclass(frozen=True)
class Scale:
    """The values from `low` to `high`, by `step`, laid out from `base` up over `height`.

    `is_cut` where it begins above zero, which a chart has to say.
    """

    low: Decimal
    high: Decimal
    step: Decimal
    base: float
    height: float

    @property
    def is_cut(self) -> bool:
        """Whether zero is left out."""
        return self.low > 0

    @property
    def zero(self) -> float:
        """How far down zero lies, or the foot of a scale that is cut."""
        return self.y(max(self.low, _ZERO))

    def y(self, value: Decimal | int) -> float:
        """Return how far down `value` lies."""
        return self.base - float((value - self.low) / (self.high - self.low)) * self.height

    def ticks(self) -> tuple[Tick, ...]:
        """Return the round values, from the lowest up."""
        count = int((self.high - self.low) / self.step)
        values = [self.low + n * self.step for n in range(count + 1)]
        return tuple(Tick(value, self.y(value)) for value in values)


def scale(
    values: Collection[Decimal | int], *, base: float, height: float, steps: int, cut: bool = False
) -> Scale:
    """Return the scale of `values` in about `steps` steps, of whole numbers if they are whole.

    With `cut`, it leaves zero out where it would flatten them all: where the least is more
    than four fifths of the greatest.
    """
    least, greatest = (Decimal(one(values, default=0)) for one in (min, max))
    far = cut and 0 < _FAR_FROM_ZERO * greatest < least < greatest
    bottom = least if far else min(least, _ZERO)
    top = max(greatest, _ZERO)
    whole = all(value == int(value) for value in values)
    step = _step((top - bottom) / steps or Decimal(1), whole=whole)
    low, high = bottom // step * step, -(-top // step) * step
    if bottom < low:
        low -= step
    if high < top:
        high += step
    return Scale(low, high if high > low else low + step, step, base, height)


def _step(least: Decimal, *, whole: bool) -> Decimal:
    """Return the smallest round step that is no smaller than `least`."""
    power = Decimal(1).scaleb(least.adjusted())
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= least)
    return max(step, Decimal(1)) if whole else step
