"""A proof that one entry is in the log is checked with two files and a key, and nothing else."""

from pathlib import Path
from typing import Any, Final

import pytest

from crisis_log.evidence.note import open_note, sign
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from tests.cli.case import LINE, RECORDED
from tests.cli.running import REGISTER, Answer, CommandLine
from tests.storage.registers import run_sql

PROOF: Final = Path("n2.tlog-proof")
ENTRY: Final = Path("n2.json")


@pytest.fixture
def key(desk: CommandLine) -> str:
    """The register's verifier key, after entry 2 of three was proven."""
    desk.given(LINE, RECORDED, "audit prove 2")
    (found,) = desk.document("key show")
    return str(found["verifier_key"])


def check(desk: CommandLine, *keys: str) -> Answer:
    options = [part for key in keys for part in ("--key", key)]
    return desk("audit", "check-proof", str(PROOF), "--entry-file", str(ENTRY), *options)


def test_a_proof_holds_with_the_entry_as_it_is_stored_and_the_key(
    desk: CommandLine, key: str
) -> None:
    check(desk, key).done("Proven: these bytes are entry n° 2 of the 3 entries of crisis-log/real-")
    with Register.open(Path(REGISTER)) as register:
        (stored,) = register.stored(1, 2)
    assert ENTRY.read_bytes() == stored.content


def test_a_proof_is_checked_without_the_register(desk: CommandLine, key: str) -> None:
    for file in Path().glob(f"{REGISTER}*"):
        file.unlink()
    check(desk, key).done("Proven")


def test_a_proof_is_checked_in_json(desk: CommandLine, key: str) -> None:
    found: Any = check(desk.having("--json"), key).document
    assert set(found) == {"proven", "entry", "origin", "size", "root"}
    assert (found["proven"], found["entry"], found["size"]) == (True, 2, 3)
    ENTRY.write_bytes(b"something else")
    failed: Any = check(desk.having("--json"), key).document
    assert set(failed) == {"proven", "reason"}
    assert failed["proven"] is False


def test_a_proof_taken_carries_a_checkpoint_out_of_the_register(
    desk: CommandLine, key: str
) -> None:
    assert desk.document("audit status")["witness"] == "proof/2"


def test_any_key_of_those_given_is_enough(desk: CommandLine, key: str) -> None:
    other = SigningKey.generate(key.partition("+")[0]).verifier_key
    check(desk, other, f" {key} ").done("Proven")


@pytest.mark.parametrize(
    ("old", "new"), [("A first line", "A worse line"), ('"number":2', '"number":3'), ("}", "} ")]
)
def test_another_entry_is_not_proven(desk: CommandLine, key: str, old: str, new: str) -> None:
    content = ENTRY.read_text()
    assert old in content
    ENTRY.write_text(content.replace(old, new))
    check(desk, key).failed(3, "^$")
    assert check(desk, key).out.startswith("Not proven: ")


def test_another_key_proves_nothing(desk: CommandLine, key: str) -> None:
    other = SigningKey.generate(key.partition("+")[0]).verifier_key
    assert "Not proven: No key you trust" in check(desk, other).failed(3, "^$").out


def test_a_key_that_is_none_is_a_sentence(desk: CommandLine, key: str) -> None:
    answer = check(desk, "crisis-log")
    assert answer.code in {2, 3}
    assert "is not a verifier key" in answer.out + answer.err


@pytest.mark.parametrize(
    ("old", "new"),
    [("index 1", "index 2"), ("index 1", "index -1"), ("tlog-proof@v1", "tlog-proof@v2")],
)
def test_an_altered_proof_proves_nothing(desk: CommandLine, key: str, old: str, new: str) -> None:
    PROOF.write_text(PROOF.read_text().replace(old, new))
    assert "Not proven: " in check(desk, key).failed(3, "^$").out


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff", b"c2sp.org/tlog-proof@v1\n", b"index 1\n" * 9]
)
def test_a_file_that_is_no_proof_proves_nothing(
    desk: CommandLine, key: str, content: bytes
) -> None:
    PROOF.write_bytes(content)
    assert "Not proven: " in check(desk, key).failed(3, "^$").out


def test_a_proof_made_again_takes_the_place_of_the_earlier_one(desk: CommandLine, key: str) -> None:
    desk.given(LINE, "audit prove 2")
    check(desk, key).done("n° 2 of the 5")


def test_an_entry_that_was_altered_since_is_not_proven(desk: CommandLine, key: str) -> None:
    run_sql(Path(REGISTER), "DROP TRIGGER entries_are_never_changed")
    run_sql(
        Path(REGISTER),
        "UPDATE entries SET state = CAST(replace(state, 'A first line', 'X') AS BLOB)",
    )
    desk.typed("audit prove 2 -o other").failed(4, "n° 2, or its proof, is not the one")
    assert not Path("other").exists()


def test_a_proof_needs_the_signing_key(desk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRISIS_LOG_KEY", "gone.pem")
    desk.typed("audit prove 1").failed(2, "The signing key gone.pem is not there")
    assert not Path("n1.tlog-proof").exists()


def test_every_entry_of_a_log_can_be_proven(desk: CommandLine) -> None:
    desk.given(LINE, LINE, LINE, LINE)
    (found,) = desk.document("key show")
    for number in range(1, 6):
        desk.given(f"audit prove {number}")
        desk.typed(
            f"audit check-proof n{number}.tlog-proof --entry-file n{number}.json "
            f"--key {found['verifier_key']}"
        ).done(f"entry n° {number} of the {4 + number}")


def test_a_key_that_is_none_is_wrong_usage(desk: CommandLine, key: str) -> None:
    check(desk, key[:-3]).failed(2, "is not a verifier key|key")


def test_a_proof_under_the_key_of_another_log_is_none(desk: CommandLine, key: str) -> None:
    """Whoever may sign another log must not say what was in this one."""
    head, _empty, note = PROOF.read_text().partition("\n\n")
    other = SigningKey.generate("crisis-log/other")
    PROOF.write_text(f"{head}\n\n{sign(open_note(note, key), other)}")
    answer = check(desk, other.verifier_key)
    assert answer.code == 3
    assert "Not proven: The checkpoint is of crisis-log/real-" in answer.out
