"""Every command of the command line, by code names: whatever language showed it last."""

from collections.abc import Iterator
from typing import Final

import click

from crisis_log.cli.groups import WholeHelpGroup, named, names_in
from crisis_log.cli.root import root


def _tree(group: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    yield path, group
    if not isinstance(group, WholeHelpGroup):
        return
    context = click.Context(group)
    for code in group.verbs():
        command = group.get_command(context, code)
        assert command is not None, code
        yield from _tree(command, names_in(group).path_of(code))


named(root, "")
WITH_ROOT: Final = dict(_tree(root))
"""Every command by what is typed in English, groups included; the root by nothing."""
TREE: Final = {path: command for path, command in WITH_ROOT.items() if path}
VERBS: Final = [path for path, one in TREE.items() if not isinstance(one, click.Group)]


def option_names(command: click.Command) -> list[str]:
    """Return the English names of the options of a command."""
    return [
        names_in(command).option_code(name) or name
        for option in command.params
        if isinstance(option, click.Option)
        for name in [*option.opts, *option.secondary_opts]
    ]
