"""What the log is made of: facts. The numbered entries that hold them are in `entry`.

A `Fact` is what happened, immutable, in the past tense.

A kind of fact is a stable name with a version, `decision.adopted.v1`, never a Python
path. A kind that was ever written stays readable for ever: a class that replaces an
older kind declares how the older content becomes its own with `upcast`.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
)

from crisis_log.language import _

LONGEST_TEXT: Final = 100_000
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)
]
Code = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^\w[\w.-]*$")
]
"""A short code that people type: letters, digits, `.`, `_` and `-`.

Its length is not in the pattern: a counted repetition takes 13 ms to compile.
"""


_FIRST: Final = datetime(1, 1, 2, tzinfo=UTC)
_LAST: Final = datetime(9999, 12, 31, tzinfo=UTC)


def in_utc(instant: datetime) -> datetime:
    """Return an instant in UTC, if clocks of every zone can show it; else raise ValueError."""
    if not _FIRST <= instant < _LAST:
        raise ValueError
    return instant.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(in_utc)]
"""An instant, kept in UTC wherever it was given."""
_YEARS: Final = range(1900, 2201)


def _tellable(local: datetime) -> datetime:
    """Return an instant, if clocks of every zone can show it."""
    if local.year not in _YEARS:
        raise ValueError
    return local


LocalInstant = Annotated[AwareDatetime, AfterValidator(_tellable)]
"""An instant as the clocks of the register show it: with its offset, to be told without a zone."""


class Refused(Exception):  # noqa: N818 - the word of the trade, not an error of the program
    """A rule refuses the command; the message is a sentence for the person at the desk."""


class UnreadableEntryError(ValueError):
    """Stored bytes are not an entry that this version can read; the message says why."""


class Frozen(BaseModel):
    """An immutable value: every part of a fact, of an entry and of a state."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def built(cls, **fields: Any) -> Self:
        """Return a value made of parts that were checked before, without checking them again.

        For folds, which take everything from validated facts.
        """
        made = cls.__new__(cls)
        template, names = _TEMPLATES.get(cls) or _template(cls)
        _set(made, "__dict__", template | fields)
        _set(made, "__pydantic_fields_set__", names)
        _set(made, "__pydantic_extra__", None)
        _set(made, "__pydantic_private__", None)
        return made

    def but(self, **changes: Any) -> Self:
        """Return the same with some fields changed to values that were checked before."""
        return self.built(**(self.__dict__ | changes))


_TEMPLATES: Final[dict[type[Frozen], tuple[dict[str, Any], set[str]]]] = {}
"""Of a model, every field in order with its default, and their names: values share both."""
_set: Final = object.__setattr__


def _template(model: type[Frozen]) -> tuple[dict[str, Any], set[str]]:
    fields = {name: field.default for name, field in model.model_fields.items()}
    return _TEMPLATES.setdefault(model, (fields, set(fields)))


class Fact(Frozen):
    """What happened, in the past tense.

    A subclass names its kind (`class DecisionAdopted(Fact, kind="decision.adopted.v1")`),
    the subject it is about and how people say it.
    """

    kind: ClassVar[str]
    is_correction: ClassVar[bool] = False
    """Whether it corrects the log itself."""
    stands: ClassVar[bool] = False
    """Whether its entry can never be struck: others outside the register rely on it."""

    def __init_subclass__(cls, *, kind: str | None = None, **options: Any) -> None:
        super().__init_subclass__(**options)
        if kind is not None:
            cls.kind = kind
            KINDS[kind] = cls

    def subject(self, number: int) -> str:
        """Return the subject this fact is about; `number` is its entry's number."""
        raise NotImplementedError

    def also_about(self) -> tuple[str, ...]:
        """Return the other subjects this fact changes."""
        return ()

    def marks(self) -> tuple[str, ...]:
        """Return by what else than its subjects its entry is found: `kind:request`."""
        return ()

    def functions(self) -> tuple[str, ...]:
        """Return the functions it names: whoever records it is told which the cell has not."""
        return ()

    def follows(self, before: Any) -> bool:  # noqa: ARG002 - most follow anything
        """Whether it may come after what a subject that it changes was `before`.

        Its command asks, and so does the striking of an earlier entry, which it may rest on.
        """
        return True

    def founds(self) -> str | None:
        """Return the mark of the facts that rest on this one, though they change other subjects."""
        return None

    @property
    def outlives_closing(self) -> bool:
        """Whether it may be recorded after the closing, as what corrects the log itself may."""
        return self.is_correction

    def headline(self) -> str:
        """Return the few words that confirm the fact: `D-3 adoptée`."""
        raise NotImplementedError

    def detail(self) -> str:
        """Return the text that the timeline adds to the headline, or nothing."""
        return getattr(self, "title", None) or getattr(self, "reason", None) or ""

    def sentence(self) -> str:
        """Return what the timeline prints."""
        detail = self.detail()
        return (
            _("{headline}: {detail}").format(headline=self.headline(), detail=detail)
            if detail
            else self.headline()
        )


