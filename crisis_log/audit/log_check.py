"""Does the log still hash to its tree? Every leaf, every node, the root, and the order.

    a run of entries ──read raw──▶ as it must be, as a whole?
                                     yes ─▶ the next run       (of 2**10, by any process)
                                     no  ─▶ each of its rows, by name

The tree is fed with the leaves that were stored when the entries were recorded. So an
entry altered since is named by its own leaf, and does not hide what else was altered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from operator import add, lt
from typing import Final, NamedTuple

from crisis_log.audit.finding import Finding, Findings
from crisis_log.evidence.merkle import HASH_SIZE, Frontier, leaf_hash, leaf_hashes
from crisis_log.language import _, counted
from crisis_log.progress import watcher
from crisis_log.storage import (
    BEFORE_ALL,
    RUN,
    RUN_LEVEL,
    Examination,
    Place,
    ProvenLog,
    ScannedEntry,
    Store,
)

_RECORDED_AT: Final = b'"recorded_at":"'
_WHOLE: Final = len("2020-03-18T17:30:15.250001Z")


class Block(NamedTuple):
    """What a process found in a run that is as it must be.

    `nodes` are those from the level of the run upwards, as its last row holds them;
    `edges` the contents of its first and last entry.
    """

    root: bytes
    nodes: bytes
    edges: tuple[bytes, bytes]


class LogCheck:
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


def check_numbers(entries: Sequence[ScannedEntry], after: int) -> Iterator[Finding]:
    """Return the entries that are not numbered one more than the one before them, `after` first."""
    numbers = [entry.number for entry in entries]
    if numbers == list(range(after + 1, after + 1 + len(numbers))):
        return
    for earlier, number in pairwise([after, *numbers]):
        if number != earlier + 1:
            yield misnumbered(earlier + 1, number)


def _check_fractions(log: ProvenLog, after: int, upto: int) -> Iterator[Finding]:
    """Return whether rows with a fraction for a number stand among entries."""
    count = log.unnumbered(after, upto)
    if count:
        yield Finding(
            code="numbering",
            entry=after + 1,
            expected=str(after + 1),
            found=counted("{count} row without a number", "{count} rows without a number", count),
            meaning=_("An entry is missing, or was inserted."),
        )


def misnumbered(expected: int, found: int) -> Finding:
    """Return that entry `found` stands where entry `expected` must."""
    return Finding(
        code="numbering",
        entry=int(found),
        expected=str(expected),
        found=str(found),
        meaning=_("An entry is missing, or was inserted."),
    )


def is_ordered(contents: Sequence[bytes]) -> bool:
    """Whether each entry was recorded after the one before; no, where bytes cannot tell."""
    times = [
        content[(start := content.find(_RECORDED_AT) + len(_RECORDED_AT)) : start + _WHOLE]
        for content in contents
    ]
    joined = b"".join(times)
    are_whole = len(joined) == _WHOLE * len(times)
    are_universal = joined[_WHOLE - 1 :: _WHOLE] == b"Z" * len(times)
    return are_whole and are_universal and all(map(lt, times, times[1:]))


def check_order(entries: Sequence[ScannedEntry]) -> Iterator[Finding]:
    """Return the entries recorded no later than the one before them, without reading facts."""
    for before, entry in pairwise(entries):
        earlier, later = _recorded_at(before), _recorded_at(entry)
        if _instant(later) <= _instant(earlier):
            yield Finding(
                code="clock",
                entry=entry.number,
                expected=_("later than {time}").format(time=earlier),
                found=later,
                meaning=_("Entries were reordered, or a time was altered."),
            )


def _recorded_at(entry: ScannedEntry) -> str:
    _before, _mark, time = (entry.content or b"").partition(_RECORDED_AT)
    return time[:_WHOLE].partition(b'"')[0].decode(errors="replace")


def _instant(stored: str) -> datetime:
    try:
        return datetime.fromisoformat(stored)
    except ValueError:
        return datetime.fromisoformat("0001-01-01T00:00:00Z")


def check_log(seen: Examination, findings: Findings, jobs: int = 1) -> bytes:
    """Check a log that has a tree, with `jobs` processes; add to `findings`, return its root."""
    size, log, check = seen.size(), seen.log(), LogCheck(seen.leaves)
    last = log.scan(BEFORE_ALL, 0)
    findings.take([*check_numbers(last, 0), *check_order(last)])
    if jobs > 1 and not last:
        for block in _shared(seen.source(), size >> RUN_LEVEL, jobs):
            contents = [*_contents(last), block.edges[0]]
            if not (is_ordered(contents) and check.take_block(block)):
                break
            last = [ScannedEntry(check.size, b"", block.edges[1], b"")]
            watcher()(check.size, size)
    while (after := last[-1].number if last else 0) < size:
        sound = _sound_run(log, check, last[-1:], min(after + RUN, size))
        if sound:
            last = [sound]
            watcher()(sound.number, size)
            continue
        entries = log.scan(after, size)
        if not entries:
            break
        findings.take(_check_fractions(log, after, entries[-1].number))
        findings.take(check.take(entries))
        findings.take(check_numbers(entries, after))
        findings.take(check_order([*last[-1:], *entries]))
        last = entries
        watcher()(last[-1].number, size)
    return check.root()


def _sound_run(
    log: ProvenLog, check: LogCheck, last: Sequence[ScannedEntry], upto: int
) -> ScannedEntry | None:
    """Feed the entries after `last` up to `upto` if all is well with them; return their last."""
    after = check.size
    if after != (last[0].number if last else 0):
        return None
    pairs = log.pairs(after, upto)
    contents, nodes = [content for content, _nodes in pairs], [nodes for _content, nodes in pairs]
    is_whole = len(pairs) == upto - after and is_ordered([*_contents(last), *contents])
    if not (is_whole and check.take_sound(contents, nodes)):
        return None
    return ScannedEntry(upto, b"", contents[-1], b"")


def _contents(entries: Sequence[ScannedEntry]) -> list[bytes]:
    return [entry.content or b"" for entry in entries]


def _shared(source: Place, runs: int, jobs: int) -> Iterator[Block]:
    """Return the first `runs` as several processes find them, up to one that is not sound."""
    from concurrent.futures import ProcessPoolExecutor  # 20 ms that only this should pay

    bounds = [(runs * n // jobs) << RUN_LEVEL for n in range(jobs + 1)]
    with ProcessPoolExecutor(jobs) as pool:
        parts = [pool.submit(sound_blocks, source, first, last) for first, last in pairwise(bounds)]
        for (first, last), part in zip(pairwise(bounds), parts, strict=True):
            found = part.result()
            yield from found
            if len(found) << RUN_LEVEL < last - first:
                break


def sound_blocks(source: Place, first: int, last: int) -> list[Block]:
    """Return the runs of the entries `first` < number ≤ `last`, up to one that is not sound.

    Both are multiples of `RUN`. Nodes above those of a run are left to `LogCheck.take_block`.
    """
    blocks = []
    with Store.open(source, read_only=True) as store, store.log() as log:
        for after in range(first, last, RUN):
            block = _block(log.pairs(after, after + RUN))
            if block is None:
                break
            blocks.append(block)
    return blocks


def _block(pairs: Sequence[tuple[bytes, bytes]]) -> Block | None:
    contents, nodes = [content for content, _nodes in pairs], [nodes for _content, nodes in pairs]
    if len(pairs) < RUN or not is_ordered(contents):
        return None
    last, check = nodes[-1], LogCheck(lambda _after, _upto: {})
    nodes[-1] = last[: (RUN_LEVEL + 1) * HASH_SIZE]
    if not check.take_sound(contents, nodes):
        return None
    return Block(check.root(), last[RUN_LEVEL * HASH_SIZE :], (contents[0], contents[-1]))
