"""`joint`: several registers read as one chronicle, none of them rewritten."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import Final

import click

from crisis_log.audit.verification import Verification
from crisis_log.audit.verify import Question
from crisis_log.audit.verify import verify as verify_register
from crisis_log.cli import output
from crisis_log.cli.audit.verdict import show_findings, sound
from crisis_log.cli.clock_lines import Clock
from crisis_log.cli.entry_lines import EntryLines
from crisis_log.cli.present import current_session
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.session import Session
from crisis_log.cli.telling import Telling
from crisis_log.cli.timeline import spans
from crisis_log.cli.times import Instant, Since
from crisis_log.cli.typed import PATH_OR_TEXT
from crisis_log.entry import Entry
from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.language import _, counted
from crisis_log.register import Register
from crisis_log.storage import StorageError, place
from crisis_log.views import joint as view
from crisis_log.views import timeline as of_one
from crisis_log.views.timeline import Criteria
from crisis_log.words import join

_ABOUT: Final = ("authority", "title", "exercise", "timezone")
_ALTERED: Final = " (!)"
"""What stands after the name of a register in which something is wrong."""


class _Joined:
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


def _begin(
    ctx: click.Context, _parameter: click.Parameter, named: tuple[str, ...]
) -> tuple[str, ...]:
    """Let the first register be the one in whose time everything is told, and typed."""
    if not ctx.resilient_parsing:
        if len(named) < 2:  # noqa: PLR2004 - two are the fewest to be joined
            raise click.UsageError(_("Name two registers or more, to be read as one."))
        session = current_session()
        session.opened(place(named[0]))
        session.allow_unknown_zone()
    return named


@click.command(
    "joint",
    help=_("Read several registers as one chronicle: each is verified, none is changed."),
)
@click.argument(
    "registers",
    metavar=_("REGISTER…"),
    type=PATH_OR_TEXT,
    nargs=-1,
    required=True,
    is_eager=True,
    callback=_begin,
)
@click.option(
    "--since",
    type=Since(),
    metavar=_("WHEN"),
    help=_("What happened from this time on; “2 h” is two hours ago."),
)
@click.option(
    "--until",
    type=Instant(bare="end", sense="past"),
    metavar=_("WHEN"),
    help=_("Up to this time."),
)
@click.pass_context
def joint(
    ctx: click.Context,
    registers: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
) -> None:
    session: Session = ctx.obj
    sessions = [session, *(_opened(ctx, session, one) for one in registers[1:])]
    _check_distinct([one.register for one in sessions])
    names = view.names([_identity(one.register) for one in sessions])
    joined = [_Joined(one, name) for one, name in zip(sessions, names, strict=True)]
    _announce(joined)
    asked = Criteria(since=since, until=until, order="occurred")
    if session.as_json:
        _emit(joined, asked)
    else:
        _show(session, joined, asked)
    for one in joined:
        _warn_of_left_out(one)


def _opened(ctx: click.Context, first: Session, named: str) -> Session:
    """Return a session that reads a further register, and tells times as the first does."""
    session = Session(named, None, first.as_json, None)
    ctx.call_on_close(session.close)
    session.register  # noqa: B018 - opened before anything is told
    session.zone = first.zone
    return session


def _announce(joined: Sequence[_Joined]) -> None:
    """Say over everything which of them are exercises."""
    drills = [one.name for one in joined if one.register.is_exercise()]
    if drills:
        output.announce(_("EXERCISE: {registers}").format(registers=join(drills)))


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


def _emit(joined: Sequence[_Joined], asked: Criteria) -> None:
    by_name = {one.name: one for one in joined}
    streams = {one.name: one.entries(asked, None) for one in joined}
    documents = (
        {"register": told.whose, **by_name[told.whose].telling.document(told.entry)}
        for told in view.chronicle(streams)
    )
    output.emit_with({"registers": [one.document() for one in joined]}, "entries", documents)


def _show(session: Session, joined: Sequence[_Joined], asked: Criteria) -> None:
    for one in joined:
        for line in _heads(session, one):
            output.line(line)
        if one.found.findings:
            show_findings(one.found)
    for line in _of_clocks(joined):
        output.line(line)
    if times := session.understood.times:
        output.line(times)
    most = output.length()
    streams = {one.name: one.entries(asked, most) for one in joined}
    told: Iterable[view.Told] = view.chronicle(streams)
    shown = _show_entries(session, joined, told if most is None else deque(told, most))
    if not shown:
        output.line(_("No entry matches."))
    if shown == most:
        output.line(
            counted(
                "The last {count} entry is shown: --all shows all.",
                "The last {count} entries are shown: --all shows all.",
                shown,
            )
        )


def _show_entries(session: Session, joined: Sequence[_Joined], told: Iterable[view.Told]) -> int:
    """Print the entries; return how many there are."""
    by_name = {one.name: one for one in joined}
    marked = {one.name: one.name + _ALTERED * bool(one.found.findings) for one in joined}
    width = max(map(len, marked.values()))
    lines = EntryLines(session, max(one.found.entries for one in joined), "occurred")
    shown = 0
    for whose, entry in told:
        lines.show(entry, by_name[whose].words(entry), whose=f"{marked[whose]:<{width}}")
        shown += 1
    return shown


def _heads(session: Session, one: _Joined) -> Iterator[str]:
    """Return whose the register is, and that it is as it was recorded, or not."""
    with suppress(StorageError, Refused):
        crisis = one.session.crisis
        whose = [one.name, crisis.authority, crisis.title, one.register.place.text]
        if crisis.exercise:
            whose.append(_("EXERCISE"))
        yield " · ".join(whose)
        if crisis.timezone != session.zone.key:
            yield _("  Its times are told in {zone}, though it keeps {own}.").format(
                zone=session.zone.key, own=crisis.timezone
            )
    if one.found.findings:
        yield _(
            "  {name} is not as it was recorded: its entries that can be read are marked (!)."
        ).format(name=one.name)
    else:
        yield "  " + sound(one.found, has_state=not one.register.place.is_sealed)


def _of_clocks(joined: Sequence[_Joined]) -> Iterator[str]:
    """Return what each register holds about its clock, and what none of it tells."""
    yield _("Times of recording are each by the clock of the register:")
    clocks = {one.name: Clock(one.register) for one in joined}
    for name, clock in clocks.items():
        for sentence in clock.sentences():
            yield f"  {name} · {sentence}"
    if all(clock.closest for clock in clocks.values()):
        yield _(
            "These bounds hold at those entries alone: how far the clocks were apart at others is "
            "not inscribed."
        )
    else:
        yield _("Nothing inscribed tells how far the clocks are apart.")


def _warn_of_left_out(one: _Joined) -> None:
    """Say which entries of a register are not shown."""
    if not one.stopped and not one.telling.altered:
        return
    output.warn(_("Of {name}, not all is shown.").format(name=one.name))
    if one.stopped:
        output.warn(one.stopped)
    else:
        one.telling.warn_of_altered()
