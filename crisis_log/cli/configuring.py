"""How the configuration file is changed: its comments and its order stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from crisis_log.cli import configuration
from crisis_log.language import _

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_PATIENCE_SECONDS: Final = 10.0


def change(name: str, text: str | None) -> None:
    """Set one of the values, or none.

    Raises:
        ConfigurationError: what is there cannot be read.
        FileError: it cannot be written.

    """

    def changed(document: TOMLDocument) -> None:
        if text is None:
            document.pop(name, None)
        else:
            document[name] = text

    _rewrite(changed)


def remember_key(register_id: str, key_hash: str, file: Path | None) -> None:
    """Let the key of a register be looked for in a file, or in its usual place alone.

    Raises:
        ConfigurationError: what is there cannot be read.
        FileError: it cannot be written.

    """

    def changed(document: TOMLDocument) -> None:
        from tomlkit import table

        registers = document.setdefault(configuration.KEYS, table(is_super_table=True))
        keys = registers.setdefault(register_id, table())
        if file is None:
            keys.pop(key_hash, None)
        else:
            keys[key_hash] = str(file)

    _rewrite(changed)


def _rewrite(change: Callable[[TOMLDocument], None]) -> None:
    from tomlkit import parse  # 28 ms, for whoever changes something

    from crisis_log.outputs import write

    file = _file()
    with _alone_with(file):
        configuration.contents()  # says what is wrong with it in our words
        document = parse(configuration.content_of(file) if file.exists() else "")
        change(document)
        write(file, document.as_string().encode())


def _file() -> Path:
    from crisis_log.files import file_errors
    from crisis_log.outputs import make_folder

    file = configuration.path()
    if file is None:
        raise click.UsageError(_("You have no home folder, where the configuration would lie."))
    with file_errors(_("{path} cannot be made: {reason}."), file.parent):
        make_folder(file.parent)
    return file


@contextmanager
def _alone_with(file: Path) -> Iterator[None]:
    """Let no other process change the file meanwhile: what it wrote would be lost."""
    from filelock import FileLock, Timeout

    from crisis_log.files import FileError, file_errors
    from crisis_log.rights import PRIVATE

    lock = FileLock(file.with_suffix(".lock"), timeout=_PATIENCE_SECONDS, mode=PRIVATE)
    try:
        with file_errors(_("{path} cannot be written: {reason}."), file):
            lock.acquire()
    except Timeout as error:
        raise FileError(
            _("{path} cannot be written: {reason}.").format(
                path=file, reason=_("another program uses it")
            )
        ) from error
    try:
        yield
    finally:
        lock.release()
