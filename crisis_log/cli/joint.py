"""`joint`: several registers read as one chronicle, none of them rewritten."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

import click

from crisis_log.cli import output
from crisis_log.cli.audit.verdict import show_findings, sound
from crisis_log.cli.clock_lines import Clock
from crisis_log.cli.entry_lines import EntryLines
from crisis_log.cli.joined import Joined, joined, opened
from crisis_log.cli.parameters import UNTIL
from crisis_log.cli.present import current_session
from crisis_log.cli.session import Session
from crisis_log.cli.times import Since
from crisis_log.cli.typed import PATH_OR_TEXT
from crisis_log.fact import Refused
from crisis_log.language import _, counted
from crisis_log.storage import StorageError, place
from crisis_log.views import joint as view
from crisis_log.views.timeline import Criteria
from crisis_log.words import join

_ALTERED: Final = " (!)"
"""What stands after the name of a register in which something is wrong."""


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
@UNTIL
@click.pass_context
def joint(
    ctx: click.Context,
    registers: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
) -> None:
    session: Session = ctx.obj
    together = joined([session, *(opened(ctx, session, one) for one in registers[1:])])
    _announce(together)
    asked = Criteria(since=since, until=until, order="occurred")
    if session.as_json:
        _emit(together, asked)
    else:
        _show(session, together, asked)
    for one in together:
        _warn_of_left_out(one)


def _announce(together: Sequence[Joined]) -> None:
    """Say over everything which of them are exercises."""
    drills = [one.name for one in together if one.register.is_exercise()]
    if drills:
        output.announce(_("EXERCISE: {registers}").format(registers=join(drills)))


def _emit(together: Sequence[Joined], asked: Criteria) -> None:
    by_name = {one.name: one for one in together}
    streams = {one.name: one.entries(asked, None) for one in together}
    documents = (
        {"register": told.whose, **by_name[told.whose].telling.document(told.entry)}
        for told in view.chronicle(streams)
    )
    output.emit_with({"registers": [one.document() for one in together]}, "entries", documents)


def _show(session: Session, together: Sequence[Joined], asked: Criteria) -> None:
    for one in together:
        for line in _heads(session, one):
            output.line(line)
        if one.found.findings:
            show_findings(one.found)
    for line in _of_clocks(together):
        output.line(line)
    if times := session.understood.times:
        output.line(times)
    most = output.length()
    streams = {one.name: one.entries(asked, most) for one in together}
    told: Iterable[view.Told] = view.chronicle(streams)
    shown = _show_entries(session, together, told if most is None else deque(told, most))
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


def _show_entries(session: Session, together: Sequence[Joined], told: Iterable[view.Told]) -> int:
    """Print the entries; return how many there are."""
    by_name = {one.name: one for one in together}
    marked = {one.name: one.name + _ALTERED * bool(one.found.findings) for one in together}
    width = max(map(len, marked.values()))
    lines = EntryLines(session, max(one.found.entries for one in together), "occurred")
    shown = 0
    for whose, entry in told:
        lines.show(entry, by_name[whose].words(entry), whose=f"{marked[whose]:<{width}}")
        shown += 1
    return shown


def _heads(session: Session, one: Joined) -> Iterator[str]:
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


def _of_clocks(together: Sequence[Joined]) -> Iterator[str]:
    """Return what each register holds about its clock, and what none of it tells."""
    yield _("Times of recording are each by the clock of the register:")
    clocks = {one.name: Clock(one.register) for one in together}
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


def _warn_of_left_out(one: Joined) -> None:
    """Say which entries of a register are not shown."""
    if not one.stopped and not one.telling.altered:
        return
    output.warn(_("Of {name}, not all is shown.").format(name=one.name))
    if one.stopped:
        output.warn(one.stopped)
    else:
        one.telling.warn_of_altered()
