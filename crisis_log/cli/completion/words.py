"""The words of a command line that is not finished, as click is asked to complete the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem, ShellComplete

from crisis_log.cli.completion.offers import Item, Reading
from crisis_log.cli.configuration import defaults
from crisis_log.cli.groups import DefaultGroup, named, names_in
from crisis_log.cli.root import PROGRAM, root
from crisis_log.text import folded


def completions(args: Sequence[str], incomplete: str, reading: Reading) -> list[Item]:
    """Return what completes the last word of a command line, which may be empty.

    `args` are the words before it. Global options may stand anywhere, as where a line is run.
    """
    named(root, "")
    line = _arranged(args)
    if line.command.name == "point" and line.about is None and not incomplete.startswith("-"):
        line.args[-1] = "briefing"  # `point next` is of the briefings: `point` takes nothing
    reading.about = line.about
    extra: dict[str, Any] = {"obj": reading, "default_map": defaults()}
    name, equals, value = incomplete.partition("=")
    if incomplete.startswith("-"):
        shown = names_in(line.command).shown(folded(name))
        incomplete = f"{shown}{equals}{value}"
        if isinstance(line.command, DefaultGroup):
            line.args.append(line.command.default)
    found = ShellComplete(root, extra, PROGRAM, "").get_completions(line.args, incomplete)
    if incomplete.startswith("-") and not equals and line.command is not root:
        found += _global_options(incomplete)
    return found


def given(word: str) -> str:
    """Return `--type=` of `--type=dem`, of which the rest is completed; else nothing."""
    option, equals, _value = word.partition("=")
    return option + equals if equals and option.startswith("-") else ""


class _Line(NamedTuple):
    args: list[str]
    command: click.Command
    """The command whose words come last."""
    about: str | None = None
    """The first argument of it."""


def _arranged(args: Sequence[str]) -> _Line:
    """Return the words with the global options first, and each option by the name that is shown."""
    first, rest, about, words = list[str](), list[str](), None, iter(args)
    command: click.Command = root
    for word in words:
        if word == "--":
            rest += [word, *words]
            break
        name, equals, value = word.partition("=")
        command = _standing_for(command, name) if word.startswith("-") else command
        of = _having(command, name)
        if of is None:
            rest.append(word)
            if not isinstance(command, click.Group):
                about = about or word
            command = _within(command, word)
            continue
        taken = [f"{names_in(of).shown(name)}{equals}{value}"]
        if _takes_value(of, taken[0]) and not equals:
            taken += [following for following in [next(words, None)] if following is not None]
            if len(taken) == 1 and of is root:  # its value is the word to be completed
                return _Line([*first, *taken], root)
        (first if of is root else rest).extend(taken)
    return _Line([*first, *rest], command, about)


def _within(command: click.Command, word: str) -> click.Command:
    """Return the verb of a group that `word` is, or what it was before."""
    if not isinstance(command, click.Group):
        return command
    return command.get_command(click.Context(command), word) or command


def _standing_for(command: click.Command, option: str) -> click.Command:
    """Return the command that an option is of: where it is none of the group, its default one."""
    if isinstance(command, DefaultGroup) and not names_in(command).option_code(option):
        return command.get_command(click.Context(command), command.default) or command
    return command


def _having(command: click.Command, option: str) -> click.Command | None:
    """Return the command that an option is of, this one or the root, if it is of one."""
    return next((one for one in (command, root) if names_in(one).option_code(option)), None)


def expects_value(args: Sequence[str], option: str) -> bool:
    """Whether a value follows an option that is typed after `args`."""
    of = _having(_standing_for(_arranged(args).command, option), option)
    return of is not None and _takes_value(of, names_in(of).shown(option))


def _takes_value(command: click.Command, name: str) -> bool:
    """Whether an option, by the name that is shown, is followed by a value."""
    return any(
        name in option.opts and not option.is_flag and not option.count
        for option in command.params
        if isinstance(option, click.Option)
    )


def _global_options(incomplete: str) -> Iterator[Item]:
    for option in root.params:
        if isinstance(option, click.Option):
            for name in option.opts:
                if name.startswith(incomplete):
                    yield CompletionItem(name, help=option.help)
