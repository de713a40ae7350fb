"""Data told twice: those in an issued report, beside those that the log gives today.

Another version may tell more, or less, or mean something else by a field: what both do not
tell with one meaning is named, and counts neither as the same nor as a difference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, Literal, NamedTuple

_LONGEST: Final = 60
_PLACE: Final = re.compile(r"\[\d+\]")
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


class _Met(NamedTuple):
    verdict: Verdict
    path: str
    issued: Any = None
    made: Any = None


def compare(
    issued: Any, made: Any, means_otherwise: Callable[[str], bool] = lambda _field: False
) -> Comparison:
    """Compare two JSON values; a field such as `decisions[].status` may mean something else."""
    met = list(_walk("", issued, made, means_otherwise))
    return Comparison(
        alike=sum(one.verdict == "alike" for one in met),
        differing=tuple(
            Difference(one.path, _shown(one.issued), _shown(one.made))
            for one in met
            if one.verdict == "differs"
        ),
        only_issued=_fields(met, "only_issued"),
        only_made=_fields(met, "only_made"),
        otherwise=_fields(met, "otherwise"),
    )


def _walk(
    path: str, issued: Any, made: Any, means_otherwise: Callable[[str], bool]
) -> Iterator[_Met]:
    if issued != made and means_otherwise(_field(path)):
        yield _Met("otherwise", path)
    elif isinstance(issued, dict) and isinstance(made, dict):
        for name in issued | made:
            inner = f"{path}.{name}".removeprefix(".")
            if name not in made or name not in issued:
                yield _Met("only_issued" if name in issued else "only_made", inner)
            else:
                yield from _walk(inner, issued[name], made[name], means_otherwise)
    elif isinstance(issued, list) and isinstance(made, list) and len(issued) == len(made):
        for place, (one, other) in enumerate(zip(issued, made, strict=True)):
            yield from _walk(f"{path}[{place}]", one, other, means_otherwise)
    else:
        is_alike = type(issued) is type(made) and issued == made
        yield _Met("alike" if is_alike else "differs", path, issued, made)


def _field(path: str) -> str:
    return _PLACE.sub("[]", path)


def _fields(met: list[_Met], verdict: Verdict) -> tuple[str, ...]:
    """Return the fields met with this verdict, each once, in order."""
    return tuple(dict.fromkeys(_field(one.path) for one in met if one.verdict == verdict))


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
