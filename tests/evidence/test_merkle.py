"""The tree is that of RFC 6962; its verifiers accept what is exactly right, nothing else."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.evidence.exact import LARGEST
from crisis_log.evidence.merkle import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    appended,
    beside,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    leaf_hashes,
    node_hash,
    root,
    root_among,
    root_at,
    root_with,
    verify_consistency,
    verify_inclusion,
)
from tests.evidence import published
from tests.evidence.trees import (
    Nodes,
    consistency_shape,
    contents,
    inclusion_shape,
    mth,
    path,
    proof,
)

MOST = 40
DATA = contents(MOST)
NODES = Nodes(DATA)
ROOTS = [mth(DATA[:size]) for size in range(MOST + 1)]
LEAVES = leaf_hashes(DATA)
hashes = st.binary(min_size=32, max_size=32)
leaves = st.integers(1, MOST).flatmap(
    lambda size: st.tuples(st.integers(0, size - 1), st.just(size))
)
growths = st.integers(0, MOST).flatmap(
    lambda size2: st.tuples(st.integers(0, size2), st.just(size2))
)


def test_leaves_and_nodes_are_hashed_apart() -> None:
    assert leaf_hash(b"L123456").hex() == (
        "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    )
    assert node_hash(b"N123", b"N456").hex() == (
        "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    )
    assert hashlib.sha256(b"").digest() == EMPTY_ROOT


def test_the_published_tree_of_eight_leaves_has_the_published_roots() -> None:
    leaves = leaf_hashes(published.LEAVES)
    assert leaves == [leaf_hash(data) for data in published.LEAVES]
    assert [root(leaves[:size]) for size in range(9)] == published.ROOTS
    assert [root_at(size, Nodes(published.LEAVES).at) for size in range(9)] == published.ROOTS


@pytest.mark.parametrize(("index", "size", "expected"), published.INCLUSION)
def test_published_inclusion_proofs_are_made_and_verified(
    index: int, size: int, expected: tuple[str, ...]
) -> None:
    made = inclusion_proof(index, size, Nodes(published.LEAVES).at)
    assert [value.hex() for value in made] == list(expected)
    leaf = leaf_hash(published.LEAVES[index])
    verify_inclusion(leaf, index, size, made, published.ROOTS[size])


@pytest.mark.parametrize(("size1", "size2", "expected"), published.CONSISTENCY)
def test_published_consistency_proofs_are_made_and_verified(
    size1: int, size2: int, expected: tuple[str, ...]
) -> None:
    made = consistency_proof(size1, size2, Nodes(published.LEAVES).at)
    assert [value.hex() for value in made] == list(expected)
    verify_consistency(size1, size2, made, published.ROOTS[size1], published.ROOTS[size2])


@given(st.data())
def test_the_root_with_a_range_of_leaves_is_that_of_the_whole_tree(data: st.DataObject) -> None:
    size = data.draw(st.integers(0, MOST))
    first = data.draw(st.integers(0, size))
    end = data.draw(st.integers(first, size))
    assert root_with(size, first, LEAVES[first:end], NODES.at) == ROOTS[size]
    if first < end:
        altered = [*LEAVES[first:end]]
        altered[data.draw(st.integers(0, end - first - 1))] = leaf_hash(b"another")
        assert root_with(size, first, altered, NODES.at) != ROOTS[size]


@given(st.data())
def test_the_root_among_leaves_here_and_there_is_that_of_the_whole_tree(
    data: st.DataObject,
) -> None:
    size = data.draw(st.integers(1, MOST))
    there = data.draw(st.sets(st.integers(0, size - 1), min_size=1))
    leaves = {index: LEAVES[index] for index in there}
    assert root_among(size, leaves, NODES.at) == ROOTS[size]
    altered = leaves | {data.draw(st.sampled_from(sorted(there))): leaf_hash(b"another")}
    assert root_among(size, altered, NODES.at) != ROOTS[size]


@given(st.data())
def test_what_is_beside_leaves_is_what_their_proofs_need_and_they_do_not_tell(
    data: st.DataObject,
) -> None:
    size = data.draw(st.integers(1, MOST))
    there = data.draw(st.sets(st.integers(0, size - 1), min_size=1))
    looked_up = list[tuple[int, int]]()

    def at(level: int, index: int) -> bytes:
        looked_up.append((level, index))
        return NODES.at(level, index)

    root_among(size, {index: LEAVES[index] for index in there}, at)
    found = [*beside(size, there)]
    assert len(looked_up) == len({*looked_up}), "each once"
    peaks = {
        (level, (size >> level) - 1) for level in range(size.bit_length()) if (size >> level) % 2
    }
    assert {*looked_up} - peaks == {*found}


def test_the_root_is_the_recursive_one_of_the_rfc_however_it_is_computed() -> None:
    for size in range(MOST + 1):
        assert root(LEAVES[:size]) == root_at(size, NODES.at) == ROOTS[size]


def test_every_proof_of_every_small_tree_is_that_of_the_rfc_and_verifies() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            made = inclusion_proof(index, size, NODES.at)
            assert made == path(index, DATA[:size])
            verify_inclusion(LEAVES[index], index, size, made, ROOTS[size])
        for size1 in range(1, size + 1):
            made = consistency_proof(size1, size, NODES.at)
            assert made == proof(size1, DATA[:size])
            verify_consistency(size1, size, made, ROOTS[size1], ROOTS[size])


@given(st.lists(st.binary(max_size=4), max_size=70), st.data())
def test_a_tree_fed_in_bulk_has_the_nodes_of_one_fed_leaf_by_leaf(
    data: list[bytes], drawn: st.DataObject
) -> None:
    tree, found, rest = Frontier(), dict[tuple[int, int], bytes](), leaf_hashes(data)
    while rest:
        some = drawn.draw(st.integers(1, len(rest)))
        for level, first, row in tree.extend(rest[:some]):
            found |= {(level, first + place): value for place, value in enumerate(row)}
        rest = rest[some:]
        assert tree.root() == mth(data[: tree.size])
    assert tree.size == len(data)
    assert found == Nodes(data).stored


def test_a_tree_takes_nodes_hashed_elsewhere() -> None:
    tree = Frontier()
    for first in (0, 8, 16):
        tree.extend([root(LEAVES[first : first + 8])], level=3)
    tree.extend(LEAVES[24:30])
    assert (tree.size, tree.root()) == (30, ROOTS[30])
    with pytest.raises(ValueError, match="3"):
        tree.extend([ROOTS[8]], level=3)


def test_a_tree_fed_nothing_is_empty() -> None:
    tree = Frontier()
    assert tree.extend([]) == []
    assert (tree.size, tree.root()) == (0, EMPTY_ROOT)


@pytest.mark.parametrize("size", range(9))
@pytest.mark.parametrize("count", range(10))
def test_leaves_appended_together_complete_what_they_complete_one_by_one(
    size: int, count: int
) -> None:
    before = Nodes(contents(size))
    one_by_one = [
        appended(number, [LEAVES[number]], NODES.at)[0] for number in range(size, size + count)
    ]
    assert appended(size, LEAVES[size : size + count], before.at) == one_by_one
    assert before.looked_up <= size.bit_count()


def test_an_append_looks_up_only_nodes_that_exist_and_a_proof_only_few() -> None:
    for size in range(MOST):
        ((leaf, *_completed),) = appended(size, [LEAVES[size]], NODES.at)
        assert leaf == LEAVES[size]
    nodes = Nodes(contents(1000))
    for index in range(0, 1000, 37):
        for make in (inclusion_proof, consistency_proof):
            nodes.looked_up = 0
            make(index, 1000, nodes.at)
            assert nodes.looked_up <= 20


@given(leaves, st.data())
def test_any_change_to_an_inclusion_proof_is_refused(
    leaf: tuple[int, int], data: st.DataObject
) -> None:
    index, size = leaf
    right = (LEAVES[index], index, size, inclusion_proof(index, size, NODES.at), ROOTS[size])
    verify_inclusion(*right)
    for wrong in _changed(right, data):
        if _is_as_good_a_size(wrong[2], index, size):
            verify_inclusion(*wrong)
        else:
            with pytest.raises(ProofError):
                verify_inclusion(*wrong)


def _is_as_good_a_size(other: object, index: int, size: int) -> bool:
    """Say whether leaf `index` has a path of the same shape in a tree of another size.

    A root does not tell its size: only the checkpoint, which signs both, does.
    """
    return (
        type(other) is int
        and index < other <= LARGEST
        and other != size
        and inclusion_shape(index, other) == inclusion_shape(index, size)
    )


@given(growths, st.data())
def test_any_change_to_a_consistency_proof_is_refused(
    sizes: tuple[int, int], data: st.DataObject
) -> None:
    size1, size2 = sizes
    proof_ = consistency_proof(size1, size2, NODES.at)
    right = (size1, size2, proof_, ROOTS[size1], ROOTS[size2])
    verify_consistency(*right)
    for wrong in _changed(right, data):
        if _holds_all_the_same(wrong, size2):
            verify_consistency(*wrong)
        else:
            with pytest.raises(ProofError):
                verify_consistency(*wrong)


def _holds_all_the_same(wrong: tuple[Any, ...], size2: int) -> bool:
    """Say whether `wrong`, one value away from what is right, is right too.

    As above, trees in which the path has the same shape are alike. Nothing is claimed of a
    log that extends the empty one.
    """
    size1, other, proof_, root1, root2 = wrong
    if type(size1) is not int or type(other) is not int or not 0 <= size1 <= other <= LARGEST:
        return False
    if size1 == 0:
        roots_are_hashes = type(root1) is type(root2) is bytes and len(root2) == len(EMPTY_ROOT)
        return roots_are_hashes and other > 0 and (proof_, root1) == ([], EMPTY_ROOT)
    return size1 < size2 != other and consistency_shape(size1, other) == consistency_shape(
        size1, size2
    )


def _changed(right: tuple[Any, ...], data: st.DataObject) -> list[tuple[Any, ...]]:
    """Return `right` with each of its values changed, in turn."""
    wrong = list[tuple[Any, ...]]()
    for place, value in enumerate(right):
        values: list[Any]
        if isinstance(value, int):
            values = [n for n in data.draw(st.lists(st.integers(-3, 2 * MOST))) if n != value]
            values += [value + 1, value - 1, float(value), str(value), None, value == 1, value ^ 2]
            values += [2**63, 10**5000, -(10**5000), [value]]
        elif isinstance(value, bytes):
            values = [_flipped(value, data), value[1:], value + b"\x00", b"", value.hex(), None]
            values += [bytearray(value), EMPTY_ROOT if value != EMPTY_ROOT else bytes(32)]
        else:
            values = list(_changed_proofs(value, right, data))
        wrong += [(*right[:place], other, *right[place + 1 :]) for other in values]
    return wrong


def _changed_proofs(proof: list[bytes], right: tuple[Any, ...], data: st.DataObject) -> list[Any]:
    place = data.draw(st.integers(0, len(proof)))
    strange = data.draw(hashes)
    others = [value for value in right if isinstance(value, bytes)]
    changed: list[Any] = [None, 3, "proof", iter(proof), {1}]
    for added in (strange, *others, b"", b"\x00", None, 7, "x" * 32, EMPTY_ROOT):
        changed.append([*proof[:place], added, *proof[place:]])
        changed += [[*proof, added], [added, *proof]]
    for index, value in enumerate(proof):
        changed += [proof[:index] + proof[index + 1 :], proof[:index]]
        for other in (_flipped(value, data), strange, value[1:], value * 2):
            changed.append([*proof[:index], other, *proof[index + 1 :]])
    if len(proof) > 1:
        changed += [proof[::-1], proof[1:] + proof[:1]]
    return changed


def _flipped(value: bytes, data: st.DataObject) -> bytes:
    bit = data.draw(st.integers(0, 8 * len(value) - 1))
    return (int.from_bytes(value) ^ (1 << bit)).to_bytes(len(value))


def test_equal_logs_are_consistent_with_themselves_only() -> None:
    verify_consistency(5, 5, [], ROOTS[5], ROOTS[5])
    for proof_, root2 in (([], ROOTS[6]), ([ROOTS[5]], ROOTS[5])):
        with pytest.raises(ProofError):
            verify_consistency(5, 5, proof_, ROOTS[5], root2)


def test_anything_extends_the_empty_log_and_nothing_more_is_said() -> None:
    verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    verify_consistency(0, 7, [], EMPTY_ROOT, bytes(32))
    assert consistency_proof(0, 7, NODES.at) == []
    for wrong in (
        (0, 7, [EMPTY_ROOT], EMPTY_ROOT, ROOTS[7]),
        (0, 7, [], ROOTS[1], ROOTS[7]),
        (0, 0, [], EMPTY_ROOT, ROOTS[1]),
        (0, 0, [], ROOTS[1], ROOTS[1]),
    ):
        with pytest.raises(ProofError):
            verify_consistency(*wrong)


def test_what_is_not_in_the_log_cannot_be_proven() -> None:
    for index, size in ((0, 0), (5, 5), (6, 5), (-1, 5)):
        with pytest.raises(ProofError):
            inclusion_proof(index, size, NODES.at)
        with pytest.raises(ProofError):
            verify_inclusion(EMPTY_ROOT, index, size, [], EMPTY_ROOT)
    for size1, size2 in ((6, 5), (-1, 5)):
        with pytest.raises(ProofError):
            consistency_proof(size1, size2, NODES.at)


def test_a_log_that_was_rewritten_is_not_consistent_with_what_it_was() -> None:
    rewritten = [*DATA[:3], b"rewritten", *DATA[4:]]
    nodes = Nodes(rewritten)
    for size1 in range(4, MOST):
        forged = consistency_proof(size1, MOST, nodes.at)
        with pytest.raises(ProofError):
            verify_consistency(size1, MOST, forged, ROOTS[size1], mth(rewritten))
