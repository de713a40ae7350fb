"""What differs between two states of a subject, field by field?"""

from collections.abc import Sequence

from pydantic import JsonValue

from crisis_log.command import Subject
from crisis_log.fact import Frozen
from crisis_log.slices import collection_of


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


def is_gone(of_it: Sequence[Change]) -> bool:
    """Whether nothing tells any more of the subject of these changes: what it must have lacks."""
    fields = collection_of(of_it[0].subject).model.model_fields
    needed = {name for name, field in fields.items() if field.is_required()}
    lost = {change.field for change in of_it if change.after is None}
    return len(lost) == len(of_it) and (not needed or not needed.isdisjoint(lost))
