"""Signing keys: made with the register, kept outside it, never in the way of recording."""

import re
import shutil
import sqlite3
import stat
import sys
from pathlib import Path
from typing import Final

import pytest

from crisis_log.evidence.note import open_note
from tests.cli.case import LINE
from tests.cli.running import OPENING, REGISTER, SECRETARY, CommandLine, installed, size
from tests.storage.failing import failing_commit, failure
from tests.storage.rights import as_nobody, modes

ROTATE: Final = "key rotate --yes --reason Lost"
_OPEN: Final = ("--by", SECRETARY, "open", "covid-19", "--title", "T", "--authority", "A")
posix_only: Final = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder where this test's keys are put; it is not there yet."""
    config = tmp_path / "config"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(config))
    monkeypatch.setenv("APPDATA", str(config))
    return config / "crisis-log" / "keys"


def verifier_keys(desk: CommandLine) -> list[str]:
    return [key["verifier_key"] for key in desk.document("key show")]


def findings(desk: CommandLine) -> list[str]:
    return [found["code"] for found in desk.document("audit verify")["findings"]]


def notices(desk: CommandLine) -> list[tuple[int, str]]:
    return [(n["entry"], n["meaning"]) for n in desk.document("audit verify")["notices"]]


def test_opening_makes_a_key_outside_the_register_and_prints_the_verifier_key_once(
    nothing: CommandLine, keys: Path
) -> None:
    answer = nothing.typed(OPENING).done("Hand the verifier key to those who will check")
    (path,) = keys.iterdir()
    assert answer.line_of("Signing key:") == f"Signing key: {path}"
    (verifier_key,) = verifier_keys(nothing)
    assert answer.line_of("Verifier key:") == f"Verifier key: {verifier_key}"
    assert b"PRIVATE KEY" in path.read_bytes()
    assert b"PRIVATE KEY" not in Path(REGISTER).read_bytes()
    assert verifier_key not in nothing.typed(LINE).done().out


@posix_only
def test_a_key_and_its_folder_are_their_owners_alone(nothing: CommandLine, keys: Path) -> None:
    nothing.given(OPENING)
    (path,) = keys.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def test_in_json_the_opening_is_the_entry_alone(nothing: CommandLine, keys: Path) -> None:
    document = nothing.document(OPENING)
    assert document["number"] == 1
    assert "verifier" not in str(document)
    assert len(list(keys.iterdir())) == 1


def test_an_opening_repeated_makes_no_second_key_and_prints_none(
    nothing: CommandLine, keys: Path
) -> None:
    nothing.given(f"{OPENING} --request-id a1")
    before = list(keys.iterdir())
    again = nothing.typed(f"{OPENING} --request-id a1").done("n° 1 .* already recorded")
    assert "key" not in again.out
    assert list(keys.iterdir()) == before


def test_a_key_is_looked_for_where_people_put_it(nothing: CommandLine, keys: Path) -> None:
    nothing.typed(f"{OPENING} --key safe/my.pem").done("Signing key: safe/my.pem")
    assert Path("safe/my.pem").exists()
    assert not keys.exists()
    nothing.typed("audit checkpoint").done("— crisis-log/covid-19-")
    nothing.given("audit checkpoint --key safe/my.pem")
    Path("elsewhere").mkdir()
    Path("safe/my.pem").rename("elsewhere/my.pem")
    nothing.typed("audit checkpoint").failed(2, "is there no more")
    nothing.given("config set key elsewhere/my.pem", "audit checkpoint")
    nothing.given("config unset key").typed("audit checkpoint").failed(2, "is not there")


def test_the_key_in_its_usual_place_is_found_where_none_is_where_it_was_put(
    nothing: CommandLine, keys: Path
) -> None:
    nothing.given(OPENING)
    (usual,) = keys.iterdir()
    shutil.copy(usual, "copy.pem")
    nothing.given("config set key copy.pem")
    usual.unlink()
    nothing.given("audit checkpoint")
    Path("copy.pem").rename(usual)
    nothing.given("audit checkpoint")


def test_only_the_key_of_the_register_is_remembered(nothing: CommandLine, keys: Path) -> None:
    nothing.given(f"{OPENING} --key mine.pem", "open fire --title T --authority A --key other.pem")
    desk = nothing.having("--register", REGISTER)
    desk.typed("config set key other.pem").failed(2, "other.pem is not the present signing key")
    desk.typed("config set key gone.pem").failed(4, "gone.pem cannot be read")
    files = {one["register"][:4]: one["file"] for one in nothing.document("config show")["keys"]}
    assert {name: Path(file).name for name, file in files.items()} == {
        "covi": "mine.pem",
        "fire": "other.pem",
    }


