"""Where the reports issued from a register lie, each under its number.

The register holds their digests, and but for those of version 0.1 the files too: these are
copies to hand out. What lies there is never replaced: a report that the register does not know
bears witness to what it lost.

    lay_aside ──▶ entry recorded ──▶ settle: the file gets its name

A file laid aside bears the beginning of its digest, so that whoever finds the entry without
the file, after a crash, can finish.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from glob import escape
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from crisis_log.files import FileError, create_private, file_errors, give_name, read, sync_folder
from crisis_log.language import _
from crisis_log.outputs import make_folder
from crisis_log.rights import OWNER_ALONE, Rights, give, give_if_ours, may, rights_of, rights_text
from crisis_log.slices.issued_report import label

_ENDING: Final = "-reports"
_REPORT: Final = re.compile(r"(?P<name>.+)-R-(?P<number>[1-9][0-9]{0,8})\.pdf", re.DOTALL)
_OF_DIGEST: Final = 8
"""How many letters of its digest the name of a file laid aside bears."""


def _unwritten() -> str:
    return _("The report cannot be written to {path}: {reason}.")


class Shelf(NamedTuple):
    """A folder of issued reports, whose files begin with `name`; it may not be there yet.

    What is put there has the `rights` of what is made from the register. One that is `unpacked`
    is gone with the process.

    Raises:
        FileError: from every method that writes or lists.

    """

    folder: Path
    name: str
    rights: Rights = OWNER_ALONE
    unpacked: bool = False

    def told(self, path: Path) -> str:
        """Return how people are told of a file that lies there."""
        return path.name if self.unpacked else str(path)

    def path_of(self, number: int) -> Path:
        """Return where report R-`number` lies."""
        return self.folder / f"{self.name}-{label(number)}.pdf"

    def files(self) -> Iterator[tuple[int | None, Path]]:
        """Return every PDF that lies there, by number; None where its name tells none."""
        found = [(self._number_of(path), path) for path in _listed(self.folder)]
        yield from sorted(found, key=lambda one: (one[0] is None, one))

    def _number_of(self, path: Path) -> int | None:
        match = _REPORT.fullmatch(path.name)
        return int(match["number"]) if match and match["name"] == self.name else None

    def find(self, number: int) -> bytes | None:
        """Return the file of report R-`number`, if it is there and can be read."""
        try:
            return read(self.path_of(number))
        except FileError:
            return None

    def digest_of(self, number: int) -> str | None:
        """Return the SHA-256 of that file, in hexadecimal; None when there is none."""
        found = self.find(number)
        return None if found is None else sha256(found).hexdigest()

    def lay_aside(self, number: int, content: bytes) -> None:
        """Have the file of report R-`number` on disk beside its place."""
        with file_errors(
            _("The folder of the issued reports, {path}, cannot be made: {reason}."), self.folder
        ):
            make_folder(self.folder, self.rights)
            give_if_ours(self.folder, self.rights.of_folder())
        _check_usable(self.folder, os.W_OK)
        digest = sha256(content).hexdigest()
        self.forget(number, digest)
        try:
            with file_errors(_unwritten(), self.path_of(number)):
                self._write(self._aside(number, digest), content)
        except BaseException:
            self.forget(number, digest)
            raise

    def _write(self, aside: Path, content: bytes) -> None:
        create_private(aside)
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        give(aside, self.rights)

    def forget(self, number: int, digest: str) -> None:
        """Remove a file laid aside: its report is not issued."""
        with suppress(OSError):
            self._aside(number, digest).unlink()

    def settle(self, number: int, digest: str) -> bool:
        """Put the file with this SHA-256, if it was laid aside, in its place; return whether.

        Others that were laid aside for the number are removed: only one report gets it.
        """
        path, aside = self.path_of(number), self._aside(number, digest)
        if not _has(aside, digest):
            return False
        with file_errors(_unwritten(), path):
            try:
                give_name(aside, path)
            except FileExistsError:
                if not _has(path, digest):
                    raise
            sync_folder(self.folder)
        for left in self.folder.glob(f".{escape(path.name)}.{'[0-9a-f]' * _OF_DIGEST}"):
            with suppress(OSError):
                left.unlink()
        return True

    def _aside(self, number: int, digest: str) -> Path:
        path = self.path_of(number)
        return path.with_name(f".{path.name}.{digest[:_OF_DIGEST]}")


class Shelves(NamedTuple):
    """The shelves beside a register: those it may begin, the likely one first; all others."""

    usual: list[Shelf]
    others: list[Shelf]


def usual_folder(register: Path) -> Path:
    """Return where the reports of a register file usually lie."""
    path = register.resolve() if register.is_symlink() else register
    return path.with_name(f"{path.stem}{_ENDING}")


def shelves_beside(register: Path, register_id: str) -> Shelves:
    """Return the shelves in the folder of a register file, wherever links to it lie."""
    path = register.resolve() if register.is_symlink() else register
    usual = [path.with_name(f"{name}{_ENDING}") for name in (path.stem, register_id)]
    found = sorted(one for one in path.parent.glob(f"*{_ENDING}") if one.is_dir())
    others = [one for one in found if one not in usual]
    rights = rights_of(path)
    return Shelves(*([_shelf(one, rights) for one in some] for some in (usual, others)))


def _shelf(folder: Path, rights: Rights) -> Shelf:
    """Return the shelf in `folder`; its reports may be named otherwise, if it was renamed."""
    usual = folder.name.removesuffix(_ENDING)
    matches = [_REPORT.fullmatch(path.name) for path in _listed(folder)]
    names = [match["name"] for match in matches if match]
    return Shelf(folder, usual if usual in names else next(iter(names), usual), rights)


def _listed(folder: Path) -> list[Path]:
    _check_usable(folder, os.R_OK)
    sentence = _("The folder of the issued reports, {path}, cannot be read: {reason}.")
    with file_errors(sentence, folder), suppress(FileNotFoundError, NotADirectoryError):
        return sorted(one for one in folder.iterdir() if one.suffix.lower() == ".pdf")
    return []


def _check_usable(folder: Path, to_do: int) -> None:
    if folder.is_dir() and not may(folder, to_do | os.X_OK):
        raise FileError(
            _(
                "This account may not use the folder of the issued reports, {path} ({rights}). "
                "“doctor” says what to type."
            ).format(path=folder, rights=rights_text(folder))
        )


def _has(path: Path, digest: str) -> bool:
    try:
        return sha256(read(path)).hexdigest() == digest
    except FileError:
        return False
