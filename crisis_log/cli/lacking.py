"""What a command lacks is asked of whoever sits at the terminal, rather than refused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import click

from crisis_log.cli.confirm import is_attended
from crisis_log.cli.guided.asking import Question, ask
from crisis_log.cli.guided.fields import hint_of, label_of
from crisis_log.cli.needed import NotAnsweredError
from crisis_log.cli.session import Session
from crisis_log.language import _, current
from crisis_log.text import plain


def can_be_asked(error: click.MissingParameter) -> bool:
    """Whether somebody is there to be asked for what a command lacks: a script is not."""
    context = error.ctx
    is_asked = isinstance(error, NotAnsweredError)
    if error.param is None or context is None or is_asked or not is_attended():
        return False
    session = context.find_object(Session)
    is_script = context.params.get("yes") or (session is not None and session.as_json)
    return not is_script


def completed(arguments: Sequence[str], error: click.MissingParameter) -> list[str]:
    """Return the arguments with what they lack, which is asked for."""
    parameter, context = error.param, error.ctx
    assert parameter is not None and context is not None  # noqa: S101, PT018 - it can be asked
    answer = _answer(parameter, context)
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options, values = [*arguments[:end]], [*arguments[end:]] or ["--"]
    if isinstance(parameter, click.Option):
        return [*options, f"{parameter.opts[0]}={answer}", *arguments[end:]]
    return [*options, *values, answer]


def _answer(parameter: click.Parameter, context: click.Context) -> str:
    label, hint = _label(parameter), hint_of(parameter)
    question = Question(
        _("{label}: ").format(label=label),
        "" if plain(hint.rstrip(".")) == plain(label) else hint,
        complete=partial(parameter.shell_complete, context),
    )
    while True:
        with context:
            typed = ask(question)
            problem = _problem(parameter, context, typed)
        if not problem:
            return typed
        question = question._replace(typed=typed, problem=problem)


def _label(parameter: click.Parameter) -> str:
    """Return what people call it, else what stands for it in the help of the command."""
    label = label_of(parameter)
    is_code = current() != "en" and label.casefold() == str(parameter.name)
    return (parameter.metavar or label) if is_code else label.replace("_", " ")


def _problem(parameter: click.Parameter, context: click.Context, typed: str) -> str:
    if not typed:
        return _("{label} is needed.").format(label=_label(parameter))
    try:
        parameter.type(typed, parameter, context)
    except click.BadParameter as error:
        return error.message
    return ""
