"""A register carried to another place, to a file or a server: a copy of it, or the register."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisis_log import moving
from crisis_log.cli import configuration, output
from crisis_log.cli.care import put_back, put_back_words
from crisis_log.cli.confirm import YES, confirm
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH_OR_TEXT
from crisis_log.language import _, counted
from crisis_log.register import Register
from crisis_log.storage import SUFFIX, Place, place

if TYPE_CHECKING:
    from crisis_log.storage import Copied

SOURCE = click.argument("source", metavar=_("SOURCE"), type=PATH_OR_TEXT)
TARGET = click.argument("target", metavar=_("TARGET"), type=PATH_OR_TEXT)


@click.command(
    "copy",
    help=_("Copy the register SOURCE, to the byte, to TARGET: a new file, or a server."),
)
@SOURCE
@TARGET
@click.pass_obj
def copy(session: Session, source: str, target: str) -> None:
    there = _goal(place(source), target)
    with Register.open(source, read_only=True) as register, progress_shown(_("Copying")):
        if register.is_exercise():
            output.announce(_("EXERCISE"))
        copied = register.copy_to(there)
    labels = put_back(there)
    if session.as_json:
        output.emit(_document(source, there, copied))
        return
    for line in (*_copied(source, there, copied), *put_back_words(labels)):
        output.line(line)
    output.line(
        _(
            "It is a second register: what is recorded in one of the two is not in the other. To "
            "go on in the new place alone, “move”."
        )
    )


@click.command(
    "move",
    help=_(
        "Move the register SOURCE to TARGET, a new file or a server: it goes on there alone, and "
        "SOURCE can only be read."
    ),
)
@SOURCE
@TARGET
@YES
@click.pass_obj
def move(session: Session, source: str, target: str, yes: bool) -> None:
    here = _wherever_one_stands(place(source))
    there = _wherever_one_stands(_goal(here, target))
    by = session.by
    confirm(
        _("Move {source} to {target}? It takes entries there alone from then on.").format(
            source=source, target=there.text
        ),
        yes=yes,
    )
    with Register.open(here) as register, progress_shown(_("Copying")):
        if register.is_exercise():
            output.announce(_("EXERCISE"))
        copied = moving.move(register, there, by=by)
    labels = put_back(there)
    if session.as_json:
        output.emit(_document(source, there, copied))
        return
    for line in (*_moved(source, there, copied), *put_back_words(labels)):
        output.line(line)
    if configuration.path_set("register") is not None:
        output.line(_("To let it be the register in use: “use {place}”.").format(place=there.text))


def _goal(source: Place, target: str) -> Place:
    """Return where the register goes: in a folder it keeps its name."""
    there = place(target)
    if there.folder is not None and Path(target).is_dir():
        return place(Path(target) / f"{source.name}{SUFFIX}")
    return there


def _wherever_one_stands(there: Place) -> Place:
    """Return the same place, named as it is from every folder: an entry will name it so."""
    return there if there.folder is None else place(there.folder / Path(there.text).name)


def _document(source: str, there: Place, copied: Copied | None) -> dict[str, object]:
    return {
        "source": source,
        "target": there.text,
        "entries": copied and copied.size,
        "root": copied and copied.root.hex(),
        "attachments": copied and copied.files,
    }


def _copied(source: str, there: Place, copied: Copied) -> Iterator[str]:
    yield counted(
        "{source} copied to {target} and checked row by row: {count} entry, {files}.",
        "{source} copied to {target} and checked row by row: {count} entries, {files}.",
        copied.size,
        source=source,
        target=there.text,
        files=counted("{count} attachment", "{count} attachments", copied.files),
    )
    yield _("Root of the entries: {root}").format(root=copied.root.hex())


def _moved(source: str, there: Place, copied: Copied | None) -> Iterator[str]:
    if copied is not None:
        yield from _copied(source, there, copied)
    yield _(
        "The register goes on in {target}. {source} says so, takes no entry any more, and stays "
        "to be read."
    ).format(source=source, target=there.text)
