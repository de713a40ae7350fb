"""Checkpoints and witnesses at the desk: what is signed, what is counted, what is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from crisis_log.evidence.merkle import root_at
from crisis_log.evidence.note import open_checkpoint
from crisis_log.register import Register
from tests.attacks.attacker import edit, regrow, shell
from tests.cli.case import LINE, RECORDED
from tests.cli.running import REGISTER, CommandLine, size
from tests.cli.witnesses import KEY, TRUSTED, checkpoint, typed
from tests.storage.registers import create, run_sql

_UNPROTECTED: Final = (
    "DROP TRIGGER entries_are_never_changed",
    "DROP TRIGGER entries_are_never_deleted",
    "DROP TRIGGER tree_are_never_changed",
    "DROP TRIGGER tree_are_never_deleted",
)
CUT: Final = (
    "DELETE FROM entries WHERE originator_version >= 3",
    "DELETE FROM tree WHERE entry >= 3",
)
NODES: Final = "UPDATE tree SET nodes = zeroblob(length(nodes)) WHERE entry = 2"


def tamper(*statements: str) -> None:
    for statement in (*_UNPROTECTED, *statements):
        run_sql(Path(REGISTER), statement)


def cut() -> None:
    """Take the last entry away, and what the tree knows of it."""
    tamper(*CUT)


def rewrite() -> None:
    """Edit an entry, and compute the tree anew from it."""
    with shell(Path(REGISTER)) as connection:
        connection.execute(edit('"by":"the secretary"', '"by":"the mayor"', 2))
        regrow(connection)


def status(desk: CommandLine) -> tuple[int, ...]:
    """Return the sizes of the log, of its last checkpoint and witness, and what has none.

    Of the latter, how many only note checkpoints.
    """
    found = desk.document("audit status")
    names = ("size", "checkpoint_size", "witnessed_size", "unwitnessed", "notes_only")
    return tuple(found[name] for name in names)


def codes(desk: CommandLine, line: str) -> list[str]:
    return [found["code"] for found in desk.document(line)["findings"]]


def test_a_checkpoint_is_printed_as_it_is_signed_and_noted_after_it(desk: CommandLine) -> None:
    desk.given(LINE)
    (key,) = desk.document("key show")
    printed = desk.typed("audit checkpoint").done().out
    found = open_checkpoint(printed, key["verifier_key"])
    with Register.open(REGISTER) as register, register.nodes() as node:
        assert (found.size, found.root) == (2, root_at(2, node))
    assert size() == 3


def test_status_counts_what_was_signed_and_what_left_the_register(desk: CommandLine) -> None:
    assert status(desk) == (1, 0, 0, 1, 0)
    desk.given("audit checkpoint", LINE)
    assert status(desk) == (3, 1, 0, 3, 1), "what was printed on the screen is no witness"
    desk.given("audit prove 1", LINE, "audit checkpoint", LINE)
    assert status(desk) == (7, 5, 3, 4, 2)
    desk.typed("audit status").done("4 entries have no witness yet.*\nOf these, 2 only note that")
    desk.given("audit prove 1")
    assert status(desk) == (8, 7, 7, 1, 1)
    desk.typed("audit status").done("1 entry has no witness yet.*\nIt only notes that a checkpoint")


def test_status_of_a_register_without_a_key_says_what_to_do(desk: CommandLine) -> None:
    create(Path("keyless.crisis"))
    keyless = desk.having("--register", "keyless.crisis")
    keyless.typed("audit status").done("none: make one with “key rotate”")
    keyless.typed("audit checkpoint").failed(2, "no signing key yet: make one with “key rotate”")
    keyless.given("key rotate --yes --reason None")
    keyless.typed("audit checkpoint").done("— crisis-log/keyless")
    keyless.typed("audit verify").done("The register got its first signing key: nothing was signed")


@pytest.mark.parametrize("attack", [cut, rewrite])
def test_nothing_is_signed_once_the_log_does_not_extend_what_was_signed(
    desk: CommandLine, attack: Callable[[], None]
) -> None:
    desk.given(LINE, RECORDED, "audit checkpoint")
    attack()
    answer = desk.typed("audit checkpoint").failed(
        1, "Nothing was signed: the log no longer extends"
    )
    assert answer.out == ""
    status = desk.document("audit status")
    assert (status["checkpoint_size"], status["unsound"]) == (0, 1)


def test_nothing_is_signed_once_a_middle_checkpoint_is_contradicted(desk: CommandLine) -> None:
    desk.given(LINE, RECORDED, "audit checkpoint", LINE)
    rewrite()
    desk.typed("audit checkpoint").failed(1, "Nothing was signed")


def test_nothing_is_signed_when_a_node_of_the_tree_was_altered(desk: CommandLine) -> None:
    desk.given(LINE, RECORDED, "audit checkpoint")
    tamper(NODES)
    desk.typed("audit checkpoint").failed(4, "Entry n° 2, or its proof, .* nothing was .* signed")


def test_a_witness_of_what_the_log_extends_is_consistent(desk: CommandLine) -> None:
    Path("kept.txt").write_text(desk.given(LINE).typed("audit checkpoint").out)
    desk.given(RECORDED)
    for option in ("", "--log-only", "--witness-only"):
        answer = desk.typed(f"audit verify {option} --witness kept.txt")
        answer.done("Witness kept.txt: the log extends its 2 entries")
        assert "- No given checkpoint saw the entries after n° 2" in answer.out


def test_a_witness_may_come_on_standard_input_or_as_text(desk: CommandLine) -> None:
    note = desk.typed("audit checkpoint").out
    desk("audit", "verify", "--witness", note).done("Witness pasted text: the log extends")
    answer = desk("audit", "verify", "--witness", "-", stdin=note.encode())
    answer.done("Witness pasted text: the log extends its 1 entry")


def test_a_witness_that_saw_more_is_told_as_truncation(desk: CommandLine) -> None:
    desk.given(LINE, RECORDED)
    Path("kept.txt").write_text(desk.typed("audit checkpoint").out)
    tamper(*CUT)
    line = "audit verify --witness-only --witness kept.txt"
    assert "truncated" in codes(desk, line)
    desk.typed(line).failed(3, "^$").out.index("Witness kept.txt (3 entries): NOT consistent")


def test_a_verifier_key_from_elsewhere_is_held_to_the_register(desk: CommandLine) -> None:
    (key,) = desk.document("key show")
    assert codes(desk, f"audit verify --key {key['verifier_key']}") == ["unsigned"]
    desk.given("audit checkpoint")
    assert codes(desk, f"audit verify --key {key['verifier_key']}") == []
    assert codes(desk, f"audit verify {TRUSTED}") == ["key", "unsigned"]


def test_late_entries_are_listed_from_the_threshold_on(drill: CommandLine) -> None:
    for minutes in (59, 61, 240):
        drill.at("2020-03-16 14:00").given(f"log A --at '2020-03-16 {13 - minutes // 60}:00'")
    at = drill.at("2020-03-16 15:00")
    late: Any = at.document("audit verify --late 2")["late"]
    assert [one["entry"] for one in late] == [3, 4]
    assert late[1]["lag"] == pytest.approx(5 * 3600, abs=1)
    assert at.document("audit verify")["late"] == []
    at.typed("audit verify --late 0.5").done("3 facts were recorded long after they happened")


@pytest.mark.parametrize("option", ["--late -1", "--late soon", "--jobs 0", "--jobs many"])
def test_an_absurd_option_of_a_verification_is_a_sentence(desk: CommandLine, option: str) -> None:
    desk.typed(f"audit verify {option}").failed(2, "Invalid value")


def test_two_witnesses_are_compared_without_a_register(nothing: CommandLine) -> None:
    early, forked = typed(checkpoint(2)), typed(checkpoint(2, root=1))
    nothing.typed(f"audit compare {early} {early} {TRUSTED}").done("Both saw the same log")
    answer = nothing.typed(f"audit compare {early} {forked} {TRUSTED}").failed(3, "^$")
    assert "They contradict each other" in answer.out
    found = nothing.document(f"audit compare {early} {forked} {TRUSTED}")
    assert found["verdict"] == "fork"
    assert found["witnesses"] == [{"source": "pasted text", "size": 2}] * 2


def test_two_witnesses_without_a_known_key_are_not_taken_for_one_log(nothing: CommandLine) -> None:
    early = typed(checkpoint(2, key=KEY))
    assert nothing.document(f"audit compare {early} {early}")["verdict"] == "key"
