"""The root command: global options, the commands by name, and errors as sentences."""

import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import ModuleType
from typing import Any, Final

import click

from crisis_log import __version__
from crisis_log.cli.groups import LazyGroup
from crisis_log.cli.typed import CODE, TEXT
from crisis_log.language import LANGUAGES, _

DONE, REFUSED, WRONG_USAGE, FOUND, STORAGE, INTERRUPTED = 0, 1, 2, 3, 4, 130

_COMMANDS: Final[dict[str, str]] = {
    "open": "crisis:open_",
    "level": "crisis:level",
    "join": "crisis:join",
    "close": "crisis:close",
    "reopen": "crisis:reopen",
    "log": "journal:log",
    "verify": "journal:verify",
    "refute": "journal:refute",
    "correct": "journal:correct",
    "strike": "journal:strike",
    "decision": "decision:decision",
    "measure": "measure:measure",
    "pca": "pca:pca",
    "settings": "settings:settings",
    "timeline": "timeline:timeline",
    "show": "timeline:show",
    "state": "state:state",
    "report": "report:report",
    "audit": "audit:audit",
    "key": "key:key",
    "rebuild": "care:rebuild",
    "backup": "care:backup",
    "restore": "care:restore",
    "doctor": "care:doctor",
}


@click.group(
    cls=LazyGroup,
    package="crisis_log.cli",
    targets=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Keep the register of a crisis: decisions, continuity plans, measures, journal."),
    epilog=_(
        "Exit codes: 0 done; 1 refused by a rule; 2 wrong usage; 3 an audit found something; "
        "4 storage."
    ),
)
@click.option(
    "--register",
    metavar=_("FILE"),
    envvar="CRISIS_LOG_REGISTER",
    help=_("The register; else $CRISIS_LOG_REGISTER, else the only *.crisis in this folder."),
)
@click.option(
    "--by",
    metavar=_("WHO"),
    type=TEXT,
    envvar="CRISIS_LOG_BY",
    help=_("Function or name of who records; else $CRISIS_LOG_BY."),
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    envvar="CRISIS_LOG_LANG",
    help=_("Language; else $CRISIS_LOG_LANG, else French."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON document instead."))
@click.option(
    "--clock",
    metavar=_("WHEN"),
    type=CODE,
    help=_("Simulated present instant (exercise registers only)."),
)
@click.version_option(__version__, message="crisis-log %(version)s", help=_("Show the version."))
@click.pass_context
def root(
    ctx: click.Context,
    register: str | None,
    by: str | None,
    lang: str | None,  # noqa: ARG001 - chosen before this module was imported
    as_json: bool,
    clock: str | None,
) -> None:
    _spare_search_for_plugins()
    from crisis_log.cli.session import Session

    ctx.obj = Session(register, by, as_json, clock)
    ctx.call_on_close(ctx.obj.close)


def _spare_search_for_plugins() -> None:
    """Let pydantic start without `importlib.metadata`, a fifth of every command's time.

    It imports it to look for plugins even when, as here, they are disabled.
    """
    name = "importlib.metadata"
    if name in sys.modules:
        return
    stand_in = ModuleType(name)
    stand_in.__dict__["entry_points"] = lambda **_group: ()
    sys.modules[name] = stand_in
    try:
        with suppress(ImportError):
            importlib.import_module("pydantic.plugin._loader")
    finally:
        del sys.modules[name]


def _main(arguments: Sequence[str]) -> int | None:
    """Run root; where a command refuses a global option, read it as if it came first."""
    try:
        code: int | None = root.main(list(arguments), prog_name="crisis-log", standalone_mode=False)
    except click.NoSuchOption as error:
        if error.option_name not in _global_options():
            raise
        code = root.main(
            _global_options_first(arguments), prog_name="crisis-log", standalone_mode=False
        )
    return code


def _global_options() -> dict[str, bool]:
    """Return the names of the global options, and whether each takes a value."""
    options = [option for option in root.params if isinstance(option, click.Option)]
    return {name: not option.is_flag for option in options for name in option.opts}


def _global_options_first(arguments: Sequence[str]) -> list[str]:
    takes_value = _global_options()
    front: list[str] = []
    rest: list[str] = []
    remaining = iter(arguments)
    for argument in remaining:
        name, equals, _value = argument.partition("=")
        if argument == "--":
            rest += [argument, *remaining]
        elif name not in takes_value:
            rest.append(argument)
        else:
            front.append(argument)
            if takes_value[name] and not equals:
                front += [value for value in [next(remaining, None)] if value is not None]
    return front + rest


def run(arguments: Sequence[str]) -> int:
    """Run one command line; return its exit code.

    The one place where an error becomes a sentence on standard error: nothing else
    prints one, and no error for people shows a traceback.
    """
    as_json = "--json" in arguments
    try:
        code = _main(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help(), err=True)
        return WRONG_USAGE
    except (SystemExit, BrokenPipeError):  # the reader left: click ends so, after it did its work
        _write_no_more()
        return DONE
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - told apart, or raised again
        code, sentence = _told(error)
        return _fail(sentence, code, as_json=as_json)
    return code or DONE


def _told(error: BaseException) -> tuple[int, str]:  # noqa: PLR0911 - one for each cause
    """Return the exit code of an error and its sentence; raise what is not for people."""
    from crisis_log.fact import Refused, UnreadableEntryError
    from crisis_log.files import FileError
    from crisis_log.reports.errors import ReportError
    from crisis_log.storage import StorageError
    from crisis_log.words import reason_of

    match error:
        case click.exceptions.Abort() | KeyboardInterrupt():
            return INTERRUPTED, _("Interrupted.")
        case click.ClickException():
            return WRONG_USAGE, _usage_sentence(error)
        case ReportError():
            return WRONG_USAGE, str(error)
        case UnicodeEncodeError():
            return WRONG_USAGE, _("What was typed is not valid text; type it again.")
        case Refused():
            return REFUSED, str(error)
        case StorageError() | FileError() | UnreadableEntryError():
            return STORAGE, str(error)
        case OSError():
            _write_no_more()
            return STORAGE, _(
                "The answer could not be written: {reason}. What was recorded is recorded."
            ).format(reason=reason_of(error))
        case _:
            raise error


def _write_no_more() -> None:
    """Let nothing fail again on standard output when the process ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _usage_sentence(error: click.ClickException) -> str:
    sentence = error.format_message()
    context = getattr(error, "ctx", None)
    if context is not None:
        sentence += " " + _("(Help: {command} --help)").format(command=context.command_path)
    return sentence


def _fail(sentence: str, code: int, *, as_json: bool) -> int:
    import json

    from crisis_log.cli.output import one_line

    document: Any = {"error": sentence, "exit_code": code}
    click.echo(
        json.dumps(document, ensure_ascii=not sentence.isprintable())
        if as_json
        else click.style(_("Error: {sentence}").format(sentence=one_line(sentence)), fg="red"),
        err=True,
    )
    return code
