"""What differs within the fields of a subject, in the smallest parts that people tell apart?

    levels  [Vigilance, Alert] → [Vigilance, Alert, Crisis]     is     Alert → Crisis, since 21:20

What did not change is not told again; nor is what a subject only remembers of its past.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from crisis_log.views.changes import Change
from crisis_log.words import is_worded

How = Literal["changed", "added", "removed"]
"""A value changes, to or from nothing too; what a list gets or loses is added or removed."""
Parts = Mapping[str, Any]
Path = tuple[str, ...]

_REMEMBERED: Final = frozenset({"earlier", "former_titles", "replaced"})
"""Fields that hold what others were before: the change of these others tells it."""
_WHEN: Final = ("since", "instant", "as_of")
_DATED: Final = frozenset({"since", "entry"})
_FIGURE_DATED: Final = frozenset({*_DATED, *_WHEN, "moment", "corrects"})
"""Parts of a value, or of a figure, that say when it holds, and which entry says so."""
_PRINCIPAL: Final = ("status", "value")
"""Parts that a value with a date is about."""
_NAMING: Final = ("name", "code", "key", "mission", "organisation", "function", "title")
_PHASES: Final = {"phases": "status", "levels": "level"}
"""Lists of phases, by what people call that which a phase says."""


class Difference(NamedTuple):
    """One value, before and after. `field` says what a code or a number in it means.

    `path` names it: fields, and what people gave a name to, such as an indicator or a mission.
    `since` is the instant or the day from which `after` holds, and `entry` the entry that says
    so, where the value itself tells them.
    """

    path: Path
    field: str
    before: Any
    after: Any
    how: How = "changed"
    since: str | None = None
    entry: int | None = None


def differences(changes: Iterable[Change]) -> Iterator[Difference]:
    """Return how `changes` of one subject read, in their order."""
    told = _settled([change for change in changes if change.field not in _REMEMBERED])
    has_phases = any(change.field == "phases" for change in told)
    for change in told:
        if not (change.field == "status" and has_phases):  # its phases say it, and since when
            yield from _between((change.field,), change.field, change.before, change.after)


def _settled(told: Sequence[Change]) -> list[Change]:
    """Return changes without the figures that only moved: the last of a day is so no more."""
    last = next((change for change in told if change.field == "figures"), None)
    if last is None:
        return [*told]
    gone, come = _values(last.before), _values(last.after)
    return [
        change.but(before=_but(change.before, come), after=_but(change.after, gone))
        if change.field == "preceding"
        else change
        for change in told
    ]


def _values(figures: Any) -> list[Any]:
    return [*(figures or {}).values()]


def _but(figures: Any, moved: Sequence[Any]) -> Parts:
    """Return lists of figures by their names, without those that `moved`."""
    return {
        name: [one for one in course if one not in moved]
        for name, course in (figures or {}).items()
    }


def _between(path: Path, field: str, before: Any, after: Any) -> Iterator[Difference]:
    """Return what differs between two values of `field`."""
    values = [value for value in (before, after) if value not in (None, [], {})]
    if before == after or not values:
        return
    if all(map(_is_life, values)):
        yield from _lives(path, before or [], after or [])
    elif all(isinstance(value, list) for value in values):
        yield from _lists(path, field, before or [], after or [])
    elif all(map(is_mapping, values)):
        for key in _keys(before, after):
            old, new = ((value or {}).get(key) for value in (before, after))
            yield from _between((*path, key), field, old, new)
    elif all(isinstance(value, dict) for value in values) and (
        len(values) > 1 or _is_dated(values[0])
    ):
        yield from _parts(path, before or {}, after or {})
    else:
        yield Difference(path, field, before, after)


def _is_life(value: Any) -> bool:
    """Whether it is a list of the phases of one thing."""
    return isinstance(value, list) and all(
        isinstance(phase, dict) and {"status", "since"} <= phase.keys() and not _name(phase)
        for phase in value
    )


def is_mapping(value: Any) -> bool:
    """Whether its keys are no fields of a model: they are names, or all lead to further parts."""
    return isinstance(value, dict) and (
        not all(map(is_worded, value))
        or all(isinstance(part, dict | list) for part in value.values())
    )


def _is_dated(value: Parts) -> bool:
    """Whether it is one thing, with when it holds or which entry says it."""
    return not (_FIGURE_DATED.isdisjoint(value) or value.keys().isdisjoint(_PRINCIPAL))


def _keys(before: Parts | None, after: Parts | None) -> Iterable[str]:
    return dict.fromkeys([*(before or {}), *(after or {})])


def _lives(path: Path, before: Sequence[Parts], after: Sequence[Parts]) -> Iterator[Difference]:
    """Return what each phase that was added changes; of other lists, what their last ones do."""
    goes_on = [*after[: len(before)]] == [*before]
    was = before[-1] if before else {}
    for phase in (after[len(before) :] if goes_on else after[-1:]) or ({},):
        yield from _parts(path, was, phase)
        was = phase


def _parts(path: Path, before: Parts, after: Parts) -> Iterator[Difference]:
    """Return what differs between two values with the same fields, and since when."""
    keys = [key for key in _keys(before, after) if key not in _dating(before or after)]
    differing = [key for key in keys if before.get(key) != after.get(key)]
    if not differing:  # it begins anew as it was
        before, differing = {}, [key for key in keys if key in _PRINCIPAL] or keys
    since, entry = _dates(after)
    for key in differing:
        for one in _between(_path_to(path, key, after), key, before.get(key), after.get(key)):
            yield one._replace(since=one.since or since, entry=one.entry or entry)


def _path_to(path: Path, key: str, value: Parts) -> Path:
    """Return the path to a part of a value: that which it is about needs no further name."""
    *others, field = path
    if key not in _PRINCIPAL:
        is_about = is_mapping(value.get(key))
        return path if is_about else (*others, *(() if field in _PHASES else (field,)), key)
    return (*others, _PHASES.get(field, field))


def _lists(
    path: Path, field: str, before: Sequence[Any], after: Sequence[Any]
) -> Iterator[Difference]:
    """Return the items that were added or removed, and how those with a name changed."""
    was = [item for item in before if item not in after]
    for item in (item for item in after if item not in before):
        name = _name(item)
        same = next((old for old in was if _is_same(old, item)), None)
        if same is not None:
            was.remove(same)
            yield from _parts((*path, name) if name else path, same, item)
        else:
            added: How = "added" if before else "changed"
            yield Difference(path, field, None, _undated(item), added, *_dates(item))
    for item in was:
        yield Difference(path, field, _undated(item), None, "removed")


def _is_same(old: Any, item: Any) -> bool:
    """Whether two items have the same name, or one corrects what the entry of the other told."""
    name = _name(item)
    if name is not None:
        return _name(old) == name
    corrects = item.get("corrects") if isinstance(item, dict) else None
    return corrects is not None and corrects == old.get("entry")


def _undated(item: Any) -> Any:
    """Return an item without the parts that say from when on it holds, if others are left."""
    parts = item if isinstance(item, dict) else {}
    return {key: part for key, part in parts.items() if key not in _dating(parts)} or item


def _dating(parts: Parts) -> frozenset[str]:
    return _FIGURE_DATED if "value" in parts else _DATED


def _dates(item: Any) -> tuple[str | None, int | None]:
    """Return from when on an item holds, and which entry says so, where it tells them."""
    parts = item if isinstance(item, dict) else {}
    return next((parts[key] for key in _WHEN if parts.get(key)), None), parts.get("entry")


def _name(item: Any) -> str | None:
    """Return what tells an item from others of its list."""
    parts = item if isinstance(item, dict) else {}
    return next((str(parts[key]) for key in _NAMING if parts.get(key)), None)
