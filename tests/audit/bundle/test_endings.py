"""However the bundle's verifier ends, its exit code says what was found, and no traceback."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.audit.bundle.bundles import Bundle

FINE, MISUSED, FOUND, UNREADABLE = 0, 2, 3, 4
ENGLISH: Final = re.compile(
    r"\b(the|is|not|no such|of|directory|file|argument|expected|invalid|choose|unrecognized|usage"
    r"|denied|space left|left on)\b",
    re.IGNORECASE,
)
posix_only: Final = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX streams")


def in_shell(bundle: Bundle, rest: str) -> tuple[int, str]:
    """Run the verifier in a line of bash; return its exit code and its standard error."""
    line = f'"$0" -I -S "$1" --lang en --key "$2" {rest}'
    finished = subprocess.run(
        ["bash", "-c", line, sys.executable, str(bundle.data / "verify.py"), bundle.key],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in finished.stderr
    return finished.returncode, finished.stderr


def altered(bundle: Bundle) -> Bundle:
    log = bundle.data / "entries.jsonl"
    log.write_bytes(
        log.read_bytes().replace(b"Scene", b"Sxene").replace(b"secretary", b"Xecretary")
    )
    return bundle


@posix_only
@pytest.mark.parametrize(
    ("rest", "fine", "says"),
    [
        ("| true; exit ${PIPESTATUS[0]}", FINE, "^$"),
        (">&-", FINE, "^$"),
        ("2>&-", FINE, "^$"),
        (">/dev/full", UNREADABLE, "could not be written: no space is left on the disk"),
    ],
)
def test_the_exit_code_is_that_of_what_was_found(
    bundle: Bundle, rest: str, fine: int, says: str
) -> None:
    code, err = in_shell(bundle, rest)
    assert (code, bool(re.search(says, err.strip()))) == (fine, True)
    code, err = in_shell(altered(bundle), rest)
    assert (code, bool(re.search(says, err.strip()))) == (FOUND, True)


@posix_only
@pytest.mark.parametrize("rest", ["--checkpoint - <&-", "--checkpoint /", "--checkpoint no"])
def test_what_cannot_be_read_is_said(untouched: Bundle, rest: str) -> None:
    code, err = in_shell(untouched, rest)
    assert code == UNREADABLE
    assert re.search(r"^(-|/|no) cannot be read: [a-z ]+\.$", err.strip())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], MISUSED),
        (["--key"], MISUSED),
        (["--key", "x"], MISUSED),
        (["--nope"], MISUSED),
        (["--lang", "de"], MISUSED),
        (["a", "b"], MISUSED),
        (["--json=3"], MISUSED),
        (["--checkpoint", "zzz"], UNREADABLE),
        (["--checkpoint", "/"], UNREADABLE),
        (["--checkpoint", "z" * 300], UNREADABLE),
        (["zzz"], UNREADABLE),
    ],
)
def test_no_mistake_is_answered_in_english(
    untouched: Bundle, arguments: list[str], code: int
) -> None:
    keyed = [*arguments, "--key", untouched.key] if code == UNREADABLE else arguments
    language = [] if "--lang" in arguments else ["--lang", "fr"]
    finished = subprocess.run(
        [sys.executable, "-I", "-S", untouched.data / "verify.py", *language, *keyed],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == code
    first = finished.stderr.splitlines()[0]
    assert not ENGLISH.search(first)
    assert re.search("Non compris|ne peut pas être lu", first)


def test_a_failure_is_a_sentence(
    untouched: Bundle, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from crisis_log.audit.bundle import verify as verifier

    def fail(*_arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr(verifier, "verify", fail)
    folder = str(Path(untouched.data))
    assert verifier.main(["--lang", "en", "--key", untouched.key, folder]) == UNREADABLE
    assert capsys.readouterr().err == "The program failed, nothing is verified: MemoryError()\n"
