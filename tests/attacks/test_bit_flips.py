"""One bit turned anywhere in the file: it is found, or it changed nothing that anybody reads."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crisis_log.audit.verify import verify
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.fact import UnreadableEntryError
from crisis_log.register import Register
from crisis_log.slices import decision, decision_course, journal
from crisis_log.storage import StorageError
from crisis_log.storage.streams import COLUMNS
from tests.attacks.scene import ORDER, begin, record
from tests.sealing import take

FLIPS = 150
SEEDS = range(5)
HEADER = 100 * 8
"""Bits of the file's header, turned more often than their share."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed register of some thirty entries of all sorts."""
    path = tmp_path_factory.mktemp("flips") / "covid-19.crisis"
    key = SigningKey.generate(origin_of("covid-19-a77ac4ed"))
    begin(path, key)
    with Register.open(path) as register:
        for number in range(1, 9):
            record(register, decision.record(f"Decision {number}", situation="S" * 300 * number))
            record(register, journal.log(f"Line {number}"))
            take(register, key, f"report-{number}.pdf")
        record(register, decision_course.suspend(2), ORDER)
        record(register, decision_course.resume(2))
    assert not Path(f"{path}-wal").exists()
    return path


def read_all(path: Path) -> list[Any]:
    """Return all that a register answers: entries, states, evidence, requests.

    But for what is said of a checkpoint beside its signed note: what carried it, and when it
    was kept. That is for people to find the paper again; nothing is concluded from it.
    """
    with Register.open(path, read_only=True) as register, register.examining() as seen:
        entries = list(register.entries())
        return [
            register.register_id,
            list(register.stored()),
            [list(seen.rows(table)) for table in COLUMNS],
            [seen.leaves(0, 1 << 40), list(seen.attachments())],
            [(stored.size, stored.note) for stored in register.checkpoints()],
            register.timestamps(),
            [register.answer(entry.request_id) for entry in entries],
        ]


def bits(size: int) -> Iterator[tuple[int, int]]:
    """Return bits to turn, each with the seed that chose it."""
    for seed in SEEDS:
        chosen = random.Random(seed)
        for turn in range(FLIPS // len(SEEDS)):
            yield seed, chosen.randrange(HEADER if turn % 5 == 0 else size * 8)


def outcome(path: Path, before: list[Any]) -> str:
    """Return what became of a file with one bit turned."""
    try:
        with Register.open(path, read_only=True) as register:
            if verify(register).findings:
                return "found"
        return "harmless" if read_all(path) == before else "MISSED"
    except (StorageError, UnreadableEntryError):
        return "refused"


def test_each_bit_turned_is_found_or_changes_no_answer(whole: Path, tmp_path: Path) -> None:
    before, content = read_all(whole), whole.read_bytes()
    copy = tmp_path / "flipped.crisis"
    found: Counter[str] = Counter()
    for seed, bit in bits(len(content)):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << (bit % 8)
        copy.write_bytes(flipped)
        result = outcome(copy, before)
        assert result != "MISSED", f"seed {seed}, bit {bit}"
        found[result] += 1
        for leftover in ("-wal", "-shm"):
            Path(f"{copy}{leftover}").unlink(missing_ok=True)
    assert found["found"] > FLIPS // 6, found
    assert found["refused"] > 0, found


def test_a_schema_that_is_no_longer_text_is_refused_with_a_sentence(
    whole: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "flipped.crisis"
    copy.write_bytes(whole.read_bytes().replace(b"TABLE timestamps", b"TABL\xc5 timestamps"))
    with pytest.raises(StorageError, match="is damaged"):
        Register.open(copy, read_only=True)
