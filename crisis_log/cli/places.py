"""Where registers lie: as typed, else as the user set, else in the folder where one stands."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from crisis_log.cli import configuration, output
from crisis_log.language import _
from crisis_log.storage import SUFFIX, Place, is_address, new_place, place, places_here
from crisis_log.words import join


def found(named: str | None) -> Place:
    """Return where the register lies: as named, else the one in use, else the only one here.

    Raises:
        UsageError: there is none, or it is not clear which one is meant.

    """
    if named is not None:
        return place(named)
    return in_use() or _only_one_here()


def in_use() -> Place | None:
    """Return the register that the user set to be in use, if one is.

    Raises:
        UsageError: it is not there.

    """
    there = set_to_use()
    if there is None or is_on_server(there):  # which says itself what is not there
        return there
    if not there.exists():
        raise click.UsageError(
            _(
                "The register in use, {path}, is not there: say which one is with “use”, or name "
                "one with --register."
            ).format(path=there.text)
        )
    return there


def set_to_use() -> Place | None:
    """Return the register that the user set to be in use, wherever it is, or was."""
    written = configuration.text_of(configuration.contents(), "register")
    if written and is_address(written):
        return place(written)
    path = configuration.path_set("register")
    return place(path) if path else None


def is_on_server(there: Place) -> bool:
    """Whether a register lies on a server: it has no folder, and is reached over a network."""
    return there.folder is None


def to_be_typed(there: Place) -> str:
    """Return the name of a register as a shell takes it."""
    return f'"{there.text}"' if is_on_server(there) else there.text


def _only_one_here() -> Place:
    here = places_here()
    if len(here) == 1:
        return here[0]
    if not here:
        raise click.UsageError(
            _(
                "There is no register (*.crisis) in this folder: create one with “open”, name it "
                "with --register, or say which one is in use with “use”."
            )
        )
    raise click.UsageError(
        _(
            "Several registers are in this folder ({names}): name one with --register, or say "
            "which one is in use with “use”."
        ).format(names=join([each.text for each in here]))
    )


def new(name: str, named: str | None) -> Place:
    """Return where a new register `name` goes: as named, else in the folder that the user set.

    A name that tells a folder is taken as it is.

    Raises:
        UsageError: it has no name, or that folder is not there.

    """
    if not name.strip():
        raise click.UsageError(_("Give the register a name."))
    if is_address(name) and named is not None:
        raise click.UsageError(
            _("Name the new register once: its address is its name, without --register.")
        )
    folder = configuration.path_set("folder") if named is None else None
    if is_address(name) or folder is None or Path(name).name != name:
        return new_place(name, named)
    if not folder.is_dir():
        raise click.UsageError(
            _(
                "The folder for new registers, {path}, is not there: make it, or set another one "
                "with “config set folder”."
            ).format(path=folder)
        )
    return new_place(name, str(folder))


def by_name(name: str) -> Place:
    """Return the register of that name or path, here or in the folder for new registers.

    An address is that of a register on a server.

    Raises:
        UsageError: there is none.

    """
    if is_address(name):
        return place(name)
    folders = [Path(), configuration.path_set("folder")]
    names = dict.fromkeys([name, f"{name}{SUFFIX}"])
    paths = [(folder / each).absolute() for folder in folders if folder for each in names]
    for path in paths:
        if (there := place(path)).exists():
            return there
    raise click.UsageError(
        _("There is no register {name}: it was looked for in {paths}.").format(
            name=name, paths=join([*dict.fromkeys(map(str, paths))], "or")
        )
    )


def remark_on_others_here(there: Place) -> None:
    """Say that the register in use was worked with where others lie in this folder."""
    if set_to_use() is None:
        return
    here: set[str] = set()
    with suppress(OSError):  # it is recorded: what can be looked at no more is nothing to stop for
        here.update(map(full_name, places_here()))
    if here and full_name(there) not in here:
        output.warn(
            _("This is in {path}, the register in use, and in none of this folder.").format(
                path=there.text
            )
        )


def full_name(there: Place) -> str:
    """Return what no other place is called, from whichever folder people name it."""
    return str(there.folder / Path(there.text).name) if there.folder else there.text
