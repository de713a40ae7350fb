"""Does every entry hash to its leaf, and the tree grow from the leaves as it is stored?

The tree is fed with the leaves that were stored when the entries were recorded. So an
entry altered since is named by its own leaf, and does not hide what else was altered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import add
from typing import NamedTuple

from crisis_log.audit.finding import Finding
from crisis_log.evidence.merkle import HASH_SIZE, Frontier, leaf_hash, leaf_hashes
from crisis_log.language import _
from crisis_log.storage import (
    RUN_LEVEL,
    ScannedEntry,
)


class Block(NamedTuple):
    """What a process found in a run that is as it must be.

    `nodes` are those from the level of the run upwards, as its last row holds them;
    `edges` the contents of its first and last entry.
    """

    root: bytes
    nodes: bytes
    edges: tuple[bytes, bytes]


class TreeCheck:
    """The check of a log's tree, fed with entries in order, from the first on."""

    def __init__(self, leaves: Callable[[int, int], Mapping[int, bytes]]) -> None:
        self._leaves = leaves
        self._tree = Frontier()
        self.is_cut = False

    @property
    def size(self) -> int:
        """The number of the last entry whose leaf was fed."""
        return self._tree.size

    def root(self) -> bytes:
        """Return the root of what was fed."""
        return self._tree.root()

    def take_sound(self, contents: Sequence[bytes], nodes: Sequence[bytes]) -> bool:
        """Feed the next contents with their nodes if all is well with them, or else nothing."""
        return self._grows_as(leaf_hashes(contents), nodes)

    def take_block(self, block: Block) -> bool:
        """Feed a run of entries that was checked elsewhere, likewise."""
        return self._grows_as([block.root], [block.nodes], RUN_LEVEL)

    def take(self, entries: Sequence[ScannedEntry]) -> Iterator[Finding]:
        """Feed the next entries; return what is wrong with their leaves and nodes."""
        known = [entry for entry in entries if entry.number > self.size and not self.is_cut]
        if known and known[-1].number - self.size > len(known):
            known = self._with_missing(known)
            if self.is_cut:
                yield _unproven(self.size + len(known) + 1)
        if self.is_cut:
            proven = self.size + len(known)
            for entry in entries:
                if entry.number > proven:
                    yield from _leaf_findings(entry, leaf_hash(entry.content or b""))
        computed = leaf_hashes([entry.content or b"" for entry in known])
        stored = [entry.nodes for entry in known]
        leaves = computed
        if [nodes[:HASH_SIZE] for nodes in stored] != computed:
            leaves = []
            for entry, found in zip(known, computed, strict=True):
                leaves.append(entry.nodes[:HASH_SIZE] or found)
                yield from _leaf_findings(entry, found)
        expected = self._grown(leaves)
        if expected != stored:
            yield from _node_findings(known, expected)

    def _grows_as(self, hashes: Sequence[bytes], stored: Sequence[bytes], level: int = 0) -> bool:
        before = self._tree.copy()
        if self.is_cut or self._grown(hashes, level) != stored:
            self._tree = before
            return False
        return True

    def _grown(self, hashes: Sequence[bytes], level: int = 0) -> list[bytes]:
        """Feed nodes of `level`; return what is stored of each: it, and nodes it completes."""
        before = self.size >> level
        expected = list(hashes)
        for above, first, nodes in self._tree.extend(hashes, level)[1:]:
            step = 1 << (above - level)
            places = slice((first + 1) * step - 1 - before, None, step)
            expected[places] = map(add, expected[places], nodes)
        return expected

    def _with_missing(self, entries: Sequence[ScannedEntry]) -> list[ScannedEntry]:
        """Fill the gaps of the log with the leaves that the tree still has.

        Where the tree has a gap too, the feeding ends: only leaves can still be compared.
        """
        there = {entry.number: entry for entry in entries}
        leaves = self._leaves(self.size, entries[-1].number)
        filled: list[ScannedEntry] = []
        for number in sorted(there.keys() | leaves.keys()):
            if number != self.size + 1 + len(filled):
                self.is_cut = True
                break
            filled.append(there.get(number) or ScannedEntry(number, b"", None, leaves[number]))
        return filled


def _leaf_findings(entry: ScannedEntry, computed: bytes) -> Iterator[Finding]:
    stored = entry.nodes[:HASH_SIZE]
    if not stored:
        yield _unproven(entry.number)
    elif entry.content is not None and stored != computed:
        yield Finding(
            code="leaf",
            entry=entry.number,
            expected=stored.hex(),
            found=computed.hex(),
            meaning=_("The entry is not the one that was recorded: its content was altered."),
        )


def _unproven(number: int) -> Finding:
    return Finding(
        code="tree",
        entry=number,
        expected=_("a leaf for each entry"),
        found=_("no leaf"),
        meaning=_("The proof tree was cut or altered: this entry is not proven."),
    )


def _node_findings(entries: Sequence[ScannedEntry], expected: Sequence[bytes]) -> Iterator[Finding]:
    for entry, nodes in zip(entries, expected, strict=True):
        if entry.nodes and entry.nodes != nodes:
            yield _altered_node(entry.number, nodes, entry.nodes)


def _altered_node(number: int, expected: bytes, found: bytes) -> Finding:
    return Finding(
        code="tree",
        entry=number,
        expected=expected.hex(),
        found=found.hex(),
        meaning=_("The proof tree was altered: a node does not follow from its leaves."),
    )
