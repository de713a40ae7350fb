"""The files of a bundle, which may come from anybody: read in pieces, and within bounds.

Nothing is unpacked under a name that the bundle chose, and no link is followed.
"""

from __future__ import annotations

import os
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from stat import S_ISLNK
from typing import IO, Final, NamedTuple

from crisis_log.files import LARGEST
from crisis_log.language import _
from crisis_log.storage.bundle.place import ENTRIES, data_folders
from crisis_log.storage.errors import NotARegisterError
from crisis_log.text import visible
from crisis_log.words import reason_of

MOST_FILES: Final = 100_000
MOST_IN_ALL: Final = 1 << 38
"""In bytes; as the stand-alone verifier reads at most."""
_MOST_PACKED: Final = 300
"""How many bytes a byte of a zip may stand for: entries that are all alike come to a hundred."""
_SMALL: Final = 1_000_000
"""Files of so many bytes may be packed however tightly."""
DATA: Final = "data"
MANIFEST: Final = "manifest-sha256.txt"
TAGS: Final = "tagmanifest-sha256.txt"
"""Where the files of a bag lie, and the lists of them beside: see RFC 8493."""
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1


class _File(NamedTuple):
    size: int
    open: Callable[[], IO[bytes]]


class Files:
    """The files of the bundle at `path`, by their names from where its entries lie, or its bag."""

    def __init__(self, path: Path, found: Mapping[str, _File]) -> None:
        self._path = path
        self._found = found
        self.size = sum(one.size for one in found.values())

    def within(self, folder: str) -> list[str]:
        """Return the names of the files in a folder, in order."""
        return sorted(name for name in self._found if name.startswith(f"{folder}/"))

    def names(self) -> set[str]:
        """Return the names of all files."""
        return {*self._found}

    def size_of(self, name: str) -> int:
        """Return the size of a file in bytes, 0 where there is none."""
        return self._found[name].size if name in self._found else 0

    @contextmanager
    def reading(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file.

        Raises:
            NotARegisterError: it is not there, or cannot be read.

        """
        if name not in self._found:
            raise NotARegisterError(
                _(
                    "The bundle {path} lacks its file {name}: nothing was read from it. Take the "
                    "bundle again from where it was made."
                ).format(path=self._path, name=name)
            )
        with _damage(self._path, name), self._found[name].open() as file:
            yield file

    def content(self, name: str) -> bytes:
        """Return a file, which no memory may be too small for; as `reading`."""
        if self.size_of(name) > LARGEST:
            raise _too_large(self._path)
        with self.reading(name) as file:
            return file.read(LARGEST)


@contextmanager
def files_of(path: Path, *, of_bag: bool = False) -> Iterator[Files]:
    """Give the files of the bundle at `path`, to be read within the block; `of_bag`, all of them.

    Raises:
        NotARegisterError: it is no bundle, or not one to be trusted with a disk.

    """
    if path.is_dir():
        yield Files(path, _checked(path, _of_folder(path, of_bag=of_bag)))
        return
    with _damage(path, ENTRIES), zipfile.ZipFile(path) as packed:
        files = Files(path, _checked(path, _of_zip(path, packed, of_bag=of_bag)))
        if files.size > max(_SMALL, _MOST_PACKED * path.stat().st_size):
            raise _too_large(path)  # files that share their bytes
        yield files


def _of_folder(path: Path, *, of_bag: bool) -> Iterator[tuple[str, _File]]:
    (root, *others) = [*data_folders(path)]
    if others:
        raise _not_one(path)
    above = root.absolute().parent
    if of_bag and root.absolute().name == DATA and (above / MANIFEST).is_file():
        root = above
    folders = [root]
    while folders:
        with _damage(path, str(folders[-1])), os.scandir(folders.pop()) as found:
            for one in found:
                name = Path(one.path).relative_to(root).as_posix()
                if one.is_dir(follow_symlinks=False):
                    folders.append(Path(one.path))
                elif one.is_file(follow_symlinks=False):
                    size = one.stat(follow_symlinks=False).st_size
                    yield name, _File(size, partial(_opened, Path(one.path)))
                else:
                    raise _unsafe(path, name)


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


def _of_zip(path: Path, packed: zipfile.ZipFile, *, of_bag: bool) -> Iterator[tuple[str, _File]]:
    found = [one for one in packed.infolist() if not one.is_dir()]
    roots = [PurePosixPath(one.filename).parent for one in found if _is_entries(one.filename)]
    if len(roots) != 1:
        raise _not_one(path)
    (root,) = roots
    if of_bag and root.name == DATA:
        root = root.parent
    for one in found:
        name = PurePosixPath(one.filename)
        if name.is_absolute() or ".." in name.parts or "\\" in one.filename or _is_link(one):
            raise _unsafe(path, one.filename)
        if one.flag_bits & _ENCRYPTED or one.compress_type not in _METHODS:
            raise NotARegisterError(
                _(
                    "{path} is encrypted, or packed in a way that this program does not read. "
                    "Unpack it, and name the folder."
                ).format(path=path)
            )
        if one.file_size > max(_SMALL, _MOST_PACKED * one.compress_size):
            raise _too_large(path)
        if name.is_relative_to(root):
            inside = str(name.relative_to(root))
            yield inside, _File(one.file_size, partial(packed.open, one))


def _is_entries(name: str) -> bool:
    return PurePosixPath(name).name == ENTRIES


def _is_link(one: zipfile.ZipInfo) -> bool:
    return S_ISLNK(one.external_attr >> 16)


def _checked(path: Path, found: Iterator[tuple[str, _File]]) -> dict[str, _File]:
    """Return files by their names, within bounds, none of which bears the name of another."""
    files: dict[str, _File] = {}
    size = 0
    for name, file in found:
        same = unicodedata.normalize("NFC", name)
        if same in files:
            raise _unsafe(path, name)
        files[same] = file
        size += file.size
        if len(files) > MOST_FILES or size > MOST_IN_ALL:
            raise _too_large(path)
    return files


@contextmanager
def _damage(path: Path, name: str) -> Iterator[None]:
    """Say that what lies there cannot be read."""
    try:
        yield
    except OSError as error:
        raise NotARegisterError(
            _("{path} cannot be read: {reason}.").format(path=path, reason=reason_of(error))
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise NotARegisterError(
            _(
                "The zip {path} is damaged or incomplete ({name} cannot be read): nothing was "
                "read from it. Copy it again from where it was made."
            ).format(path=path, name=visible(name))
        ) from error


def _not_one(path: Path) -> NotARegisterError:
    return NotARegisterError(
        _(
            "{path} is not a register, nor an auditor's bundle of one: it does not hold one file "
            "{name}. Check the name."
        ).format(path=path, name=ENTRIES)
    )


def _unsafe(path: Path, name: str) -> NotARegisterError:
    return NotARegisterError(
        _(
            "The bundle {path} holds {name}, which is a link, leads out of it, or is there twice: "
            "no bundle was made so, and nothing was read from it. Ask for another one."
        ).format(path=path, name=visible(name))
    )


def _too_large(path: Path) -> NotARegisterError:
    return NotARegisterError(
        _(
            "The bundle {path} unpacks to more files, or to larger ones, than any register holds: "
            "nothing was read from it. Ask whoever made it."
        ).format(path=path)
    )
