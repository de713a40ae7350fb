"""The decisions: those expected, in force, suspended, to come and ended, as they are asked for."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from crisis_log.board.addresses import LEAF, leaf_asked, other_page
from crisis_log.board.page import Asked, Page
from crisis_log.board.seen import Seen
from crisis_log.language import _
from crisis_log.views.decision_list import GROUPS, OPEN, decision_list
from crisis_log.views.listing import decisions, owners

STATUS: Final = "etat"
OWNER: Final = "pilote"
WORDS: Final = "mots"
OVERDUE: Final = "retard"
YES: Final = ("1",)


def _context(seen: Seen, asked: Asked) -> Mapping[str, Any]:
    found = decisions(
        seen.known,
        now=seen.instant,
        zone=seen.zone,
        owner=asked.field(OWNER) or None,
        words=asked.field(WORDS) or None,
        overdue=asked.choice(OVERDUE, YES) is not None,
        among=seen.decisions,
    )
    group = asked.choice(STATUS, GROUPS)
    groups = (group,) if group else OPEN if asked.wall else GROUPS
    told = decision_list(seen.known, found, seen.instant, leaf_asked(asked), groups)
    return {
        "told": told,
        "leaf": told.leaf,
        "leaf_at": partial(other_page, PAGE, asked),
        "all_of_them": len(seen.decisions),
        "owners": owners(seen.decisions),
    }


PAGE: Final = Page(
    name="decisions",
    path="/decisions",
    title=lambda: _("Decisions"),
    parts=("owners", "found"),
    context=_context,
    fields=tuple(sorted((STATUS, WORDS, LEAF, OWNER, OVERDUE))),
)
