"""Several registers are read as one chronicle, each verified, and none is changed."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import checkpoint, crisis, journal
from crisis_log.storage import Where
from tests.cli.running import CommandLine
from tests.cli.test_json import ENTRY
from tests.servers.registers import register_at
from tests.storage.registers import files_in, run_sql

NOW = datetime.now(UTC)
REGISTER_KEYS = {
    *("name", "register_id", "place", "authority", "title", "exercise", "timezone"),
    *("entries", "root", "findings", "clock"),
}
BOTH = "joint north.crisis south.crisis"


def opened(where: Where, name: str, zone: str = "Europe/Paris", *, exercise: bool = False) -> None:
    """Open a register with lines that happened so many hours ago: `3` before `1`."""
    opening = crisis.open_crisis(
        title=f"Flood {name}", authority=f"Of {name}", timezone=zone, exercise=exercise
    )
    Register.create(where, Request(opening, by="x"), register_id=f"{name}-0badcafe")


def told(where: Where, *lines: tuple[str, int]) -> None:
    """Record lines that happened so many hours ago."""
    with Register.open(where) as register:
        for text, ago in lines:
            register.record(journal.log(text), by="x", occurred_at=NOW - timedelta(hours=ago))


@pytest.fixture
def two(nothing: CommandLine) -> CommandLine:
    opened("north.crisis", "north")
    opened("south.crisis", "south")
    told("north.crisis", ("Dyke", 1), ("Rain", 5))
    told("south.crisis", ("Bridge", 3), ("Wind", 7))
    return nothing


def entries(document: Any) -> list[tuple[str, str]]:
    return [(one["register"], one["fact"].get("text", "")) for one in document["entries"]]


ALL = [("south", "Wind"), ("north", "Rain"), ("south", "Bridge"), ("north", "Dyke")]
OPENINGS = [("north", ""), ("south", "")]


def test_entries_are_told_as_they_happened_each_with_whose(two: CommandLine) -> None:
    answer = two.typed(BOTH).done("Nothing inscribed tells how far the clocks are apart")
    lines = [line for line in answer.lines if any(word in line for _name, word in ALL)]
    assert [(line.split()[0], word) for line, (_n, word) in zip(lines, ALL, strict=True)] == ALL
    assert all("recorded" in line for line in lines)
    assert entries(two.document(BOTH)) == ALL + OPENINGS


def test_a_document_tells_of_each_register_what_was_found_and_its_clock(two: CommandLine) -> None:
    document = two.document(BOTH)
    assert set(document) == {"registers", "entries"}
    assert set(document["entries"][0]) == {"register", *ENTRY.split()}
    for one in document["registers"]:
        assert set(one) == REGISTER_KEYS
        assert one["clock"] == {"server_login": None, "anomalies": [], "timestamps": []}


def test_none_is_changed(two: CommandLine) -> None:
    before = files_in(Path())
    two.typed(BOTH).done()
    assert files_in(Path()) == before


def test_only_what_happened_in_between_is_told(two: CommandLine) -> None:
    assert entries(two.document(f"{BOTH} --since '4 h'")) == ALL[2:] + OPENINGS
    two.typed(f"{BOTH} --until 2019-01-01").done("No entry matches")
    assert two.document(f"{BOTH} --until 2019-01-01")["entries"] == []


def test_one_that_was_altered_is_named_alone_and_all_that_is_legible_told(
    two: CommandLine,
) -> None:
    run_sql(Path("south.crisis"), "DROP TRIGGER entries_are_never_changed")
    run_sql(
        Path("south.crisis"),
        "UPDATE entries SET state = CAST(replace(CAST(state AS TEXT), 'Wind', 'Calm') AS BLOB)",
    )
    answer = two.typed(BOTH)
    assert answer.code == 3
    assert "south is not as it was recorded" in answer.out
    assert "north is not" not in answer.out
    assert "n° 3 · entry altered" in answer.out
    chronicle = answer.out.rpartition("are apart.")[2]
    assert "Calm" not in chronicle
    assert "Bridge" in chronicle
    assert answer.line_of("Bridge").startswith("south (!)")
    assert answer.line_of("Rain").startswith("north  ")
    assert "Of south, not all is shown" in answer.err
    north, south = two.document(BOTH)["registers"]
    assert (north["findings"], bool(south["findings"])) == ([], True)


def test_the_same_register_twice_is_refused(two: CommandLine) -> None:
    shutil.copy("north.crisis", "copy.crisis")
    for other in ("north.crisis", "./north.crisis", "copy.crisis"):
        two.typed(f"joint north.crisis {other}").failed(1, "one and the same register")
    told("copy.crisis", ("More", 1))
    two.typed("joint north.crisis copy.crisis").failed(1, "one goes on after entry n° 3")
    told("north.crisis", ("Other", 1))
    two.typed("joint north.crisis copy.crisis").failed(1, "differ from entry n° 4 on: .* forked")


def test_an_exercise_is_said_with_whose_and_another_zone_too(two: CommandLine) -> None:
    opened("drill.crisis", "drill", "America/Martinique", exercise=True)
    answer = two.typed("joint north.crisis drill.crisis").done("EXERCISE: drill")
    assert "Its times are told in Europe/Paris, though it keeps America/Martinique" in answer.out
    assert answer.line_of("Of drill").endswith("EXERCISE")
    assert not answer.line_of("Of north").endswith("EXERCISE")


def test_a_timestamp_bounds_the_clock_of_its_register_alone(two: CommandLine) -> None:
    with Register.open("north.crisis") as register:
        fact = checkpoint.CheckpointTimestamped(
            position=3, sha256="0" * 64, reply_sha256="1" * 64, stamped_at=NOW - timedelta(hours=1)
        )
        register.record(checkpoint.note(fact), by="x")
    answer = two.typed(BOTH)
    assert re.search(r"n° 3 at least \+1:\d\d:\d\d", answer.out)
    assert "south · No timestamp of an authority is inscribed" in answer.out
    assert "Nothing inscribed tells how far the clocks are apart" in answer.out


def test_a_bundle_is_joined_with_a_file(two: CommandLine) -> None:
    CommandLine(("--register", "south.crisis"))("audit", "bundle", "south.zip")
    expected = entries(two.document(BOTH))
    assert entries(two.document("joint north.crisis south.zip")) == expected


def test_a_register_on_a_server_is_joined_with_a_file(two: CommandLine, everybody: str) -> None:
    there = register_at(everybody, "east")
    opened(there, "east")
    told(there, ("Tide", 2))
    before = Path("north.crisis").read_bytes()
    answer = two("joint", "north.crisis", there.text).done("dated by a server .secretary")
    assert answer.line_of("Tide").startswith("east ")
    assert answer.line_of("Rain").startswith("north")
    assert Path("north.crisis").read_bytes() == before


def test_what_was_struck_stays_legible_and_is_said_to_be_struck(two: CommandLine) -> None:
    CommandLine(("--register", "south.crisis")).typed("strike 2 --reason Mistaken").done()
    assert "struck" in two.typed(BOTH).done().line_of("Bridge")


@pytest.mark.parametrize("table", ["entries", "state"])
def test_one_of_which_nothing_can_be_read_hides_nothing_of_the_other(
    two: CommandLine, table: str
) -> None:
    run_sql(Path("south.crisis"), f"ALTER TABLE {table} RENAME TO gone")
    answer = two.typed(BOTH)
    assert answer.code == 3
    assert "south.crisis is not as it was recorded" in answer.out
    assert "south.crisis · What it holds of its clock cannot be read" in answer.out
    assert answer.line_of("Rain").startswith("north")
    assert "not all is shown" in answer.err
    document = two.document(BOTH)
    assert [name for name, _text in entries(document)] == ["north"] * 3
