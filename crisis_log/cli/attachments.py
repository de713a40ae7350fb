"""Files kept with entries: read when an entry is recorded, written out again on request."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Final

import click

from crisis_log.cli import destination
from crisis_log.cli.session import Session
from crisis_log.command import File
from crisis_log.entry import Attachment
from crisis_log.files import read
from crisis_log.language import _
from crisis_log.names import distinct, portable
from crisis_log.outputs import prepared
from crisis_log.storage import StorageError
from crisis_log.text import clean
from crisis_log.words import size_text

LARGEST: Final = 50_000_000
"""In bytes: a register is one file that people copy and send."""
_UNNAMED: Final = "_"


def file_to_keep(path: Path) -> File:
    """Read a file that is to be kept with an entry."""
    return file_of(path.name, read(path, click.UsageError, most=LARGEST))


def file_of(name: str, content: bytes) -> File:
    """Return a file that is to be kept, of which the content was read."""
    import mimetypes

    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return File(_as_text(name), media_type, content)


def check_size(path: Path, content: bytes) -> None:
    """Refuse a file that is too large to be kept."""
    if len(content) > LARGEST:
        raise click.UsageError(
            _("{path} is too large to be kept: at most {size}.").format(
                path=path, size=size_text(LARGEST)
            )
        )


def write_out(session: Session, kept: Sequence[Attachment], folder: Path) -> list[Path]:
    """Write files that the register keeps to `folder`, over nothing; return where they are.

    Their names are such that every system can hold them; of two alike, the second is `2-name`.

    Raises:
        StorageError: one is missing, or is not as it was kept; none is written.

    """
    targets = [folder / name for name in distinct(portable(one.name) for one in kept)]
    destination.check_new(session, *targets)
    rights = session.register.place.rights
    with ExitStack() as written:
        for attached, target in zip(kept, targets, strict=True):
            content = _as_kept(session, attached)
            written.enter_context(prepared(target, content, rights, over=False))
    return targets


def _as_kept(session: Session, attached: Attachment) -> bytes:
    content = session.register.attachment(attached.sha256)
    if content is None:
        sentence = _("The attachment {name} is missing: verify the register with “audit verify”.")
    elif sha256(content).hexdigest() != attached.sha256:
        sentence = _(
            "The attachment {name} was altered, and not written: verify the register with “audit "
            "verify”."
        )
    else:
        return content
    raise StorageError(sentence.format(name=attached.name))


def _as_text(name: str) -> str:
    """Return a file's name as an entry can hold it: UTF-8, and something to read."""
    return clean(os.fsencode(name).decode(errors="replace")).strip() or _UNNAMED
