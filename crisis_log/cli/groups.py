"""Groups of commands whose lists tell what each command does, whole."""

import importlib
from collections.abc import Mapping
from typing import Any

import click

from crisis_log.cli.technical_log import NotedContext
from crisis_log.cli.typed import through_gate


class WholeHelpGroup(click.Group):
    """A group that never cuts the summary of a command: it wraps over lines."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = super().get_command(ctx, cmd_name)
        return command and prepared(command)


class DefaultGroup(WholeHelpGroup):
    """A group that stands for one of its commands, `default`, where only its options are given.

    `handover --to WHOM` is `handover give --to WHOM`.
    """

    def __init__(self, *args: Any, default: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_own = not args or not args[0].startswith("-") or args[0] in ctx.help_option_names
        return super().parse_args(ctx, args if is_own else [self._default, *args])


class LazyGroup(click.Group):
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

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self._targets)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        target = self._targets.get(cmd_name)
        if target is None:
            return None
        module, _colon, name = target.partition(":")
        command: click.Command = getattr(importlib.import_module(f"{self._package}.{module}"), name)
        return prepared(command)


def prepared(command: click.Command) -> click.Command:
    """Return `command` with its help as its summary; the texts it is given pass the gate.

    The technical log is told when it runs.
    """
    command.short_help = command.help
    command.context_class = NotedContext
    through_gate(command)
    return command
