"""Completion of command lines, in shells and at the desk.

- `shells`: the script of each shell, how it asks, and how it is answered
- `words`: the words of a line, as click is asked to complete the last one
- `offers`: what completes it; `table`: which question of the register is of which parameter
- `candidates`: the questions

    crisis-log completion bash > ~/.local/share/bash-completion/completions/crisis-log
"""

from __future__ import annotations

import click

from crisis_log.cli import output
from crisis_log.cli.session import Session
from crisis_log.cli.typed import OneOf
from crisis_log.language import _

_PLACES = {
    "bash": "~/.local/share/bash-completion/completions/crisis-log",
    "fish": "~/.config/fish/completions/crisis-log.fish",
    "zsh": "~/.zfunc/_crisis-log",
}


@click.command(
    "completion",
    help=_("Print what a shell is to be given, so that Tab completes verbs, options and values."),
)
@click.argument("shell", metavar="|".join(_PLACES), type=OneOf([*_PLACES]))
@click.pass_obj
def completion(session: Session, shell: str) -> None:
    from crisis_log.cli.completion.shells import script

    told = script(shell)
    if session.as_json:
        output.emit({"shell": shell, "script": told, "place": _PLACES[shell]})
        return
    click.echo(f"{_beginning(shell)}\n{told}", nl=False)


def _beginning(shell: str) -> str:
    """Return what the script is, and where it goes, as a comment."""
    where = _("Keep this in {place}; it holds from the next shell on.").format(place=_PLACES[shell])
    told = {
        "zsh": _("~/.zshrc needs, before “compinit”: fpath+=~/.zfunc"),
        "bash": _("bash 4.4 or newer; without bash-completion: “source” this file in ~/.bashrc."),
    }
    return "\n".join(f"# {line}" for line in filter(None, [where, told.get(shell)]))
