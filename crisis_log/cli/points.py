"""Open points on the screen: a table for each kind of thing that somebody waits for."""

from collections.abc import Iterable, Sequence
from typing import Final

from crisis_log.cli import output
from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.views.open_points import OpenPoint, What

_DATED: Final[frozenset[What]] = frozenset({"deadline", "review"})
"""What is open until a day: since when says nothing of it."""


def point_titles() -> dict[What, str]:
    """Return the heading of each kind of open point, in the order in which they are told."""
    return {
        "handover": _("Watch to be taken over"),
        "level": _("Level in doubt"),
        "request": _("Open requests"),
        "instruction": _("Instructions in hand"),
        "expected_report": _("Reports expected"),
        "verification": _("To be verified"),
        "assumption": _("Assumptions at risk"),
        "sheet": _("Missing sheets of paper"),
        "deadline": _("Deadlines"),
        "review": _("Reviews"),
        "briefing": _("Next briefing"),
    }


def print_points(session: Session, points: Sequence[OpenPoint], *kinds: What) -> None:
    """Print those of `points` that are of these kinds, each kind under its heading."""
    for what, title in point_titles().items():
        found = [one for one in points if one.what == what]
        if found and what in kinds:
            output.heading(f"{title} ({len(found)})")
            _table(session, found)


def _table(session: Session, points: Iterable[OpenPoint]) -> None:
    """Print points without the columns in which none of them has anything."""
    headers = [_("No."), _("Since"), _("Until"), _("Status"), _("Who"), _("What")]
    rows = [
        [
            one.label or _("n° {number}").format(number=one.entry),
            session.show_instant(one.since) if one.what not in _DATED else "",
            session.show_due(one.due, overdue=one.is_overdue),
            one.said,
            one.who or "",
            marked(one.text, confidential=one.confidential),
        ]
        for one in points
    ]
    told = [column for column in zip(headers, *rows, strict=True) if any(column[1:])]
    first, *others = map(list, zip(*told, strict=True))
    output.table(first, others, first=True)


def marked(
    text: str, *, unverified: bool = False, refuted: bool = False, confidential: bool = False
) -> str:
    """Return the text of a line after what is to be known before it is said on."""
    marks = [
        _("[to be verified]") if unverified else None,
        _("[refuted]") if refuted else None,
        _("[confidential]") if confidential else None,
    ]
    return " ".join([*filter(None, marks), text])
