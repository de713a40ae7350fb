"""The root command: global options, and the commands by name."""

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import takewhile
from types import ModuleType
from typing import Any, Final

import click
from click.core import ParameterSource
from typing_extensions import override

from crisis_log import __version__
from crisis_log.cli import output, screen, technical_log
from crisis_log.cli.chapters import CHAPTERS, COMMANDS
from crisis_log.cli.coded import Coded
from crisis_log.cli.configuration import COLOURS, defaults
from crisis_log.cli.ending import done, end
from crisis_log.cli.groups import AT_DESK, LazyGroup, WholeHelpGroup, named, names_in
from crisis_log.cli.progress import progress_shown, tell_of_wait
from crisis_log.cli.typed import CODE, PATH, TEXT, OneOf, offered
from crisis_log.files import FileError
from crisis_log.language import LANGUAGES, _
from crisis_log.outcome import Outcome, begin
from crisis_log.progress import watching_waits

PROGRAM: Final = "crisis-log"


class _Root(LazyGroup):
    """The root command, which no other names.

    What it refuses says what to type instead, where that can be told.
    """

    @override
    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        named(self, "")
        return super().make_context(info_name, args, parent, **extra)

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; `point next` is of the briefings, though `point` alone is a screen."""
        verb, *others = args
        if others and names_in(self).verb_code(verb) == "point":
            briefing = self.get_command(ctx, "briefing")
            if isinstance(briefing, WholeHelpGroup) and briefing.get_command(ctx, others[0]):
                args = ["briefing", *others]
        return super().resolve_command(ctx, args)

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by chapters, all of them as wide as the widest."""
        widest = max(map(len, self.list_commands(ctx)))
        for title, verbs in CHAPTERS.items():
            rows = [(names_in(self).verb(code), self.get_command(ctx, code)) for code in verbs]
            with formatter.section(title):
                formatter.write_dl(
                    [(f"{name:<{widest}}", found.short_help or "") for name, found in rows if found]
                )

    @override
    def invoke(self, ctx: click.Context) -> Any:
        from crisis_log.fact import Refused

        try:
            return super().invoke(ctx)
        except Refused as refusal:
            from crisis_log.cli.instead import better

            raise better(ctx, refusal) from refusal


