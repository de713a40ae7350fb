"""Does the log still hash to its tree? Every leaf, every node, the root, and the order.

a run of entries ──read raw──▶ as it must be, as a whole?
yes ─▶ the next run       (of 2**10, by any process)
no  ─▶ each of its rows, by name
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from crisis_log.audit.finding import Findings
from crisis_log.audit.order_check import check_fractions, check_numbers, check_order, is_ordered
from crisis_log.audit.tree_check import Block, TreeCheck
from crisis_log.evidence.merkle import HASH_SIZE
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


def check_log(seen: Examination, findings: Findings, jobs: int = 1) -> bytes:
    """Check a log that has a tree, with `jobs` processes; add to `findings`, return its root."""
    size, log, check = seen.size(), seen.log(), TreeCheck(seen.leaves)
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
        findings.take(check_fractions(log, after, entries[-1].number))
        findings.take(check.take(entries))
        findings.take(check_numbers(entries, after))
        findings.take(check_order([*last[-1:], *entries]))
        last = entries
        watcher()(last[-1].number, size)
    return check.root()


def _sound_run(
    log: ProvenLog, check: TreeCheck, last: Sequence[ScannedEntry], upto: int
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

    Both are multiples of `RUN`. Nodes above those of a run are left to `TreeCheck.take_block`.
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
    last, check = nodes[-1], TreeCheck(lambda _after, _upto: {})
    nodes[-1] = last[: (RUN_LEVEL + 1) * HASH_SIZE]
    if not check.take_sound(contents, nodes):
        return None
    return Block(check.root(), last[RUN_LEVEL * HASH_SIZE :], (contents[0], contents[-1]))
