"""What people read on the command line when somebody attacked the register."""

import shutil
from pathlib import Path

import pytest

from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from tests.attacks.attacker import edit, retitled, rewrite, sql
from tests.attacks.scene import SCHOOLS, SEEN, SIZE, Scene, carry_on, taken_now
from tests.cli.running import CommandLine, installed


@pytest.fixture
def desk(scene: Scene) -> CommandLine:
    """The command line at the register under attack."""
    return CommandLine(("--register", str(scene.path)))


def test_a_sound_register_is_verified_and_what_no_witness_saw_is_said(
    scene: Scene, desk: CommandLine
) -> None:
    alone = (
        desk.typed("audit verify")
        .done("12 entries verified")
        .done(f"Signed up to n° {SEEN} of {SIZE} by a key that the register itself names")
    )
    alone.done(f"- No signature covers the entries after n° {SEEN}")
    alone.done("- No checkpoint kept elsewhere was given")
    seen = desk("audit", "verify", "--witness", str(scene.report), "--key", scene.key.verifier_key)
    seen.done(f"the log extends its {SEEN} entries")
    signed = f"Signed up to n° {SEEN} of {SIZE} by {scene.key.verifier_key}, the given key"
    assert signed in seen.out
    assert f"its {SEEN} entries. Signed by {scene.key.verifier_key}." in seen.out
    seen.done(f"- No given checkpoint saw the entries after n° {SEEN}")
    later = taken_now(scene)
    whole = desk("audit", "verify", "--witness", str(scene.path.with_name(later.source)))
    assert "Not proven" not in whole.done().out


def test_an_edited_entry_is_named_with_exit_code_3(scene: Scene, desk: CommandLine) -> None:
    sql(scene.path, edit("Close the schools", "Keep schools open", SCHOOLS))
    answer = desk.typed("audit verify").failed(3, "^$")
    assert f"n° {SCHOOLS} · entry altered" in answer.out
    found = desk.having("--json").typed("audit verify")
    assert found.code == 3
    assert {"leaf", "state"} <= {one["code"] for one in found.document["findings"]}
    assert desk.typed("audit verify --log-only").failed(3, "^$").line_of("· entry altered")


def test_an_edited_entry_is_found_by_the_installed_program(scene: Scene) -> None:
    sql(scene.path, edit("Close the schools", "Keep schools open", SCHOOLS))
    answer = installed("--register", str(scene.path), "audit", "verify").failed(3, "^$")
    assert f"n° {SCHOOLS} · entry altered" in answer.out


def test_a_rewritten_log_is_a_fork_to_its_report_and_without_it_not_proven(
    scene: Scene, desk: CommandLine
) -> None:
    rewrite(scene.path, retitled("Close the schools", "Keep schools open"), scene.key)
    alone = desk.typed("audit verify").done("12 entries verified")
    assert "Not proven:" in alone.lines
    alone.line_of("rewritten everything and signed it again")
    for options in ([], ["--log-only"], ["--witness-only"]):
        answer = desk("audit", "verify", "--witness", str(scene.report), *options)
        assert answer.failed(3, "^$").line_of("NOT consistent with the log")
        assert "two logs" in answer.lines
        assert answer.line_of("two versions of the register exist")


def test_a_truncated_log_is_named_by_the_checkpoint_as_pasted_text(
    scene: Scene, desk: CommandLine
) -> None:
    later = taken_now(scene)
    shutil.copy(scene.backup, scene.path)
    desk("audit", "verify", "--witness", later.note).failed(3, "^$").line_of("was cut off")
    pasted = " ".join(later.note.split())
    answer = desk("audit", "verify", "--witness", "-", stdin=pasted.encode())
    assert "end cut off" in answer.failed(3, "^$").out


def test_a_register_signed_with_another_key_is_told_by_the_key_that_was_handed_out(
    scene: Scene, desk: CommandLine
) -> None:
    other = SigningKey.generate(scene.key.name)
    rewrite(scene.path, retitled(scene.key.verifier_key, other.verifier_key), other)
    desk.typed("audit verify").done()
    answer = desk("audit", "verify", "--key", scene.key.verifier_key).failed(3, "^$")
    assert answer.line_of("signed anew with another key")


def test_two_reports_of_a_forked_register_are_compared_without_it(
    scene: Scene, tmp_path: Path
) -> None:
    other = tmp_path / "other.crisis"
    shutil.copy(scene.backup, other)
    with Register.open(other) as register:
        carry_on(register, "Exhibition hall")
    taken_now(scene, "one.pdf")
    taken_now(scene, "two.pdf", other)
    scene.path.unlink()
    other.unlink()
    nothing, one, two = CommandLine(), str(tmp_path / "one.pdf"), str(tmp_path / "two.pdf")
    assert nothing("audit", "compare", one, two).failed(3, "^$").line_of("two different logs")
    nothing("audit", "compare", one, one).done("the same log")
    nothing("audit", "compare", str(scene.report), two).done("nothing was taken back")


def test_a_swapped_attachment_is_named(scene: Scene, desk: CommandLine) -> None:
    sql(scene.path, "UPDATE attachments SET content = x'00'")
    answer = desk.typed("audit verify").failed(3, "^$")
    assert f"n° {SCHOOLS} · attached file" in answer.lines
    assert answer.line_of("order.pdf")


def test_verification_changes_no_byte(scene: Scene, desk: CommandLine) -> None:
    sql(scene.path, edit("Close the schools", "Keep schools open", SCHOOLS))
    before = scene.path.read_bytes()
    desk.typed("audit verify").failed(3, "^$")
    assert scene.path.read_bytes() == before


def test_a_damaged_file_is_refused_with_a_sentence(scene: Scene, desk: CommandLine) -> None:
    raw = scene.path.read_bytes()
    scene.path.write_bytes(raw[: len(raw) // 2])
    answer = desk.typed("audit verify")
    assert answer.code in {3, 4}
    assert "Traceback" not in answer.err
    scene.path.write_bytes(b"\0" * 100 + raw[100:])
    desk.typed("audit verify").failed(4, "not a register")
