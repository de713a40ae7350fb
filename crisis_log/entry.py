"""The numbered entries that hold facts: their three times, and how they are read from their bytes.

An `Entry` is the envelope of a fact: its number, when it was recorded and when it happened, by
whom, on which request. Its stored bytes are one self-contained JSON object, written once.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import (
    Field,
    PositiveInt,
    SerializeAsAny,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import from_json

from crisis_log.fact import (
    Fact,
    Frozen,
    Instant,
    Text,
    UnknownFact,
    UnreadableEntryError,
    UntakenFact,
    in_utc,
    is_known,
    read_fact,
    unknown_kind,
)
from crisis_log.language import _
from crisis_log.words import size_text


class Attachment(Frozen):
    """A file kept with an entry: `size` in bytes, `sha256` in hexadecimal."""

    name: Text
    media_type: Text
    size: int
    sha256: Annotated[str, StringConstraints(min_length=64, max_length=64, pattern="^[0-9a-f]+$")]

    def told(self) -> str:
        """Return what tells it from any other file: its name, its size and its digest."""
        return _("{name} ({size}, SHA-256 {digest})").format(
            name=self.name, size=size_text(self.size), digest=self.sha256
        )


class TakenFrom(Frozen):
    """The row that an entry was taken from: its file, its sheet if it has one, its line.

    `author` is who wrote that row, if it says so: who took it over is the `by` of the entry.
    """

    file: Text
    sheet: Annotated[Text | None, Field(exclude_if=lambda sheet: not sheet)] = None
    line: PositiveInt
    author: Annotated[Text | None, Field(exclude_if=lambda author: not author)] = None

    def row(self) -> str:
        """Return how people find the row."""
        parts = [
            self.file,
            self.sheet and _("sheet {sheet}").format(sheet=self.sheet),
            _("line {line}").format(line=self.line),
            self.author and _("written by {author}").format(author=self.author),
        ]
        return ", ".join(filter(None, parts))

    def told(self) -> str:
        """Return the words that are read beside the entry."""
        return _("taken from {row}").format(row=self.row())


Login = Annotated[Text | None, Field(exclude_if=lambda login: not login)]
"""The login that a server vouches for; not written where there is none."""


class Entry(Frozen):
    """One numbered line of a register.

    `number` counts from 1 without gaps. It knows three times, all UTC: `occurred_at`, when the
    fact happened, and `received_at`, when the cell learnt of it, if that was declared, were given
    by the person; `recorded_at` was set by the register and is strictly increasing.

    `by` is who recorded it, as that person says; `recorded_by` is the login that a server vouches
    for, where one keeps the register. `taken_from` is the row of a file that it repeats, if it was
    not typed here.
    """

    register_id: str
    number: PositiveInt
    kind: str
    recorded_at: Instant
    occurred_at: Instant
    received_at: Annotated[Instant | None, Field(exclude_if=lambda received: not received)] = None
    by: Text
    recorded_by: Login = None
    request_id: Text
    note: Text | None = None
    taken_from: Annotated[TakenFrom | None, Field(exclude_if=lambda taken: not taken)] = None
    attachments: Annotated[
        tuple[Attachment, ...], Field(exclude_if=lambda attached: not attached)
    ] = ()
    fact: SerializeAsAny[Fact]

    @field_validator("fact", mode="plain")
    @classmethod
    def _typed_fact(cls, value: object, info: ValidationInfo) -> Fact:
        if isinstance(value, Fact):
            return value
        kind = info.data.get("kind", "")
        if not isinstance(value, dict):
            raise ValueError("a fact is a JSON object")  # noqa: TRY004 - pydantic collects ValueError
        if info.context == TOLERANT and not is_known(kind):
            return UnknownFact(name=kind, content=value)
        return read_fact(kind, value)

    @property
    def subject(self) -> str:
        """The subject the fact is about, such as `decision/3`."""
        return self.fact.subject(self.number)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every subject the fact changes, the one it is about first."""
        fact = self.fact
        return (fact.subject(self.number), *fact.also_about())

    @property
    def marks(self) -> tuple[str, ...]:
        """By what else it is found, each once: what its fact says, and `cites:12` by its words."""
        cited = (f"cites:{number}" for number in sorted(self.cited()))
        return tuple(dict.fromkeys((*self.fact.marks(), *cited)))

    def cited(self) -> set[int]:
        """Return the numbers of the earlier entries that its words name: `n° 12`."""
        fact = self.fact.__pydantic_serializer__.to_json(self.fact).decode()
        words = f"{fact}\n{self.note or ''}"
        if "°" not in words:
            return set()
        return {number for number in map(int, _CITED.findall(words)) if number < self.number}

    @property
    def lag(self) -> timedelta:
        """How long after the fact it was recorded."""
        return self.recorded_at - self.occurred_at

    @property
    def is_late(self) -> bool:
        """Whether it was recorded after the fact, by more than it takes to write it down.

        Both times are shown then, and people read « inscrit après coup » wherever they read of it.
        """
        return self.lag > LATE

    def is_older_than(self, start: datetime) -> bool:
        """Whether the fact is older than what a document tells, the time from `start` on."""
        return self.occurred_at < start

    def to_bytes(self) -> bytes:
        """Return the bytes to store, once: what is hashed is what is stored."""
        return self.__pydantic_serializer__.to_json(self)


