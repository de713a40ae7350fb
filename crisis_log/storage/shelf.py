"""Where the reports issued from a register lie, each under its number.

The register holds their digests; the files can be made again from the log.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from crisis_log.files import FileError, file_errors, read
from crisis_log.language import _
from crisis_log.outputs import make_folder, prepared
from crisis_log.rights import OWNER_ALONE, Rights
from crisis_log.slices.issued_report import label


class Shelf(NamedTuple):
    """A folder of issued reports, all of the register `name`; it may not be there yet.

    What is put there has the `rights` of what is made from the register.

    Raises:
        FileError: from every method that writes.

    """

    folder: Path
    name: str
    rights: Rights = OWNER_ALONE

    def path_of(self, number: int) -> Path:
        """Return where report R-`number` lies."""
        return self.folder / f"{self.name}-{label(number)}.pdf"

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

    @contextmanager
    def prepared(self, number: int, content: bytes) -> Iterator[Path]:
        """Have the file on disk beside its place; put it there once the block is done."""
        self.make()
        with prepared(self.path_of(number), content, self.rights):
            yield self.path_of(number)

    def make(self) -> None:
        """Make the folder, unless it is there."""
        with file_errors(
            _("The folder of the issued reports, {path}, cannot be made: {reason}."), self.folder
        ):
            make_folder(self.folder, self.rights)
