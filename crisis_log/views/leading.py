"""Which indicators lead a report: those that the authority chose, else the human toll?"""

from collections.abc import Sequence
from typing import Final

from crisis_log.command import Known
from crisis_log.slices.measure import Measure
from crisis_log.slices.settings import key_figures
from crisis_log.text import folded

_TOLL: Final = (
    ("deces", "decede", "mort ", "morts", "victime", "death", "dead ", "fatalit", "victim"),
    ("disparu", "missing"),
    ("blesse", "intoxique", "injur", "wounded", "casualt"),
    ("reanimation", "soins critiques", "intensive care"),
    ("hospitalis", "hospitaliz"),
    ("evacue", "evacuation", "evacuated"),
    ("heberge", "mis a l'abri", "mises a l'abri", "shelter", "accommodated"),
    ("sinistre", "secouru", "rescued", "displaced", "personnes isolees"),
)
"""How words that name what happens to people begin, the gravest first."""


def toll(name: str) -> int | None:
    """Return how grave the toll is that an indicator of this name counts: 0 is the gravest."""
    words = f" {folded(name)} "
    for grade, stems in enumerate(_TOLL):
        if any(f" {stem}" in words for stem in stems):
            return grade
    return None


class Leading:
    """The order in which indicators lead: first those of the authority, in its order.

    What it named and has no figure yet keeps none from leading: it may be a slip.
    """

    def __init__(self, known: Known) -> None:
        told = {folded(name) for measure in known.members(Measure) for name in measure.latest}
        chosen = map(folded, key_figures(known))
        self.chosen: Sequence[str] = [name for name in chosen if name in told]

    def is_chosen(self, name: str) -> bool:
        """Whether the authority named it as a key figure."""
        return folded(name) in self.chosen

    def leads(self, name: str, *, moved: bool) -> bool:
        """Whether it may lead: the choice of the authority, else what moved, and the human toll."""
        return self.is_chosen(name) if self.chosen else moved or toll(name) is not None

    def rank(self, name: str, *, moved: bool) -> tuple[int, bool, int]:
        """Return its place, the lowest first; one without change leads no other, unless chosen."""
        if self.is_chosen(name):
            return self.chosen.index(folded(name)), False, 0
        grade = toll(name)
        return len(self.chosen), not moved, len(_TOLL) if grade is None else grade