@click.group(
    cls=_Root,
    package="crisis_log.cli",
    targets=COMMANDS,
    context_settings={"max_content_width": 100},
    help=_("Keep the register of a crisis: decisions, continuity plans, measures, journal."),
    epilog=_(
        "Exit codes: 0 done; 1 refused by a rule; 2 wrong usage; 3 an audit found something; "
        "4 storage; 5 recorded, but the rest failed: do not record it again; 6 the program "
        "failed; 10 somebody is to be reminded of something; 129, 130 or 143 interrupted. But for "
        "0 and 5, nothing was recorded, unless the sentence says that it is not known."
    ),
)
@click.option(
    "--register",
    metavar=_("FILE|ADDRESS"),
    envvar="CRISIS_LOG_REGISTER",
    shell_complete=offered,
    help=_(
        "The register, its address on a server, or an auditor's bundle; else "
        "$CRISIS_LOG_REGISTER, else the one in use (see “use”), else the only *.crisis in this "
        "folder."
    ),
)
@click.option(
    "--by",
    metavar=_("WHO"),
    type=TEXT,
    envvar="CRISIS_LOG_BY",
    help=_("Function or name of who records; else $CRISIS_LOG_BY, else as you set it."),
)
@click.option(
    "--lang",
    type=OneOf(LANGUAGES),
    envvar="CRISIS_LOG_LANG",
    help=_("Language; else $CRISIS_LOG_LANG, else as you set it, else French."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON document instead."))
@click.option("--all", "whole", is_flag=True, help=_("Show lists whole in a terminal, too."))
@click.option(
    "--colours",
    type=Coded("colours", COLOURS),
    help=_("Whether colours are shown; else not where $NO_COLOR is set, else as you set them."),
)
@click.option(
    "--clock",
    metavar=_("WHEN"),
    type=CODE,
    help=_("Simulated present instant (exercise registers only)."),
)
@click.option(
    "--log",
    metavar=_("FILE"),
    type=PATH,
    envvar=technical_log.VARIABLE,
    expose_value=False,
    callback=technical_log.chosen,
    help=_(
        "Append a line to this technical log: the verb, how long it took, how it ended, nothing "
        "of what was recorded; else $CRISIS_LOG_LOG."
    ),
)
@click.version_option(__version__, message="crisis-log %(version)s", help=_("Show the version."))
@click.pass_context
def root(
    ctx: click.Context,
    register: str | None,
    by: str | None,
    lang: str | None,  # noqa: ARG001 - chosen before this module was imported
    as_json: bool,
    whole: bool,
    colours: str | None,
    clock: str | None,
) -> None:
    is_typed = ctx.get_parameter_source("colours") is ParameterSource.COMMANDLINE
    screen.choose_colours(colours, is_typed=is_typed)
    ctx.color = screen.colours()
    if whole:
        output.show_whole()
    ctx.with_resource(progress_shown(_("Reading the register")))
    _spare_search_for_plugins()
    from crisis_log.cli.session import Session

    ctx.obj = (ctx.obj or Session)(register, by, as_json, clock)
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


def _main(arguments: Sequence[str], session: Callable[..., object] | None) -> int | None:
    """Run root; a global option that a command refuses is read as if it came first.

    What a command lacks is asked of whoever is there.
    """
    moved: dict[str, bool] = {}
    while True:
        try:
            code: int | None = root.main(
                _put_first(moved, arguments),
                prog_name=AT_DESK if session else PROGRAM,
                standalone_mode=False,
                default_map=defaults(),
                obj=session,
            )
        except click.NoSuchOption as error:
            typed = error.option_name
            takes_value = _global_options().get(names_in(root).shown(typed))
            if typed in moved or takes_value is None:
                raise
            moved[typed] = takes_value
        except click.MissingParameter as error:
            from crisis_log.cli.lacking import can_be_asked, completed

            if not can_be_asked(error):
                raise
            arguments = completed(arguments, error)
        else:
            return code


def _global_options() -> dict[str, bool]:
    """Return the names shown of the global options, and whether each takes a value."""
    options = [option for option in root.params if isinstance(option, click.Option)]
    return {name: not option.is_flag for option in options for name in option.opts}


def _put_first(options: Mapping[str, bool], arguments: Sequence[str]) -> list[str]:
    """Return `arguments` with these options first; each says whether it takes a value."""
    front: list[str] = []
    rest: list[str] = []
    remaining = iter(arguments)
    for argument in remaining:
        name, equals, _value = argument.partition("=")
        if argument == "--":
            rest += [argument, *remaining]
        elif name not in options:
            rest.append(argument)
        else:
            front.append(argument)
            if options[name] and not equals:
                front += [value for value in [next(remaining, None)] if value is not None]
    return front + rest


def _asks_for_json(arguments: Sequence[str]) -> bool:
    options = takewhile(lambda argument: argument != "--", arguments)
    return any(names_in(root).option_code(argument) == "--json" for argument in options)


def run(
    arguments: Sequence[str],
    outcome: Outcome | None = None,
    session: Callable[..., object] | None = None,
) -> int:
    """Run one command line; return its exit code. A desk makes the `session` of each line."""
    outcome = outcome or Outcome()
    begin(outcome)
    with technical_log.begun() as log:
        code = _ran(arguments, outcome, log, session)
        try:
            log.write(outcome, code)
        except FileError as error:  # the work is done, and was told: only this is not
            with suppress(OSError):
                output.warn(str(error))
    return code


def _ran(
    arguments: Sequence[str],
    outcome: Outcome,
    log: technical_log.TechnicalLog,
    session: Callable[..., object] | None,
) -> int:
    """Run one command line, whatever ends it; return its exit code."""
    try:
        outcome.release()
        with watching_waits(tell_of_wait):
            code = _main(arguments, session)
        if sys.stdout is not None:
            sys.stdout.flush()
        outcome.hold_for_good()
    except BaseException as error:  # every ending is told in one place
        cause: BaseException = error
        if isinstance(error, SystemExit):  # click ends so where a pipe or a connection breaks
            if not isinstance(error.__context__, OSError):
                raise
            cause = error.__context__
        log.error, log.detail = type(cause).__name__, str(getattr(cause, "technical", ""))
        return end(cause, outcome, as_json=_asks_for_json(arguments))
    return code or done(outcome)
