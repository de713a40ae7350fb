"""Ask the person at the terminal before something is done that is not easily undone."""

import sys
from collections.abc import Sequence
from typing import Final

import click

from crisis_log.cli.screen import one_line
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.text import NotTextError, clean

YES: Final = click.option("--yes", is_flag=True, help=_("Do it without asking, for scripts."))
MEANS_YES: Final = {"o", "oui", "y", "yes"}
MEANS_NO: Final = {"n", "non", "no"}


class Declined(Refused):
    """Whoever was asked did not say yes: no error, and nothing is done."""


def is_attended() -> bool:
    """Whether somebody sits at a terminal who can answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def confirm(
    question: str, *, yes: bool = False, unattended: bool = False, why: Sequence[str] = ()
) -> None:
    """Ask `question`, which says what will be done; return when the answer is yes.

    Nothing is asked where `yes` was said beforehand. Without a terminal nobody can be asked:
    it is not done, and `why` it was to be asked is said, unless `unattended` lets it be done.

    Raises:
        Declined: the answer is another one, or none.
        UsageError: nobody can be asked, and it was not said beforehand.

    """
    if yes:
        return
    if not is_attended():
        if unattended:
            return
        nobody = _("Nobody can be asked to confirm this without a terminal: add --yes.")
        raise click.UsageError(" ".join([*why, nobody]))
    if not says_yes(question):
        raise Declined(_("Nothing was done."))


def ask_whether(question: str) -> bool | None:
    """Return the answer of whoever sits at the terminal; None where it is neither yes nor no."""
    choice = _("[y/n]")
    answer = _asked(f"{question} {choice}").casefold()
    return True if answer in MEANS_YES else False if answer in MEANS_NO else None


def ask_for_text(question: str) -> str | None:
    """Return what whoever sits at the terminal answers, None where that is nothing."""
    try:
        return clean(_asked(question)).strip() or None
    except NotTextError as error:
        raise click.UsageError(str(error)) from error


def says_yes(question: str) -> bool:
    """Ask, at a terminal; an empty answer, and none, is no."""
    choice = _("[y/N]")
    return _asked(f"{question} {choice}").casefold() in MEANS_YES


def _asked(question: str) -> str:
    click.echo(f"{one_line(question)} ", err=True, nl=False)
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):  # the prompt's line is still open
        click.echo(err=True)
    return answer.strip()
