"""What a command is: a pure function from what is known to the facts it wants written.

    register.record(decision.adopt(3), by="le directeur de crise")

`decision.adopt(3)` is a `Command`: called with the state that precedes its entry and the
request that asks for it, it returns facts or raises `Refused`. It reads no clock and makes
no identifier.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property, wraps
from hashlib import sha256
from typing import Any, ClassVar, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from pydantic import BaseModel, JsonValue, ValidationError

from crisis_log.entry import Attachment, Entry, TakenFrom
from crisis_log.fact import Fact, Frozen, Refused
from crisis_log.language import _
from crisis_log.problems import problem_sentence

Key = int | str | date


class Subject(Frozen):
    """The state of one thing the log speaks about, after its last entry; immutable.

    A subclass names its collection: `class Decision(Subject, collection="decision")`.
    """

    collection: ClassVar[str]
    untold: ClassVar[frozenset[str]] = frozenset()
    """Fields that only remember what others were: no change of them is told."""

    def __init_subclass__(cls, *, collection: str | None = None, **options: Any) -> None:
        super().__init_subclass__(**options)
        if collection is not None:
            cls.collection = collection

    @classmethod
    def named(cls, *key: Key) -> str:
        """Return the subject of that key: `decision/3`, `figures/2:2020-03-18`, `crisis`."""
        if len(key) == 1:
            return f"{cls.collection}/{key[0]}"
        return f"{cls.collection}/{':'.join(map(str, key))}" if key else cls.collection


Model = TypeVar("Model", bound=Subject)
Changed = Mapping[str, Subject | None]
"""What an entry makes of subjects; None of one that nothing tells of any more."""
Heed = Callable[["Known", Changed, Entry], None]
"""Looks at an entry that is about to be recorded, and at the changes that it makes to what is
known: what it raises stops the request, of which nothing is recorded."""


class Known(Protocol):
    """What a command may know: the state after the last entry."""

    @property
    def size(self) -> int:
        """The number of the last entry, 0 before the opening."""
        ...

    def get(self, subject: str) -> Subject | None:
        """Return the state of `subject` such as `decision/3`, if the log speaks of it."""
        ...

    def members(self, model: type[Model]) -> Iterator[Model]:
        """Return every subject of a collection, by number or code."""
        ...

    def within(self, model: type[Model], *key: Key) -> Iterator[Model]:
        """Return those of a collection whose keys go on from `key`: the days of a plan."""
        raise NotImplementedError

    def next_number(self, model: type[Subject]) -> int:
        """Return the number that the next subject of a collection gets."""
        ...

    def history(self, subject: str) -> Iterator[Entry]:
        """Return the entries that changed `subject`, also those struck, in order."""
        raise NotImplementedError

    def entry(self, number: int) -> Entry | None:
        """Return entry `number`, if there is one."""
        raise NotImplementedError

    def marked(self, mark: str, after: int = 0) -> Sequence[int]:
        """Return the numbers of the entries after `after` that bear `mark`, in order."""
        raise NotImplementedError

    def find(self, model: type[Model], *key: Key) -> Model | None:
        """Return the subject of that key, if the log speaks of it: `find(Decision, 3)`."""
        found = self.get(model.named(*key))
        return found if isinstance(found, model) else None

    def copy(self) -> Growing:
        """Return the same, to go on from; this one stays as it is."""
        raise NotImplementedError


class Growing(Known, Protocol):
    """A state that goes on with the entries after it."""

    def advance(self, entry: Entry, changes: Changed) -> None:
        """Take in `entry`, and what it changed."""
        ...


class File:
    """A file to keep with an entry, under its `sha256` in hexadecimal."""

    def __init__(self, name: str, media_type: str, content: bytes) -> None:
        self.name = name
        self.media_type = media_type
        self.content = content
        self.sha256 = sha256(content).hexdigest()

    def described(self) -> Attachment:
        """Return what the entry says of it."""
        return Attachment(
            name=self.name,
            media_type=self.media_type,
            size=len(self.content),
            sha256=self.sha256,
        )


class Request:
    """What one person asks the register to record, once.

    `login` is that of the person, once whatever records it has learnt it from a server that
    vouches for it.

    This and `Recorded` are no dataclasses: making one takes a hundredth of every command.
    """

    login: str | None = None

    def __init__(
        self,
        command: Command,
        by: str,
        occurred_at: datetime | None = None,
        request_id: str | None = None,
        note: str | None = None,
        files: Sequence[File] = (),
        received_at: datetime | None = None,
        heed: Heed | None = None,
        taken_from: TakenFrom | None = None,
    ) -> None:
        self.command = command
        self.by = by
        self.occurred_at = occurred_at
        self.request_id = request_id
        self.note = note
        self.files = files
        self.received_at = received_at
        self.heed = heed
        self.taken_from = taken_from

    @cached_property
    def id(self) -> str:
        """The id that was given, without the spaces around it, or one made once for all."""
        given = (self.request_id or "").strip()
        if not given.isprintable():
            raise Refused(_("The id of a request is printable text."))
        return given or new_request_id()


def new_request_id() -> str:
    """Return an id for a request; ids made later sort later, which keeps their index small."""
    return f"{time.time_ns():016x}{os.urandom(8).hex()}"


class Recorded(NamedTuple):
    """The entries that a request made; `repeated` when an earlier call had made them."""

    entries: Sequence[Entry]
    repeated: bool = False


Command = Callable[[Known, Request], Sequence[Fact]]
_Arguments = ParamSpec("_Arguments")


def command_of(
    decide: Callable[Concatenate[Known, Request, _Arguments], Sequence[Fact]],
) -> Callable[_Arguments, Command]:
    """Turn `decide(known, request, …)` into `decide(…)`, which returns a `Command`.

    For a rule that depends on who asks. What a fact's type refuses (an empty title, an
    unknown modality) is refused as a sentence too.
    """

    @wraps(decide)
    def bind(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> Command:
        def bound(known: Known, request: Request) -> Sequence[Fact]:
            try:
                return decide(known, request, *args, **kwargs)
            except ValidationError as error:
                raise Refused(problem_sentence(error)) from error

        return bound

    return bind


def command(
    decide: Callable[Concatenate[Known, _Arguments], Sequence[Fact]],
) -> Callable[_Arguments, Command]:
    """Turn `decide(known, …)` into `decide(…)`, which returns a `Command`: see `command_of`."""

    def whoever_asks(
        known: Known, _request: Request, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs
    ) -> Sequence[Fact]:
        return decide(known, *args, **kwargs)

    return wraps(decide)(command_of(whoever_asks))


def not_told(known: Known, subject: str, absent: str) -> str:
    """Return the sentence `absent`, and that what told of `subject` was struck, where it was."""
    was_told = next(known.history(subject), None) is not None
    struck = _("What told of it was struck as a mistake.") if was_told else ""
    return f"{absent} {struck}".rstrip()


def last_of(known: Known, model: type[Model]) -> Model | None:
    """Return the subject that was numbered last, of those that are told: some may be struck."""
    numbers = range(known.next_number(model) - 1, 0, -1)
    return next(filter(None, (known.find(model, number) for number in numbers)), None)


def look_up(known: Known, model: type[Model], *key: Key, absent: str) -> Model:
    """Return the subject of that key.

    Raises:
        Refused: with the sentence `absent`, when the log does not speak of it.

    """
    found = known.find(model, *key)
    if found is None:
        raise Refused(not_told(known, model.named(*key), absent))
    return found


def require(condition: bool, otherwise: str) -> None:
    """Refuse with the sentence `otherwise` unless `condition` holds."""
    if not condition:
        raise Refused(otherwise)


def given(**fields: Any) -> dict[str, Any]:
    """Return the fields that were given: neither None nor an empty tuple."""
    return {name: value for name, value in fields.items() if value is not None and value != ()}


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
