"""How a run ends: the exit code, and the one sentence, that agree with what was recorded.

Whatever ends a run is told here: nothing else prints an error, and none shows a traceback.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from crisis_log.cli import configuration, output, screen, streams
from crisis_log.cli.configuration import ConfigurationError
from crisis_log.cli.groups import AT_DESK, closest, names_in
from crisis_log.cli.last_words import BY_SIGNAL, FAILED, INTERRUPT, RECORDED
from crisis_log.cli.typed import meant, quoted
from crisis_log.language import _
from crisis_log.outcome import TellsAllError
from crisis_log.words import entry_numbers, join, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crisis_log.outcome import Outcome

DONE, REFUSED, WRONG_USAGE, FOUND, STORAGE = 0, 1, 2, 3, 4
SOMETHING_DUE: Final = 10
"""Done, too: somebody is to be reminded of something, which a task that runs by itself acts on."""
_MOST_VERBS: Final = 15
"""How many verbs of a group, or options, are told where another one was typed."""
_COMMON_OPTIONS: Final = {"at", "received_at", "request_id", "note", "attach", "yes"}
"""What whatever is recorded may have."""


def done(outcome: Outcome) -> int:
    """Return the exit code of a run that did all of its work."""
    return FOUND if outcome.has_findings else DONE


def end(error: BaseException, outcome: Outcome, *, as_json: bool) -> int:
    """Tell what ended the run, and what it recorded; return the exit code."""
    outcome.hold_for_good()
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.ctx.get_help(), err=True)
        return WRONG_USAGE
    if isinstance(error, streams.AnswerError | KeyboardInterrupt | click.exceptions.Abort):
        streams.write_no_more()  # what is left would fail again, or be written twice
    if isinstance(error, streams.AnswerError) and error.has_no_reader:
        return done(outcome)  # whoever read it had enough, or never wanted it
    streams.write_the_rest()
    foreseen = _foreseen(error)
    code, sentence = foreseen or _unforeseen(error, outcome)
    if not isinstance(error, TellsAllError) and (outcome.numbers or not foreseen):
        sentence = f"{sentence} {_truth(outcome)}"
    code = RECORDED if outcome.numbers else FOUND if outcome.has_findings else code
    _tell(sentence, code, is_error=not _is_declined(error), as_json=as_json)
    return code


def _is_declined(error: BaseException) -> bool:
    from crisis_log.cli.confirm import Declined  # it knows facts, which take long to load

    return isinstance(error, Declined)


def _truth(outcome: Outcome) -> str:
    """Return what the run recorded."""
    if not outcome.numbers:
        return _("No entry was recorded.")
    return _("Recorded all the same: {numbers}. Do not record it again.").format(
        numbers=entry_numbers(outcome.numbers)
    )


def _foreseen(error: BaseException) -> tuple[int, str] | None:
    """Return the exit code of an error that has a sentence of its own, which says all."""
    from crisis_log.fact import Refused, UnreadableEntryError
    from crisis_log.files import FileError
    from crisis_log.reports.errors import ReportError
    from crisis_log.storage import StorageError

    match error:
        case click.ClickException():
            return WRONG_USAGE, _usage_sentence(error)
        case ReportError() | ConfigurationError():
            return WRONG_USAGE, str(error)
        case UnicodeEncodeError():
            return WRONG_USAGE, _("What was typed is not valid text; type it again.")
        case Refused():
            return REFUSED, str(error)
        case StorageError() | FileError() | UnreadableEntryError():
            return STORAGE, str(error)
        case _:
            return None


def _usage_sentence(error: click.ClickException) -> str:
    if isinstance(error, click.BadParameter):
        error.param_hint = _hint(error)
    sentence = error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return sentence
    if isinstance(error, click.NoSuchOption | click.NoSuchCommand):
        near = closest(error, context)
        sentence = " ".join([error.message, *(meant(near) if near else _there(error, context))])
    return f"{sentence} {_help_of(context)}"


def _there(error: click.UsageError, context: click.Context) -> Iterator[str]:
    """Return the sentence that tells which verbs or options there are, where none is near."""
    command = context.command
    if isinstance(error, click.NoSuchOption) and context.parent:
        own = [each for each in command.params if each.name not in _COMMON_OPTIONS]
        options = [each.opts[0] for each in own if isinstance(each, click.Option)]
        if 0 < len(options) <= _MOST_VERBS:
            yield _("It has {options}.").format(options=join(options, "and"))
    elif isinstance(error, click.NoSuchCommand) and isinstance(command, click.Group):
        verbs = command.list_commands(context)
        if context.parent and len(verbs) <= _MOST_VERBS:
            name = quoted(" ".join(context.command_path.split()[-1:]).removeprefix(AT_DESK))
            yield _("{group} goes on with {verbs}.").format(group=name, verbs=join(verbs, "or"))


def _help_of(context: click.Context) -> str:
    if context.command_path == AT_DESK:
        from crisis_log.cli.desk.own import own_name

        return _("(Help: {command})").format(command=AT_DESK + own_name("help"))
    asked = f"{context.command_path} {names_in(context.command).shown('--help')}"
    return _("(Help: {command})").format(command=asked)


def _hint(error: click.BadParameter) -> Sequence[str] | str | None:
    """Return where the wrong value was given: as an option, an argument, or set beforehand."""
    parameter, context = error.param, error.ctx
    if parameter is None:
        return error.param_hint
    source = context and context.get_parameter_source(parameter.name)
    if source is ParameterSource.ENVIRONMENT:
        return quoted(f"${parameter.envvar}")
    if source is ParameterSource.DEFAULT_MAP:
        return quoted(str(configuration.path()))
    named = parameter.get_error_hint(context).split(" / ")
    return " / ".join(quoted(name.strip("'")) for name in named)


def _unforeseen(error: BaseException, outcome: Outcome) -> tuple[int, str]:  # noqa: PLR0911 - one for each cause
    """Return the exit code of any other error, and what happened."""
    match error:
        case click.exceptions.Abort() | KeyboardInterrupt():
            return _interrupted(outcome)
        case streams.AnswerError(reason=reason):
            return STORAGE, _("The answer could not be written: {reason}.").format(
                reason=reason_of(reason)
            )
        case MemoryError():
            return FAILED, _("The memory of this computer does not suffice.")
        case _ if outcome.signal is not None and not isinstance(error, OSError):
            return _interrupted(outcome)  # raised where a library took it for a fault of its own
        case ImportError():
            return FAILED, _(
                "A part of the program cannot be loaded: memory lacks, or it is badly installed."
            )
        case OSError(filename=str(name)):
            return STORAGE, _("{path} cannot be used: {reason}.").format(
                path=os.fspath(name), reason=reason_of(error)
            )
        case OSError():
            return STORAGE, _("The system refuses: {reason}.").format(reason=reason_of(error))
        case _:
            return FAILED, _fault(error)


def _interrupted(outcome: Outcome) -> tuple[int, str]:
    return BY_SIGNAL + (outcome.signal or INTERRUPT), _("Interrupted.")


def _fault(error: BaseException) -> str:
    """Keep what programmers need to know in a file, and return the sentence that names it."""
    import tempfile
    import traceback

    from crisis_log import __version__

    told = "".join(traceback.format_exception(error))
    try:
        descriptor, path = tempfile.mkstemp(prefix="crisis-log-", suffix=".txt")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(f"crisis-log {__version__}\n\n{told}")
    except OSError:
        return _("The program failed, by a fault of its own: report it with what you typed.")
    return _("The program failed, by a fault of its own: report it with the file {path}.").format(
        path=path
    )


def _tell(sentence: str, code: int, *, is_error: bool, as_json: bool) -> None:
    """Print the sentence on standard error."""
    if as_json:
        text = output.one_line_of_json({"error": sentence, "exit_code": code})
    elif not is_error:
        text = screen.one_line(sentence)
    else:
        said = _("Error: {sentence}").format(sentence=screen.one_line(sentence))
        lines = screen.hanging(said, len(output.INDENT), err=True)
        text = click.style("\n".join(lines), fg="red")
    click.echo(text, err=True, color=screen.colours())
