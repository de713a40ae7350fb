"""Every command there is, and its help page as who speaks a language is told it."""

import json
import sys
from collections.abc import Iterator
from functools import cache
from typing import Final

import click

from crisis_log.cli.groups import names_in
from crisis_log.cli.root import root
from crisis_log.language import Language
from tests.cli.running import installed

_READER: Final = """
import json
from crisis_log.cli import _choose_language
_choose_language([])
from tests.cli.walking import commands, path_of
print(json.dumps({path_of(page): page.get_help(context) for page, context in commands()}))
"""


def commands(
    command: click.Command = root, called: str = "crisis-log", parent: click.Context | None = None
) -> Iterator[tuple[click.Command, click.Context]]:
    """Return a command, and all those in it, each with its context."""
    context = command.make_context(called, [], parent, resilient_parsing=True)
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inside = command.get_command(context, name)
            assert inside is not None
            yield from commands(inside, name, context)


def path_of(command: click.Command) -> str:
    """Return the code names that lead to a command: nothing for the root."""
    return names_in(command).path


@cache
def help_pages(language: Language) -> dict[str, str]:
    """Return every help page by the path of its command: help is translated once a process."""
    told = installed(program=(sys.executable, "-c", _READER), CRISIS_LOG_LANG=language)
    pages: dict[str, str] = json.loads(told.done().out)
    return pages
