"""History rewritten, forked or taken back, also by whoever holds the register's key."""

import shutil
from pathlib import Path

import pytest

from crisis_log.audit.attached import CHECKPOINT_FILE, KEY_FILE
from crisis_log.audit.verify import Question, verify_witnesses
from crisis_log.audit.witness import Witness, WitnessError, compare, read_witnesses
from crisis_log.evidence.keys import origin_of, rotation_statement
from crisis_log.evidence.note import checkpoint_text, sign
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.slices import journal, seal
from crisis_log.storage import StoredCheckpoint
from tests.attacks.attacker import Document, retitled, rewrite, shell, sql
from tests.attacks.scene import (
    REGISTER_ID,
    SEEN,
    SIZE,
    Scene,
    altered_report,
    begin,
    carry_on,
    record,
    taken_now,
)
from tests.sealing import take

ORIGIN = origin_of(REGISTER_ID)


@pytest.fixture
def stranger() -> SigningKey:
    """Another key that bears the register's name."""
    return SigningKey.generate(ORIGIN)


# Everything rewritten


def test_a_log_rewritten_and_signed_again_is_a_fork_to_its_witness(scene: Scene) -> None:
    rewrite(scene.path, retitled("Close the schools", "Keep schools open"), scene.key)
    assert scene.found(scene.witness, keys=(scene.key.verifier_key,)) == [("fork", None)]
    assert scene.found_in_log(scene.witness) == [("fork", None)]
    with Register.open(scene.path, read_only=True) as register:
        alone = verify_witnesses(register, Question([scene.witness]))
    assert [finding.code for finding in alone.findings] == ["fork"]


def test_without_a_witness_a_log_rewritten_and_signed_again_is_not_detectable(
    scene: Scene,
) -> None:
    rewrite(scene.path, retitled("Close the schools", "Keep schools open"), scene.key)
    found = scene.verified(keys=(scene.key.verifier_key,))
    assert (found.findings, found.witnessed) == ((), 0)


def test_what_no_witness_saw_can_be_rewritten_and_the_count_of_witnessed_entries_says_so(
    scene: Scene,
) -> None:
    rewrite(scene.path, retitled("Field hospital", "Exhibition hall"), scene.key)
    found = scene.verified(scene.witness)
    assert (found.findings, found.witnessed, found.entries) == ((), SEEN, SIZE)


def without_the_fifth(documents: list[Document]) -> list[Document]:
    return documents[:4] + documents[5:]


def test_a_log_rewritten_without_an_entry_is_a_fork_or_truncated(scene: Scene) -> None:
    rewrite(scene.path, without_the_fifth, scene.key)
    assert scene.found(scene.witness) == [("fork", None)]
    rewrite(scene.path, lambda documents: documents[: SEEN - 1], scene.key)
    assert scene.found(scene.witness) == [("truncated", SEEN - 1)]


def test_nothing_is_signed_that_no_longer_extends_the_last_checkpoint(scene: Scene) -> None:
    with shell(scene.path) as connection:
        (checkpoint,) = connection.execute("SELECT * FROM checkpoints").fetchall()
    rewrite(scene.path, retitled("Close the schools", "Keep schools open"))
    with shell(scene.path) as connection:
        connection.execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?)", checkpoint)
    with Register.open(scene.path) as register, pytest.raises(Refused, match="no longer extends"):
        take(register, scene.key, "report.pdf")


# An old backup


def test_an_old_backup_put_back_is_truncated(scene: Scene) -> None:
    later = taken_now(scene)
    shutil.copy(scene.backup, scene.path)
    assert scene.found() == []
    assert scene.found(scene.witness) == []
    assert scene.found(later) == [("truncated", SEEN)]


def test_an_old_backup_put_back_and_carried_on_is_a_fork(scene: Scene) -> None:
    later = taken_now(scene)
    shutil.copy(scene.backup, scene.path)
    with Register.open(scene.path) as register:
        carry_on(register, "Exhibition hall")
    assert scene.found(scene.witness) == []
    assert scene.found(scene.witness, later) == [("fork", None)]
    assert scene.verified(scene.witness, later).witnessed == SEEN


# Two versions for two readers


@pytest.fixture
def forked(scene: Scene) -> Path:
    """Another version of the register, the same up to what the report saw."""
    other = scene.path.with_name("other.crisis")
    shutil.copy(scene.backup, other)
    with Register.open(other) as register:
        carry_on(register, "Exhibition hall")
    return other


def test_two_witnesses_of_one_size_and_different_roots_are_a_fork(
    scene: Scene, forked: Path
) -> None:
    one, other = taken_now(scene, "one.pdf"), taken_now(scene, "other.pdf", forked)
    assert one.checkpoint.size == other.checkpoint.size
    assert compare(one, other).verdict == compare(other, one).verdict == "fork"
    assert compare(one, other, [scene.key.verifier_key]).verdict == "fork"
    assert not compare(one, other).is_sound
    assert compare(one, one).verdict == "same"
    assert compare(scene.witness, one).verdict == compare(other, scene.witness).verdict == "extends"


