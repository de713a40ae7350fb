"""The situation report reads what it shows: as much of a long log as of a short one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from crisis_log.command import Command
from crisis_log.reports.documents.making import AboutAll, draft
from crisis_log.reports.documents.situation import DOCUMENT
from crisis_log.slices import continuity_plan, decision, indicator, journal, measure, staffing
from crisis_log.storage import reading, rows, stored_state
from tests.desk import Desk, local

NOW: Final = local("2020-03-30 08:30")
EVERY: Final = 10
"""Entries between two snapshots here: as many at most are read for the state before."""
SHORT, LONG = 15, 150


def kept(folder: Path, rounds: int) -> Desk:
    """Return a register of a crisis of so many rounds, and a little that is new."""
    desk = Desk(folder)
    desk.record_all(_past(rounds))
    desk.at("2020-03-29 20:00").record(journal.log("Il pleut", line_kind="situation"))
    desk.record(decision.record("Rouvrir"))
    return desk


def _past(rounds: int) -> Iterator[Command]:
    yield measure.order("Masques")
    yield continuity_plan.register("pca", "Plan", headcount=10)
    yield journal.log("Tenir", tags=["objectif"])
    yield journal.log("Des gants, s’il vous plaît", line_kind="request")
    for number in range(rounds):
        for kind in ("situation", "action", "communication", "information"):
            yield journal.log(f"{kind} {number}", line_kind=kind)
        day = date(2019, 9, 1) + timedelta(days=number)
        yield indicator.report(1, as_of=day, values={"reçus": Decimal(number)})
        yield staffing.count("pca", day=day, counts={"on_site": number})


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was read since the test last looked: entries, and rows of the state."""
    found: list[str] = []

    def note(module: Any, name: str) -> None:
        function = getattr(module, name)

        def noted(*arguments: Any) -> Any:
            found.append(name)
            return function(*arguments)

        monkeypatch.setattr(module, name, noted)

    monkeypatch.setattr(rows, "SNAPSHOT_EVERY", EVERY)
    note(reading, "typed")
    note(stored_state, "_model")
    note(stored_state, "_model_again")
    return found


def test_a_draft_reads_as_much_of_a_long_log_as_of_a_short_one(
    tmp_path: Path, read: list[str]
) -> None:
    counts = []
    for rounds in (SHORT, LONG):
        folder = tmp_path / str(rounds)
        folder.mkdir()
        desk = kept(folder, rounds)
        read.clear()
        told = draft(desk.register, DOCUMENT, AboutAll(), NOW)
        counts.append(len(read))
        assert [one.text for one in told.lines.events] == ["Il pleut"]
        assert [one.text for one in told.lines.communications] == [f"communication {rounds - 1}"]
        assert [one.label for one in told.decisions.in_force] == ["D-1"]
        assert [one.text for one in told.objectives] == ["Tenir"]
        assert len(told.requests) == len(told.indicators) == 1
    short, long = counts
    assert long <= short + EVERY
