"""The Merkle tree over a log: its root, its growth, proofs and their verification.

The tree of RFC 6962 section 2.1, which RFC 9162 section 2.1 keeps, with SHA-256. Leaf
number `i`, from 0, is entry `i + 1`. A node `(level, index)` is the hash over the leaves
from `index * 2**level` to `(index + 1) * 2**level`; once these leaves exist it never
changes, so a log stores its nodes and any proof looks up O(log n) of them.

Whoever verifies trusts nothing they are given: a proof with a byte too many, a number
that is not one, an empty tree, is refused with `ProofError` and no other exception.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import add
from typing import Final, NamedTuple

from crisis_log.evidence.exact import LARGEST
from crisis_log.language import _, counted, whole

NodeAt = Callable[[int, int], bytes]
HASH_SIZE: Final = 32
EMPTY_ROOT: Final = hashlib.sha256().digest()


class ProofError(ValueError):
    """A proof does not hold, or none can exist; the message is a sentence for people."""


class Row(NamedTuple):
    """Nodes of one `level` that follow each other, the first of them at index `first`."""

    level: int
    first: int
    hashes: list[bytes]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of an entry's stored bytes (RFC 9162 section 2.1.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def leaf_hashes(contents: Iterable[bytes]) -> list[bytes]:
    """Return the leaf hash of each of `contents`, fast."""
    return _hashes(b"\x00", contents)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 9162 section 2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that is fed with leaf hashes in bulk and forgets what it no longer needs.

    It keeps, of each level, the last node that has no right sibling yet.
    """

    def __init__(self) -> None:
        self.size = 0
        self._unpaired: list[bytes | None] = []

    def extend(self, hashes: Sequence[bytes], level: int = 0) -> list[Row]:
        """Add leaf hashes; return them and then every node they complete, level by level.

        With a `level`, `hashes` are nodes of that level, computed elsewhere.

        Raises:
            ValueError: when such nodes cannot come next: `size` is not a multiple of 2**level.

        """
        if self.size % (1 << level):
            raise ValueError(level)
        self.size += len(hashes) << level
        rows, row = list[Row](), list(hashes)
        self._unpaired += [None] * (self.size.bit_length() - len(self._unpaired))
        while row:
            rows.append(Row(level, (self.size >> level) - len(row), row))
            waiting = self._unpaired[level]
            pairs = row if waiting is None else [waiting, *row]
            self._unpaired[level] = pairs[-1] if len(pairs) % 2 else None
            row = _hashes(b"\x01", map(add, pairs[::2], pairs[1::2]))
            level += 1
        return rows

    def copy(self) -> Frontier:
        """Return the same tree, to be fed apart."""
        other = Frontier()
        other.size, other._unpaired = self.size, self._unpaired.copy()
        return other

    def root(self) -> bytes:
        """Return the root of all that was fed so far."""
        return _folded([peak for peak in reversed(self._unpaired) if peak is not None])


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root of the tree over `leaf_hashes` (RFC 9162 section 2.1.1)."""
    tree = Frontier()
    tree.extend(leaf_hashes)
    return tree.root()


def appended(size: int, leaves: Sequence[bytes], node: NodeAt) -> list[list[bytes]]:
    """Return each of `leaves`, from number `size` on, and every node it completes, upwards.

    Each result has the node of level 0 first; `node` is asked for those before them only.
    """
    made = [[leaf] for leaf in leaves]
    row, first, level = list(leaves), size, 0
    while row:
        if first % 2:
            first -= 1
            row.insert(0, node(level, first))
        row = _hashes(b"\x01", map(add, row[::2], row[1::2]))
        first, level = first // 2, level + 1
        for index, completed in enumerate(row, start=first + 1):
            made[(index << level) - 1 - size].append(completed)
    return made


def root_at(size: int, node: NodeAt) -> bytes:
    """Return the root of the first `size` leaves, from stored nodes."""
    return _range_hash(0, size, node)


def root_with(size: int, first: int, leaves: Sequence[bytes], node: NodeAt) -> bytes:
    """Return the root of `size` leaves of which those from `first` on are `leaves`.

    Of the rest, the complete nodes beside this range are looked up, level by level: its
    neighbour on the left, its neighbour on the right, and the peaks of the tree.
    """
    row, peaks = list(leaves), list[bytes]()
    for level in range(size.bit_length()):
        complete = size >> level
        if row and first % 2:
            first -= 1
            row.insert(0, node(level, first))
        end = first + len(row)
        if row and end % 2 and end < complete:
            row.append(node(level, end))
        if complete % 2:
            is_ours = row and end == complete
            peaks.append(row.pop() if is_ours else node(level, complete - 1))
        row = _hashes(b"\x01", map(add, row[::2], row[1::2]))
        first //= 2
    return _folded(peaks[::-1])


def root_among(size: int, leaves: Mapping[int, bytes], node: NodeAt) -> bytes:
    """Return the root of `size` leaves of which those at the indexes of `leaves` are these.

    Of the rest, the nodes `beside` them are looked up, each once: this is as many inclusion
    proofs in one, whose leaves stand in for each other's siblings.
    """
    row, peaks = dict(leaves), list[bytes]()
    for level in range(size.bit_length()):
        complete = size >> level
        if complete % 2:
            peaks.append(row.pop(complete - 1, b"") or node(level, complete - 1))
        pairs = {
            index >> 1: (row.get(index & ~1) or node(level, index & ~1))
            + (row.get(index | 1) or node(level, index | 1))
            for index in row
        }
        row = dict(zip(pairs, _hashes(b"\x01", pairs.values()), strict=True))
    return _folded(peaks[::-1])


def beside(size: int, indexes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Return the level and index of the nodes that `root_among` looks up, but for the peaks."""
    row = set(indexes)
    for level in range(size.bit_length()):
        row -= {(size >> level) - 1} if (size >> level) % 2 else set()
        yield from ((level, index ^ 1) for index in row if index ^ 1 not in row)
        row = {index >> 1 for index in row}


