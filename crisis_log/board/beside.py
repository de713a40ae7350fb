"""What lies beside the register of the reports it issued: looked at in a thread of its own.

    lying ──▶ what was found last ──▶ a page          the eye never reads a file
      └──────▶ check, where a file is another than when it was read ──▶ changed: a new turn

A digest is computed again only where a file's place, size or times are others.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from glob import escape
from hashlib import file_digest, sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from crisis_log.audit.shelf import shelf_of
from crisis_log.board.aside import Aside
from crisis_log.fact import Refused
from crisis_log.files import FileError
from crisis_log.register import Register
from crisis_log.storage import Shelf, StorageError

if TYPE_CHECKING:
    from crisis_log.slices.issued_report import ReportIssued
    from crisis_log.storage import Place

_PATIENCE_SECONDS: Final = 0.25
"""How long a page waits for the first look at its files, which are few and small as a rule."""
_CHUNK: Final = 1 << 20
State = Literal["unchecked", "issued", "absent", "altered", "unreadable"]
Key = tuple[str, int, int, int, int, int]


class Lying(NamedTuple):
    """What lies in the place of an issued report: a file of that `name`, with the digest `found`.

    `signed` are the names of files beside it that begin with the bytes that were issued.
    """

    state: State
    name: str = ""
    found: str = ""
    signed: tuple[str, ...] = ()


UNCHECKED: Final = Lying("unchecked")


class Beside:
    """Looks at the shelf of the register at `place`; says by `changed` when it found otherwise."""

    def __init__(self, place: Place, changed: Callable[[], None] = lambda: None) -> None:
        self._place = place
        self.changed = changed
        self._found: dict[int, Lying] = {}
        self._digests: dict[Key, str] = {}
        self._check: Future[None] | None = None
        self._lock = Lock()
        self._aside = Aside("beside")

    def lying(self, reports: Iterable[ReportIssued]) -> Mapping[int, Lying]:
        """Return what was found of these reports last, by number, and have them looked at again."""
        facts = list(reports)
        with self._lock:
            if self._check is None or self._check.done():
                with suppress(RuntimeError):  # the board has ended
                    self._check = self._aside.submit(self._look, facts)
            check = self._check
        if check and any(fact.number not in self._found for fact in facts):
            wait([check], _PATIENCE_SECONDS)
        return {fact.number: self._found.get(fact.number, UNCHECKED) for fact in facts}

    def shelf(self) -> Shelf:
        """Return where the reports of the register lie.

        Raises:
            StorageError, FileError: it cannot be told.

        """
        with Register.open(self._place, read_only=True) as register:
            return shelf_of(register)

    def close(self) -> None:
        """Look no more."""
        self._aside.close()

    def _look(self, facts: list[ReportIssued]) -> None:
        try:
            shelf = self.shelf()
            found = {fact.number: self._lying(shelf, fact) for fact in facts}
        except (StorageError, FileError, Refused, OSError):
            found = {fact.number: Lying("unreadable") for fact in facts}
        was, self._found = self._found, self._found | found
        if was != self._found:
            self.changed()

    def _lying(self, shelf: Shelf, fact: ReportIssued) -> Lying:
        path = shelf.path_of(fact.number)
        try:
            found = self._digest(path)
        except FileNotFoundError:
            return Lying("absent", path.name)
        except OSError:
            return Lying("unreadable", path.name)
        signed = tuple(self._signed(path, fact))
        state: State = "issued" if found == fact.sha256 else "altered"
        return Lying(state, path.name, found, signed)

    def _signed(self, path: Path, fact: ReportIssued) -> list[str]:
        """Return the names of files that go on after the bytes that were issued."""
        beside = sorted(path.parent.glob(f"{escape(path.stem)}-*.pdf"))
        return [one.name for one in beside if self._begins(one, fact)]

    def _begins(self, path: Path, fact: ReportIssued) -> bool:
        with suppress(OSError):
            is_longer = path.lstat().st_size > fact.size
            return is_longer and self._digest(path, fact.size) == fact.sha256
        return False

    def _digest(self, path: Path, size: int = -1) -> str:
        """Return the SHA-256 of a file, or of its first `size` bytes."""
        with opened(path) as file:
            of = os.fstat(file.fileno())
            key = (str(path), of.st_ino, of.st_size, of.st_mtime_ns, of.st_ctime_ns, size)
            if key not in self._digests:
                self._digests[key] = _hashed(file, size)
            return self._digests[key]


def _hashed(file: io.BufferedReader, size: int) -> str:
    if size < 0:
        return file_digest(file, "sha256").hexdigest()
    digest = sha256()
    while size and (chunk := file.read(min(size, _CHUNK))):
        digest.update(chunk)
        size -= len(chunk)
    return digest.hexdigest()


def opened(path: Path) -> io.BufferedReader:
    """Open a file to read it: one that lies there itself, no link, nothing that would wait.

    Raises:
        OSError: it is not there, or is no such file.

    """
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError(None, "no file", str(path))
    return path.open("rb")
