"""What goes out in tables: every field of everything, and what has become of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel

from crisis_log.command import File, Request
from crisis_log.exchange.columns import TABLES
from crisis_log.exchange.exporting.entries import Telling
from crisis_log.exchange.writing.told import cells
from crisis_log.fact import KINDS, Fact
from crisis_log.register import Register
from crisis_log.slices import (
    decision,
    decision_course,
    indicator,
    journal,
    line_course,
    measure,
    report_correction,
    request,
)
from crisis_log.slices.decision import Decision
from crisis_log.slices.measure import Measure
from crisis_log.state import replay
from crisis_log.striking import strike
from crisis_log.views.values import is_nothing
from crisis_log.words import field_name
from tests.desk import Desk, record_a_busy_fortnight
from tests.exchange.told import made, table
from tests.given import OPENING
from tests.given import entry_of as opening_entry
from tests.golden.make import EXAMPLES, entry_of

PARIS: Final = ZoneInfo("Europe/Paris")


def row_of(fact: Fact) -> str:
    """Return all that the row of an entry tells."""
    row = Telling(replay([opening_entry(OPENING, 1)]), PARIS).row(entry_of(fact))
    told = cells(TABLES["entries"], row, PARIS)
    return "\n".join(str(one) for one in told if one is not None)


def texts(value: object) -> Iterator[str]:
    """Return the texts that people wrote within a value: those of several words."""
    match value:
        case dict():
            for part in value.values():
                yield from texts(part)
        case list():
            for part in value:
                yield from texts(part)
        case str() if " " in value.strip():
            yield value


def test_there_is_an_example_of_every_kind() -> None:
    assert {fact.kind for fact in EXAMPLES} == {*KINDS}


@pytest.mark.parametrize("fact", EXAMPLES, ids=lambda fact: fact.kind)
def test_every_field_of_every_kind_is_in_the_row_of_its_entry(fact: Fact) -> None:
    told, columns = row_of(fact), {column.field for column in TABLES["entries"]}
    is_line = isinstance(fact, journal.LineLogged)
    for name, value in fact.model_dump(mode="json").items():
        if is_nothing(value) or value is False:
            continue
        assert f"{field_name(name)}:" in told or (is_line and name in columns), name
        for text in texts(value):
            assert text in told.replace("\n\t", "\n"), (name, text)


def test_what_an_entry_has_beside_its_fact_is_in_its_row() -> None:
    told = row_of(EXAMPLES[0])
    entry = entry_of(EXAMPLES[0])
    for said in (entry.note, entry.by, entry.request_id, entry.attachments[0].sha256, "18:30:15"):
        assert str(said) in told
    assert "2020-03-18T18:30:15.250001+01:00" in told


_ELSEWHERE: Final = {
    Decision: {"label"},
    Measure: {"label", "progress_at", "progress_entry", "latest"},
}
"""Fields told otherwise: the last figures in the table of figures, who reported a progress too."""


@pytest.mark.parametrize(("model", "what"), [(Decision, "decisions"), (Measure, "measures")])
def test_every_field_of_a_thing_has_a_column(model: type[BaseModel], what: str) -> None:
    columns = {column.field for column in TABLES[what]}
    assert {*model.model_fields} - _ELSEWHERE[model] <= columns


def test_a_line_reads_as_corrected_beside_what_it_said(desk: Desk) -> None:
    line = desk.record(journal.log("120 cas", source="ARS"), occurred="2020-03-16 07:30")
    desk.record(line_course.correct(line, "210 cas", reason="inverted", source="Préfecture"))
    row = table(desk.register, "entries")[line - 1]
    assert (row["text"], row["source"]) == ("210 cas", "Préfecture")
    assert "120 cas" in row["earlier wordings"]
    assert "ARS" in row["earlier wordings"]
    assert row["status"] == "corrected by n° 3"


def test_what_was_struck_refuted_or_told_twice_says_so(desk: Desk) -> None:
    struck, refuted, first, again, gone = (desk.record(journal.log(text)) for text in "abcde")
    desk.record(line_course.strike(struck, reason="mistake"))
    desk.record(line_course.refute(refuted, source="ARS", reason="false"))
    desk.record(line_course.duplicate(again, duplicate_of=first))
    desk.record(strike(gone, reason="not ours"))
    rows = table(desk.register, "entries")
    said = [rows[number - 1]["status"] for number in (struck, refuted, again, gone)]
    assert said == [
        "struck by n° 7: mistake",
        "refuted",
        f"duplicate of n° {first}",
        "struck by n° 10: not ours",
    ]
    assert "ARS" in rows[refuted - 1]["findings"]
    assert rows[gone - 1]["text"] == "e"


def test_a_decision_is_told_with_all_that_became_of_it(desk: Desk) -> None:
    desk.record(decision.propose("Close", options=["Close", "Wait"], due_on=date(2020, 3, 20)))
    adopted = desk.record(decision.adopt(1, grounds="Contagion"))
    desk.record(decision.amend(1, title="Close all", reason="wider"))
    desk.record(decision_course.suspend(1, reason="appeal"))
    (row,) = table(desk.register, "decisions")
    assert (row["label"], row["title"], row["status"]) == ("D-1", "Close all", "suspended")
    assert row["n°"] == str(adopted)
    assert row["options considered"] == "Close\nWait"
    assert row["deadline"] == "2020-03-20"
    assert row["former titles"] == "“Close”, until n° 4"
    assert len(row["phases"].split("\n")) == 3


def test_counts_add_up_and_what_was_mistaken_stands_beside(desk: Desk) -> None:
    record_a_busy_fortnight(desk)
    rows = table(desk.register, "staffing")
    assert [(row["day"], row["on site"], row["total"]) for row in rows] == [
        ("2020-03-16", "994", "2134"),
        ("2020-03-24", "980", "2120"),
    ]
    assert "on site = 1,011" in rows[0]["earlier wordings"]


def test_figures_are_rows_of_what_holds(desk: Desk) -> None:
    day = date(2020, 3, 16)
    unit = measure.Indicator(name="calls", unit="calls", target=Decimal(100))
    desk.record(measure.order("Hotline", indicators=[unit.model_dump()]))
    first = desk.record(
        indicator.report(
            1, as_of=day, progress=20, values={"calls": Decimal("12.5"), "staff": Decimal(4)}
        )
    )
    desk.record(
        report_correction.correct_report(
            1, corrects=first, as_of=day, values={"calls": Decimal(13)}
        )
    )
    desk.record(indicator.report(1, as_of=day, progress=40, text="Half way"))
    rows = table(desk.register, "indicators")
    told = [(row["indicator"], row["value"], row["progress"], row["text"]) for row in rows]
    assert told == [("staff", "4", "20", ""), ("calls", "13", "", ""), ("", "", "40", "Half way")]
    assert rows[1]["earlier wordings"] == f"n° {first}: 12.5"
    assert (rows[1]["unit"], rows[1]["target"]) == ("calls", "100")


def test_requests_say_what_became_of_them(desk: Desk) -> None:
    asked, closed, waiting = (
        desk.record(journal.log(text, line_kind="request")) for text in ("Masks?", "Beds?", "Gel?")
    )
    answer = desk.record(journal.log("Masks: 200", answers=[asked]))
    desk.record(request.close(closed, reason="ARS does"))
    rows = table(desk.register, "requests")
    assert [(row["text"], row["status"]) for row in rows] == [
        ("Masks?", "answered"),
        ("Beds?", "closed without action"),
        ("Gel?", "open"),
    ]
    assert f"n° {answer}" in rows[0]["answered by"]
    assert rows[1]["reason for closing"] == "ARS does"
    assert rows[2]["n°"] == str(waiting)


def test_what_is_exported_since_an_entry_is_what_it_or_later_ones_tell_of(desk: Desk) -> None:
    desk.record(decision.record("Old"))
    desk.record(decision.record("Amended since"))
    since = desk.record(journal.log("New"))
    desk.record(decision.amend(2, owner="DSI", reason="named"))
    assert [row["n°"] for row in table(desk.register, "entries", since)] == ["4", "5"]
    assert [row["label"] for row in table(desk.register, "decisions", since)] == ["D-2"]


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_confidential_lines_are_left_out_with_all_that_tells_of_them(
    desk: Desk, format_: str
) -> None:
    secret = desk.record(journal.log("a secret name", line_kind="request", confidential=True))
    desk.record(line_course.correct(secret, "another secret name", reason="a secret reason"))
    gone = desk.record(journal.log("a secret that was struck", confidential=True))
    desk.record(line_course.correct(gone, "that secret again", reason="heard"))
    desk.record(strike(gone, reason="a secret mistake"))
    kept = desk.record(journal.log("for all"))
    for what in ("entries", "requests"):
        told = made(desk.register, format_, what, without_confidential=True)
        assert b"secret" not in told.content
        assert b"secret" in made(desk.register, format_, what).content
    rows = table(desk.register, "entries", without_confidential=True)
    assert [row["n°"] for row in rows] == ["1", str(kept)]


def test_json_lines_of_entries_are_the_stored_bytes(desk: Desk) -> None:
    record_a_busy_fortnight(desk)
    told = made(desk.register, "jsonl", "entries", 3)
    assert told.content.splitlines() == [one.content for one in desk.register.stored(2)]
    assert told.rows == desk.register.size() - 2


def test_json_lines_of_things_have_codes_and_offsets(desk: Desk) -> None:
    desk.record(decision.record("Close", act="memo"), occurred="2020-03-16 07:00")
    told: dict[str, Any] = json.loads(made(desk.register, "jsonl", "decisions").content)
    assert (told["status"], told["act"]) == ("adopted", "memo")
    assert told["occurred_at"].endswith(("Z", "+00:00"))


def test_files_kept_with_an_entry_are_named_with_their_digests(desk: Desk) -> None:
    file = File("plan.pdf", "application/pdf", b"plan")
    register: Register = desk.register
    register.record_all([Request(journal.log("The plan"), by="la secrétaire", files=[file])])
    assert file.sha256 in table(register, "entries")[-1]["attachments"]
