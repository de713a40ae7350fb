"""Who validated an entry, in words."""

from collections.abc import Iterable

from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.views.validations import ValidationNow
from crisis_log.words import author, entry_numbers


def validated(session: Session, validations: Iterable[ValidationNow]) -> list[str]:
    """Return `validée par la directrice le 18/03/2020 18:30 (n° 57)`, and what came after."""
    return [_validated(session, one) for one in validations]


def _validated(session: Session, one: ValidationNow) -> str:
    told = _("validated by {who} on {time} (n° {entry})").format(
        time=session.show_instant(one.occurred_at), who=author(one), entry=one.entry
    )
    if not one.corrected_by:
        return told
    return _("{validated}, before its correction: {entries}").format(
        validated=told, entries=entry_numbers(one.corrected_by)
    )
