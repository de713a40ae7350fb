"""A command that is being typed at the desk: the words before, and what is to be completed."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import click

from crisis_log.cli.completion.words import expects_value
from crisis_log.cli.desk.typed_line import OPTION, WORD, arguments_of, command_of, verb_of
from crisis_log.cli.groups import AT_DESK

_BEGUN_OPTION: Final = re.compile(r"(?<!\S)-\S*\Z")
_BEGUN_WORD: Final = re.compile(r'(?<!\S)(?:"[^"]*|\S*)\Z')


class Unfinished(NamedTuple):
    """The arguments before, and what is typed of the one that is to be completed.

    A value of several words is to be quoted where another argument `may_follow` it.
    """

    args: list[str]
    incomplete: str
    may_follow: bool = False


def unfinished(line: str, root: click.Group) -> Unfinished:
    """Return what is to be completed of a command, typed up to the cursor."""
    if begun := _BEGUN_OPTION.search(line):
        return Unfinished(_before(line[: begun.start()], root), begun[0])
    options = [*OPTION.finditer(line)]
    for last in options[-1:]:
        before = _before(line[: last.start()], root)
        if last[1] and expects_value(before, last[1]):
            return Unfinished([*before, last[1]], line[last.end() :].lstrip())
    return _argument(line, root, has_options=bool(options))


def _argument(line: str, root: click.Group, *, has_options: bool) -> Unfinished:
    """Return what is to be completed of a verb or an argument: the last one takes all that follows.

    As `arguments_of` reads it.
    """
    begun = _BEGUN_WORD.search(line)
    start = begun.start() if begun else len(line)
    args = _before(line[:start], root)
    path, command, _rest = verb_of(root, command_of(line[:start]))
    params = command.params if command else []
    arguments = [one for one in params if isinstance(one, click.Argument)]
    if not arguments or has_options or any(one.nargs != 1 for one in arguments):
        return Unfinished(args, line[start:].removeprefix(AT_DESK), may_follow=bool(arguments))
    _path, _command, rest = verb_of(root, line.lstrip().removeprefix(AT_DESK))
    words = [*WORD.finditer(rest)]
    last = len(arguments) - 1
    if len(words) <= last or (len(words) == len(arguments) and start < len(line)):
        return Unfinished(args, line[start:], may_follow=len(words) <= last)
    given = [word[0].strip('"') for word in words[:last]]
    return Unfinished([*path, *given], rest[words[last].start() :])


def _before(line: str, root: click.Group) -> list[str]:
    arguments = arguments_of(line, root) if line.strip(f"{AT_DESK} ") else []
    return [one for one in arguments if one != "--"]
