"""The pages of the board, in the order of the menu: add one here, and it is served."""

from typing import Final

from crisis_log.board.page import Page
from crisis_log.board.pages import (
    chronology,
    decision,
    decisions,
    entry,
    indicators,
    measure,
    measures,
    reports,
    situation,
    staffing,
)

PAGES: Final[tuple[Page, ...]] = (
    situation.PAGE,
    chronology.PAGE,
    entry.PAGE,
    decisions.PAGE,
    decision.PAGE,
    measures.PAGE,
    measure.PAGE,
    staffing.PAGE,
    indicators.PAGE,
    reports.PAGE,
)
MENU: Final = tuple(page for page in PAGES if page.within is None)
