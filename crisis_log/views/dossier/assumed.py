"""What did a decision rest on, and which entries put that at risk?"""

from collections.abc import Iterable, Iterator

from crisis_log.entry import Entry
from crisis_log.fact import Frozen
from crisis_log.slices.assumption import AssumptionDropped, AssumptionMade
from crisis_log.slices.assumption import label as assumption_label
from crisis_log.slices.indicator import AboutFigures
from crisis_log.slices.line_course import LineRefuted, LineStruck
from crisis_log.slices.struck_entry import EntryStruck
from crisis_log.text import folded


class AssumedThen(Frozen):
    """An assumption that a decision was taken on, as entry `entry` says."""

    label: str
    text: str
    entry: int


def assumed_by(entries: Iterable[Entry]) -> Iterator[AssumedThen]:
    """Return the assumptions that `entries` made."""
    for entry in entries:
        if isinstance(entry.fact, AssumptionMade):
            made = entry.fact
            label = assumption_label(made.number)
            yield AssumedThen(label=label, text=made.in_words(), entry=entry.number)


class Assumed:
    """The assumptions of a decision, as entries make and drop them."""

    def __init__(self, decision: int) -> None:
        self._decision = decision
        self._made: dict[int, tuple[int, AssumptionMade]] = {}

    def take(self, entry: Entry) -> None:
        """Take in what an entry says of the assumptions of the decision, if it does."""
        match entry.fact:
            case AssumptionMade(decision=self._decision, number=number) as made:
                self._made[number] = entry.number, made
            case AssumptionDropped(number=number):
                self._made.pop(number, None)
            case EntryStruck(entry=struck):
                kept = self._made.items()
                self._made = {number: one for number, one in kept if one[0] != struck}

    def put_at_risk_by(self, entry: Entry) -> tuple[str, ...]:
        """Return the labels of those that an entry puts at risk."""
        at_risk = (
            number for number, (_by, made) in self._made.items() if _puts_at_risk(entry, made)
        )
        return tuple(map(assumption_label, at_risk))


def _puts_at_risk(entry: Entry, made: AssumptionMade) -> bool:
    match entry.fact:
        case LineRefuted(line=line) | LineStruck(line=line):
            return line == made.line
        case AboutFigures(values=values) if made.tripwire:
            name = folded(made.tripwire.indicator)
            return any(
                folded(one) == name and made.tripwire.is_crossed_by(value)
                for one, value in values.items()
            )
        case _:
            return False