def test_the_place_that_an_earlier_version_noted_is_looked_at(
    nothing: CommandLine, keys: Path, tmp_path: Path
) -> None:
    nothing.given(OPENING)
    (usual,) = keys.iterdir()
    usual.rename("k.pem")
    usual.with_suffix(".path").write_text(str(tmp_path / "k.pem"))
    nothing.given("audit checkpoint")
    usual.with_suffix(".path").write_bytes(b"\0 no path")
    nothing.typed("audit checkpoint").failed(2, "is not there")


def test_a_missing_key_is_first_said_to_be_where_it_was_put(
    nothing: CommandLine, keys: Path, tmp_path: Path
) -> None:
    nothing.given(f"{OPENING} --key k.pem")
    put = re.escape(str(tmp_path / "k.pem"))
    nothing.typed("key show").done(rf"The signing key was put in {put} \(it is there\)")
    nothing.typed("audit checkpoint --key gone.pem").failed(
        2, rf"Error: The signing key was put in {put} .* lies there still.* Name it with --key"
    )
    Path("k.pem").rename("elsewhere.pem")
    nothing.typed("audit checkpoint").failed(
        2,
        rf"Error: The signing key was put in {put} when it was made, and is there no more\. "
        r"Nor is it in its usual place, .* say where it is with “config set key”",
    )
    (configuration,) = keys.parent.glob("config.toml")
    configuration.write_text("[keys]\ncovid = 3\n")
    nothing.typed("audit checkpoint").failed(
        2, r"Error: The signing key .* is not there\. Look for .* say where it is with “config"
    )


@posix_only
def test_an_opening_needs_no_place_to_remember_where_the_key_was_put(tmp_path: Path) -> None:
    Path("config").write_text("a file where a folder should be")
    answer = installed(*_OPEN, "--key", "k.pem", XDG_CONFIG_HOME=str(tmp_path / "config"))
    answer.done("register opened")


@posix_only
def test_where_a_key_was_put_is_for_its_owner_alone(nothing: CommandLine, keys: Path) -> None:
    nothing.given(f"{OPENING} --key k.pem")
    for file in keys.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("line", [f"{OPENING} --key precious", f"{ROTATE} --key precious"])
def test_a_key_never_replaces_a_file(nothing: CommandLine, line: str, keys: Path) -> None:
    if not line.startswith("open"):
        nothing.given(OPENING)
    before = size()
    Path("precious").write_text("kept")
    nothing.typed(line).failed(4, "cannot be written to precious: it already exists|exists")
    assert Path("precious").read_text() == "kept"
    assert size() == before


@posix_only
def test_without_a_place_for_the_key_no_register_is_left(
    nothing: CommandLine, tmp_path: Path
) -> None:
    Path("config").write_text("a file where a folder should be")
    answer = installed(*_OPEN, XDG_CONFIG_HOME=str(tmp_path / "config"))
    answer.failed(4, r"The signing key cannot be written to .*\. Say where with --key\.")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config"]


@posix_only
def test_in_a_folder_that_may_not_be_written_no_register_is_left(
    desk: CommandLine, keys: Path
) -> None:
    before = Path(REGISTER).read_bytes()
    keys.mkdir(parents=True)
    taken, line = keys / "new.pem", f"{ROTATE} --key config/crisis-log/keys/new.pem"
    taken.touch()
    desk.typed(line).failed(4, "new.pem")  # imports, with root's rights, all that a refusal takes
    taken.unlink()
    with modes({Path(): 0o755, keys: 0o555, keys.parent: 0o755, keys.parent.parent: 0o755}):
        with as_nobody():
            answer = desk.typed(line)
        assert list(keys.iterdir()) == []
    assert answer.code == 4
    assert Path(REGISTER).read_bytes() == before


@pytest.mark.parametrize(
    ("options", "code"),
    [("--timezone Mars/Base", 1), ("--at '31/12/2098 10:00'", 1), ("--organisation 78=Again", 1)],
)
def test_an_opening_that_is_refused_leaves_no_key(
    nothing: CommandLine, keys: Path, options: str, code: int
) -> None:
    nothing.typed(f"{OPENING} {options}").failed(code, r"\.$")
    assert not keys.exists() or list(keys.iterdir()) == []
    assert size() == 0


def test_an_opening_over_another_register_leaves_no_key(nothing: CommandLine, keys: Path) -> None:
    nothing.given(OPENING)
    before = list(keys.iterdir())
    nothing.typed(OPENING).failed(4, "already exists")
    assert list(keys.iterdir()) == before


def test_recording_does_not_need_the_key_and_signing_does(nothing: CommandLine, keys: Path) -> None:
    nothing.given(OPENING, "audit checkpoint")
    shutil.rmtree(keys)
    nothing.given(LINE, "decision record Closed", "rebuild", "backup copy.bak")
    nothing.typed("audit checkpoint").failed(
        2, "Only if the key is lost for good, replace it with “key rotate”"
    )
    assert findings(nothing) == []
    assert nothing.document("audit status")["checkpoint_size"] == 1


