"""What went out of the register is an entry, with the row that keeps it: both, or neither."""

from __future__ import annotations

import json
from contextlib import chdir
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from crisis_log.register import Register
from crisis_log.slices.checkpoint import CheckpointGiven, CheckpointTimestamped
from crisis_log.storage import OutcomeUnknownError
from crisis_log.views.iso_week import IsoWeek
from tests.cli.case import LINE, RECORDED
from tests.cli.running import OPENING, REGISTER, SECRETARY, CommandLine
from tests.speaking import speaking
from tests.storage.killing import killed_at_each_change, linux_only
from tests.storage.registers import run_sql
from tests.tsa import Authority, serving

GIVING_OUT = [
    ("audit checkpoint", "screen"),
    ("audit prove 1 --output n1.tlog-proof", "proof/1"),
    ("audit bundle bundle.zip", "bundle"),
    ("audit timestamp --query ask.tsq", "timestamp"),
    ("report situation --output draft.html", "situation/"),
]


def noted() -> list[tuple[str, Any]]:
    """Return by whom entries note checkpoints, and what."""
    with Register.open(REGISTER) as register:
        facts = (CheckpointGiven, CheckpointTimestamped)
        return [(one.by, one.fact) for one in register.entries() if isinstance(one.fact, facts)]


def given_out() -> list[tuple[int, str, str]]:
    """Return the checkpoints that entries note: size, carrier, digest of the note."""
    given = [fact for _by, fact in noted() if isinstance(fact, CheckpointGiven)]
    return [(fact.position, fact.carrier, fact.sha256) for fact in given]


def kept() -> list[tuple[int, str, str]]:
    """Return the same of the rows."""
    with Register.open(REGISTER) as register:
        return [
            (one.size, one.carrier, sha256(one.note.encode()).hexdigest())
            for one in register.checkpoints()
        ]


@pytest.mark.parametrize(("line", "carrier"), GIVING_OUT)
def test_what_carries_a_checkpoint_out_is_noted_once(
    desk: CommandLine, line: str, carrier: str
) -> None:
    desk.given(LINE, line)
    ((position, by_what, _digest),) = given_out()
    assert (position, by_what[: len(carrier)]) == (2, carrier)
    assert given_out() == kept()
    assert desk.document("audit verify")["findings"] == []
    assert desk.document("audit verify")["notices"] == []


@pytest.mark.parametrize(("line", "carrier"), GIVING_OUT)
def test_what_a_closed_crisis_gives_out_is_noted_too(
    desk: CommandLine, line: str, carrier: str
) -> None:
    desk.given("close --reason 'It is over'", line)
    assert given_out() == kept()
    assert len(kept()) == 1, carrier


def test_an_issued_report_has_its_checkpoint_in_its_own_entry(desk: CommandLine) -> None:
    desk.given(RECORDED, "report issue dossier D-1")
    assert [carrier for _size, carrier, _digest in kept()] == ["report/R-1"]
    assert given_out() == []
    assert desk.document("audit verify")["notices"] == []


