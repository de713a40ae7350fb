"""What is made beside a register is in temporary files: gone whatever happens, or a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import journal
from tests.storage.rights import small_disk

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="there the file has a name until it is closed"
)
_FEED = """
import os, sys
from crisis_log.register import Register
from crisis_log.storage import StorageError
from crisis_log.storage.sqlite import scratch

def taken():
    found = os.statvfs(sys.argv[2])
    return (found.f_blocks - found.f_bfree) * found.f_frsize

scratch._PRAGMAS = ["PRAGMA cache_size=8"]  # all of it goes to disk
with Register.open(sys.argv[1], read_only=True) as register:
    with register.scratch() as folding:
        try:
            folding.feed(register.entries())
        except StorageError as error:
            print(error)
        print(taken() > 50_000, os.listdir(sys.argv[2]))
    print(taken() > 50_000)
"""


@pytest.fixture
def temporary(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 kilobytes for temporary files."""
    with small_disk(tmp_path / "temporary", 400) as disk:
        yield disk


def fed(path: Path, lines: int, temporary: Path) -> list[str]:
    """Feed a scratch in another process, since SQLite learns once where temporary files go."""
    with Register.open(path) as register:
        register.record_all(Request(journal.log("x" * 10_000), by="x") for _ in range(lines))
    command = [sys.executable, "-c", _FEED, str(path), str(temporary)]
    variables = os.environ | {"TMPDIR": str(temporary), "CRISIS_LOG_LANGUAGE": "en", "LANG": "C"}
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_temporary_files_bear_no_name_and_are_gone_when_closed(path: Path, temporary: Path) -> None:
    assert fed(path, 10, temporary) == ["True []", "False"]


def test_no_room_for_them_is_a_sentence(path: Path, temporary: Path) -> None:
    sentence, _full, after = fed(path, 100, temporary)
    assert "TMPDIR" in sentence
    assert after == "False"