KINDS: Final[dict[str, type[Fact]]] = {}
"""Every kind of fact this version can write."""


class Amendment(Fact):
    """New wording of some fields, as JSON values; the earlier wording stays in the history."""

    is_correction: ClassVar[bool] = True
    said: ClassVar[frozenset[str]] = frozenset()
    """Fields whose new value its sentence gives: they are not told again one by one."""
    changes: dict[str, JsonValue]
    reason: Text

    @property
    def untold(self) -> dict[str, JsonValue]:
        """What it changes that its sentence does not give."""
        return {name: value for name, value in self.changes.items() if name not in self.said}

    def fields(self) -> str:
        """Return the fields that it changes, as people call and list them."""
        from crisis_log.words import field_name, join

        return join([field_name(name) for name in self.changes])


class UnknownFact(Fact):
    """A fact of a kind this version does not know: an audit still hashes and shows it."""

    name: str
    content: Mapping[str, JsonValue]

    def subject(self, number: int) -> str:
        return f"unknown/{number}"

    def headline(self) -> str:
        return _("fact of unknown kind {kind}").format(kind=self.name)


class UntakenFact(UnknownFact):
    """A fact of a known kind that changes nothing, and why: it is shown, and found by its mark.

    `recorded` is the fact where it can be read, and only does not follow from those before it.
    """

    problem: str
    recorded: Annotated[Fact | None, Field(exclude=True)] = None

    def marks(self) -> tuple[str, ...]:
        return (UNTAKEN,)

    def headline(self) -> str:
        said = self.recorded.headline() if self.recorded else self.name
        return _("{fact}, without effect").format(fact=said)

    def detail(self) -> str:
        return self.problem


UNTAKEN: Final = "untaken"
"""The mark of entries whose facts change nothing."""
Content = dict[str, Any]
_UPCASTS: Final[dict[str, tuple[str, Callable[[Content], Content]]]] = {}


def upcast(
    older: str, to: str
) -> Callable[[Callable[[Content], Content]], Callable[[Content], Content]]:
    """Declare how the content of kind `older` becomes content of the kind `to`."""

    def register(change: Callable[[Content], Content]) -> Callable[[Content], Content]:
        _UPCASTS[older] = (to, change)
        return change

    return register


def read_fact(kind: str, content: Content) -> Fact:
    """Return the typed fact stored as `content` under `kind`, upcast to the newest kind.

    Raises:
        UnreadableEntryError: this version does not know the kind.

    """
    while kind in _UPCASTS:
        kind, change = _UPCASTS[kind]
        content = change(content)
    if kind not in KINDS:
        raise unknown_kind(kind)
    fact: Fact = KINDS[kind].__pydantic_validator__.validate_python(content)
    return fact


def is_known(kind: str) -> bool:
    """Whether this version can read facts of `kind`."""
    return kind in KINDS or kind in _UPCASTS


def known_kinds() -> list[str]:
    """Return the kinds of facts that this version can read, in alphabetical order."""
    return sorted({*KINDS, *_UPCASTS})


def unknown_kind(kind: str) -> UnreadableEntryError:
    """Return why a fact of `kind` cannot be read."""
    return UnreadableEntryError(
        _("It holds a fact of kind {kind}, which this version does not know.").format(kind=kind)
    )
