"""The desk: lines are recorded as they are typed, commands begin with “/”."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING, Final

import click

from crisis_log.cli import output, screen
from crisis_log.cli.confirm import is_attended
from crisis_log.cli.places import is_on_server
from crisis_log.cli.session import Session
from crisis_log.language import _

if TYPE_CHECKING:
    from crisis_log.cli.desk.kept import Kept
    from crisis_log.cli.desk.pending import Line, Pending
    from crisis_log.cli.desk.room import Room
    from crisis_log.cli.desk.terminal import Terminal
    from crisis_log.cli.desk.watch import Watch

_TURN_SECONDS: Final = 0.001
"""How long what looks at the register may keep who records waiting."""


@click.command(
    "desk",
    help=_(
        "Record lines as they are typed; “/” begins a command. Lines from a file are read to its "
        "end."
    ),
)
@click.option(
    "--plain", is_flag=True, help=_("Draw nothing again: for screen readers, and old terminals.")
)
@click.pass_context
def desk(context: click.Context, plain: bool) -> None:
    session = context.find_object(Session)
    assert session is not None  # noqa: S101 - the root command made it
    if session.desk:
        raise click.UsageError(_("A register is open at this desk: leave it (Ctrl-D) for that."))
    if session.as_json:
        raise click.UsageError(_("A desk answers in words: ask for JSON with a line of its own."))
    code = _kept(session, plain=plain)
    context.exit(code)


def _kept(session: Session, *, plain: bool) -> int:
    from crisis_log.cli.desk.kept import Kept
    from crisis_log.cli.desk.room import Room
    from crisis_log.cli.desk.watch import Watch

    session.by  # noqa: B018 - asked for now, rather than of the first line
    session.check_zone()
    kept = Kept(session, session.found_place())
    session.close()
    with ExitStack() as opened:
        opened.enter_context(screen.still() if plain else nullcontext())
        opened.callback(kept.close)
        own: set[int] = set()
        watch = Watch(kept, own)
        pending = _pending(kept)
        room = Room(kept, pending, own)
        room.terminal = _terminal(kept, watch, room, plain=plain)
        opened.callback(room.terminal.close)
        _greet(session, kept)
        if pending is not None:
            opened.callback(lambda: pending.close(keep=room.has_something_left))
            _offer_left(kept, room)
        sys.setswitchinterval(_TURN_SECONDS)
        watch.start()
        opened.callback(watch.stop)
        return room.stay()


def _greet(session: Session, kept: Kept) -> None:
    from crisis_log.cli.desk.guidance import first_lines

    if not is_attended():
        return
    exercise = _("EXERCISE") if kept.exercise else ""
    where = kept.place.name if is_on_server(kept.place) else kept.place.text
    told = (exercise, session.crisis.title, where, kept.by or "")
    output.announce("")
    output.line(" · ".join(filter(None, told)))
    for line in first_lines():
        output.line(line)


def _terminal(kept: Kept, watch: Watch, room: Room, *, plain: bool) -> Terminal:
    """Return where lines come from: drawn, where this terminal can be drawn on."""

    def state() -> list[str]:
        return watch.standing.parts(kept.now(), kept.zone) if watch.standing else []

    is_drawn = is_attended() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    if plain or not is_drawn:
        from crisis_log.cli.desk.terminal import PlainLines

        return PlainLines(watch, state, room.entered, attended=is_attended())
    from crisis_log.cli.desk.completer import LineCompleter
    from crisis_log.cli.desk.lines_before import LinesBefore
    from crisis_log.cli.desk.prompt import Prompt

    before = LinesBefore(kept)
    return Prompt(watch, state, room.entered, before, LineCompleter(kept.place))


def _pending(kept: Kept) -> Pending | None:
    """Return where this desk writes down what it is about to record, if it can."""
    from crisis_log.cli.desk.guidance import not_written_down
    from crisis_log.cli.desk.pending import Pending

    try:
        return Pending.of_new_desk(kept.register.register_id)
    except OSError:
        output.warn(not_written_down())
        return None


def _offer_left(kept: Kept, room: Room) -> None:
    """Tell what became of lines that desks left which are gone; those not recorded are offered."""
    from crisis_log.cli.desk.pending import Pending

    offered = []
    for left in Pending.left(kept.register.register_id):
        missing = [line for line in left.lines() if not _is_recorded(kept, line)]
        if is_attended():
            offered += missing
        elif missing:
            output.warn(
                _("A desk was interrupted; it offers what it did not record in a terminal.")
            )
        left.close(keep=bool(missing) and not is_attended())
    if offered:
        output.line(_("A desk was interrupted before this was recorded: Enter records it."))
        room.offer(offered)


def _is_recorded(kept: Kept, line: Line) -> bool:
    """Whether a line was recorded, as the register says; who sits there is told which entry."""
    recorded = kept.register.answer(line.request_id)
    if recorded is None:
        return False
    output.line(
        _("A desk was interrupted, but “{line}” was recorded, as n° {number}.").format(
            line=line.text, number=recorded.entries[0].number
        )
    )
    return True
