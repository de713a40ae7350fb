"""Killed at any moment while a key is made: the same command given again finishes."""

import os
import re
import shlex
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest

from crisis_log.audit import key_file
from crisis_log.audit.key_file import Reservation, create_key_file, read_key_file, reserved_for
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from tests.cli.running import OPENING, PROGRAM, REGISTER, CommandLine, environment, size
from tests.storage.registers import check_sound
from tests.storage.rights import small_disk

OPEN: Final = f"{OPENING} --key k.pem"
ROTATE: Final = "key rotate --yes --reason Lost"
CALLS: Final = "mkdir,write,link,rename"
"""What others see: a process that is killed loses nothing that it wrote, synchronised or not."""
_CALL: Final = re.compile(r"^\d+ +(\w+)\((\d*)")
Point = tuple[str, int]
"""A system call by its name, and the how manieth of that name it is."""


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder where keys are put unless a file is named."""
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "config"))
    return tmp_path / "config" / "crisis-log" / "keys"


def traced(line: str, *inject: str) -> int:
    """Run the installed program under strace; return its exit code."""
    program = [PROGRAM, *shlex.split(line)]
    return subprocess.run(
        ["strace", "-f", "-qq", "-o", "trace", "-e", f"trace={CALLS}", *inject, *program],
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    ).returncode


def points(line: str) -> Iterator[Point]:
    """Return where the command can be killed: at each call, once for all lines it prints."""
    if not shutil.which("strace"):
        pytest.skip("strace is not on this machine")
    if traced(line) != 0:
        pytest.skip("strace may not trace here")
    seen: Counter[str] = Counter()
    has_printed = False
    for text in Path("trace").read_text(errors="replace").splitlines():
        if call := _CALL.match(text):
            name, descriptor = call.groups()
            seen[name] += 1
            prints = (name, descriptor) == ("write", "1")
            if not (prints and has_printed):
                yield name, seen[name]
            has_printed = has_printed or prints


def clear(*kept: Path) -> None:
    for path in Path().iterdir():
        if path in kept:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def killed(line: str, point: Point) -> None:
    name, which = point
    assert traced(line, "-e", f"inject={name}:signal=KILL:when={which}") != 0, point


def test_an_opening_killed_at_any_moment_opens_when_it_is_given_again(
    nothing: CommandLine,
) -> None:
    nothing.given(OPEN)  # the folder that remembers where keys were put is made once
    clear()
    for point in [*points(OPEN)][:-1]:  # at the last, everything was done and told
        clear()
        killed(OPEN, point)
        assert not Path(REGISTER).exists() or len(check_sound(Path(REGISTER))) == 1
        again = nothing.typed(OPEN).done("n° 1 · register opened")
        assert again.line_of("Signing key:") == "Signing key: k.pem", point
        assert len(check_sound(Path(REGISTER))) == 1
        nothing.given("audit checkpoint --key k.pem")


def test_a_rotation_killed_at_any_moment_is_complete_when_it_is_given_again(
    nothing: CommandLine, keys: Path
) -> None:
    nothing.given(OPENING)
    before = Path("before")
    before.mkdir()
    shutil.copy(REGISTER, before)
    shutil.copytree(keys, before / "keys")
    for point in [*points(ROTATE)][:-1]:
        clear(before)
        shutil.copy(before / REGISTER, REGISTER)
        shutil.copytree(before / "keys", keys)
        killed(ROTATE, point)
        nothing.typed(ROTATE).done("(?s)n° 2 · signing key replaced.*Signing key: ")
        assert (size(), len([*keys.glob("*.pem")])) == (2, 2), point
        nothing.given("audit checkpoint")


def leave_key(path: str, register_id: str, there: str) -> SigningKey:
    """Leave the key file of an attempt that was killed before it recorded anything."""
    key = SigningKey.generate(origin_of(register_id))
    create_key_file(Path(path), key, None, Reservation(register_id, there))
    return key


@pytest.mark.parametrize("named", [True, False])
def test_an_opening_uses_the_key_that_an_interrupted_one_made_and_says_so(
    nothing: CommandLine, keys: Path, named: bool
) -> None:
    path = "k.pem" if named else str(keys / "covid-19-0badcafe-1a2b3c4d.pem")
    key = leave_key(path, "covid-19-0badcafe", str(Path(REGISTER).resolve()))
    line = f"{OPENING} --key k.pem" if named else OPENING
    answer = nothing.typed(line).done("interrupted before it recorded this: its key is used")
    assert answer.line_of("Signing key:") == f"Signing key: {path}"
    assert nothing.document("key show")[0]["verifier_key"] == key.verifier_key
    assert reserved_for(Path(path), under_passphrase=False) is None


def test_an_opening_that_was_recorded_and_never_told_is_told(nothing: CommandLine) -> None:
    with patch("crisis_log.cli.crisis.tell"):  # killed before it said anything
        nothing.given(OPEN)
    answer = nothing.typed(OPEN).done("n° 1 .* already recorded")
    assert "interrupted once this was recorded" in answer.out
    assert "Verifier key: " in answer.out
    nothing.typed(OPEN).failed(4, "already exists")
    assert size() == 1


def test_a_key_of_another_opening_is_never_taken(nothing: CommandLine) -> None:
    for key, there in [
        ("k.pem", f"/elsewhere/{REGISTER}"),
        ("l.pem", str(Path("other.crisis").resolve())),
    ]:
        leave_key(key, "covid-19-0badcafe", there)
        before = Path(key).read_bytes()
        nothing.typed(f"{OPENING} --key {key}").failed(4, f"written to {key}: it already exists")
        assert Path(key).read_bytes() == before
    assert size() == 0


def test_a_key_left_without_a_passphrase_does_not_pass_for_one_under_it(
    nothing: CommandLine,
) -> None:
    leave_key("k.pem", "covid-19-0badcafe", str(Path(REGISTER).resolve()))
    Path("secret").write_text("correct horse")
    nothing.typed(f"{OPEN} --passphrase-file secret").failed(4, "k.pem: it already exists")


@pytest.mark.parametrize("content", ["", "-----BEGIN PRIVATE KEY-----\nMC4CAQAw"])
def test_half_a_key_that_an_earlier_version_left_is_recognised(
    nothing: CommandLine, content: str
) -> None:
    Path("k.pem").write_text(content)
    nothing.typed(OPEN).failed(4, "k.pem holds no whole key: .* Remove it, then try again")
    assert Path("k.pem").read_text() == content
    Path("k.pem").unlink()
    nothing.given(OPEN)


def test_a_full_disk_leaves_no_key_and_the_opening_succeeds_once_there_is_space(
    nothing: CommandLine, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 64) as disk:
        with suppress(OSError), (disk / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(b"x" * 4096)
        line = f"{OPENING} --key disk/k.pem"
        nothing.typed(line).failed(4, "disk/k.pem: no space is left")
        assert [path.name for path in disk.iterdir()] == ["ballast"]
        assert size() == 0
        (disk / "ballast").unlink()
        nothing.given(line)


def test_a_key_that_the_register_names_is_kept_whatever_fails_afterwards(
    nothing: CommandLine,
) -> None:
    create = Register.create

    def interrupted(*given: object) -> None:
        create(*given)  # type: ignore[arg-type]  # as it is called
        raise KeyboardInterrupt

    with patch.object(Register, "create", interrupted):
        nothing.typed(OPEN).failed(5, "Interrupted. Recorded all the same: n° 1")
    nothing.typed(OPEN).done("already recorded")
    nothing.given("audit checkpoint --key k.pem")


def test_a_rotation_is_told_again_and_not_made_twice_under_its_request_id(
    nothing: CommandLine, keys: Path
) -> None:
    nothing.given(OPENING)
    with patch("crisis_log.cli.key.tell"):
        nothing.typed(f"{ROTATE} --request-id a1")
    nothing.typed(f"{ROTATE} --request-id a1").done("(?s)n° 2 .* already recorded.*Signing key:")
    nothing.typed(f"{ROTATE} --request-id a1").done("n° 2 .* already recorded")
    assert (size(), len(list(keys.iterdir()))) == (2, 2)


def test_an_interrupted_rotation_does_not_stand_in_for_another_request(
    nothing: CommandLine, keys: Path
) -> None:
    nothing.given(OPENING)
    with patch("crisis_log.cli.key.tell"):
        nothing.typed(f"{ROTATE} --request-id a1")
    nothing.typed(f"{ROTATE} --request-id a2").done("n° 3 · signing key replaced")
    assert len(nothing.document("key show")) == 3


def test_a_reserved_key_is_one_that_every_reader_of_pem_reads() -> None:
    key = leave_key("k.pem", "covid-19-0badcafe", "/with\nnewline/é")
    reservation = reserved_for(Path("k.pem"), under_passphrase=False)
    assert reservation == ("covid-19-0badcafe", "/with\nnewline/é")
    assert read_key_file(Path("k.pem"), key.name).verifier_key == key.verifier_key
    if shutil.which("openssl"):
        subprocess.run(["openssl", "pkey", "-in", "k.pem", "-noout"], check=True)


def test_what_a_killed_attempt_left_under_another_name_goes_once_the_key_is_recorded() -> None:
    leave_key("k.pem", "covid-19-0badcafe", "/there")
    os.link("k.pem", ".k.pem.0badcafe")
    Path(".k.pem.other").write_text("not ours")
    key_file.mark_recorded(Path("k.pem"))
    assert sorted(path.name for path in Path().iterdir()) == [".k.pem.other", "k.pem"]
    assert Path("k.pem").read_text().startswith('Crisis Log, recorded: ["covid-19-0badcafe"')


def test_a_key_that_signs_for_its_register_is_reserved_no_longer(
    nothing: CommandLine, keys: Path
) -> None:
    nothing.given(OPENING)
    with patch("crisis_log.cli.key.tell"):
        nothing.typed(ROTATE)
    nothing.given("audit checkpoint")
    nothing.typed(ROTATE).done("n° 4 · signing key replaced")


def test_an_opening_that_nobody_reads_to_its_end_is_complete(nothing: CommandLine) -> None:
    with patch("crisis_log.cli.output.line", side_effect=BrokenPipeError):
        nothing.typed(OPEN)
    assert reserved_for(Path("k.pem"), under_passphrase=False) is None
    Path(REGISTER).rename("archived")
    nothing.typed(OPEN).failed(4, "k.pem: it already exists")
