"""Does the log still hash to its tree? Every leaf, every node, the root, and the order.

The tree is fed with the leaves that were stored when the entries were recorded. So an
entry altered since is named by its own leaf, and does not hide what else was altered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from crisis_log.audit.finding import Finding
from crisis_log.evidence.merkle import HASH_SIZE, Frontier, NodeAt, leaf_hash, leaf_hashes
from crisis_log.language import _
from crisis_log.storage import ScannedEntry, scan_file

Progress = Callable[[int], object]
"""Called with the number of entries read since it was last called."""
_PART_LEVEL: Final = 12
"""Processes share the log in parts of 2**12 entries."""
_RECORDED_AT: Final = b'"recorded_at":"'
_WHOLE: Final = len("2020-03-18T17:30:15.250001Z")


class LogCheck:
    """The check of a log's tree, fed with entries in order, from the entry after `first`."""

    def __init__(self, leaves: Callable[[int, int], Mapping[int, bytes]], first: int = 0) -> None:
        self._leaves = leaves
        self._tree = Frontier()
        self._first = first
        self.nodes: list[bytes] = []
        self.is_cut = False

    @property
    def size(self) -> int:
        """The number of the last entry whose leaf was fed."""
        return self._first + self._tree.size

    def root(self) -> bytes:
        """Return the root of what was fed."""
        return self._tree.root()

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

    def _grown(self, leaves: Sequence[bytes]) -> list[bytes]:
        """Feed `leaves`; return what each of their rows holds: leaf and nodes it completes."""
        before = self._tree.size
        rows = self._tree.extend(leaves)
        expected = list(leaves)
        for level, first, hashes in rows[1:]:
            for index, node in enumerate(hashes, start=first + 1):
                expected[(index << level) - 1 - before] += node
            if level == _PART_LEVEL:
                self.nodes += hashes
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
            filled.append(there.get(number) or ScannedEntry(number, "", None, leaves[number]))
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


def check_numbers(entries: Sequence[ScannedEntry], after: int) -> Iterator[Finding]:
    """Return the entries that are not numbered one more than the one before them, `after` first."""
    numbers = [entry.number for entry in entries]
    if numbers == list(range(after + 1, after + 1 + len(numbers))):
        return
    for earlier, number in pairwise([after, *numbers]):
        if number != earlier + 1:
            yield misnumbered(earlier + 1, number)


def misnumbered(expected: int, found: int) -> Finding:
    """Return that entry `found` stands where entry `expected` must."""
    return Finding(
        code="numbering",
        entry=int(found),
        expected=str(expected),
        found=str(found),
        meaning=_("An entry is missing, or was inserted."),
    )


def check_order(entries: Sequence[ScannedEntry]) -> Iterator[Finding]:
    """Return the entries recorded no later than the one before them, without reading facts."""
    contents = [entry.content or b"" for entry in entries]
    starts = [content.find(_RECORDED_AT) + len(_RECORDED_AT) for content in contents]
    ends = [start + _WHOLE for start in starts]
    times = [content[start:end] for content, start, end in zip(contents, starts, ends, strict=True)]
    if all(earlier < later for earlier, later in pairwise(times)) and all(
        time[-1:] == b"Z" for time in times
    ):
        return
    for (earlier, _first), (later, entry) in pairwise(zip(times, entries, strict=True)):
        if _instant(later) <= _instant(earlier):
            yield Finding(
                code="clock",
                entry=entry.number,
                expected=_("later than {time}").format(time=_text(earlier)),
                found=_text(later),
                meaning=_("Entries were reordered, or a time was altered."),
            )


def _instant(stored: bytes) -> datetime:
    try:
        return datetime.fromisoformat(_text(stored))
    except ValueError:
        return datetime.fromisoformat("0001-01-01T00:00:00Z")


def _text(stored: bytes) -> str:
    return stored.partition(b'"')[0].decode(errors="replace")


class Part(NamedTuple):
    """What one process found in its part of the log: findings, and its nodes of level 12.

    `leaves` are those that complete no such node; `edges` are the first and last entry.
    """

    nodes: list[bytes]
    leaves: list[bytes]
    findings: list[Finding]
    edges: list[ScannedEntry]


def check_part(path: Path, register_id: str, first: int, last: int) -> Part:
    """Check the entries `first` < number ≤ `last`, none missing; `first` is a multiple of 2**12.

    Nodes above level 12 are left to whoever puts the parts together.
    """
    part = Part([], [], [], [])
    for entries in scan_file(path, register_id, first, last):
        check = LogCheck(lambda _after, _upto: {}, entries[0].number - 1)
        part.findings.extend(check.take([_cropped(entry) for entry in entries]))
        part.findings.extend(check_numbers(entries, part.edges[1].number if part.edges else first))
        part.findings.extend(check_order([*part.edges[1:], *entries]))
        part.edges[:] = [part.edges[0] if part.edges else entries[0], entries[-1]]
        if check.nodes:
            part.nodes.extend(check.nodes)
        else:
            part.leaves.extend(entry.nodes[:HASH_SIZE] for entry in entries)
    return part


def _cropped(entry: ScannedEntry) -> ScannedEntry:
    highest = (_PART_LEVEL + 1) * HASH_SIZE
    return entry if len(entry.nodes) <= highest else entry._replace(nodes=entry.nodes[:highest])


def check_in_parts(
    path: Path, register_id: str, size: int, jobs: int, node: NodeAt
) -> tuple[bytes, list[Finding]]:
    """Check a log without gaps with several processes; return its root and what is wrong."""
    parts = size >> _PART_LEVEL
    bounds = [(parts * n // jobs) << _PART_LEVEL for n in range(jobs)] + [size]
    tree = Frontier()
    findings: list[Finding] = []
    before: list[ScannedEntry] = []
    with ProcessPoolExecutor(jobs) as pool:
        found = [
            pool.submit(check_part, path, register_id, first, last)
            for first, last in pairwise(bounds)
        ]
        for part in (future.result() for future in found):
            findings += [*part.findings, *check_order([*before, *part.edges[:1]])]
            before = part.edges[1:]
            for level, first, hashes in tree.extend(part.nodes, _PART_LEVEL)[1:]:
                findings += _upper_findings(level, first, hashes, node)
            tree.extend(part.leaves)
    return tree.root(), findings


def _upper_findings(
    level: int, first: int, hashes: Sequence[bytes], node: NodeAt
) -> Iterator[Finding]:
    for index, expected in enumerate(hashes, start=first):
        found = node(level, index)
        if found != expected:
            yield _altered_node((index + 1) << level, expected, found)