_CITED: Final = re.compile(r"(?<!\w)n°\s*(\d{1,9})(?!\d)", re.IGNORECASE)
LATE: Final = timedelta(minutes=15)
_TEXTS: Final = ("register_id", "by", "request_id")
_NOBODY: Final = "–"
TOLERANT: Final = "tolerant"
"""Validation context of audits: unknown kinds are read as `UnknownFact`."""


def read_entry(stored: bytes, *, tolerant: bool = False) -> Entry:
    """Return the entry stored as these bytes.

    Raises:
        UnreadableEntryError: the bytes are not an entry, or (unless `tolerant`) hold a
            kind of fact that this version does not know.

    """
    try:
        entry: Entry = Entry.__pydantic_validator__.validate_json(
            stored, context=TOLERANT if tolerant else None
        )
    except ValidationError as error:
        raise UnreadableEntryError(" ".join(_problems(error))) from error
    return entry


def read_envelope(stored: bytes, problem: str) -> Entry | None:
    """Return an entry whose fact, or what else was said with it, cannot be read for a `problem`.

    Its number, its time of recording and its kind are told, and who recorded it where that is
    said; the fact is an `UntakenFact`. None where not even those can be read, or are not known.
    """
    try:
        said = from_json(stored)
        kind, at = str(said["kind"]), in_utc(datetime.fromisoformat(said["recorded_at"]))
        number, fact, login = int(said["number"]), said.get("fact"), said.get("recorded_by")
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None
    if not is_known(kind):
        return None
    texts = {name: one if isinstance(one := said.get(name), str) else "" for name in _TEXTS}
    content = fact if isinstance(fact, dict) else {}
    return Entry.built(
        **{name: one.strip() or _NOBODY for name, one in texts.items()},
        number=number,
        kind=kind,
        recorded_at=at,
        occurred_at=at,
        recorded_by=login if isinstance(login, str) else None,
        fact=UntakenFact.built(name=kind, content=content, problem=problem, recorded=None),
    )


def recorded_at_of(stored: bytes, *, tolerant: bool = False) -> datetime:
    """Return when the entry stored as these bytes was recorded, without reading its fact.

    Raises:
        UnreadableEntryError: as `read_entry`, for as much as is read.

    """
    try:
        envelope = from_json(stored)
        kind, recorded_at = (
            str(envelope["kind"]),
            in_utc(datetime.fromisoformat(envelope["recorded_at"])),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableEntryError(_("It is not an entry.")) from error
    if not (tolerant or is_known(kind)):
        raise unknown_kind(kind)
    return recorded_at


def _problems(error: ValidationError) -> Iterator[str]:
    """Return what is wrong with an entry; the types of pydantic are codes, its words English."""
    for problem in error.errors(include_url=False, include_input=False):
        cause = problem.get("ctx", {}).get("error")
        where = ".".join(str(part) for part in problem["loc"])
        if isinstance(cause, UnreadableEntryError):
            yield str(cause)
        elif where:
            yield _("Its part {where} is not as it must be ({code}).").format(
                where=where, code=problem["type"]
            )
        else:
            yield _("It is not an entry.")