def test_two_witnesses_of_different_sizes_are_a_fork_where_the_later_report_shows_it(
    scene: Scene, forked: Path
) -> None:
    one = taken_now(scene, "one.pdf")
    taken_now(scene, "other.pdf", forked)
    with Register.open(forked) as register:
        record(register, journal.log("Later"))
    later = taken_now(scene, "later.pdf", forked)
    assert later.checkpoint.size > one.checkpoint.size
    assert compare(one, later).verdict == "fork"


def test_two_witnesses_of_different_sizes_prove_nothing_without_the_log_between_them(
    scene: Scene, forked: Path
) -> None:
    one = taken_now(scene, "one.pdf")
    with Register.open(forked) as register:
        record(register, journal.log("Later"))
    later = taken_now(scene, "later.pdf", forked)
    assert compare(one, later).verdict == "unproven"
    assert not compare(one, later).is_sound
    assert scene._replace(path=forked).found(one, later) == [("fork", None)]
    assert scene.found(one, later) == [("truncated", SIZE)]


# Another key


def named(key: SigningKey, scene: Scene) -> list[str]:
    """Rewrite the log so that it names `key`, and sign it."""
    rewrite(scene.path, retitled(scene.key.verifier_key, key.verifier_key), key)
    return [scene.key.verifier_key, key.verifier_key]


def test_a_log_signed_anew_with_another_key_is_told_by_its_witness(
    scene: Scene, stranger: SigningKey
) -> None:
    named(stranger, scene)
    assert scene.found() == []
    assert scene.found(scene.witness) == [("key", None)]
    assert scene.found(scene.witness._replace(verifier_key=None)) == [("key", None)]


def test_a_log_signed_anew_with_another_key_is_told_by_the_key_people_were_handed(
    scene: Scene, stranger: SigningKey
) -> None:
    handed, _new = named(stranger, scene)
    assert scene.found(keys=(handed,)) == [("key", None), ("unsigned", None)]


def test_two_witnesses_signed_with_different_keys_are_not_taken_for_one_log(
    scene: Scene, stranger: SigningKey
) -> None:
    named(stranger, scene)
    other = taken_now(scene._replace(key=stranger), "other.pdf")
    assert compare(scene.witness, other).verdict == "key"
    assert compare(scene.witness, other, [scene.key.verifier_key]).verdict == "key"


def test_a_checkpoint_stored_with_another_signature_is_found(
    scene: Scene, stranger: SigningKey
) -> None:
    with Register.open(scene.path) as register:
        text = checkpoint_text(ORIGIN, SEEN, scene.witness.checkpoint.root)
        kept(register, SEEN, sign(text, stranger))
    assert scene.found() == [("checkpoint", None)]


def kept(register: Register, size: int, note: str) -> None:
    """Keep a note as the checkpoint of `size` entries."""
    register.add_checkpoint(StoredCheckpoint(size, "report.pdf", register.now(), note))


def rotate(scene: Scene, following: SigningKey, statement: str) -> int:
    """Record that `following` signs from now on; return the number of that entry."""
    with Register.open(scene.path) as register:
        command = seal.rotate_key(verifier_key=following.verifier_key, statement=statement)
        record(register, command)
        return register.size()


def test_a_key_replaced_with_the_previous_one_at_hand_is_a_notice(
    scene: Scene, stranger: SigningKey
) -> None:
    previous = scene.key.verifier_key
    number = rotate(scene, stranger, rotation_statement(ORIGIN, previous, stranger, scene.key))
    later = taken_now(scene._replace(key=stranger))
    found = scene.verified(scene.witness, later, keys=(previous, stranger.verifier_key))
    assert (found.findings, found.witnessed) == ((), SIZE + 1)
    notice, _unnoted = found.notices
    assert notice.entry == number
    assert "countersigned" in notice.meaning
    assert "did not" not in notice.meaning


def test_a_key_replaced_without_the_previous_one_is_a_notice_that_asks_for_confirmation(
    scene: Scene, stranger: SigningKey
) -> None:
    previous = scene.key.verifier_key
    rotate(scene, stranger, rotation_statement(ORIGIN, previous, stranger, None))
    found = scene.verified(scene.witness)
    notice, _unnoted = found.notices
    assert found.findings == ()
    assert "did not countersign" in notice.meaning


