"""A BagIt bag (RFC 8493), as a folder or a zip: written whole beside its place, then named.

The same content gives the same bytes: files in order of their names, with one fixed date.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Final, Protocol

from crisis_log.files import FileError, create_private, file_errors, give_name, sync_folder
from crisis_log.language import _
from crisis_log.names import portable
from crisis_log.outputs import make_folder, name_aside
from crisis_log.rights import OWNER_ALONE, Rights, give

_DECLARATION: Final = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LONGEST_ROOT: Final = 40
"""In bytes: programs unpack a zip into a folder of its name, which holds this one."""
_EARLIEST: Final = 1980
"""The first year that a zip can date a file with."""


class _Target(Protocol):
    """Where the files of a bag go."""

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a file in pieces."""

    def close(self) -> None:
        """Finish what was written."""


class Bag:
    """A bag being filled: `add` payload files, then leave the block of `new_bag`."""

    def __init__(self, target: _Target) -> None:
        self._target = target
        self._digests: dict[str, str] = {}
        self._size = 0

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add the payload file `name`, such as `checkpoints/000148.txt`, in pieces."""
        self._write(str(PurePosixPath("data", name)), self._counted(chunks))

    def finish(self, info: Iterable[tuple[str, str]]) -> None:
        """Write the manifests; `info` are the lines of bag-info.txt."""
        payload = dict(self._digests)
        self._digests.clear()
        oxum = ("Payload-Oxum", f"{self._size}.{len(payload)}")
        lines = [f"{label}: {' '.join(value.split())}" for label, value in [*info, oxum]]
        self._write("bag-info.txt", [("\n".join(lines) + "\n").encode()])
        self._write("bagit.txt", [_DECLARATION.encode()])
        self._write("manifest-sha256.txt", [_manifest(payload)])
        self._target.write("tagmanifest-sha256.txt", [_manifest(self._digests)])

    def _counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._size += len(chunk)
            yield chunk

    def _write(self, name: str, chunks: Iterable[bytes]) -> None:
        digest = hashlib.sha256()

        def hashed() -> Iterator[bytes]:
            for chunk in chunks:
                digest.update(chunk)
                yield chunk

        self._target.write(name, hashed())
        self._digests[name] = digest.hexdigest()


def _manifest(digests: dict[str, str]) -> bytes:
    """Return the lines of a manifest; RFC 8493 encodes %, CR and LF in names."""
    return "".join(
        f"{digest}  {name.replace('%', '%25')}\n" for name, digest in sorted(digests.items())
    ).encode()


def check_free(path: Path) -> None:
    """Look whether a bag can be made at `path`.

    Raises:
        FileError: something is already there.

    """
    if os.path.lexists(path):
        raise FileError(
            _("{path} already exists; it was left as it is. Choose another name.").format(path=path)
        )


@contextmanager
def new_bag(path: Path, dated: datetime, rights: Rights = OWNER_ALONE) -> Iterator[Bag]:
    """Make a bag at `path`: a zip when it ends in .zip, else a folder.

    It gets its name when the block ends without an error; otherwise nothing is left.

    Raises:
        FileError: something is already there, or it cannot be written.

    """
    check_free(path)
    is_zip = path.suffix.lower() == ".zip"
    made = name_aside(path)
    with file_errors(_("The bundle cannot be written to {path}: {reason}."), path):
        try:
            target = _Zip(made, path.stem, dated) if is_zip else _Folder(made, rights)
            with closing(target):
                yield Bag(target)
            give(made, rights if is_zip else rights.of_folder())
            give_name(made, path)
            with suppress(OSError):  # a folder that may be written to, not read
                sync_folder(path.parent)
        finally:
            _discard(made)


def _discard(made: Path) -> None:
    """Remove what was made aside, if it is still there."""
    if made.is_dir():
        shutil.rmtree(made, ignore_errors=True)
    else:
        made.unlink(missing_ok=True)


class _Folder:
    """A folder, which nobody else enters until it is whole."""

    def __init__(self, root: Path, rights: Rights) -> None:
        root.mkdir(mode=0o700)
        self._root = root
        self._rights = rights

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        path = self._root / name
        for folder in reversed(path.relative_to(self._root).parents[:-1]):
            make_folder(self._root / folder, self._rights)
        create_private(path)
        with path.open("wb") as file:
            _write_out(file, chunks)
        give(path, self._rights)

    def close(self) -> None:
        """Nothing is left open."""


class _Zip:
    def __init__(self, path: Path, root: str, dated: datetime) -> None:
        create_private(path)
        self._file = path.open("wb")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED)
        self._root = portable(root, _LONGEST_ROOT)
        self._dated = (max(dated.year, _EARLIEST), *dated.timetuple()[1:6])

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        info = zipfile.ZipInfo(f"{self._root}/{name}", self._dated)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        info.create_system = 3  # Unix, wherever it is made
        with self._zip.open(info, "w", force_zip64=True) as file:
            for chunk in chunks:
                file.write(chunk)

    def close(self) -> None:
        with self._file:
            with suppress(ValueError):  # a file was being written when an error ended it
                self._zip.close()
            self._file.flush()
            os.fsync(self._file.fileno())


def _write_out(file: IO[bytes], chunks: Iterable[bytes]) -> None:
    """Write chunks to a file, and have them on disk."""
    for chunk in chunks:
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
