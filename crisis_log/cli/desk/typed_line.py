"""From a line typed at the desk to the arguments of a command line: no shell reads it.

A line is the text of a line of the journal, as it is. One that begins with “/” is a command: a
value goes on to the next option, so that nothing needs to be quoted.

    /decision adopt 3 --owner general management --due Friday 18 h

Quotation marks around a value keep what would pass for an option, or end it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import click

from crisis_log.cli.coded import Coded
from crisis_log.cli.groups import AT_DESK
from crisis_log.cli.typed import FUNCTION

OPTION: Final = re.compile(r"(?<!\S)(?:(--[^\W\d_][\w-]*)(?:=|(?!\S))|(-h|--)(?!\S))")
_OPTION_OR_QUOTED: Final = re.compile(rf'{OPTION.pattern}|(?<!\S)"[^"]*"(?!\S)')
_QUOTED: Final = re.compile(r'\s*"([^"]*)"(?!\S)')
WORD: Final = re.compile(r'"[^"]*"(?!\S)|\S+')


def is_command(line: str) -> bool:
    """Whether a line is a command: two signs are one, at the beginning of a text."""
    typed = line.lstrip()
    return typed.startswith(AT_DESK) and not typed.startswith(AT_DESK * 2)


def text_of(line: str) -> str:
    """Return what a line that is no command says."""
    is_doubled = line.lstrip().startswith(AT_DESK * 2)
    return line.replace(AT_DESK * 2, AT_DESK, 1) if is_doubled else line


def as_line(text: str) -> str:
    """Return the line that says `text`."""
    is_like_command = text.lstrip().startswith(AT_DESK)
    return text.replace(AT_DESK, AT_DESK * 2, 1) if is_like_command else text


def command_of(line: str) -> str:
    """Return a command without its sign."""
    return line.lstrip().removeprefix(AT_DESK).strip()


def arguments_of(line: str, root: click.Group) -> list[str]:
    """Return the arguments of the command line that a line stands for."""
    if not is_command(line):
        return ["log", "--", text_of(line)]
    text = command_of(line)
    first = _option(text, 0)
    path, command, rest = verb_of(root, text[: first.start() if first else len(text)])
    options, positional = list[str](), [rest]
    for part in _parts(text[first.start() :] if first else ""):
        options += part.option
        positional.append(part.rest)
    values = _values(command, [one for one in positional if one.strip()])
    if command is None or not values:
        return [*path, *values, *options]
    return [*path, *options, "--", *values]


class _Part(NamedTuple):
    """An option with its value, and what comes after a value that was quoted."""

    option: list[str]
    rest: str = ""


def _parts(text: str) -> Iterator[_Part]:
    """Return the options of `text`, which begins with one."""
    found = OPTION.match(text)
    while found:
        name, start = found[1] or found[2], found.end()
        if name == "--":  # nothing after it is an option
            yield _Part([], text[start:])
            return
        quoted = _QUOTED.match(text, start)
        start = quoted.end() if quoted else start
        following = _option(text, start)
        more = text[start : following.start() if following else len(text)].strip()
        value = quoted[1] if quoted else more
        if found[0].endswith("="):
            yield _Part([f"{name}={value}"], more if quoted else "")
        else:
            yield _Part([name, value] if quoted or value else [name], more if quoted else "")
        found = following


def _option(text: str, start: int) -> re.Match[str] | None:
    """Return the next option, outside quotation marks."""
    found = _OPTION_OR_QUOTED.finditer(text, start)
    return next((OPTION.match(text, one.start()) for one in found if one[0][0] == "-"), None)


def verb_of(root: click.Group, words: str) -> tuple[list[str], click.Command | None, str]:
    """Return the names of a verb, the verb if there is one, and what follows them."""
    path, command, start = list[str](), root, 0
    context = click.Context(root, resilient_parsing=True)
    for word in WORD.finditer(words):
        _name, found, _rest = command.resolve_command(context, [word[0]])
        if found is None:
            return path, None, words[start:]
        path.append(word[0])
        start = word.end()
        if not isinstance(found, click.Group):
            return path, found, words[start:]
        command, context = found, click.Context(found, parent=context, resilient_parsing=True)
    return path, None, words[start:]


def _values(command: click.Command | None, texts: Sequence[str]) -> list[str]:
    """Return the values of a verb's arguments: the last one takes all words that are left."""
    arguments = (
        [one for one in command.params if isinstance(one, click.Argument)] if command else []
    )
    whole = "\n".join(text.strip() for text in texts)
    words = [*WORD.finditer(whole)]
    last = len(arguments) - 1
    if last >= 0 and arguments[last].nargs < 0 and arguments[last].type is FUNCTION:
        named = whole[words[last].start() :] if len(words) > last else ""
        return [*(unquoted(word[0]) for word in words[:last]), *_functions(named)]
    if last < 0 or any(one.nargs != 1 for one in arguments) or len(words) <= len(arguments):
        return [unquoted(word[0]) for word in words]
    if last > 0 and isinstance(arguments[last].type, Coded):  # one word: the others are before it
        before = whole[words[last - 1].start() : words[-1].start()].strip()
        first = [unquoted(word[0]) for word in words[: last - 1]]
        return [*first, unquoted(before), unquoted(words[-1][0])]
    return [*(unquoted(word[0]) for word in words[:last]), whole[words[last].start() :]]


def _functions(text: str) -> Iterator[str]:
    """Return what is quoted, and what stands between, in which commas end each name."""
    for quoted, words in re.findall(r'"([^"]*)",?(?!\S)|((?:(?!(?<!\S)")[\s\S])+)', text):
        if name := (quoted or words).strip().removeprefix(",").strip():
            yield name


def unquoted(word: str) -> str:
    quoted = _QUOTED.fullmatch(word)
    return quoted[1] if quoted else word
