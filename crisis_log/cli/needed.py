"""What a command cannot do without: refused, or asked for, where it was not given."""

from typing import NoReturn, TypeVar

import click

from crisis_log.cli.confirm import ask_for_text, is_attended
from crisis_log.language import _

_Value = TypeVar("_Value")


class NotAnsweredError(click.MissingParameter):
    """What a command needs was asked for, and nothing answered: it is not asked again."""


def needed(name: str) -> NoReturn:
    """Refuse the present run for want of a parameter; whoever is there is asked for it.

    Raises:
        MissingParameter: always.

    """
    raise click.MissingParameter(ctx=click.get_current_context(), param=_parameter(name))


def needed_once(name: str, argument: _Value | None, option: _Value | None) -> _Value:
    """Return what was typed, as an argument or as the option that has that `name`.

    Raises:
        MissingParameter: it is neither.
        UsageError: it is both, of which one would be lost.

    """
    if argument and option:
        raise click.UsageError(
            _("“{value}” was typed, and {option}, too: give one of them.").format(
                value=argument, option=_parameter(name).opts[0]
            )
        )
    return argument or option or needed(name)


def _parameter(name: str) -> click.Parameter:
    return next(one for one in click.get_current_context().command.params if one.name == name)


def reason_or_answer(question: str) -> str:
    """Return the reason that whoever sits at the terminal answers to `question`.

    Raises:
        MissingParameter: nobody can be asked.
        NotAnsweredError: the answer is none.

    """
    context = click.get_current_context()
    if not is_attended() or context.params["yes"]:
        needed("reason")
    answer = ask_for_text(question)
    if answer is None:
        raise NotAnsweredError(ctx=context, param=_parameter("reason"))
    return answer