def forged_statements(scene: Scene, following: SigningKey) -> list[str]:
    previous, thief = scene.key.verifier_key, SigningKey.generate(ORIGIN)
    other = rotation_statement(ORIGIN, thief.verifier_key, following, None)
    mine = rotation_statement(ORIGIN, previous, following, scene.key)
    return [
        "no note",
        rotation_statement(ORIGIN, previous, thief, scene.key),
        other,
        rotation_statement("crisis-log/other", previous, following, None),
        mine.replace("key rotation", "key rotatiom"),
        sign(mine.partition("\n\n")[0] + "\n", scene.key),
    ]


@pytest.mark.parametrize("which", range(6))
def test_a_forged_replacement_of_the_key_is_found(
    scene: Scene, stranger: SigningKey, which: int
) -> None:
    number = rotate(scene, stranger, forged_statements(scene, stranger)[which])
    assert scene.found(scene.witness) == [("key", number)]


def test_a_replaced_key_no_longer_signs(scene: Scene, stranger: SigningKey) -> None:
    previous = scene.key.verifier_key
    rotate(scene, stranger, rotation_statement(ORIGIN, previous, stranger, scene.key))
    with Register.open(scene.path) as register:
        with pytest.raises(Refused, match="not the key"):
            take(register, scene.key, "report.pdf")
        root = bytes.fromhex(scene.verified().root or "")
        note = sign(checkpoint_text(ORIGIN, register.size(), root), scene.key)
        kept(register, register.size(), note)
    assert scene.found() == [("checkpoint", None)]


def test_a_replacement_hidden_from_the_index_is_found(scene: Scene, stranger: SigningKey) -> None:
    previous = scene.key.verifier_key
    rotate(scene, stranger, rotation_statement(ORIGIN, previous, stranger, scene.key))
    later = taken_now(scene._replace(key=stranger))
    sql(scene.path, "DELETE FROM subjects WHERE subject = 'seal' AND entry > 1")
    assert ("subjects", None) in scene.found()
    assert ("key", None) in scene.found_in_log(later)


# Witnesses tampered with


def test_a_report_whose_checkpoint_was_altered_is_told_from_an_altered_register(
    scene: Scene,
) -> None:
    def seen_more(note: str) -> str:
        return note.replace(f"\n{SEEN}\n", f"\n{SEEN + 1}\n")

    altered = altered_report(scene, CHECKPOINT_FILE, seen_more)
    found = scene.verified(altered)
    assert [finding.code for finding in found.findings] == ["witness"]
    assert "not the register" in found.findings[0].meaning
    assert found.witnessed == 0
    assert compare(altered, scene.witness).verdict == "forged"


def test_a_report_whose_key_was_swapped_is_found(scene: Scene, stranger: SigningKey) -> None:
    swapped = altered_report(scene, KEY_FILE, lambda _key: stranger.verifier_key)
    assert scene.found(swapped) == [("key", None)]
    assert compare(swapped, scene.witness).verdict in {"key", "forged"}


def test_a_report_whose_history_was_altered_is_found(scene: Scene) -> None:
    later = taken_now(scene)
    history = later.history or ""
    altered = later._replace(history=history.replace(f"\n{SEEN} ", f"\n{SEEN - 1} "))
    assert altered != later
    assert compare(scene.witness, altered).verdict == "forged"
    assert compare(scene.witness, later._replace(history=scene.witness.history)).verdict == "forged"
    assert compare(scene.witness, later._replace(history=None)).verdict == "unproven"


def test_a_report_that_lost_its_checkpoint_is_refused_with_a_sentence(scene: Scene) -> None:
    with pytest.raises(WitnessError, match="carries no checkpoint"):
        altered_report(scene, CHECKPOINT_FILE, lambda _note: "")
    cut = scene.path.with_name("cut.pdf")
    cut.write_bytes(scene.report.read_bytes()[:400])
    with pytest.raises(WitnessError, match="carries no checkpoint"):
        read_witnesses(str(cut))


def test_a_report_of_another_register_is_no_witness_of_this_one(scene: Scene) -> None:
    other_id = "other-12345678"
    key = SigningKey.generate(origin_of(other_id))
    other = scene._replace(path=scene.path.with_name("other.crisis"), key=key)
    begin(other.path, key, other_id)
    foreign = taken_now(other)
    assert scene.found(foreign) == [("witness", None)]
    assert compare(foreign, scene.witness).verdict == "other"


def test_a_swapped_report_signed_with_the_real_key_is_a_fork(scene: Scene) -> None:
    root = bytes(32)
    note = sign(checkpoint_text(ORIGIN, SEEN, root), scene.key)
    (forged,) = read_witnesses(note)
    assert scene.found(forged) == [("fork", None)]
    assert compare(forged, scene.witness, [scene.key.verifier_key]).verdict == "fork"


def test_pasted_checkpoints_without_a_trusted_key_say_nothing(scene: Scene) -> None:
    pasted = Witness("paste", scene.witness.note, scene.witness.checkpoint)
    assert compare(pasted, pasted).verdict == "key"
