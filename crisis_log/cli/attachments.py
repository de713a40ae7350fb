"""Files kept with entries: read when an entry is recorded, written out again on request."""

import os
from pathlib import Path
from typing import Final

import click

from crisis_log.command import File
from crisis_log.fact import Entry
from crisis_log.files import file_errors, read
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.storage import StorageError
from crisis_log.text import clean

LARGEST: Final = 50_000_000
"""In bytes: a register is one file that people copy and send."""
_MEGABYTE: Final = 1_000_000
_UNNAMED: Final = "_"


def file_to_keep(path: Path) -> File:
    """Read a file that is to be kept with an entry."""
    import mimetypes

    content = read(path, click.UsageError, most=LARGEST + 1)
    if len(content) > LARGEST:
        raise click.UsageError(
            _("{path} is too large to be kept: {most} MB at most.").format(
                path=path, most=LARGEST // _MEGABYTE
            )
        )
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return File(_as_text(path.name), media_type, content)


def write_out(register: Register, entry: Entry, folder: Path) -> list[Path]:
    """Write the files kept with `entry` to `folder`, over nothing; return where they are.

    Of those that bear one name, the second is called `2-name`.
    """
    written: list[Path] = []
    for attached in entry.attachments:
        target = folder / _printable(Path(attached.name).name)
        if target in written:
            target = target.with_name(f"{len(written) + 1}-{target.name}")
        content = register.attachment(attached.sha256)
        if content is None:
            raise StorageError(
                _(
                    "The attachment {name} is missing: verify the register with “audit verify”."
                ).format(name=attached.name)
            )
        sentence = _("{path} cannot be written: {reason}.")
        with file_errors(sentence, target, click.UsageError), target.open("xb") as file:
            file.write(content)
        written.append(target)
    return written


def _as_text(name: str) -> str:
    """Return a file's name as an entry can hold it: UTF-8, and something to read."""
    return clean(os.fsencode(name).decode(errors="replace")).strip() or _UNNAMED


def _printable(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable()) or _UNNAMED
