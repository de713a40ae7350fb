"""What one run of the command line works with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import click

from crisis_log import when
from crisis_log.cli import configuration, output, places
from crisis_log.cli.caution import Caution
from crisis_log.cli.confirm import ask_for_text, is_attended
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.understood import Understood
from crisis_log.command import Command, File, Known, Recorded, new_request_id
from crisis_log.deadline import Due, show_due
from crisis_log.entry import Entry
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.outcome import present
from crisis_log.register import Register, system_clock
from crisis_log.slices import crisis, location
from crisis_log.storage import (
    AlteredEntryError,
    Place,
    StorageError,
)
from crisis_log.storage.place import is_address
from crisis_log.zones import UnreadableZoneError

if TYPE_CHECKING:
    from crisis_log.cli.desk.kept import Kept


class GivenTimes(NamedTuple):
    """When it happened and when it was received, where somebody says so."""

    at: datetime | None = None
    received: datetime | None = None


class Sequel(NamedTuple):
    """What a command tells after it has recorded an entry: for programs, and for people."""

    document: Callable[[Entry], dict[str, object]]
    show: Callable[[Entry], None]


class Session:
    """The register in use, who records, the clock, and how to answer; the `desk`, if at one."""

    desk: "Kept | None" = None

    def __init__(
        self, register: str | None, by: str | None, as_json: bool, clock: str | None
    ) -> None:
        self._named = register
        self._by = by
        self.as_json = as_json
        self.clock = clock
        self._allows_unknown_zone = False
        self.understood = Understood()
        self._question: str | None = None
        self._because: Sequence[str] = ()
        self.sequel: Sequel | None = None
        self._opened: list[Register] = []
        self._place: Place | None = None

    def close(self) -> None:
        """Close the register if it was opened; who may write last: it leaves one file."""
        for register in self._opened:
            register.close()

    @property
    def has_opened(self) -> bool:
        """Whether the register was found and opened."""
        return bool(self._opened)

    @property
    def register(self) -> Register:
        """The register, found as the global options say, to be read alone.

        Nothing can be recorded through it; unless others record, it is left as it was, with all
        beside it.
        """
        if not self._opened:
            self._open(read_only=True)
        return self._opened[-1]

    @cached_property
    def register_to_record(self) -> Register:
        """The register, to be written to, for the commands that record or give something out."""
        return self._open(read_only=False)

    def _open(self, *, read_only: bool) -> Register:
        """Open the register; an exercise says so on every screen."""
        clock = self.now if self.clock else system_clock
        with progress_shown(_("Reading the bundle")):
            register = Register.open(self.found_place(), clock, read_only=read_only)
        self._opened.append(register)
        if len(self._opened) > 1:
            return register
        if register.is_exercise():
            output.announce(_("EXERCISE"))
        elif self.clock is not None:
            raise Refused(_("--clock is for exercises only: this register keeps a real crisis."))
        if register.place.folder is None and not register.last():
            raise Refused(_("This register was prepared and holds no entry yet: “open” begins it."))
        self._look_at(register)
        return register

    def _look_at(self, register: Register) -> None:
        """Say that the register goes on elsewhere, whatever is asked of it here."""
        with suppress(StorageError, Refused, ValueError):  # of an altered one others tell
            known = register.state()
            if moved_to := location.current(known).moved_to:
                output.warn(
                    _(
                        "This register was moved to {place}: it goes on there, and is only read "
                        "here."
                    ).format(place=moved_to)
                )
            with suppress(UnreadableZoneError):  # others tell, once it is needed
                self.zone = crisis.current(known).zone  # which never changes, while it is at hand

    @cached_property
    def crisis(self) -> crisis.Crisis:
        """The crisis that the register keeps."""
        return crisis.current(self.register.state())

    @cached_property
    def zone(self) -> ZoneInfo:
        """The register's time zone."""
        try:
            return self.crisis.zone
        except (UnreadableZoneError, StorageError, Refused) as error:
            if not self._allows_unknown_zone:
                raise
            output.warn(_("{problem} Here, times are told in UTC.").format(problem=error))
            return ZoneInfo("UTC")

    def check_zone(self) -> None:
        """Refuse a register whose times cannot be told before anything is recorded in it."""
        self.zone  # noqa: B018 - read for its refusal

    def check_can_record(self, kind: str = "") -> None:
        """Refuse before anybody is asked for much what would be refused whatever the answers.

        What is recorded is of a `kind` that not everybody may record, if one is named.
        """
        self.by  # noqa: B018 - read for its refusal
        self.register_to_record.check_right(kind)
        self.register_to_record.check_writable()
        self.check_zone()

    def allow_unknown_zone(self) -> None:
        """Tell times in UTC, and say so, where this machine cannot tell those of the register.

        For what looks after a register and must work on any machine.
        """
        self._allows_unknown_zone = True

    def now(self) -> datetime:
        """Return the present instant, or the one `--clock` simulates in an exercise."""
        return self.instant_from(self.clock, self.zone) if self.clock else system_clock()

    def present(self) -> datetime:
        """Return the present instant, at which everything recorded so far is known."""
        try:
            return max(self.now(), self.register.recorded_at(self.register.size()))
        except AlteredEntryError:  # its time cannot be told: what is shown does without it
            return self.now()

    def today(self) -> date:
        """Return the present day in the register's time zone."""
        return self.day_of(self.now())

    @property
    def by(self) -> str:
        """Who records."""
        if self.given_by is None and is_attended() and not self.as_json and not _is_script():
            self._by = ask_for_text(_("Who records (function or name)?"))
        if self.given_by is None:
            configuration.value("author")  # says what is wrong with it
            raise click.UsageError(
                _("Say who records: --by “function or name”, or set $CRISIS_LOG_BY.")
            )
        return self.given_by

    @property
    def given_by(self) -> str | None:
        """Who records, if that was said: commands that give evidence out do not ask for it."""
        return self._by if self._by and self._by.strip() else None

    @staticmethod
    def finds(something: object) -> None:
        """Say, before it is shown, whether an audit found something: the exit code tells it."""
        present().has_findings = bool(something)

    def place_for(self, name: str) -> Place:
        """Return where a new register `name` goes."""
        return places.new(name, self._named)

    def opened(self, there: Place) -> None:
        """Work from now on with the register just created there."""
        self._named, self._place = there.text, there

    def server_text(self) -> str | None:
        """Return what was typed or set as the register, where that is the address of a server."""
        text = self._named or configuration.value("register").value
        return text if text and is_address(text) else None

    def found_place(self) -> Place:
        """Return where the register lies: as given, else the one in use or here."""
        if self._place is None:  # found once: what lies there is not looked into while it is open
            self._place = places.found(self._named)
        return self._place

    @staticmethod
    def instant_from(text: str, zone: ZoneInfo, now: datetime | None = None) -> datetime:
        """Return the instant typed as `text`; `now` is the system's unless it is given."""
        try:
            return when.parse_instant(text, now or system_clock(), zone)
        except when.NotATimeError as error:
            raise click.UsageError(str(error)) from error

    def ask(self, question: str, because: Sequence[str] = ()) -> None:
        """Let whoever sits at a terminal be asked before anything is recorded.

        Where there are sentences that say why, it needs a yes without a terminal too.
        """
        self._question, self._because = question, because

    def record(
        self,
        command: Command,
        times: GivenTimes,
        request_id: str | None,
        note: str | None,
        files: Sequence[File] = (),
        *,
        yes: bool = False,
    ) -> None:
        """Record what the command decides, and confirm it; what surprises needs a yes."""
        register = self.register_to_record  # first: it is read through this, too
        self.check_zone()
        if self._question:
            register.check_right()
        understood = self.understood.times
        caution = Caution(self._question, self._because, yes=yes, understood=understood)
        asked = (request_id or "").strip() or new_request_id()  # one, however often it is tried

        def recorded() -> Recorded:
            with progress_shown(_("Reading the register")):  # once, of an older version
                return register.record(
                    command,
                    by=self.by,
                    occurred_at=times.at,
                    received_at=times.received,
                    request_id=asked,
                    note=note,
                    files=files,
                    heed=caution.heed,
                )

        with self._saying_what_was_understood():
            done = caution.over(recorded)
        self.confirm(done, caution.found)

    @contextmanager
    def _saying_what_was_understood(self) -> Iterator[None]:
        """Add to a refusal how times typed in part were understood: one may be the reason."""
        try:
            yield
        except Refused as error:
            if not (times := self.understood.times):
                raise
            raise Refused(f"{error} ({times})") from error

    def confirm(
        self, recorded: Recorded, surprises: Mapping[int, Sequence[str]] | None = None
    ) -> None:
        """Print for each entry lines that a person can trust, or JSON.

        `surprises` are those that a yes was said to, by the number of the entry.
        """
        from crisis_log.cli.echo import confirm  # it prints values as others do

        confirm(self, recorded, surprises or {})
        if self._named is None and not self.as_json:
            places.remark_on_others_here(self.register.place)

    def day_of(self, instant: datetime) -> date:
        """Return the day of an instant in the register's time zone."""
        return instant.astimezone(self.zone).date()

    def show_instant(self, instant: datetime | None) -> str:
        """Return an instant in the register's time, or nothing."""
        return when.show_instant(instant, self.zone) if instant else ""

    def show_due(self, due: Due | None, *, overdue: bool = False) -> str:
        """Return a deadline as people write it, flagged where it is past; or nothing."""
        told = show_due(due, self.zone) if due else ""
        return f"{told} {_('(overdue)')}" if overdue else told

    def state(self) -> Known:
        """Return the state after the last entry."""
        return self.register.state()


def _is_script() -> bool:
    """Whether the command being run is to ask nothing."""
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get("yes"))


def names(values: Sequence[object]) -> str:
    """Return values separated by commas."""
    return ", ".join(str(value) for value in values)
