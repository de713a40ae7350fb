"""The shells: the script that each is given, and how it is answered.

zsh and fish are asked as click asks them. bash is asked in a way of our own, which keeps words
with spaces whole and shows what candidates are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

from click.shell_completion import (
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
)
from typing_extensions import override

from crisis_log.cli.completion.offers import Reading
from crisis_log.cli.completion.typed_words import TypedWords, typed_words
from crisis_log.cli.completion.words import completions, given
from crisis_log.cli.root import PROGRAM, root
from crisis_log.cli.screen import columns, width_of

VARIABLE: Final = "_CRISIS_LOG_COMPLETE"
Items = list[CompletionItem[str]]
_SPECIAL: Final = re.compile(r"([^\w%+,./:=@-])")
_SPECIAL_IN_DOUBLE: Final = re.compile(r'(["\\$`])')
_BREAKS: Final = "=:"
"""What parts words for bash alone; it is asked to complete what comes after."""
_LISTED: Final = "63"
"""How bash says that candidates are to be listed, not put in the line."""
_BASH: Final = """\
%(complete_func)s() {
    local kind
    COMPREPLY=()
    { read -r kind; mapfile -t COMPREPLY; } < <(
        %(complete_var)s=bash_complete COMP_LINE="${COMP_LINE:0:COMP_POINT}" \\
            COMP_TYPE="$COMP_TYPE" COMP_WORD="${COMP_WORDS[COMP_CWORD]}" COLUMNS="$COLUMNS" \\
            "${1/#\\~/$HOME}" 2>/dev/null
    )
    case $kind in
        file) compopt -o default ;;
        dir) compopt -o dirnames ;;
        more) compopt -o nospace ;;
    esac
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


def _completions(args: list[str], incomplete: str) -> Items:
    with closing(Reading()) as reading:
        return completions(args, incomplete, reading)


class _Whole(ShellComplete):
    """A shell for which `--type=dem` is one word, completed as a whole."""

    @override
    def get_completions(self, args: list[str], incomplete: str) -> Items:
        found, before = _completions(args, incomplete), given(incomplete)
        return [CompletionItem(f"{before}{one.value}", one.type, one.help) for one in found]


class Zsh(_Whole, ZshComplete):
    """As click asks zsh."""


class Fish(_Whole, FishComplete):
    """As click asks fish."""


class Bash(ShellComplete):
    """bash, from the line up to the cursor; the answer begins with what it is to do."""

    name = "bash"
    source_template = _BASH

    @override
    def complete(self) -> str:
        typed = typed_words(os.environ["COMP_LINE"])
        items = _completions(typed.before[1:], typed.last)
        kinds = {item.type for item in items if item.type != "plain"}
        if kinds:
            return f"{kinds.pop()}\n"
        if os.environ.get("COMP_TYPE") == _LISTED and len(items) > 1:
            return "\n".join(["plain", *_listed(items), ""])
        goes_on = any(item.value.endswith("=") for item in items)
        return "\n".join(["more" if goes_on else "plain", *_put_in(items, typed), ""])


def _put_in(items: Items, typed: TypedWords) -> Iterator[str]:
    """Return the candidates as they are put into the line, in place of what bash takes for a word.

    Where the last word is `--type=dem`, click is asked about `dem`, and so is bash.
    """
    word = os.environ.get("COMP_WORD", "").lstrip(_BREAKS)
    before = typed.raw[: len(typed.raw) - len(word)] if typed.raw.endswith(word) else ""
    for item in items:
        whole = given(typed.raw) + _written(item.value, typed.quote)
        if whole.startswith(before):
            yield whole.removeprefix(before)


def _written(value: str, quote: str) -> str:
    """Return a value as it is written in a shell, after `quote` where one is open."""
    if quote == '"':
        return quote + _SPECIAL_IN_DOUBLE.sub(r"\\\1", value)
    if quote:
        return quote + value.replace("'", "'\\''")
    return _SPECIAL.sub(r"\\\1", value)


def _listed(items: Items) -> Iterator[str]:
    """Return the candidates as they are listed, each with what it is, on a line of its own."""
    width = columns() - 1
    has_help = any(item.help for item in items)
    widest = max(width_of(item.value) for item in items)
    for item in items:
        padded = item.value + " " * (widest - width_of(item.value))
        told = f"{padded}  {item.help}"[:width] if item.help else item.value
        yield told + " " * (width - width_of(told) if has_help else 0)


_SHELLS: Final[dict[str, type[ShellComplete]]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}
SHELLS: Final = tuple(_SHELLS)


def script(shell: str) -> str:
    """Return what a shell is given to complete our command lines."""
    return _SHELLS[shell](root, {}, PROGRAM, VARIABLE).source()


def answer(asked: str) -> str:
    """Return what is told to the shell that asks `bash_complete`, `zsh_complete` …"""
    shell, _sign, _instruction = asked.partition("_")
    found: Any = _SHELLS.get(shell)
    return found(root, {}, PROGRAM, VARIABLE).complete() if found else ""