def inclusion_proof(index: int, size: int, node: NodeAt) -> list[bytes]:
    """Return the path from leaf `index` to the root of `size` leaves (RFC 9162 2.1.3.1).

    Raises:
        ProofError: when there is no such leaf.

    """
    _check_index(index, size)
    path, start, end = list[bytes](), 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(middle, end, node))
            end = middle
        else:
            path.append(_range_hash(start, middle, node))
            start = middle
    return path[::-1]


def consistency_proof(size1: int, size2: int, node: NodeAt) -> list[bytes]:
    """Return the proof that `size2` leaves extend the first `size1` (RFC 9162 2.1.4.1).

    It is empty when the sizes are equal, and when `size1` is 0: anything extends nothing.

    Raises:
        ProofError: when `size1` is larger than `size2`.

    """
    _check_sizes(size1, size2)
    if size1 == 0:
        return []
    path, start, end = list[bytes](), 0, size2
    while end != size1:
        middle = start + _split(end - start)
        if size1 <= middle:
            path.append(_range_hash(middle, end, node))
            end = middle
        else:
            path.append(_range_hash(start, middle, node))
            start = middle
    if start:
        path.append(_range_hash(start, end, node))
    return path[::-1]


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that leaf `index` of the `size` under `root` is `leaf_hash` (RFC 9162 2.1.3.2).

    A root does not tell its size: trees in which the leaf's path has the same shape are
    alike. So `size` and `root` come from one signed checkpoint, never from the proof.

    Raises:
        ProofError: when this is not proven, exactly.

    """
    _check_index(index, size)
    _check_hashes(proof, leaf_hash, root)
    if _climbed(index, size - 1, leaf_hash, proof)[1] != root:
        raise _not_proven()


def verify_consistency(
    size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes
) -> None:
    """Check that the log under `root2` begins with the one under `root1` (RFC 9162 2.1.4.2).

    The RFC leaves out equal sizes and the empty log. Equal sizes: the roots are equal and
    the proof empty. `size1` 0: `root1` is `EMPTY_ROOT` and the proof empty; it says nothing
    of what `root2` holds.

    Raises:
        ProofError: when this is not proven, exactly.

    """
    _check_sizes(size1, size2)
    _check_hashes(proof, root1, root2)
    if size1 in {0, size2}:
        if proof or (size1 == size2 and root1 != root2) or (size1 == 0 and root1 != EMPTY_ROOT):
            raise _not_proven()
        return
    if not proof:
        raise _not_proven()
    first, *path = [root1, *proof] if size1 & (size1 - 1) == 0 else proof
    fn, sn = size1 - 1, size2 - 1
    while fn % 2:
        fn, sn = fn >> 1, sn >> 1
    if _climbed(fn, sn, first, path) != (root1, root2):
        raise _not_proven()


def _climbed(fn: int, sn: int, first: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Climb from node `fn` to the root along `path`; `sn` is the last node of its level.

    Return the root of the tree that ends with node `fn`, and that of the whole tree: `fr`
    and `sr` of RFC 9162 2.1.4.2. The second alone is `r` of 2.1.3.2, step for step.
    """
    fr = sr = first
    for sibling in path:
        if sn == 0:
            raise _not_proven()
        if fn % 2 or fn == sn:
            fr, sr = node_hash(sibling, fr), node_hash(sibling, sr)
            while fn and not fn % 2:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise _not_proven()
    return fr, sr


