"""Where things are on the board, as people see it in the address bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from crisis_log.board.page import Asked, Page

LIVE: Final = "/suivi"
"""Before the address of a page: what changes on it, as events."""
SINCE: Final = "depuis"
"""The field of such an address that names the last event that was seen."""
ASSETS: Final = "/assets"
ENTER: Final = "/entrer"
"""Where a link is taken."""
LEAVE: Final = "/sortir"
"""Where a reader says that they read no more."""


def entry_at(number: int) -> str:
    """Return where entry `number` is told whole."""
    return f"/inscriptions/{number}"


def decision_at(label: str) -> str:
    """Return where a decision is told whole."""
    return f"/decisions/{quote(label)}"


def route_of(page: Page) -> str:
    """Return the pattern of the addresses of a page."""
    return f"{page.path}{{key}}" if page.path.endswith("/") and page.within else page.path


def address_of(page: Page, asked: Asked) -> str:
    """Return where a page is that was asked so."""
    fields = urlencode(asked.fields)
    return f"{page.path}{quote(asked.key)}" + (f"?{fields}" if fields else "")


def live_address(page: Page, asked: Asked, last_id: str) -> str:
    """Return where what changes on it after the event `last_id` is told."""
    fields = urlencode([*asked.fields, (SINCE, last_id)])
    return f"{LIVE}{page.path}{quote(asked.key)}?{fields}"