def test_the_usual_place_of_the_key_is_shown(nothing: CommandLine, keys: Path) -> None:
    nothing.given(OPENING)
    (path,) = keys.iterdir()
    nothing.typed("key show").done(re.escape(f"{path} (it is there)"))
    path.unlink()
    nothing.typed("key show").done(re.escape(f"{path} (it is not there)"))


def test_a_key_of_another_register_signs_nothing(nothing: CommandLine, keys: Path) -> None:
    nothing.given(f"{OPENING} --key mine.pem", "open fire --title T --authority A --key other.pem")
    desk = nothing.having("--register", REGISTER)
    desk.typed("audit checkpoint --key other.pem").failed(1, "not the key that signs for")
    assert desk.document("audit status")["checkpoint_size"] == 0


@pytest.mark.parametrize("content", [b"", b"\x00garbage", b"-----BEGIN PRIVATE KEY-----\nx\n"])
def test_a_file_that_is_no_key_is_a_sentence(desk: CommandLine, content: bytes) -> None:
    Path("key").write_bytes(content)
    desk.typed("audit checkpoint --key key").failed(2, "not an Ed25519 private key in PEM")


def test_a_rotation_with_the_present_key_at_hand_is_countersigned(
    nothing: CommandLine, keys: Path
) -> None:
    nothing.given(OPENING, "audit checkpoint")
    answer = nothing.typed("key rotate --yes --reason 'New secretary'").done(
        "n° 3 · signing key replaced"
    )
    assert "not at hand" not in answer.out
    (meaning,) = notices(nothing)
    assert meaning == (3, "The signing key was replaced; the previous key countersigned.")
    first, second = verifier_keys(nothing)
    fact = nothing.document("show 3")["fact"]
    assert (fact["verifier_key"], fact["reason"]) == (second, "New secretary")
    assert open_note(fact["statement"], first) == open_note(fact["statement"], second)
    assert findings(nothing) == []


def test_a_rotation_without_the_present_key_says_so_and_verification_too(
    nothing: CommandLine, keys: Path
) -> None:
    nothing.given(OPENING)
    shutil.rmtree(keys)
    nothing.typed(ROTATE).done("The present key was not at hand: only the next")
    ((entry, meaning),) = notices(nothing)
    assert entry == 2
    assert "the previous one did not countersign" in meaning
    nothing.typed("audit verify").done("n° 2 · The signing key was replaced and the previous one")
    assert findings(nothing) == []


def test_a_rotation_is_countersigned_by_the_present_key_only(
    nothing: CommandLine, keys: Path
) -> None:
    nothing.given(
        f"{OPENING} --key first.pem",
        f"{ROTATE} --key second.pem --previous first.pem",
    )
    nothing.typed(f"{ROTATE} --key third.pem --previous first.pem").failed(
        2, "first.pem is not the present signing key of the register"
    )
    assert not Path("third.pem").exists()
    assert size() == 2


def test_after_two_rotations_the_last_key_signs_and_what_was_signed_still_holds(
    nothing: CommandLine, keys: Path
) -> None:
    nothing.given(OPENING, "audit checkpoint", ROTATE, "audit checkpoint", ROTATE)
    assert len(list(keys.iterdir())) == len(verifier_keys(nothing)) == 3
    old = next(
        path for path in keys.iterdir() if verifier_keys(nothing)[1].split("+")[1] in path.name
    )
    nothing.typed(f"audit checkpoint --key {old}").failed(1, "not the key that signs for")
    nothing.given("audit checkpoint")
    found = nothing.document("audit verify")
    assert (found["findings"], found["checkpoints"]) == ([], 3)
    assert [notice["entry"] for notice in found["notices"]] == [3, 5]


def test_a_rotation_in_json_prints_the_entry_alone(nothing: CommandLine, keys: Path) -> None:
    nothing.given(OPENING)
    assert nothing.document(ROTATE)["number"] == 2


def test_a_rotation_is_possible_after_the_crisis_was_closed(
    nothing: CommandLine, keys: Path
) -> None:
    nothing.given(OPENING, "close").typed(ROTATE).done("n° 3 · signing key replaced")


def test_a_rotation_without_saying_who_leaves_no_key(
    nothing: CommandLine, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing.given(OPENING)
    before = list(keys.iterdir())
    monkeypatch.delenv("CRISIS_LOG_BY")
    nothing.typed(ROTATE).failed(2, "Say who records")
    assert list(keys.iterdir()) == before


def test_a_key_whose_recording_is_unknown_is_kept_until_that_is_known(
    desk: CommandLine, keys: Path
) -> None:
    with failing_commit(failure(sqlite3.SQLITE_IOERR_FSYNC), takes_effect=True):
        answer = desk.typed(ROTATE).failed(4, "It is not known whether this was recorded")
    (made,) = keys.iterdir()
    named = re.search(r"--request-id \w+", answer.err)
    assert named
    desk.typed(f"{ROTATE} {named[0]}").done("already recorded")
    assert list(keys.iterdir()) == [made], "the key that was recorded, and no other"
    desk.typed("audit checkpoint").done()
