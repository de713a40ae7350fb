"""What proofs take: verification of the log, one proof, and what the tree adds to an append.

The floor of verification is `L`: a bare row scan and one SHA-256 per entry. Where a limit
is a time (a proof within 1 ms), the floor is that time, so that the ratio reads the same.
"""

from __future__ import annotations

import gc
import hashlib
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from unittest.mock import patch

from benchmarks.measuring import Claim, Row, Step, compare, row_of
from benchmarks.registers import BY, lines, opening
from crisis_log.audit.bundle import make_bundle
from crisis_log.audit.bundle import verify as stand_alone
from crisis_log.audit.verify import Question, verify_log, verify_witnesses
from crisis_log.evidence import merkle
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from crisis_log.storage import events

_FLOOR: Final = "L: bare row scan and one SHA-256 per entry"
_LIMITS: Final = {1: 1.8, 2: 1.1}
_ALONE_LIMIT: Final = 3.5
_UNSIGNED: Final = {"key", "unsigned"}
_MAKE_SECONDS: Final = 1e-3
_CHECK_SECONDS: Final = 1e-4
_TREE_LIMIT: Final = 1.15
_GROWTH_LIMIT: Final = 1.2


def rows(
    folder: Path, short: Path, long: Path, entries: int, pairs: int, appends: int
) -> Iterator[Row]:
    """Measure on a register of 1 000 entries and on one of `entries`."""
    yield from _verification(long, entries, pairs)
    yield from _stand_alone(folder, long, entries, pairs)
    yield from _proofs(long, entries, appends)
    yield from _growth(short, long, entries, appends)
    yield _append_with_tree(folder, appends)


def _verification(path: Path, entries: int, pairs: int) -> Iterator[Row]:
    """Compare `verify_log` with `L`: processor time for one process, the clock's for two."""
    for jobs, limit in _LIMITS.items():

        def verify(jobs: int = jobs) -> None:
            with Register.open(path, read_only=True) as register:
                found = verify_log(register, Question(jobs=jobs)).findings
            if found:
                raise RuntimeError(found[0])

        processes = "1 process, processor time" if jobs == 1 else f"{jobs} processes, elapsed"
        claim = Claim(
            f"verify-log-{jobs}-{entries}",
            f"verification of {entries:,} entries ({processes})",
            _FLOOR,
            "at most",
            limit,
        )
        clock = time.process_time if jobs == 1 else time.perf_counter
        yield row_of(claim, list(_measured(_floor(path), verify, clock, pairs)))


def _stand_alone(folder: Path, path: Path, entries: int, pairs: int) -> Iterator[Row]:
    """Compare the verifier that goes with a bundle, processor time; nothing is signed here."""
    bundle = folder / f"bundle-{entries}"
    with Register.open(path, read_only=True) as register:
        origin = origin_of(register.register_id)
        make_bundle(register, bundle, pages=lambda _size, _files: [])
    key = SigningKey.generate(origin).verifier_key

    def verify() -> None:
        gc.disable()  # as the program does
        verdict = stand_alone.verify(bundle / "data", [key], [])
        gc.enable()
        found = {finding.code for finding in verdict.findings}
        if found - _UNSIGNED:
            raise RuntimeError(found)

    claim = Claim(
        f"verify-alone-{entries}",
        f"stand-alone verify.py of {entries:,} entries (processor time)",
        _FLOOR,
        "at most",
        _ALONE_LIMIT,
    )
    yield row_of(claim, list(_measured(_floor(path), verify, time.process_time, pairs)))


def _floor(path: Path) -> Step:
    def floor() -> None:
        with closing(sqlite3.connect(path)) as connection:
            sha256 = hashlib.sha256
            for (state,) in connection.execute(
                "SELECT state FROM entries ORDER BY originator_id, originator_version"
            ):
                sha256(state).digest()

    return floor


def _measured(
    floor: Step, ours: Step, clock: Callable[[], float], pairs: int
) -> Iterator[tuple[float, float]]:
    for _pair in range(pairs):
        begin = clock()
        floor()
        middle = clock()
        ours()
        yield middle - begin, clock() - middle


def _proofs(path: Path, entries: int, times: int) -> Iterator[Row]:
    """Compare making and checking any proof with the time it may take."""
    chance = random.Random(entries)
    makes: list[tuple[float, float]] = []
    checks: list[tuple[float, float]] = []
    with Register.open(path, read_only=True) as register, register.nodes() as node:
        size = register.size()
        root = merkle.root_at(size, node)
        for _time in range(times):
            index, before = chance.randrange(size), chance.randrange(1, size)
            leaf, earlier = node(0, index), merkle.root_at(before, node)
            begin = time.perf_counter()
            path_to_root = merkle.inclusion_proof(index, size, node)
            middle = time.perf_counter()
            growth = merkle.consistency_proof(before, size, node)
            end = time.perf_counter()
            makes += [(_MAKE_SECONDS, middle - begin), (_MAKE_SECONDS, end - middle)]
            begin = time.perf_counter()
            merkle.verify_inclusion(leaf, index, size, path_to_root, root)
            middle = time.perf_counter()
            merkle.verify_consistency(before, size, growth, earlier, root)
            end = time.perf_counter()
            checks += [(_CHECK_SECONDS, middle - begin), (_CHECK_SECONDS, end - middle)]
    yield row_of(_proof_claim("make", entries, "1 ms"), makes)
    yield row_of(_proof_claim("check", entries, "0.1 ms"), checks)


def _proof_claim(verb: str, entries: int, limit: str) -> Claim:
    return Claim(
        f"proof-{verb}-{entries}", f"{verb} a proof in {entries:,} entries", limit, "at most", 1.0
    )


def _append_with_tree(folder: Path, pairs: int) -> Row:
    """Compare recording an entry with the same where the tree is left out."""
    with_tree, without = folder / "with-tree.crisis", folder / "without-tree.crisis"
    for path in (with_tree, without):
        Register.create(path, opening())
    claim = Claim(
        "append-tree",
        "one acknowledged append, leaf and nodes included",
        "the same without the tree, synchronous=FULL",
        "at most",
        _TREE_LIMIT,
    )
    with (
        Register.open(with_tree) as ours,
        Register.open(without) as floor,
    ):
        record, bare = _recording(ours), _recording(floor)

        def leave_tree_out() -> None:
            with patch.object(events, "append_leaves", lambda *_arguments: None):
                bare()

        return compare(claim, leave_tree_out, record, pairs)


def _recording(register: Register) -> Step:
    commands = lines()
    return lambda: register.record(next(commands), by=BY)


def _growth(short: Path, long: Path, entries: int, pairs: int) -> Iterator[Row]:
    """Compare an append, and a check of witnesses alone, in a long register and a short one."""
    floor = "the same in one of 1,000"
    with Register.open(short) as small, Register.open(long) as large:
        claim = Claim(
            f"append-{entries}",
            f"one append to a register of {entries:,} entries",
            floor,
            "at most",
            _GROWTH_LIMIT,
        )
        yield compare(claim, _recording(small), _recording(large), pairs)
    claim = Claim(
        f"witness-only-{entries}",
        f"verify --witness-only, {entries:,} entries",
        floor,
        "at most",
        _GROWTH_LIMIT,
    )
    yield compare(claim, _witnesses(short), _witnesses(long), pairs)


def _witnesses(path: Path) -> Step:
    def step() -> None:
        with Register.open(path, read_only=True) as register:
            verify_witnesses(register, Question())

    return step
