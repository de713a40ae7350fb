"""What people ask a register to record, and what became of it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from crisis_log.command import Command
from crisis_log.fact import Attachment, Entry, Refused
from crisis_log.language import _


def new_request_id() -> str:
    """Return an id for a request; ids made later sort later, which keeps their index small."""
    return f"{time.time_ns():016x}{os.urandom(8).hex()}"


@dataclass(frozen=True)
class File:
    """A file to keep with an entry."""

    name: str
    media_type: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """The digest under which it is kept, in hexadecimal."""
        return sha256(self.content).hexdigest()

    def described(self) -> Attachment:
        """Return what the entry says of it."""
        return Attachment(
            name=self.name,
            media_type=self.media_type,
            size=len(self.content),
            sha256=self.sha256,
        )


@dataclass(frozen=True)
class Request:
    """What one person asks the register to record, once."""

    command: Command
    by: str
    occurred_at: datetime | None = None
    request_id: str | None = None
    note: str | None = None
    files: Sequence[File] = ()

    def id(self) -> str:
        """Return the id that was given, without the spaces around it, or a new one."""
        given = (self.request_id or "").strip()
        if not given.isprintable():
            raise Refused(_("The id of a request is printable text."))
        return given or new_request_id()


@dataclass(frozen=True)
class Recorded:
    """The entries that a request made; `repeated` when an earlier call had made them."""

    entries: Sequence[Entry]
    repeated: bool = False
