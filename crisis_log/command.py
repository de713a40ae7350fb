"""What a command is: a pure function from the state to the facts it wants written.

    register.record(decision.adopt(3))

`decision.adopt(3)` is a `Command`: called with the state that precedes its entry, it
returns facts or raises `Refused`. It reads no clock and makes no identifier.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from pydantic import BaseModel, JsonValue, PositiveInt, ValidationError

from crisis_log.fact import Fact, Frozen, Refused
from crisis_log.language import _


class Subject(Frozen):
    """The state of one thing the log speaks about, after its last entry; immutable."""


class Phase(Frozen):
    """A stretch of a thing's life: from `since` it has `status`, as entry `entry` says."""

    status: str
    since: datetime
    entry: PositiveInt


_Phase = TypeVar("_Phase", bound=Phase)


class Known(Protocol):
    """What a command may know: the state after the last entry."""

    @property
    def size(self) -> int:
        """The number of the last entry, 0 before the opening."""
        ...

    def get(self, subject: str) -> Subject | None:
        """Return the state of `subject` such as `decision/3`, if the log speaks of it."""
        ...

    def members(self, collection: str) -> Iterator[Subject]:
        """Return the states of all `collection/…` subjects, by number or code."""
        ...

    def next_number(self, collection: str) -> int:
        """Return the number that the next `collection/…` subject gets."""
        ...


Command = Callable[[Known], Sequence[Fact]]
_Arguments = ParamSpec("_Arguments")


def command(
    decide: Callable[Concatenate[Known, _Arguments], Sequence[Fact]],
) -> Callable[_Arguments, Command]:
    """Turn `decide(known, …)` into `decide(…)`, which returns a `Command`.

    What a fact's type refuses (an empty title, an unknown modality) is refused as a
    sentence too.
    """

    @wraps(decide)
    def bind(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> Command:
        def bound(known: Known) -> Sequence[Fact]:
            try:
                return decide(known, *args, **kwargs)
            except ValidationError as error:
                raise Refused(problem_sentence(error)) from error

        return bound

    return bind


_Model = TypeVar("_Model", bound=Subject)


def look_up(known: Known, model: type[_Model], subject: str, absent: str) -> _Model:
    """Return the state of `subject`.

    Raises:
        Refused: with the sentence `absent`, when the log does not speak of it.

    """
    found = known.get(subject)
    if not isinstance(found, model):
        raise Refused(absent)
    return found


def require(condition: bool, otherwise: str) -> None:
    """Refuse with the sentence `otherwise` unless `condition` holds."""
    if not condition:
        raise Refused(otherwise)


def given(**fields: Any) -> dict[str, Any]:
    """Return the fields that were given: neither None nor an empty tuple."""
    return {name: value for name, value in fields.items() if value is not None and value != ()}


def standing(phases: Sequence[_Phase]) -> list[_Phase]:
    """Return the phases of a guarded lifecycle that take effect, in the order they begin.

    Phases come in the order of their recording, each decided knowing those before it. So
    one that begins before an earlier-recorded one replaces it: what is repealed today
    never takes the effect it would have had from tomorrow on.
    """
    taking_effect: list[_Phase] = []
    for phase in phases:
        while taking_effect and taking_effect[-1].since > phase.since:
            taking_effect.pop()
        taking_effect.append(phase)
    return taking_effect


def phase_at(phases: Sequence[_Phase], instant: datetime) -> _Phase | None:
    """Return the phase of a guarded lifecycle that holds at `instant`."""
    begun = [phase for phase in standing(phases) if phase.since <= instant]
    return begun[-1] if begun else None


def changed_fields(
    subject: Subject, wording: type[BaseModel], fields: dict[str, Any]
) -> dict[str, JsonValue]:
    """Return those of `fields` that differ from `subject`, as JSON values.

    `wording` names and checks the fields that may be amended. Refuses when nothing
    differs.
    """
    before = {name: getattr(subject, name) for name in wording.model_fields}
    after = wording.model_validate(before | fields)
    changed = {name for name in fields if getattr(after, name) != before[name]}
    require(bool(changed), _("Nothing changes: name at least one field with a new value."))
    return after.model_dump(mode="json", include=changed)


_LONGEST_QUOTE = 60


def _quoted(value: object) -> str:
    try:
        text = str(value)
    except ValueError:  # a number of thousands of digits
        return "…"
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def problem_sentence(error: ValidationError) -> str:
    """Return what a value was refused for, as a sentence."""
    from crisis_log.words import field_name  # only on the way to a refusal

    problem = error.errors(include_url=False)[0]
    field = field_name(str(problem["loc"][0])) if problem["loc"] else _("The value")
    match problem["type"]:
        case "string_too_short":
            return _("{field}: some text is needed.").format(field=field)
        case "string_too_long":
            limit = problem["ctx"]["max_length"]
            return _("{field}: longer than {limit} characters; shorten it.").format(
                field=field, limit=limit
            )
        case "string_unicode":
            return _("{field}: the text is not valid Unicode; type it again.").format(field=field)
        case "string_pattern_mismatch":
            return _(
                "{field}: “{value}” is not a short code; use letters, digits, “.”, “_” or “-”."
            ).format(field=field, value=_quoted(problem["input"]))
        case "missing":
            return _("{field}: a value is needed.").format(field=field)
        case _:
            return _("{field}: “{value}” cannot be used here.").format(
                field=field, value=_quoted(problem["input"])
            )
