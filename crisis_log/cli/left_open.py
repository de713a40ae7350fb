"""What a crisis that is to be closed leaves open, for whoever closes it; measures apart."""

from collections.abc import Iterator
from typing import Final

from crisis_log.cli.points import point_titles
from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.slices.measure import Measure
from crisis_log.views.open_points import OpenPoint, open_points
from crisis_log.words import abridged, join_some

_TITLE: Final = 40


def left_open(session: Session) -> Iterator[str]:
    """Return a sentence for each kind of open point; open measures are a surprise of their own."""
    register = session.register_to_record
    points = open_points(register.account(), session.now())
    measures = {measure.label for measure in register.state().members(Measure)}
    for what, title in point_titles().items():
        found = [one for one in points if one.what == what and one.label not in measures]
        if found:
            named = join_some([_named(session, one) for one in found])
            yield _("{title}: {points}.").format(title=title, points=named)


def _named(session: Session, point: OpenPoint) -> str:
    if point.what == "level":  # its heading says that it is in doubt
        return _("n° {number}").format(number=point.entry)
    if point.what == "assumption":  # its text quotes what is assumed
        return _("{text} (entry {entry})").format(text=point.label, entry=point.entry)
    said = _("“{title}”").format(title=abridged(point.text, _TITLE)) if point.text else ""
    due = session.show_due(point.due, overdue=point.is_overdue)
    return " ".join(filter(None, [point.label, said or due]))
