"""Commands by the names that people type, in groups whose lists tell what each does, whole."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click
from typing_extensions import override

from crisis_log.cli.names import Names
from crisis_log.cli.technical_log import NotedContext
from crisis_log.cli.typed import through_gate
from crisis_log.language import _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

AT_DESK: Final = "/"
"""What stands for the name of the program where a desk reads the line."""
_HELP: Final = ("-h", "--help")


class WholeHelpGroup(click.Group):
    """A group that never cuts the summary of a command: it wraps over lines.

    Its verbs are shown by their names in the present language, and found by those of any.
    """

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names to show; `verbs` are the code names."""
        return [names_in(self).verb(code) for code in self.verbs()]

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        code = names_in(self).verb_code(cmd_name)
        command = self.find(code)
        return command and prepared(command, names_in(self).path_of(code))

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, to be called by the name that is shown."""
        typed, names = args[0], names_in(self)
        code = names.verb_code(typed)
        if (command := self.get_command(ctx, code)) is not None:
            return names.verb(code), command, args[1:]
        if ctx.resilient_parsing or typed.startswith("-"):
            return super().resolve_command(ctx, args)
        raise click.NoSuchCommand(typed, ctx=ctx)

    @override
    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        from crisis_log.cli.completion.offers import verbs

        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*verbs(self, ctx, incomplete), *options]

    def verbs(self) -> list[str]:
        """Return the code names of the verbs, in the order in which they are listed."""
        return sorted(self.commands, key=names_in(self).verb)

    def find(self, code: str) -> click.Command | None:
        """Return the command of a code name."""
        return self.commands.get(code)


class DefaultGroup(WholeHelpGroup):
    """A group that stands for one of its commands, `default`, where only its options are given.

    `handover --to WHOM` is `handover give --to WHOM`.
    """

    def __init__(self, *args: Any, default: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.default = default

    @override
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_own = not args or not args[0].startswith("-") or names_in(self).option_code(args[0])
        return super().parse_args(ctx, args if is_own else [self.default, *args])


class LazyGroup(WholeHelpGroup):
    """A group that imports the module of a command when the command is asked for.

    `targets` gives the module in `package` and the name in it of each command:
    `verify:verify`.
    """

    def __init__(
        self, *args: Any, package: str, targets: Mapping[str, str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._package = package
        self._targets = targets

    @override
    def verbs(self) -> list[str]:
        return list(self._targets)

    @override
    def find(self, code: str) -> click.Command | None:
        target = self._targets.get(code)
        if target is None:
            return None
        module, _colon, name = target.partition(":")
        command: click.Command = getattr(importlib.import_module(f"{self._package}.{module}"), name)
        return command


def prepared(command: click.Command, path: str) -> click.Command:
    """Return the command at a path with its help as its summary, ready to be typed.

    The texts it is given pass the gate; the technical log is told when it runs.
    """
    command.short_help = command.help
    command.context_class = NotedContext
    through_gate(command)
    named(command, path)
    return command


def named(command: click.Command, path: str) -> None:
    """Let a command understand its names in any language, and show those of the present one."""
    options = [option for option in command.params if isinstance(option, click.Option)]
    settings = command.context_settings
    names = settings.get("token_normalize_func")
    if names is None:
        codes = [name for option in options for name in [*option.opts, *option.secondary_opts]]
        names = Names(path, [*codes, *_HELP])
    command.context_settings = {
        **settings,
        "token_normalize_func": names,
        "help_option_names": [names.shown(name) for name in _HELP],
    }
    for option in options:
        option.opts = [names.shown(name) for name in option.opts]
        option.secondary_opts = [names.shown(name) for name in option.secondary_opts]
    command._help_option = None  # noqa: SLF001 - click keeps the one that it showed first
    command.options_metavar = _("[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = _("COMMAND [ARGS]...")


def names_in(command: click.Command) -> Names:
    """Return the names in a command that is prepared."""
    names = command.context_settings.get("token_normalize_func")
    return names if isinstance(names, Names) else Names()


def shown(option: str) -> str:
    """Return the name to show of an option of the command being run, by its English one."""
    return names_in(click.get_current_context().command).shown(option)


def closest(
    error: click.NoSuchOption | click.NoSuchCommand, context: click.Context
) -> Sequence[str]:
    """Return the names to show that are closest to one that a command has not."""
    command = context.command
    if isinstance(error, click.NoSuchOption):
        own, anywhere = names_in(command), names_in(context.find_root().command)
        return own.options_like(error.option_name) or anywhere.options_like(error.option_name)
    verbs = command.verbs() if isinstance(command, WholeHelpGroup) else []
    return names_in(command).verbs_like(error.command_name, verbs)
