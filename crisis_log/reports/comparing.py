"""Data told twice: those in an issued report, beside those that the log gives today.

Another version may tell more, or less, or mean something else by a field: what both do not
tell with one meaning is named, and counts neither as the same nor as a difference.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final, Literal, NamedTuple

_LONGEST: Final = 60
_NAMES: Final = (
    ("key", "key", "of"),
    ("", "entry"),
    ("", "number"),
    ("", "code"),
    ("", "name", "measure"),
)
"""What may tell the items of a list apart, best first; before them the field of their kind."""
_SPACES: Final = {0xA0: " ", 0x202F: " "}
Verdict = Literal["alike", "differs", "only_issued", "only_made", "otherwise"]


class Difference(NamedTuple):
    """A value that both tell, but not alike; its path is as `decisions[2].title`."""

    path: str
    issued: str
    made: str


class Comparison(NamedTuple):
    """How the data of an issued report compare with those made from the log.

    `alike` counts the values told alike. The others are named by their field: `only_issued` and
    `only_made` are told by one alone, `otherwise` differ, but have another meaning since.
    """

    alike: int
    differing: tuple[Difference, ...]
    only_issued: tuple[str, ...]
    only_made: tuple[str, ...]
    otherwise: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether all that both tell is told alike."""
        return not self.differing


class _At(NamedTuple):
    """Where a value is, as `taken[3].title`, and in which field, as `taken[].title`."""

    path: str = ""
    field: str = ""

    def part(self, name: str) -> _At:
        """Return where the part `name` of an object is."""
        return _At(*(f"{one}.{name}".removeprefix(".") for one in self))

    def item(self, name: _Name) -> _At:
        """Return where that item of a list is."""
        return _At(f"{self.path}[{name.shown}]", f"{self.field}[{name.kind}]")


class _Name(NamedTuple):
    """What tells an item of a list from the others; those of a `kind` are fields of their own."""

    shown: str
    kind: str = ""


class _Met(NamedTuple):
    verdict: Verdict
    at: _At
    issued: Any = None
    made: Any = None


def compare(
    issued: Any, made: Any, means_otherwise: Callable[[str], bool] = lambda _field: False
) -> Comparison:
    """Compare two JSON values; a field such as `decisions[].status` may mean something else."""
    met = list(_walk(_At(), issued, made, means_otherwise))
    return Comparison(
        alike=sum(one.verdict == "alike" for one in met),
        differing=tuple(
            Difference(one.at.path, _shown(one.issued), _shown(one.made))
            for one in met
            if one.verdict == "differs"
        ),
        only_issued=_fields(met, "only_issued"),
        only_made=_fields(met, "only_made"),
        otherwise=_fields(met, "otherwise"),
    )


def _walk(
    at: _At, issued: Any, made: Any, means_otherwise: Callable[[str], bool]
) -> Iterator[_Met]:
    pairs = _pairs(at, issued, made)
    if issued != made and means_otherwise(at.field):
        yield _Met("otherwise", at)
    elif isinstance(issued, dict) and isinstance(made, dict):
        for name in issued | made:
            inner = at.part(name)
            if name not in made or name not in issued:
                yield _Met("only_issued" if name in issued else "only_made", inner)
            else:
                yield from _walk(inner, issued[name], made[name], means_otherwise)
    elif pairs is not None:
        for inner, one, other in pairs:
            yield from _walk(inner, one, other, means_otherwise)
    else:
        is_alike = type(issued) is type(made) and _read(issued) == _read(made)
        yield _Met("alike" if is_alike else "differs", at, issued, made)


def _pairs(at: _At, issued: Any, made: Any) -> list[tuple[_At, Any, Any]] | None:
    """Return which items of two lists belong together; None of what are no such lists.

    Items with names are found by them, in whatever order: one that is missing is a difference.
    """
    if not (isinstance(issued, list) and isinstance(made, list)):
        return None
    one, other = _named(issued), _named(made)
    if one is not None and other is not None:
        return [(at.item(name), one.get(name), other.get(name)) for name in one | other]
    if len(issued) != len(made):
        return None
    places = (at.item(_Name(str(place))) for place in range(len(made)))
    return list(zip(places, issued, made, strict=True))


def _named(items: list[Any]) -> dict[_Name, Any] | None:
    """Return items by their names, None where they have none, or two have the same."""
    for kind, *names in _NAMES:
        if all(isinstance(item, dict) and names[0] in item for item in items):
            found = {_Name(_text(item, names), str(item.get(kind, ""))): item for item in items}
            if len(found) == len(items):
                return found
    return None


def _text(item: dict[str, Any], names: list[str]) -> str:
    return " ".join(str(item[name]) for name in names if item.get(name) is not None)


def _fields(met: list[_Met], verdict: Verdict) -> tuple[str, ...]:
    """Return the fields met with this verdict, each once, in order."""
    return tuple(dict.fromkeys(one.at.field for one in met if one.verdict == verdict))


def _read(value: Any) -> Any:
    """Return a value as it is read: a space that no line may end at is a space."""
    return value.translate(_SPACES) if isinstance(value, str) else value


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
