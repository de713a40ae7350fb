"""The root command: global options, the commands by name, and errors as sentences."""

import importlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from crisis_log import __version__
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
    "rebuild": "care:rebuild",
    "backup": "care:backup",
    "doctor": "care:doctor",
}


class LazyGroup(click.Group):
    """A group that imports the module of a command when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        target = _COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _colon, name = target.partition(":")
        command: click.Command = getattr(importlib.import_module(f"crisis_log.cli.{module}"), name)
        return command


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Keep the register of a crisis: decisions, continuity plans, measures, journal."),
    epilog=_(
        "Exit codes: 0 done; 1 refused by a rule; 2 wrong usage; 3 an audit found something; "
        "4 storage."
    ),
)
@click.option(
    "--register",
    "path",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    envvar="CRISIS_LOG_REGISTER",
    help=_("The register; else $CRISIS_LOG_REGISTER, else the only *.crisis in this folder."),
)
@click.option(
    "--by",
    metavar=_("WHO"),
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
    "--clock", metavar=_("WHEN"), help=_("Simulated present instant (exercise registers only).")
)
@click.version_option(__version__, message="crisis-log %(version)s", help=_("Show the version."))
@click.pass_context
def root(
    ctx: click.Context,
    path: Path | None,
    by: str | None,
    lang: str | None,  # noqa: ARG001 - chosen before this module was imported
    as_json: bool,
    clock: str | None,
) -> None:
    from crisis_log.cli.desk import Desk

    ctx.obj = Desk(path, by, as_json, clock)
    ctx.call_on_close(ctx.obj.close)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; return its exit code.

    The one place where an error becomes a sentence on standard error: nothing else
    prints one, and no error for people shows a traceback.
    """
    as_json = "--json" in arguments
    try:
        result = root.main(list(arguments), prog_name="crisis-log", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _fail(_("Interrupted."), INTERRUPTED, as_json=as_json)
    except click.ClickException as error:
        return _fail(_usage_sentence(error), WRONG_USAGE, as_json=as_json)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        code = _exit_code(error)
        if code is None:
            raise
        return _fail(str(error), code, as_json=as_json)
    return result if isinstance(result, int) else DONE


def _exit_code(error: Exception) -> int | None:
    from crisis_log.fact import Refused, UnreadableEntryError
    from crisis_log.reports.errors import ReportError
    from crisis_log.storage import StorageError

    if isinstance(error, Refused):
        return REFUSED
    if isinstance(error, ReportError):
        return WRONG_USAGE
    if isinstance(error, StorageError | UnreadableEntryError):
        return STORAGE
    return None


def _usage_sentence(error: click.ClickException) -> str:
    sentence = error.format_message()
    context = getattr(error, "ctx", None)
    if context is not None:
        sentence += " " + _("(Help: {command} --help)").format(command=context.command_path)
    return sentence


def _fail(sentence: str, code: int, *, as_json: bool) -> int:
    document: Any = {"error": sentence, "exit_code": code}
    click.echo(
        json.dumps(document, ensure_ascii=False)
        if as_json
        else click.style(_("Error: {sentence}").format(sentence=sentence), fg="red"),
        err=True,
    )
    return code
