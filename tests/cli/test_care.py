"""Care of the file: doctor, backup, rebuild, and files that are no registers."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from tests.cli.case import LINE
from tests.cli.running import REGISTER, CommandLine

FREE_PAGES: Final = slice(36, 40)
"""Where the header counts free pages: https://www.sqlite.org/fileformat.html, section 1.3."""
PAGE: Final = 4096
NEWER: Final = slice(60, 64)


@pytest.fixture
def closed(desk: CommandLine) -> CommandLine:
    """A desk whose register is in its one file, without a log beside it."""
    with closing(sqlite3.connect(REGISTER)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return desk


def overwrite(where: slice, content: bytes) -> None:
    changed = bytearray(Path(REGISTER).read_bytes())
    changed[where] = content
    Path(REGISTER).write_bytes(changed)


def test_doctor_finds_a_damaged_file(closed: CommandLine) -> None:
    overwrite(FREE_PAGES, (5).to_bytes(4))
    answer = closed.typed("doctor").failed(3, "^$")
    assert "Keep the register as it is and restore a backup" in answer.line_of("Integrity  ")
    verdicts = {c["name"]: c["verdict"] for c in closed.document("doctor")}
    assert verdicts["Integrity"] == "bad"


def test_doctor_finds_damage_that_no_query_survives(closed: CommandLine) -> None:
    closed.given(*[f"log '{'x' * 3000}'"] * 9)
    with closing(sqlite3.connect(REGISTER)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        statement = "SELECT rootpage FROM sqlite_master WHERE name = 'tree'"
        ((page,),) = connection.execute(statement)
    overwrite(slice((page - 1) * PAGE, (page - 1) * PAGE + 8), b"\xff" * 8)
    verdicts = {c["name"]: c["verdict"] for c in closed.document("doctor")}
    assert (verdicts["Log"], verdicts["Integrity"]) == ("bad", "bad")


def test_doctor_warns_when_others_may_read_and_that_is_not_a_failure(desk: CommandLine) -> None:
    desk.typed("doctor").done("Permissions +good +0600")
    Path(REGISTER).chmod(0o644)
    desk.typed("doctor").done("Permissions +warning +0644 +.*chmod 600 covid-19.crisis")


def test_doctor_looks_at_all_that_keeps_an_entry_safe(desk: CommandLine) -> None:
    assert [check["name"] for check in desk.document("doctor")] == [
        "SQLite version",
        "Durability",
        "Permissions",
        "Names",
        "Free space",
        "Place",
        "Clock",
        "Protections",
        "Log",
        "Integrity",
        "Time zone",
        "Signing key",
    ]


def test_a_register_of_a_newer_version_is_left_alone(closed: CommandLine) -> None:
    overwrite(NEWER, (99).to_bytes(4))
    before = Path(REGISTER).read_bytes()
    closed.typed(LINE).failed(4, "made by a newer version of Crisis Log; update the program")
    assert Path(REGISTER).read_bytes() == before


def test_a_database_of_another_program_is_left_alone(nothing: CommandLine) -> None:
    with closing(sqlite3.connect("music.crisis")) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    before = Path("music.crisis").read_bytes()
    nothing.typed(LINE).failed(4, "a database of another program")
    assert Path("music.crisis").read_bytes() == before


@pytest.mark.parametrize("reading", ["state", "timeline", "decision list", LINE])
def test_a_file_cut_short_is_a_storage_error(closed: CommandLine, reading: str) -> None:
    Path(REGISTER).write_bytes(Path(REGISTER).read_bytes()[:5000])
    closed.typed(reading).failed(4, "is damaged. Keep it as it is and restore a backup")


def test_a_backup_is_a_register_with_the_same_entries(desk: CommandLine) -> None:
    original = desk.having("--register", REGISTER)
    original.given(LINE, "backup copy.bak", "log 'Only here'")
    copy = desk.having("--register", "copy.bak")
    copy.typed("audit verify").done("2 entries verified")
    assert copy.document("timeline") == original.document("timeline")[:2]
    assert Path("copy.bak").stat().st_mode & 0o777 == 0o600


def test_a_backup_never_replaces_a_file(desk: CommandLine) -> None:
    Path("copy").write_text("precious")
    desk.typed("backup copy").failed(4, "copy already exists")
    assert Path("copy").read_text() == "precious"


def test_a_backup_in_json_says_where_it_is(desk: CommandLine) -> None:
    answer = desk.document("backup copy")
    assert answer == {"backup": "copy", "size": Path("copy").stat().st_size, "altered": []}
