"""The registers that are read as one: each opened, verified, and told from the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Final

import click

from crisis_log.audit.verification import Verification
from crisis_log.audit.verify import Question
from crisis_log.audit.verify import verify as verify_register
from crisis_log.cli.clock_lines import Clock
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.session import Session
from crisis_log.cli.telling import Telling
from crisis_log.cli.timeline import spans
from crisis_log.entry import Entry
from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.storage import StorageError
from crisis_log.views import joint as view
from crisis_log.views import timeline as of_one
from crisis_log.views.timeline import Criteria

_ABOUT: Final = ("authority", "title", "exercise", "timezone")


class Joined:
    """One of the registers: its `name` among them, and what its verification `found`."""

    def __init__(self, session: Session, name: str) -> None:
        self.session = session
        self.name = name
        question = Question(now=session.now())
        with progress_shown(_("Verifying")):
            self.found: Verification = verify_register(session.register, question)
        session.finds(self.found.findings)
        self.stopped: str | None = None

    @property
    def register(self) -> Register:
        return self.session.register

    @cached_property
    def telling(self) -> Telling:
        """Reads its entries and tells them."""
        return Telling(self.session)

    def entries(self, asked: Criteria, last: int | None) -> Iterator[Entry]:
        """Return what is asked for, in the order of the facts, as far as it can be read."""
        try:
            yield from of_one.timeline(
                self.telling.read, spans(self.register, asked, None), asked, last
            )
        except (StorageError, UnreadableEntryError) as error:
            self._check_found(error)

    def words(self, entry: Entry) -> str:
        """Return what an entry says, also where the state that it made cannot be read."""
        try:
            return self.telling.what(entry)
        except (StorageError, UnreadableEntryError) as error:
            self._check_found(error)
            return entry.fact.headline()

    def _check_found(self, error: Exception) -> None:
        """Let only a register in which something was found wrong be told in part."""
        if not self.found.findings:
            raise error
        self.stopped = str(error)

    def document(self) -> dict[str, object]:
        """Return the JSON document of the register."""
        about: dict[str, object] = dict.fromkeys(_ABOUT)
        with suppress(StorageError, Refused):
            about = {name: getattr(self.session.crisis, name) for name in _ABOUT}
        return {
            "name": self.name,
            "register_id": self.register.register_id,
            "place": self.register.place.text,
            **about,
            "entries": self.found.entries,
            "root": self.found.root,
            "findings": [one.model_dump(mode="json") for one in self.found.findings],
            "clock": Clock(self.register).document(),
        }


def opened(ctx: click.Context, first: Session, named: str) -> Session:
    """Return a session that reads a further register, and tells times as the first does."""
    session = Session(named, None, first.as_json, None)
    ctx.call_on_close(session.close)
    session.register  # noqa: B018 - opened before anything is told
    session.zone = first.zone
    return session


def joined(sessions: Sequence[Session]) -> list[Joined]:
    """Verify each register and name it among the others; refuse one that is there twice."""
    registers = [session.register for session in sessions]
    _check_distinct(registers)
    names = view.names([_identity(register) for register in registers])
    return [Joined(session, name) for session, name in zip(sessions, names, strict=True)]


def _identity(register: Register) -> str:
    """Return the id of a register; where it lies, if its tables are such that it is not read."""
    return register.register_id or register.place.text


def _check_distinct(registers: Sequence[Register]) -> None:
    """Refuse the same register twice, and say of two copies that differ where they part."""
    seen: dict[str, Register] = {}
    for register in registers:
        other = seen.setdefault(_identity(register), register)
        if other is not register:
            raise _twice(other, register)


def _twice(one: Register, other: Register) -> Refused:
    with progress_shown(_("Reading the register")):
        parted = view.first_difference(
            (stored.content for stored in one.stored(held=False)),
            (stored.content for stored in other.stored(held=False)),
        )
    named = {"one": one.place.text, "other": other.place.text}
    if parted is None:
        return Refused(
            _("{one} and {other} are one and the same register: nothing is to be joined.").format(
                **named
            )
        )
    shortest, number = min(one.size(), other.size()), parted
    if number > shortest:
        return Refused(
            _(
                "{one} and {other} are one and the same register, of which one goes on after entry "
                "n° {last}: nothing is to be joined."
            ).format(last=shortest, **named)
        )
    return Refused(
        _(
            "{one} and {other} are two copies of one register that differ from entry n° {number} "
            "on: the log was forked. Look at each with “audit verify”."
        ).format(number=number, **named)
    )
