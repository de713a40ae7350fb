"""Where people have files written: what these never take the place of, and how they get there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisis_log import outputs
from crisis_log.files import holds_private_key, is_database, is_same
from crisis_log.language import _
from crisis_log.rights import Rights
from crisis_log.storage import Place, places_in

if TYPE_CHECKING:
    from crisis_log.cli.session import Session


def is_standard_output(path: Path | None) -> bool:
    """Whether `path` is `-`, or leads to where standard output goes, as /dev/stdout does."""
    if path is None or str(path) == "-":
        return path is not None
    try:
        return sys.stdout is not None and os.path.samestat(path.stat(), os.fstat(1))
    except OSError:
        return False


def check(session: Session, *paths: Path | None) -> None:
    """Refuse, before anything is done, to write where something is that must stay.

    Raises:
        click.UsageError: it is of a register, or a private key, or the command reads it.
        FileError: nothing can be written there.

    """
    for path in paths:
        if path is None or str(path) == "-":
            continue
        check_spares(session, path)
        if not is_standard_output(path):
            outputs.check(path)


def check_new(session: Session, *paths: Path) -> None:
    """Refuse as `check` does, and what is there already, but for a FIFO or a device.

    Raises:
        click.UsageError: as `check`, or a file or folder is there.
        FileError: nothing can be written there.

    """
    check(session, *paths)
    for path in paths:
        if is_standard_output(path):
            continue
        is_stream = path.exists() and not (path.is_file() or path.is_dir())
        if os.path.lexists(path) and not is_stream:
            raise click.UsageError(
                _("{path} already exists; it was left as it is. Choose another name.").format(
                    path=path
                )
            )


def check_apart(session: Session | None, path: Path, new: Place | None = None) -> None:
    """Refuse a `path` that leads to what belongs to a register, or would take its name.

    Looked at are the register of the `session`, a `new` one, and those in the folders around.
    """
    registers = [*_registers(session, path), *([new] if new else [])]
    if any(register.keeps(path) for register in registers):
        raise _left(_("{path} belongs to a register: its file, or a report issued from it."), path)


def check_spares(session: Session | None, path: Path) -> None:
    """Refuse a `path` that leads to something that cannot be made again."""
    check_apart(session, path)
    if is_database(path):
        raise _left(_("{path} is a register, or another database."), path)
    if holds_private_key(path):
        raise _left(_("{path} holds a private key."), path)
    if any(is_same(path, other) for other in _other_files(path)):
        raise _left(_("{path} is given twice, and this command reads or writes it already."), path)


def _left(sentence: str, path: Path) -> click.UsageError:
    return click.UsageError(
        sentence.format(path=path) + " " + _("It was left as it is: choose another name.")
    )


def _registers(session: Session | None, path: Path) -> Iterator[Place]:
    with suppress(click.UsageError):  # several are here, or none
        if session:
            yield session.found_place()
    folder = Path(os.path.realpath(path)).parent
    for around in (Path(), folder, folder.parent):
        yield from places_in(around)


def _other_files(path: Path) -> Iterator[Path]:
    """Return the files, not the streams, that the command was given beside `path`."""
    if path.exists() and not path.is_file():
        return
    for given in click.get_current_context().params.values():
        for one in given if isinstance(given, tuple) else (given,):
            if isinstance(one, Path) and one is not path:
                yield one


def put(session: Session, content: bytes, path: Path, rights: Rights | None = None) -> None:
    """Write `content` to `path`, or to standard output; a new file has the register's rights."""
    if is_standard_output(path):
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        outputs.write(path, content, rights or session.found_place().rights)
