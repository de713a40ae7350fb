"""What a desk keeps from one line to the next: an open register, and its clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource
from typing_extensions import override

from crisis_log.cli import output, technical_log
from crisis_log.cli.session import Session
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.register import Register, system_clock

if TYPE_CHECKING:
    from crisis_log.storage import Place, StoredEntry

_REMEMBERED: Final = 1000
"""How many entries are remembered as they are stored."""


class Kept:
    """What all lines share: register, author, technical `log`; the id of the request being made.

    The clock of an exercise may be set; it goes on from there.
    """

    def __init__(self, session: Session, place: Place) -> None:
        self.place = place
        self.by = session.given_by
        self.exercise = session.crisis.exercise
        self.zone = session.zone
        self.log = technical_log.present().path
        self.request_id: str | None = None
        self.on_close: Callable[[], None] = lambda: None
        self._ahead: timedelta | None = None
        if session.clock is not None:
            self._ahead = session.now() - system_clock()
        self._register: Register | None = None
        self._stored: dict[int, StoredEntry] = {}

    @property
    def register(self) -> Register:
        """The register, open."""
        if self._register is None:
            clock = system_clock if self._ahead is None else self.now
            self._register = Register.open(self.place, clock)
        return self._register

    def now(self) -> datetime:
        """Return the present instant, in an exercise by the clock that was set."""
        return system_clock() + (self._ahead or timedelta())

    def set_clock(self, present: datetime) -> None:
        """Let it be `present` now, in an exercise.

        Raises:
            Refused: this is none.

        """
        if not self.exercise:
            raise Refused(_("--clock is for exercises only: this register keeps a real crisis."))
        self._ahead = present - system_clock()
        self.close()

    def stored(self, after: int, upto: int) -> list[StoredEntry]:
        """Return entries as they are stored, without reading again what was read before."""
        present = range(after + 1, upto + 1)
        first = next((number for number in present if number not in self._stored), upto + 1)
        for entry in self.register.stored(first - 1, upto, held=False):
            self._stored[entry.number] = entry
        for number in [*self._stored][:-_REMEMBERED]:
            del self._stored[number]
        return [self._stored[number] for number in present if number in self._stored]

    def release(self) -> None:
        """Let go what a line read: it kept what others record from being put into the file."""
        if self._register is not None:
            self._register.release()

    def close(self) -> None:
        """Close the register; who needs it opens it again."""
        self._stored.clear()
        if self._register is not None:
            self._register.close()
        self._register = None
        self.on_close()


class KeptSession(Session):
    """What works with a register that somebody else keeps open."""

    def __init__(self, kept: Kept, register: Register, by: str | None, as_json: bool) -> None:
        super().__init__(kept.place.text, by, as_json, None)
        self._kept, self._place = kept, kept.place
        self._register = register

    @property
    @override
    def register(self) -> Register:
        return self._register

    @cached_property
    @override
    def register_to_record(self) -> Register:
        return self._register

    @override
    def now(self) -> datetime:
        return self._kept.now()


class DeskSession(KeptSession):
    """What one line of a desk works with."""

    def __init__(
        self, kept: Kept, register: str | None, by: str | None, as_json: bool, clock: str | None
    ) -> None:
        if register is not None and _is_typed("register"):
            raise click.UsageError(
                _("A desk keeps one register: leave it (Ctrl-D) to work in another one.")
            )
        who = by if _is_typed("by") else kept.by
        super().__init__(kept, kept.register, who, as_json)
        self.desk = kept
        if kept.exercise:
            output.announce(_("EXERCISE"))
        if clock is not None and _is_typed("clock"):
            kept.set_clock(self.instant_from(clock, kept.zone, kept.now()))
            self._register = kept.register

    @override
    def place_for(self, name: str) -> Place:
        raise click.UsageError(_("A register is open at this desk: leave it (Ctrl-D) for that."))


def _is_typed(name: str) -> bool:
    """Whether a global option was given with the line, not by the environment."""
    source = click.get_current_context().get_parameter_source(name)
    return source is ParameterSource.COMMANDLINE
