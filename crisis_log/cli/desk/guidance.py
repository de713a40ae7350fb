"""What a desk tells of itself: how it works, in three lines; what is typed, on one screen."""

from __future__ import annotations

from collections.abc import Iterator

import click

from crisis_log.cli import output
from crisis_log.cli.desk.own import own_name
from crisis_log.cli.groups import AT_DESK
from crisis_log.cli.names import Names
from crisis_log.language import _
from crisis_log.words import status_word

_GAP = "   "


def first_lines() -> list[str]:
    """Return how a desk works."""
    state, helps, oops = _typed("state"), own("help"), own("oops")
    return [
        _("Type a line, then Enter: it is recorded as it is. Alt-Enter: a new line in it."),
        _("“/” begins a command, such as {state}; Tab completes it. {help} shows them.").format(
            state=state, help=helps
        ),
        _("{oops} strikes what you recorded last. Ctrl-C clears the line, Ctrl-D leaves.").format(
            oops=oops
        ),
    ]


def show() -> None:
    """Show on one screen what is typed at a desk."""
    for title, lines in _chapters():
        click.secho(title, bold=True)
        for commands in lines:
            output.hanging(output.INDENT + _GAP.join(commands), 2 * len(output.INDENT))
    for sentence in _rules():
        output.hanging(sentence, len(output.INDENT))


def _chapters() -> Iterator[tuple[str, list[list[str]]]]:
    """Return what is typed most, by chapters: commands that stand on one line together."""
    text, title, who, whenever = _("TEXT"), _("TITLE"), _("WHO"), _("WHEN")
    request = status_word("line_kind", "request")
    yield (
        _("Journal"),
        [
            [_typed("log", text, "--source", who, "--at", whenever, "--kind", request)],
            [_typed("log", text, "--answers", "N"), _typed("verify", "N"), _typed("refute", "N")],
            [_typed("correct", "N", text), _typed("strike", "N", "--reason", text)],
        ],
    )
    yield (
        _("Decisions, measures, instructions"),
        [
            [_typed("decision record", title, "--decided-by", who, "--owner", who)],
            [_typed("decision propose", title), _typed("decision adopt", "D-1")],
            [_typed("measure order", title, "--decision", "D-1", "--due", whenever)],
            [_typed("instruction give", text, "--to", who), _typed("instruction done", "C-1")],
        ],
    )
    yield (
        _("Crisis cell, plans"),
        [
            [_typed("level", _("LEVEL"), "--reason", text), _typed("briefing next", whenever)],
            [_typed("cell appoint", _("FUNCTION")), _typed("meeting open"), _typed("handover")],
            [_typed("pca activate", "pca", "--level", "1", "--trigger", text)],
        ],
    )
    yield (
        _("Look"),
        [
            [_typed("state"), _typed("point"), _typed("timeline"), _typed("show", "D-1")],
            [_typed("search", text), _typed("report situation")],
        ],
    )


def _rules() -> Iterator[str]:
    yield _(
        "{help} VERB tells all about a verb: {example}. Without a title, decisions, measures and "
        "plans are asked for field by field."
    ).format(help=own("help"), example=f"{own('help')} {_typed('decision')[1:]}")
    yield _(
        "A value goes on to the next “--”: no quotes are needed. “//” begins a line with “/”. "
        "{clock} sets the clock of an exercise."
    ).format(clock=f"{own('clock')} 14:05")


def _typed(verb: str, *rest: str) -> str:
    """Return a command as it is typed, by the names to show of its verb and options."""
    path, *words = verb.split()
    shown = [Names().verb(path)]
    for word in words:
        shown.append(Names(path).verb(word))
        path = f"{path} {word}"
    names = Names(verb)
    told = [names.option(part) if part.startswith("--") else part for part in rest]
    return AT_DESK + " ".join([*shown, *told])


def own(code: str) -> str:
    """Return a command of the desk's own as it is typed."""
    return AT_DESK + own_name(code)


def not_written_down() -> str:
    """Return what is to be known where a line could not be written down beforehand."""
    return _(
        "The line cannot be written down beforehand (no room, or no right, in your folder): if "
        "the desk were killed now, it would not be offered again."
    )
