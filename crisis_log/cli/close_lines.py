"""“Already n° 41?”: whoever logs a line is told of one that says nearly the same."""

from functools import partial
from typing import Final

import click

from crisis_log.cli.confirm import Declined, is_attended, says_yes
from crisis_log.cli.present import was_recorded
from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.slices.journal import Line
from crisis_log.views.close_lines import STRETCH, closest, lines_since
from crisis_log.words import abridged

_MOST: Final = 80


def heed_close_line(session: Session, text: str) -> None:
    """Ask at a terminal whether a close line says it already; elsewhere the echo names that line.

    So it does at a desk, where the next line is being typed already: it would be the answer.

    Whoever does not say yes goes on: nothing that happens is left unwritten for a question.

    Raises:
        Declined: the answer is yes.

    """
    line = None if was_recorded() else _close_line(session, text)
    if line is None:
        return
    already = _("Already n° {number} ({time}): “{text}”?").format(
        number=line.number,
        time=session.show_instant(line.occurred_at),
        text=abridged(line.text, _MOST),
    )
    is_told_beforehand = click.get_current_context().params.get("yes")
    may_ask = is_attended() and not session.desk and not is_told_beforehand
    if may_ask and says_yes(already):
        raise Declined(_("Nothing was recorded: n° {number} says it.").format(number=line.number))
    session.understood.close_to = line.number


def _close_line(session: Session, text: str) -> Line | None:
    """Return the line of the last two hours that says most nearly the same, if one is close.

    One that is a duplicate stands for that of which it is one.
    """
    register = session.register_to_record
    read = session.desk.stored if session.desk else partial(register.stored, held=False)
    recent = [*lines_since(session.now() - STRETCH, register.size(), read)]
    known = register.state()
    while found := closest(text, recent):
        line = known.find(Line, found.number)
        while line and line.duplicate_of:
            line = known.find(Line, line.duplicate_of)
        if line and line.struck_by is None:
            return line
        recent.remove(found)
    return None