def _hashes(prefix: bytes, contents: Iterable[bytes]) -> list[bytes]:
    """Return the SHA-256 of each of `contents` behind `prefix`.

    To copy a hash that was begun takes less than to begin another.
    """
    begun = hashlib.sha256(prefix).copy
    hashes = []
    for data in contents:
        one = begun()
        one.update(data)
        hashes.append(one.digest())
    return hashes


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size`, which is 2 or more."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_hash(start: int, end: int, node: NodeAt) -> bytes:
    """Return the hash over leaves `start` to `end`, `start` being aligned to their number."""
    peaks = list[bytes]()
    while start < end:
        level = (end - start).bit_length() - 1
        peaks.append(node(level, start >> level))
        start += 1 << level
    return _folded(peaks)


def _folded(peaks: list[bytes]) -> bytes:
    """Join complete subtrees, the largest first, from the right."""
    if not peaks:
        return EMPTY_ROOT
    joined = peaks[-1]
    for peak in peaks[-2::-1]:
        joined = node_hash(peak, joined)
    return joined


def _check_index(index: int, size: int) -> None:
    _check_numbers(index, size)
    if index >= size:
        raise ProofError(
            counted(
                "There is no leaf {index} in a log of {count} entry.",
                "There is no leaf {index} in a log of {count} entries.",
                size,
                index=whole(index),
            )
        )


def _check_sizes(size1: int, size2: int) -> None:
    _check_numbers(size1, size2)
    if size1 > size2:
        raise ProofError(
            counted(
                "A log of {count} entry cannot extend one of {size1}.",
                "A log of {count} entries cannot extend one of {size1}.",
                size2,
                size1=whole(size1),
            )
        )


def _check_numbers(*numbers: object) -> None:
    if not all(type(number) is int and 0 <= number <= LARGEST for number in numbers):
        raise ProofError(_("The proof counts entries with something that is not their number."))


def _check_hashes(proof: object, *hashes: object) -> None:
    if not isinstance(proof, Sequence) or not all(
        type(value) is bytes and len(value) == HASH_SIZE for value in (*hashes, *proof)
    ):
        raise ProofError(_("The proof holds something that is not a SHA-256 hash."))


def _not_proven() -> ProofError:
    return ProofError(_("The proof does not lead to the root it is for."))
