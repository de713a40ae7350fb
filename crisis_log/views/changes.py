"""What differs between two states of a subject, field by field?"""

from pydantic import JsonValue

from crisis_log.command import Subject
from crisis_log.fact import Frozen


class Change(Frozen):
    """One field of one subject, before and after; None where it did not exist."""

    subject: str
    field: str
    before: JsonValue
    after: JsonValue


def changes(subject: str, before: Subject | None, after: Subject | None) -> list[Change]:
    """Return the fields of `subject` that differ, in the order of its model."""
    old, new = _fields(before), _fields(after)
    return [
        Change(subject=subject, field=name, before=old.get(name), after=new.get(name))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    ]


def _fields(model: Subject | None) -> dict[str, JsonValue]:
    if model is None:
        return {}
    dumped: dict[str, JsonValue] = model.model_dump(
        mode="json", exclude_defaults=True, exclude=set(model.untold)
    )
    return dumped
