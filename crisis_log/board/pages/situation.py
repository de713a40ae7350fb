"""The situation: what the crisis room looks at."""

from collections.abc import Mapping
from typing import Any, Final

from crisis_log.board.page import Asked, Page
from crisis_log.board.seen import Seen
from crisis_log.language import _


def _context(_seen: Seen, _asked: Asked) -> Mapping[str, Any]:
    return {}


PAGE: Final = Page(
    name="situation",
    path="/",
    title=lambda: _("Situation"),
    parts=("level", "decisions"),
    context=_context,
)
