"""Who lacks a right on a server is refused in one sentence, and nothing is half done."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.cli.running import CommandLine
from tests.cli.stage import Stage
from tests.servers.server import Server

_READERS: Final = ("read", "audit")
_READING: Final = (
    "state",
    "timeline",
    "search line",
    "show 1",
    "decision list",
    "key show",
    "audit verify",
    "audit status",
    "report show R-1",
    "report list",
    "audit replay --to 2",
)
_GIVING_OUT: Final = (
    "audit checkpoint",
    "audit prove 1 --output given",
    "audit timestamp --query given",
)
_PUBLISHING: Final = (*_GIVING_OUT, "report issue situation", "key rotate --reason Lost --yes")
_RECORDING: Final = (
    "log Hello",
    "decision record 'Schools open'",
    "pad print --sheets 2 --output given",
    "export --output given.csv",
    "close --yes",
)
_LACKS: Final = "Error: Your account on the server has n"


@pytest.fixture(scope="module")
def stage(server: Server) -> Stage:
    return Stage(server, "rights")


@pytest.fixture
def told(stage: Stage) -> CommandLine:
    """A register with a line, a decision and an issued report."""
    past = ("log 'A line'", "decision record 'Remote work'", "report issue situation")
    return stage.at(past, changes=False)


def _lies_here() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


@pytest.mark.parametrize("right", _READERS)
@pytest.mark.parametrize("line", _READING)
def test_who_may_read_reads_everything(
    told: CommandLine, stage: Stage, right: str, line: str
) -> None:
    assert stage.by(right, right).typed(line).done().out


@pytest.mark.parametrize("right", _READERS)
def test_who_may_read_has_drafts_and_bundles_without_a_checkpoint(
    told: CommandLine, stage: Stage, right: str
) -> None:
    before = told.document("audit status")["size"]
    for line in ("report situation --output draft.pdf", "audit bundle bundle.zip"):
        answer = stage.by(right, right).typed(line)
        assert answer.code == 0
        assert "without a checkpoint" in answer.err
        assert "the right “publish”" in answer.err
    assert Path("draft.pdf").read_bytes().startswith(b"%PDF")
    assert told.document("audit status")["size"] == before


@pytest.mark.parametrize("right", _READERS)
def test_who_may_read_has_the_file_of_an_issued_report(
    told: CommandLine, stage: Stage, right: str
) -> None:
    stage.by(right, right).typed("report reprint R-1").done("the same bytes")
    stage.by(right, right).typed("report reprint R-1 --output copy.pdf").done()
    assert Path("copy.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("right", _READERS)
@pytest.mark.parametrize("line", [*_RECORDING, *_PUBLISHING, "rebuild --yes"])
def test_who_may_read_changes_nothing_and_nothing_is_written(
    told: CommandLine, stage: Stage, right: str, line: str
) -> None:
    here, before = _lies_here(), told.document("audit status")["size"]
    answer = stage.by(right, right).typed(line).failed(4, _LACKS)
    assert ("has not the right “" in answer.err) == (line != "rebuild --yes")
    assert _lies_here() == here
    assert told.document("audit status")["size"] == before


@pytest.mark.parametrize("line", _PUBLISHING)
def test_who_may_record_gives_nothing_out_that_is_signed(
    told: CommandLine, stage: Stage, line: str
) -> None:
    here, before = _lies_here(), told.document("audit status")["size"]
    answer = stage.by("recorder", "record").typed(line).failed(4, _LACKS)
    assert "the right “publish”" in answer.err
    assert _lies_here() == here
    assert told.document("audit status")["size"] == before


def test_who_may_record_records_and_notes_what_is_exported(stage: Stage) -> None:
    stage.at(())
    recorder = stage.by("recorder", "record")
    recorder.given("log Hello", "decision record 'Schools open'", "export --output e.csv")
    recorder.given("pad print --sheets 2", "close --yes")


def test_who_may_publish_issues_and_records_nothing_else(stage: Stage) -> None:
    stage.at(())
    publisher = stage.by("publisher", "publish")
    publisher.given("report issue situation", "audit checkpoint", "export --output e.csv")
    answer = publisher.typed("log Hello").failed(4, _LACKS)
    assert "the right “record”" in answer.err


def test_who_has_no_right_sees_no_register(told: CommandLine, stage: Stage) -> None:
    for line in ("state", "log Hello", "audit verify"):
        stage.by("nobody").typed(line).failed(4, "no register .*, or your account may not see it")


def test_who_may_record_opens_a_register_that_was_prepared_for_it(stage: Stage) -> None:
    stage.prepare("flood")
    desk = CommandLine(("--register", stage.address_of("recorder", "record", register="flood")))
    desk.given("open flood --title Flood --authority Prefecture", "log 'Water rises'")
    assert "Flood" in desk.typed("state").done().out
    desk.typed("audit verify").done("2 entries verified")
    issuing = stage.address_of("publisher", "publish", register="flood")
    CommandLine(("--register", issuing)).given("report issue situation")
    desk.typed("open flood --title Flood --authority P").failed(4, "already exists")
    stage.remove("flood")


def test_who_may_not_make_registers_is_told_so(stage: Stage) -> None:
    address = stage.address_of("recorder", "record", register="fire")
    here = _lies_here()
    fire = CommandLine(("--register", address))
    fire.typed("open fire --title Fire --authority P").failed(4, "no administrator")
    fire.typed("state").failed(4, "There is no register")
    assert _lies_here() == here