def test_who_gives_it_out_is_whoever_says_so_or_else_the_key_that_signed(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = desk.document("key show")
    name, key_hash, _public = key["verifier_key"].split("+", 2)
    desk.given("audit checkpoint")
    monkeypatch.delenv("CRISIS_LOG_BY")
    desk.given("audit checkpoint", "--by prefect audit checkpoint")
    assert [by for by, _fact in noted()] == [SECRETARY, f"{name}+{key_hash}", "prefect"]


def test_people_read_it_in_the_timeline_and_find_it(desk: CommandLine) -> None:
    desk.given("audit prove 1")
    desk.typed("timeline --kind checkpoint").done(
        "checkpoint up to n° 1 given out: proof of entry n° 1"
    )
    desk.typed("timeline --search proof").done("given out")
    desk.typed("show 2").done("carried out by +proof/1")
    with speaking("fr"):
        french = desk.typed("timeline --kind checkpoint").done()
    of = "jusqu’au n°\u00a01 sorti du registre\u00a0: preuve de l’inscription n°\u00a01"
    assert f"point de contrôle {of}" in french.out


def test_the_situation_and_the_figures_of_the_week_leave_it_out(desk: CommandLine) -> None:
    week = IsoWeek.of(datetime.now(UTC).date()).label

    def entries_of_week() -> list[int]:
        desk.given(f"report weekly --week {week} --output week.json")
        report = json.loads(Path("week.json").read_text(encoding="utf-8"))
        (figure,) = [one for one in report["key_figures"] if one["key"] == "entries"]
        return [figure["now"]["value"], len(report["log"])]

    desk.given(LINE)
    assert entries_of_week() == [2, 2]
    desk.given("audit checkpoint", "audit bundle bundle.zip")
    assert entries_of_week() == [2, 4], "the annex has one line for each entry"
    assert "checkpoint" not in desk.typed("state").done().out


def test_a_timestamp_is_one_entry_for_the_checkpoint_and_the_reply(
    nothing: CommandLine, tmp_path: Path
) -> None:
    authority = Authority.founded(tmp_path)
    nothing.given(OPENING)
    with serving(lambda asked: (200, authority.answer(asked))) as url:
        nothing.given(f"audit timestamp --tsa {url}", f"audit timestamp --tsa {url}")
    with Register.open(REGISTER) as register:
        ((note, first), (same, second)) = register.timestamps()
    assert note == same, "what was recorded since only notes the first timestamp"
    digest = sha256(note.encode()).hexdigest()
    assert [(fact.position, fact.sha256, fact.reply_sha256) for _by, fact in noted()] == [
        (1, digest, sha256(first).hexdigest()),
        (1, digest, sha256(second).hexdigest()),
    ]
    assert kept() == [(1, "timestamp", digest)]
    assert nothing.document("audit verify")["notices"] == []
    assert nothing.document("audit status")["notes_only"] == 2


def test_a_reply_that_is_taken_in_twice_is_noted_once(
    nothing: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority.founded(tmp_path)
    nothing.given(OPENING, "audit timestamp --query ask.tsq", LINE)
    Path("ask.tsr").write_bytes(authority.answer(Path("ask.tsq").read_bytes()))
    monkeypatch.delenv("CRISIS_LOG_BY")
    nothing.given("audit timestamp --reply ask.tsr", "audit timestamp --reply ask.tsr")
    (_asked, (by, stamped)) = noted()
    assert by.startswith("crisis-log/covid-19-")
    assert stamped.position == 1
    assert len(given_out()) == 1


@pytest.mark.parametrize(("line", "carrier"), GIVING_OUT)
def test_nothing_goes_out_of_a_register_that_could_not_note_it(
    desk: CommandLine, line: str, carrier: str
) -> None:
    """As one in which a newer version recorded."""
    run_sql(Path(REGISTER), "INSERT INTO kinds VALUES ('drone.launched.v1')")
    before = sorted(Path().iterdir())
    answer = desk.typed(line).failed(4, "drone.launched.v1.* nothing was recorded")
    assert answer.out == "", carrier
    assert {path.name for path in Path().iterdir()} - {path.name for path in before} <= {
        f"{REGISTER}.lock"
    }


def test_where_it_is_unknown_whether_it_was_noted_the_command_says_that_it_went_out(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Register.record

    def committed_unheard(*given: Any, **options: Any) -> None:
        record(*given, **options)
        raise OutcomeUnknownError(REGISTER, "")

    with monkeypatch.context() as failing:
        failing.setattr(Register, "record", committed_unheard)
        answer = desk.typed("audit prove 1 --output n1.tlog-proof")
    answer.failed(5, "What was asked was written")
    assert given_out() == kept()


PROVE = "audit prove 1 --output n1.tlog-proof --key k.pem"


@linux_only
def test_killed_at_any_moment_there_are_the_file_the_entry_and_the_row_or_a_way_on(
    nothing: CommandLine, tmp_path: Path
) -> None:
    start = tmp_path / "start"
    start.mkdir()
    with chdir(start):
        nothing.given(f"{OPENING} --key k.pem", LINE)
    ends = set()
    for folder in killed_at_each_change(_prove, start, tmp_path / "work"):
        with chdir(folder):
            assert given_out() == kept()
            if kept():
                assert Path("n1.tlog-proof").stat().st_size, "what is noted went out, whole"
            ends.add(len(kept()))
            nothing.given(PROVE)
            assert given_out() == kept()
            assert nothing.document("audit verify")["findings"] == []
    assert ends == {0, 1}


def _prove(folder: Path) -> None:
    with chdir(folder):
        CommandLine().given(PROVE)
