"""Rows of what was given out are deleted or altered: the entries that note them tell."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from crisis_log.audit import checkpoints, giving
from crisis_log.audit.status import status
from crisis_log.audit.timestamping import keep
from crisis_log.evidence.timestamp import query
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.slices import checkpoint
from crisis_log.slices.checkpoint import CheckpointGiven, CheckpointTimestamped
from tests.attacks.attacker import Document, edit, regrow, rewrite, shell, sql
from tests.attacks.scene import MASKS, SIZE, Scene
from tests.cli.running import CommandLine, installed
from tests.tsa import Authority

GIVEN, STAMPED = SIZE + 1, SIZE + 2
"""The entries that note a checkpoint of `SIZE` entries, and a timestamp of it."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.founded(tmp_path_factory.mktemp("tsa"))


@pytest.fixture
def noted(scene: Scene, authority: Authority) -> Scene:
    """The scene, with a checkpoint in an auditor's bundle and a timestamp of it."""
    with Register.open(scene.path) as register:
        with giving.giving_out(register, checkpoints.make(register, scene.key), "bundle") as taken:
            pass
        keep(register, authority.answer(query(taken.note.encode(), nonce=False)))
    assert scene.found() == []
    return scene


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (f"DELETE FROM checkpoints WHERE size = {SIZE}", {("checkpoint", GIVEN)}),
        ("DELETE FROM timestamps", {("timestamp", STAMPED)}),
        (
            f"UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size < {SIZE})",
            {("checkpoint", GIVEN)},
        ),
        ("UPDATE timestamps SET reply = CAST(reply || x'00' AS BLOB)", {("timestamp", STAMPED)}),
        (
            f"UPDATE timestamps SET note = (SELECT note FROM checkpoints WHERE size < {SIZE})",
            {("timestamp", STAMPED)},
        ),
    ],
)
def test_what_is_no_longer_stored_is_found(
    noted: Scene, statement: str, found: set[tuple[str, int]]
) -> None:
    sql(noted.path, statement)
    assert found <= set(noted.found())


def test_a_deleted_checkpoint_is_told_by_the_installed_program(noted: Scene) -> None:
    sql(noted.path, f"DELETE FROM checkpoints WHERE size = {SIZE}")
    answer = installed("--register", str(noted.path), "audit", "verify").failed(3, "^$")
    assert answer.line_of(f"n° {GIVEN} · checkpoint")
    assert "A checkpoint that was given out is missing: its row was deleted" in answer.out
    french = installed("--register", str(noted.path), "--lang", "fr", "audit", "verify")
    assert "Un point de contrôle sorti du registre manque" in french.failed(3, "^$").out


def test_nothing_is_signed_while_what_an_authority_stamped_is_missing(
    scene: Scene, authority: Authority
) -> None:
    with Register.open(scene.path) as register:
        taken = checkpoints.make(register, scene.key)
        reply = authority.answer(query(taken.note.encode(), nonce=False))
        keep(register, reply, newest=taken)
        sql(scene.path, f"DELETE FROM checkpoints WHERE size = {SIZE}")
        with pytest.raises(Refused, match=f"entry n° {SIZE + 1} notes, is no longer"):
            checkpoints.make(register, scene.key)


@pytest.mark.parametrize(
    "line", ["audit checkpoint", "audit bundle bundle", "audit prove 1", "report issue dossier D-1"]
)
def test_nothing_is_signed_while_what_was_given_out_is_missing(
    noted: Scene, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key.pem").write_bytes(noted.key.to_pem())
    monkeypatch.chdir(tmp_path)
    sql(noted.path, f"DELETE FROM checkpoints WHERE size = {SIZE}")
    desk = CommandLine(("--register", str(noted.path)))
    answer = desk.typed(f"{line} --key key.pem").failed(1, f"entry n° {GIVEN} notes, is no longer")
    assert answer.out == ""
    assert not (tmp_path / "bundle").exists()
    with Register.open(noted.path, read_only=True) as register:
        assert register.size() == STAMPED


def test_status_counts_no_checkpoint_of_a_log_that_was_rewritten(noted: Scene) -> None:
    with shell(noted.path) as connection:
        connection.execute(edit("Masks for carers", "Masks for nurses", MASKS))
        regrow(connection)
    with Register.open(noted.path, read_only=True) as register:
        found = status(register)
    assert (found.checkpoint_size, found.witnessed_size) == (0, 0)
    assert found.unsound == 2


def test_rows_that_no_entry_notes_accuse_nobody_and_are_told(scene: Scene) -> None:
    """As in a register that an earlier version kept."""
    verified = scene.verified()
    assert verified.findings == ()
    (notice,) = verified.notices
    assert "1 stored checkpoint is noted by no entry" in notice.meaning


@pytest.mark.parametrize("change", [{"position": 40}, {"position": SIZE - 1}, {"sha256": "0" * 64}])
def test_an_entry_that_says_otherwise_than_the_checkpoint_is_found(
    noted: Scene, change: dict[str, Any]
) -> None:
    def lie(documents: list[Document]) -> list[Document]:
        documents[GIVEN - 1]["fact"] |= change
        return documents[:GIVEN]

    with Register.open(noted.path) as register:
        rows = register.checkpoints()
    rewrite(noted.path, lie)
    with Register.open(noted.path) as register:
        for row in rows:
            register.add_checkpoint(row)
    assert ("checkpoint", GIVEN) in noted.found()


def test_an_entry_that_tells_another_time_than_its_timestamp_is_found(noted: Scene) -> None:
    with Register.open(noted.path) as register:
        ((note, reply),) = register.timestamps()
        fact = CheckpointTimestamped.model_validate(
            {
                "position": SIZE,
                "sha256": sha256(note.encode()).hexdigest(),
                "reply_sha256": sha256(reply).hexdigest(),
                "stamped_at": "2020-03-18T12:00:00Z",
            }
        )
        register.record(checkpoint.note(fact), by="secretary")
    assert noted.found() == [("timestamp", STAMPED + 1)]


def test_no_entry_can_be_made_of_a_checkpoint_that_the_register_never_had(noted: Scene) -> None:
    """What only an entry tells is not believed: the note itself must be there."""
    with Register.open(noted.path) as register:
        fact = CheckpointGiven(position=3, sha256="f" * 64, carrier="bundle")
        register.record(checkpoint.note(fact), by="secretary")
    assert noted.found() == [("checkpoint", STAMPED + 1)]


def test_a_backup_keeps_what_was_given_out(noted: Scene, tmp_path: Path) -> None:
    with Register.open(noted.path) as register:
        register.back_up(tmp_path / "copy.crisis")
    assert noted._replace(path=tmp_path / "copy.crisis").found() == []
