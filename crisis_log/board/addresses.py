"""Where things are on the board, as people see it in the address bar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from crisis_log.numbers import NotANumberError, parse_whole

if TYPE_CHECKING:
    from crisis_log.board.page import Asked, Page

LIVE: Final = "/suivi"
"""Before the address of a page: what changes on it, as events."""
SINCE: Final = "depuis"
"""The field of such an address that names the last event that was seen."""
WALL: Final = "wall"
WANTED: Final = "1"
"""The field of any address that asks for what a wall screen shows, and what it says then."""
ASSETS: Final = "/assets"
REPORTS: Final = "/rapports"
PIECES: Final = "/pieces"
ENTRY_FIELD: Final = "inscription"
"""The field of the address of a kept file that names the entry that keeps it."""
ENTER: Final = "/entrer"
"""Where a link is taken."""
LEAVE: Final = "/sortir"
"""Where a reader says that they read no more."""
LEAF: Final = "page"
"""The field of such an address that says which page of a list."""
_MOST_PAGES: Final = 1_000_000


def entry_at(number: int) -> str:
    """Return where entry `number` is told whole."""
    return f"/inscriptions/{number}"


def decision_at(label: str) -> str:
    """Return where a decision is told whole."""
    return f"/decisions/{quote(label)}"


def report_at(number: int) -> str:
    """Return where the PDF of report R-`number` is given, as it was issued."""
    return f"{REPORTS}/R-{number}.pdf"


def file_at(sha256: str, entry: int) -> str:
    """Return where a file is given, to be saved, that entry `entry` keeps; by its SHA-256.

    Confidential lines keep theirs to themselves: such an address answers with a sentence.
    """
    return f"{PIECES}/{sha256}?{ENTRY_FIELD}={entry}"


def subject_at(subject: str) -> str | None:
    """Return where a subject such as `decision/3` is told, if it is told by itself."""
    name, _slash, key = subject.partition("/")
    match name:
        case "decision":
            return decision_at(f"D-{key}")
        case "measure":
            return measure_at(f"M-{key}")
        case "journal" | "entry":
            return entry_at(int(key))
        case _:
            return None


def measure_at(label: str) -> str:
    """Return where a measure is told whole."""
    return f"/mesures/{quote(label)}"


def label_at(label: str) -> str | None:
    """Return where the thing of a label is told whole: `D-3`, `M-2`; None of others."""
    places = {"D": decision_at, "M": measure_at}
    letter, hyphen, number = label.partition("-")
    return places[letter](label) if letter in places and hyphen and number.isdecimal() else None


def numbered(key: str, prefix: str) -> int | None:
    """Return the number that the end of an address names: 3 for `D-3`, `d3` or `3`."""
    match = re.fullmatch(rf"(?:{prefix}\s*-?\s*)?([1-9]\d{{0,8}})", key, re.IGNORECASE | re.ASCII)
    return int(match[1]) if match else None


def labelled(prefix: str, key: str) -> str:
    """Return the end of the one address of a thing: `D-3` for `d3`; of no thing, as it is."""
    number = numbered(key, prefix)
    return f"{prefix}-{number}" if number else key


def leaf_asked(asked: Asked) -> int:
    """Return which page of a list is asked for: the first where that is no number."""
    try:
        return parse_whole(asked.field(LEAF), 1, _MOST_PAGES)
    except NotANumberError:
        return 1


def other_page(page: Page, asked: Asked, number: int) -> str:
    """Return where page `number` of the list is that was asked for so."""
    others = [(name, value) for name, value in asked.fields if name != LEAF]
    wall = [(WALL, WANTED)] if asked.wall else []
    return f"{page.path}?{urlencode([*others, (LEAF, number), *wall])}"


def route_of(page: Page) -> str:
    """Return the pattern of the addresses of a page."""
    return f"{page.path}{{key}}" if page.path.endswith("/") and page.within else page.path


def address_of(page: Page, asked: Asked) -> str:
    """Return where a page is that was asked so."""
    fields = urlencode(_fields(asked))
    return f"{page.path}{quote(asked.key)}" + (f"?{fields}" if fields else "")


def live_address(page: Page, asked: Asked, last_id: str) -> str:
    """Return where what changes on it after the event `last_id` is told."""
    fields = urlencode([*_fields(asked), (SINCE, last_id)])
    return f"{LIVE}{page.path}{quote(asked.key)}?{fields}"


def _fields(asked: Asked) -> tuple[tuple[str, str], ...]:
    return (*asked.fields, (WALL, WANTED)) if asked.wall else asked.fields
