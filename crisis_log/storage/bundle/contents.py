"""What the files of a bundle hold of a register, and whether its entries are those it vouches for.

- `entries.jsonl`: the stored bytes, a line each; `leaves.txt`: the hash of each on record
- `attachments/`: files, under their digests; `issued/`: reports that no entry holds as they are
- `checkpoints/`: signed notes; `timestamps/`: replies about them
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import IO, Final

from crisis_log.entry import read_entry
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.merkle import NodeAt, leaf_hash, root_at
from crisis_log.evidence.note import Checkpoint, unverified_checkpoint
from crisis_log.evidence.signing_key import NoteError
from crisis_log.fact import UnreadableEntryError
from crisis_log.language import _
from crisis_log.progress import passing
from crisis_log.storage.bundle.carriers import Carriers
from crisis_log.storage.bundle.files import Files
from crisis_log.storage.bundle.place import ENTRIES
from crisis_log.storage.errors import AlteredBundleError, AlteredEntryError, NotARegisterError
from crisis_log.storage.evidence import Evidence, StoredTimestamp
from crisis_log.storage.transfer import Kept

_LEAVES: Final = "leaves.txt"
_LEAF: Final = re.compile(b"[0-9a-f]{64}\r?\n?")
_LEAF_LINE: Final = 65
_NO_LEAF: Final = bytes(32)
"""What stands for the hash of a leaf that cannot be read: no entry has it."""
_LONGEST_LINE: Final = 1 << 24
_ATTACHED: Final = re.compile("attachments/([0-9a-f]{64})-")
_ISSUED: Final = re.compile(r"issued/(R-[1-9][0-9]{0,8}\.pdf)")


class BundleContents:
    """See `transfer.Contents`; `path` names the bundle.

    Raises:
        NotARegisterError: from whatever reads, when it cannot be read.

    """

    def __init__(self, path: Path, files: Files) -> None:
        self._path = path
        self._files = files
        self._carriers = Carriers()
        self._checkpoints: list[Checkpoint] = []
        self._altered: int | None = None
        self._size = 0
        self.register_id = self._told_id()

    def _told_id(self) -> str:
        """Return the id in the first entry that can be read: what others say, an audit finds."""
        with self._files.reading(ENTRIES) as file:
            for line in _lines(file):
                with suppress(UnreadableEntryError):
                    return read_entry(line, tolerant=True).register_id
        raise NotARegisterError(
            _(
                "No entry of {path} can be read: nobody can say whose register it holds. Take the "
                "bundle again from where it was made."
            ).format(path=self._path)
        )

    def entries(self) -> Iterator[Kept]:
        """Return the entries beside their leaves on record, and see whether these are theirs."""
        total = self._files.size_of(_LEAVES) // _LEAF_LINE
        with self._files.reading(ENTRIES) as entries, self._files.reading(_LEAVES) as leaves:
            for content, leaf in passing(zip_longest(_lines(entries), _hashes(leaves)), total):
                self._size += 1
                if self._altered is None and (content is None or leaf_hash(content) != leaf):
                    self._altered = self._size
                if content is not None:
                    self._carriers.take(content)
                yield Kept(content, leaf)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Return the files under the digests that their names tell, else under their own."""
        for name in self._files.within("attachments"):
            content, named = self._files.content(name), _ATTACHED.match(name)
            yield named[1] if named else sha256(content).hexdigest(), content

    def issued(self) -> Iterator[tuple[str, bytes]]:
        """Return the issued reports that no entry holds as they are, by names such as R-1.pdf."""
        for name in self._files.within("issued"):
            if named := _ISSUED.fullmatch(name):
                yield named[1], self._files.content(name)

    def evidence(self) -> Iterator[Evidence]:
        """Return the notes, once for each carrier that an entry tells of, and the timestamps.

        A reply holds the digest of the note that it is about, whatever its file is called.
        """
        notes: dict[bytes, str] = {}
        for name in self._files.within("checkpoints"):
            note = self._files.content(name).decode(errors="replace")
            notes[sha256(note.encode()).digest()] = note
            yield from self._carriers.rows(note, self._signed(note))
        for name in self._files.within("timestamps"):
            reply = self._files.content(name)
            about = (note for digest, note in notes.items() if digest in reply)
            yield StoredTimestamp(next(about, ""), reply)

    def _signed(self, note: str) -> int:
        """Return how many entries a note signs, 0 where it cannot be read: an audit tells."""
        try:
            found = unverified_checkpoint(note)
        except NoteError:
            return 0
        if found.origin == origin_of(self.register_id):
            self._checkpoints.append(found)
        return found.size

    def check(self, node: NodeAt) -> None:
        """Hold all that was read to the leaves, and the tree of these to the checkpoints.

        Raises:
            AlteredEntryError: an entry is not the one whose leaf is on record.
            AlteredBundleError: the bundle's own checkpoints saw other entries, or more.

        """
        if self._altered is not None:
            raise AlteredEntryError(self._altered)
        for one in self._checkpoints:
            if one.size > self._size or root_at(one.size, node) != one.root:
                raise AlteredBundleError(str(self._path), one.size)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Return the lines of a file without what ends them."""
    while line := file.readline(_LONGEST_LINE):
        yield line.removesuffix(b"\n")


def _hashes(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(_LONGEST_LINE):
        yield bytes.fromhex(line.decode()) if _LEAF.fullmatch(line) else _NO_LEAF
