"""A register of an older version at the desk: read, told what it lacks, upgraded once."""

from pathlib import Path
from typing import Final

import pytest

from tests.cli.case import LINE, RECORDED
from tests.cli.running import REGISTER, CommandLine, size
from tests.storage.older import without_tree
from tests.storage.registers import create

TOLD: Final = "made by an older version and has no proof tree yet: run “upgrade” once"


@pytest.fixture
def old(nothing: CommandLine) -> CommandLine:
    """A desk with a register of version 1 whose only entry is its opening."""
    without_tree(create(Path(REGISTER)))
    return nothing


@pytest.mark.parametrize("reading", ["timeline", "state", "show 1", "audit replay", "doctor"])
def test_an_older_register_is_read(old: CommandLine, reading: str) -> None:
    old.typed(reading).done()


@pytest.mark.parametrize("line", [LINE, RECORDED, "close", "key rotate"])
def test_an_older_register_is_not_written_to_and_says_what_to_do(
    old: CommandLine, line: str
) -> None:
    old.typed(line).failed(4, TOLD)
    assert size() == 1


def test_a_key_for_a_register_that_is_not_upgraded_is_not_left_behind(
    old: CommandLine, home: Path
) -> None:
    before = sorted(home.rglob("*.pem"))
    old.typed("key rotate").failed(4, TOLD)
    assert sorted(home.rglob("*.pem")) == before


def test_a_verification_does_not_claim_hashes_that_are_not_there(old: CommandLine) -> None:
    answer = old.typed("audit verify").done("1 entry verified: order, contents and state agree")
    assert "Not proven: the register has no proof tree" in answer.out
    answer = old.typed("audit verify --log-only").done("Nothing was verified")
    assert "Not proven: the register has no proof tree" in answer.out


def test_an_upgrade_is_an_entry_and_from_then_on_everything_works(old: CommandLine) -> None:
    old.typed("upgrade").done("n° 2 · proof tree made for the entries up to n° 1")
    old.given(LINE, "key rotate", "audit checkpoint", "audit prove 1", "rebuild")
    answer = old.typed("audit verify").done("4 entries verified: hashes, order, contents")
    assert "n° 2 · The proof tree of the entries up to n° 1 was made afterwards" in answer.out
    assert old.document("show 2")["kind"] == "seal.tree_made.v1"


def test_an_upgrade_in_json_is_the_entry_it_made_and_nothing_the_second_time(
    old: CommandLine,
) -> None:
    assert old.document("upgrade")["number"] == 2
    assert old.document("upgrade") == []


def test_an_upgrade_says_who_made_it(old: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRISIS_LOG_BY")
    old.typed("upgrade").failed(2, "Say who records")
    old.having("--by", "the archivist").given("upgrade")
    assert old.document("show 2")["by"] == "the archivist"
