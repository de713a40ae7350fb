"""What completes a word: names of verbs and options, and the values that a parameter may have.

click finds what the word is for, and asks its kind or its group: see `shell_complete` there.
Nothing is ever refused: where the register cannot be read, there is nothing to offer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem

from crisis_log.cli.coded import Coded
from crisis_log.cli.completion.candidates import Asked, Candidate, entries, labelled
from crisis_log.cli.completion.table import OFFERS, STATUSES
from crisis_log.cli.groups import WholeHelpGroup, names_in
from crisis_log.cli.parameters import Label, Pair
from crisis_log.cli.places import is_on_server
from crisis_log.cli.session import Session
from crisis_log.codes import bare, without_zeros
from crisis_log.register import Register
from crisis_log.text import folded
from crisis_log.words import abridged

if TYPE_CHECKING:
    from crisis_log.command import Known

_PLACES: Final = {"register"}
"""Parameters that may name a file anywhere, too."""
_LONGEST_VALUE: Final = 100
_LONGEST_HELP: Final = 60
Item = CompletionItem[str]


def of_command_line(ctx: click.Context) -> Register:
    """Open the register that a command line is about, to be read alone.

    Raises:
        LookupError: it lies on a server.

    """
    named: str | None = ctx.find_root().params.get("register")
    there = Session(named, None, False, None).found_place()
    if is_on_server(there):  # nobody who presses a key is to wait for it, or to be let in
        raise LookupError(there.name)
    return Register.open(there, read_only=True)


class Reading:
    """Reads the register, which is opened when something is asked of it, once."""

    def __init__(self, opened: Callable[[click.Context], Register] = of_command_line) -> None:
        self._opened = opened
        self._register: Register | None = None
        self.about: str | None = None
        """The first argument that is typed of the command."""

    def known(self, ctx: click.Context) -> Known:
        """Return the state as it is now."""
        if self._register is None:
            self._register = self._opened(ctx)
        return self._register.state()

    def close(self) -> None:
        """Close the register, if it was opened."""
        if self._register is not None:
            self._register.close()


def values(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
    """Return what may be typed for a parameter where `incomplete` is."""
    reading = ctx.find_object(Reading) or Reading()
    asked = Asked(lambda: reading.known(ctx), reading.about)
    try:
        found = [*_items(_offered(ctx, param, asked), incomplete)]
    except Exception:  # noqa: BLE001 - who completes a word is not to be told what is wrong
        return []
    is_place = param.name in _PLACES
    return found or ([CompletionItem(incomplete, type="file")] if is_place else [])


def _offered(ctx: click.Context, param: click.Parameter, asked: Asked) -> Iterable[Candidate]:
    path, name = names_in(ctx.command).path, param.name or ""
    special = f"{path} {name}".lstrip()
    ask = OFFERS[special] if special in OFFERS else OFFERS.get(name)
    match param.type:
        case Coded() as kind:
            return (Candidate(kind.shown(code)) for code in kind.codes)
        case Pair(among=Coded() as kind):
            return (Candidate(f"{kind.shown(code)}=") for code in kind.codes)
        case Label(prefix="n°"):
            return (ask or entries)(asked)
        case Label(prefix=prefix):
            statuses = STATUSES.get(path, ()) if name == "number" else ()
            return labelled(asked.known, f"{prefix}-", statuses)
        case _:
            return ask(asked) if ask else ()


def _items(offered: Iterable[Candidate], incomplete: str) -> Iterator[Item]:
    for one in offered:
        is_typed_easily = one.value.isprintable() and len(one.value) <= _LONGEST_VALUE
        if is_typed_easily and _fits(one.value, incomplete):
            yield CompletionItem(one.value, help=abridged(one.says, _LONGEST_HELP) or None)


def _fits(value: str, incomplete: str) -> bool:
    """Whether a value begins so; case, accents and hyphens do not count, nor a label's letter."""
    if folded(value).startswith(folded(incomplete)):
        return True
    is_number = incomplete.isdecimal() and value.rpartition("-")[2].startswith(incomplete)
    compared = [(way(value), way(incomplete)) for way in (bare, without_zeros)]
    return is_number or any(wanted and one.startswith(wanted) for one, wanted in compared)


def verbs(group: WholeHelpGroup, ctx: click.Context, incomplete: str) -> list[Item]:
    """Return the verbs of a group, by their names in the present language where they fit.

    One that is typed in the other language completes to its name in this one.
    """
    names, wanted = names_in(group), folded(incomplete)
    codes = group.verbs()
    found = [code for code in codes if names.verb(code).startswith(wanted)] or [
        code for code in codes if any(n.startswith(wanted) for n in names.verb_names(code))
    ]
    commands = ((names.verb(code), group.get_command(ctx, code)) for code in found)
    return [
        CompletionItem(name, help=command.get_short_help_str(_LONGEST_HELP))
        for name, command in commands
        if command and not command.hidden
    ]
