"""Groups of commands whose lists tell what each command does, whole."""

import click


class WholeHelpGroup(click.Group):
    """A group that never cuts the summary of a command: it wraps over lines."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = super().get_command(ctx, cmd_name)
        return command and with_whole_summary(command)


def with_whole_summary(command: click.Command) -> click.Command:
    """Return `command` with its help as its summary."""
    command.short_help = command.help
    return command
