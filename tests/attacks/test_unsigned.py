"""Registers rewritten without their key: that nothing is signed is said, never that all is well."""

import hashlib
from collections.abc import Sequence

import pytest

from crisis_log.audit.verify import Question, verify_log, verify_witnesses
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.note import checkpoint_text, sign
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from tests.attacks.attacker import Document, edit, retitled, rewrite, sql
from tests.attacks.scene import MASKS, REGISTER_ID, SEEN, SIZE, Scene, taken_now
from tests.cli.running import CommandLine

CUT_OFF = SEEN + 1


@pytest.fixture
def desk(scene: Scene) -> CommandLine:
    """The command line at the register under attack."""
    return CommandLine(("--register", str(scene.path)))


def without_reports(documents: list[Document]) -> list[Document]:
    """Edit an entry, and leave out what tells of documents that went out; all is renumbered."""
    kept = [one for one in documents if one["kind"] != "report.issued.v2"]
    return retitled("Close the schools", "Keep schools open")(kept[:-1])


@pytest.mark.parametrize("option", [[], ["--log-only"]])
def test_a_log_rewritten_without_its_key_is_never_said_to_be_in_order(
    scene: Scene, desk: CommandLine, option: Sequence[str]
) -> None:
    rewrite(scene.path, without_reports)
    answer = desk("audit", "verify", "--key", scene.key.verifier_key, *option).failed(3, "^$")
    assert answer.line_of("Nothing here is signed by the given key: whoever held the register")
    assert "nothing signed" in answer.lines
    found = desk.having("--json")("audit", "verify", "--key", scene.key.verifier_key, *option)
    assert [one["code"] for one in found.document["findings"]] == ["unsigned"]
    assert (found.document["signed"], found.document["signed_by"]) == (0, None)


def test_without_a_key_it_is_said_in_words_that_nothing_is_signed(
    scene: Scene, desk: CommandLine
) -> None:
    rewrite(scene.path, without_reports)
    answer = desk.typed("audit verify").done(
        "Nothing is signed: whoever held the register could have"
    )
    assert "signatures" not in answer.out


def test_what_is_signed_is_told_with_its_key(scene: Scene, desk: CommandLine) -> None:
    key = scene.key.verifier_key
    for options in ([], ["--log-only"], ["--witness-only", "--witness", str(scene.report)]):
        found = desk.having("--json")("audit", "verify", "--key", key, *options).document
        assert (found["signed"], found["signed_by"], found["entries"]) == (SEEN, key, SIZE)
        assert found["keys_given"] == [key]


def test_a_given_witness_signs_for_what_no_stored_checkpoint_covers(scene: Scene) -> None:
    later = taken_now(scene)
    sql(scene.path, "DELETE FROM checkpoints")
    keys = (scene.key.verifier_key,)
    assert scene.found(keys=keys) == [("unsigned", None)]
    assert scene.verified(later, keys=keys).signed == SIZE
    assert scene.verified(scene.witness, keys=keys).signed == SEEN


def test_an_altered_entry_is_not_among_those_that_are_signed(scene: Scene) -> None:
    sql(scene.path, edit("Masks for carers", "Masks for nurses", MASKS))
    for found in (scene.verified(), scene.verified(scene.witness)):
        assert (found.signed, found.signed_by) == (0, None)
    with Register.open(scene.path, read_only=True) as register:
        assert verify_log(register).signed == 0


def test_an_alteration_after_a_checkpoint_takes_nothing_from_what_it_signs(scene: Scene) -> None:
    taken_now(scene)
    sql(scene.path, edit("Field hospital", "Exhibition hall", CUT_OFF + 1))
    assert scene.verified(keys=(scene.key.verifier_key,)).signed == SEEN


def test_a_key_that_a_statement_ties_to_the_given_one_signs_too(
    scene: Scene, desk: CommandLine
) -> None:
    key, following = (scene.path.with_name(name) for name in ("key.pem", "next.pem"))
    key.write_bytes(scene.key.to_pem())
    key.chmod(0o600)
    rotate = ("key", "rotate", "--yes", "--reason", "It is known", "--key", str(following))
    assert desk(*rotate, "--previous", str(key)).code == 0
    desk("audit", "checkpoint", "--key", str(following)).done()
    with Register.open(scene.path, read_only=True) as register:
        new = register.seal().keys[-1].verifier_key
    for given in (scene.key.verifier_key, new):
        found = scene.verified(keys=(given,))
        assert (found.findings, found.signed, found.signed_by) == ((), SIZE + 1, new)


def test_a_key_that_nothing_ties_to_the_given_one_signs_nothing_for_it(
    scene: Scene, desk: CommandLine
) -> None:
    stranger = SigningKey.generate(scene.key.name)
    rewrite(scene.path, retitled(scene.key.verifier_key, stranger.verifier_key), stranger)
    found = scene.verified(keys=(scene.key.verifier_key,))
    assert [one.code for one in found.findings] == ["key", "unsigned"]
    assert scene.verified().signed_by == stranger.verifier_key
    desk.typed("audit verify").done("- No verifier key was given: whoever held the file could")


def test_each_mode_says_what_it_did_not_look_at(scene: Scene, desk: CommandLine) -> None:
    assert desk.having("--json").typed("audit verify").document["not_looked_at"] == []
    log = desk.having("--json").typed("audit verify --log-only").document
    assert (log["mode"], set(log["not_looked_at"])) == (
        "log-only",
        {"attachments", "contents", "database", "reports", "state"},
    )
    desk.typed("audit verify --log-only").done("Not looked at: attached files; contents of")
    with Register.open(scene.path, read_only=True) as register:
        alone = verify_witnesses(register, Question([scene.witness]))
    assert (alone.mode, "entries" in alone.not_looked_at) == ("witness-only", True)
    answer = desk("audit", "verify", "--witness-only", "--witness", str(scene.report)).done()
    assert answer.line_of("whether the entries are those of the tree was not looked at")
    assert "none of these entries was altered" not in answer.out
    desk.typed("audit verify --log-only --witness-only --witness x").failed(2, "Give one of")


def test_a_tree_whose_end_is_damaged_is_found_by_its_witnesses_alone(scene: Scene) -> None:
    sql(scene.path, "UPDATE tree SET nodes = x'00' WHERE entry = 12")
    with Register.open(scene.path, read_only=True) as register:
        alone = verify_witnesses(register, Question([scene.witness]))
    assert "database" in [finding.code for finding in alone.findings]


def test_a_witness_that_saw_nothing_proves_nothing(scene: Scene, desk: CommandLine) -> None:
    nothing = checkpoint_text(origin_of(REGISTER_ID), 0, hashlib.sha256().digest())
    witness = scene.path.with_name("nothing.txt")
    witness.write_text(sign(nothing, scene.key), encoding="utf-8")
    answer = desk("audit", "verify", "--witness", str(witness))
    answer.done("the log extends its 0 entries").done(
        "No given checkpoint saw the entries after n° 0"
    )
