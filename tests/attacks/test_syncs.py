"""The order of writes and fsyncs that `test_crash_states` relies on, seen from the system."""

import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.storage.registers import create

CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink"
STRACE = ("strace", "-f", "-y", "-s", "16", "-e", f"trace={CALLS}")
WORK = """
import os, sys
from pathlib import Path
from crisis_log.slices import journal
from crisis_log.register import Register
path = Path(sys.argv[1])
with Register.open(path) as register:
    for _each in range(4):
        register.record(journal.log("Line"), by="secretary")
        os.write(1, b"acknowledged")
"""
_CALL = re.compile(r"^\d+ +(?P<name>\w+)\((?P<arguments>.*)\) += (?P<answer>-?\d+)")
_FILE = re.compile(r"<(?P<path>[^>]*)>")


def traced(path: Path, tmp_path: Path) -> list[tuple[str, str]]:
    """Record four lines; return what was done to the files, and the acknowledgements."""
    trace = tmp_path / "trace"
    subprocess.run(
        [*STRACE, "-o", str(trace), sys.executable, "-c", WORK, str(path)],
        check=True,
        capture_output=True,
    )
    done = []
    for line in trace.read_text(errors="replace").splitlines():
        call = _CALL.match(line)
        if call is None:
            continue
        name, arguments = call["name"], call["arguments"]
        named = _FILE.search(arguments)
        if name == "write" and "acknowledged" in arguments:
            done.append(("acknowledge", ""))
        elif name == "unlink" and str(path) in arguments:
            done.append((name, "log" if "-wal" in arguments else "other"))
        elif named and named["path"] in {str(path), f"{path}-wal"}:
            what = "log" if named["path"].endswith("-wal") else "database"
            begins = name == "pwrite64" and arguments.endswith(", 32, 0")
            done.append(("begin" if begins else name, what))
        elif named and named["path"] == str(path.parent) and name in {"fsync", "fdatasync"}:
            done.append((name, "folder"))
    return done


def is_sync(call: tuple[str, str], what: str) -> bool:
    return call in {("fsync", what), ("fdatasync", what)}


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """What the register's program asked of the system, in order."""
    if not shutil.which("strace"):
        pytest.skip("strace is not on this machine")
    folder = tmp_path_factory.mktemp("traced")
    if subprocess.run(["strace", "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace may not trace here")
    return traced(create(folder / "covid-19.crisis"), folder)


def test_what_is_acknowledged_was_synced(calls: list[tuple[str, str]]) -> None:
    unsynced = acknowledged = 0
    for call in calls:
        if call in {("pwrite64", "log"), ("begin", "log")}:
            unsynced += 1
        elif is_sync(call, "log"):
            unsynced = 0
        elif call[0] == "acknowledge":
            acknowledged += 1
            assert unsynced == 0
    assert acknowledged == 4


def test_what_is_acknowledged_was_put_into_the_database_and_synced(
    calls: list[tuple[str, str]],
) -> None:
    acknowledged = [number for number, call in enumerate(calls) if call[0] == "acknowledge"]
    for before, after in pairwise([0, *acknowledged]):
        done = calls[before:after]
        assert ("pwrite64", "database") in done
        put_back = max(n for n, call in enumerate(done) if call == ("pwrite64", "database"))
        logged = max(n for n, call in enumerate(done) if call == ("pwrite64", "log"))
        assert logged < put_back
        assert any(is_sync(call, "database") for call in done[put_back:])


def test_a_new_log_has_its_name_before_anything_is_acknowledged(
    calls: list[tuple[str, str]],
) -> None:
    first = calls.index(("acknowledge", ""))
    assert any(is_sync(call, "folder") for call in calls[:first])


def test_a_log_used_again_has_its_header_synced_before_its_pages(
    calls: list[tuple[str, str]],
) -> None:
    begun = [number for number, call in enumerate(calls) if call == ("begin", "log")]
    assert len(begun) == 4, "each finds all that went before put back"
    for number in begun:
        following = next(call for call in calls[number + 1 :] if call[1] == "log")
        assert is_sync(following, "log")


def test_the_database_is_written_from_a_synced_log_and_synced_before_the_log_is_given_up(
    calls: list[tuple[str, str]],
) -> None:
    log_is_synced = database_is_synced = True
    written = 0
    for call in calls:
        if call == ("pwrite64", "log"):
            log_is_synced = False
        elif is_sync(call, "log"):
            log_is_synced = True
        elif call == ("pwrite64", "database"):
            assert log_is_synced
            database_is_synced = False
            written += 1
        elif is_sync(call, "database"):
            database_is_synced = True
        elif call in {("begin", "log"), ("unlink", "log"), ("ftruncate", "log")}:
            assert database_is_synced
    assert written > 0
    assert ("unlink", "log") in calls
