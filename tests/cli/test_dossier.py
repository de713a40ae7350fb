"""`audit dossier` at the desk: on the screen, as JSON, and as a file whose ending tells."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from crisis_log.language import speaking
from tests.cli.case import LINE, ORDERED, PLAN, RECORDED
from tests.cli.running import OPENING, CommandLine, installed

AMENDED = "decision amend D-1 --owner 'The mayor' --reason Delegated"
REFUTED = "refute 2"
KEYS = {
    "document",
    "status",
    "number",
    "rectifies",
    "reason",
    "rectified",
    "known_upto",
    "register_id",
    "title",
    "reference",
    "exercise",
    "timezone",
    "authority",
    "organisations",
    "sites",
    "opened_at",
    "issued_at",
    "last_entry",
    "decision",
    "first_recorded_at",
    "recorded",
    "received",
    "replaces",
    "later",
    "communicated",
}


@pytest.fixture
def told(desk: CommandLine) -> CommandLine:
    """A register with a line, a plan, a decision, and what came after."""
    return desk.given(LINE, PLAN, RECORDED, f"{ORDERED} --decision D-1", AMENDED, REFUTED)


def parts(text: str) -> tuple[str, str]:
    """Return what stands before and after the heading of what was recorded later."""
    then, _heading, later = text.partition("RECORDED LATER")
    assert later
    return then, later


def test_what_was_recorded_later_stands_apart_and_below(told: CommandLine) -> None:
    then, later = parts(told.typed("audit dossier D-1").done().out)
    assert "A first line" in then
    assert "Continuity plan" in then
    for words in ("The mayor", "Licences", "refuted", "M-1"):
        assert words not in then
        assert words in later


def test_each_later_entry_names_the_one_it_corrects(told: CommandLine) -> None:
    _then, later = parts(told.typed("audit dossier D-1").done().out)
    assert "corrects n° 4" in next(line for line in later.splitlines() if "amended" in line)
    assert "refutes n° 2" in next(line for line in later.splitlines() if "line 2" in line)
    assert "D-1 · owner: The mayor" in later


def test_a_number_may_be_typed_as_people_do(told: CommandLine) -> None:
    first = told.typed("audit dossier D-1").out
    assert told.typed("audit dossier d1").out == told.typed("audit dossier 1").out == first


def test_a_decision_recorded_late_says_by_how_much(drill: CommandLine) -> None:
    drill.at("2020-03-16 12:00").given("decision record Close --at 09:00", LINE)
    told = drill.at("2020-03-16 13:00").typed("audit dossier D-1").done()
    assert "2020-03-16 09:00" in told.out
    assert "recorded 2020-03-16 12:00 (3 h later)" in told.out


def test_a_decision_older_than_the_register_had_nothing_recorded(drill: CommandLine) -> None:
    drill.at("2020-03-16 12:00").given("decision record Close --at 07:00")
    out = drill.at("2020-03-16 13:00").typed("audit dossier D-1").done().out
    nothing = "Nothing was recorded yet at that instant: the first entry was recorded on"
    assert f"{nothing} 2020-03-16 08:00." in out


def test_a_register_opened_before_the_decision_but_recorded_after_it_says_so(
    nothing: CommandLine,
) -> None:
    desk = nothing.at("2020-03-16 12:00")
    desk.given(f"{OPENING} --exercise --at 00:30", "decision record Close --at 02:10")
    told = desk.typed("audit dossier D-1").done("first entry was recorded on 2020-03-16 12:00")
    assert "opened after" not in told.out
    desk.typed("state --as-of 02:10").failed(1, "the first entry was recorded on 2020-03-16 12:00")


@pytest.fixture
def night(drill: CommandLine) -> CommandLine:
    """A night that was caught up the next morning: what was received when, and a decision on it."""
    drill.at("2020-03-16 09:00").given("log 'Gauge at 2.10 m'")
    caught_up = drill.at("2020-03-17 08:00")
    caught_up.given("log 'Dike overtopped' --at '16/03 23:50' --received '17/03 00:05'")
    caught_up.given("log 'Cellar flooded' --at '16/03 23:55' --received '17/03 03:00'")
    typed = "decision record Evacuate --at 00:30 --situation 'Dike overtopped, see n° 2 and n° 3'"
    caught_up.given(typed)
    return caught_up


def test_what_was_received_before_and_recorded_after_is_told_apart(night: CommandLine) -> None:
    document = night.document("audit dossier D-1")
    assert document["recorded"]["last_entry"] == 2
    assert [(one["number"], one["relation"]) for one in document["received"]] == [(3, "received")]
    assert [one["number"] for one in document["later"]] == [4]
    received = night.typed("audit dossier D-1").out.partition("Declared as received before")[2]
    line = next(line for line in received.splitlines() if "Dike" in line)
    assert "2020-03-17 00:05  2020-03-17 08:00  7 h 55 min after it was received" in line


def test_what_the_decision_itself_says_was_known_is_told_as_it_says_it(night: CommandLine) -> None:
    said = night.typed("audit dossier D-1").out.partition("What the decision itself says")[2]
    said = said.partition("Recorded before:")[0]
    assert "Dike overtopped, see n° 2 and n° 3" in said
    assert "It cites n° 2, recorded before (2020-03-16 09:00)" in said
    assert "It cites n° 3, recorded after (2020-03-17 08:00)" in said


def test_no_dossier_says_that_something_was_not_known(night: CommandLine) -> None:
    for number in ("D-1", "D-2"):
        night.given("decision record Shelter --at '15/03 10:00'" if number == "D-2" else LINE)
        with speaking("fr"):
            text = night.typed(f"audit dossier {number}").done().out
            night.typed(f"audit dossier {number} --output dossier.html")
        html = Path("dossier.html").read_text(encoding="utf-8")
        own_words = re.sub("situation connue", "", text + html, flags=re.IGNORECASE)
        assert not re.search(r"connu|inconnu|ignor|appris", own_words, re.IGNORECASE)
        assert "inscrit" in text


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["decision propose Close"], "Never adopted: proposed on"),
        (["decision propose Close", "decision reject D-1"], "Never adopted: rejected on"),
        (["decision propose Close", "decision adopt D-1"], "Adopted on"),
    ],
)
def test_the_instant_says_whose_it_is(desk: CommandLine, lines: list[str], says: str) -> None:
    assert says in desk.given(*lines).typed("audit dossier D-1").done().out


def test_the_text_says_when_nothing_came_later(desk: CommandLine) -> None:
    desk.given(RECORDED).typed("audit dossier D-1").done("Nothing was recorded later")


def test_json_is_one_document_with_its_documented_keys(told: CommandLine) -> None:
    document = told.document("audit dossier D-1")
    assert set(document) == KEYS
    assert document["document"] == "decision_dossier.v2"
    assert document["decision"]["basis"] == "adoption"
    assert [one["number"] for one in document["recorded"]["entries"]] == [1, 2, 3]
    assert [(one["number"], one["relation"]) for one in document["later"]] == [
        (5, "measure"),
        (6, "decision"),
        (7, "correction"),
    ]


def test_json_is_asked_for_as_everywhere_or_as_a_format(told: CommandLine) -> None:
    asked = told.document("audit dossier D-1")
    as_format = told.typed("audit dossier D-1 --format json").done().document
    made_now = dict.fromkeys(("issued_at", "communicated"))
    assert asked | made_now == as_format | made_now


def test_the_ending_of_the_file_chooses_the_format(told: CommandLine) -> None:
    for ending in ("pdf", "html", "json", "txt"):
        path = Path(f"dossier.{ending}")
        told.typed(f"audit dossier D-1 --output {path}").done(f"Dossier of D-1: {path}")
    assert Path("dossier.pdf").read_bytes().startswith(b"%PDF-")
    assert Path("dossier.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert set(json.loads(Path("dossier.json").read_text(encoding="utf-8"))) == KEYS
    assert "RECORDED LATER" in Path("dossier.txt").read_text(encoding="utf-8")


def test_a_format_goes_before_the_ending(told: CommandLine) -> None:
    told.typed("audit dossier D-1 --format json --output dossier.pdf").done()
    assert json.loads(Path("dossier.pdf").read_text(encoding="utf-8"))


def test_a_page_without_a_name_is_named_after_register_and_decision(told: CommandLine) -> None:
    told.typed("audit dossier D-1 --format html").done(r"covid-19-D-1\.html")
    page = Path("covid-19-D-1.html").read_text(encoding="utf-8")
    assert "<title>Dossier of decision D-1: what was recorded</title>" in page


def test_a_file_written_is_told_in_json(told: CommandLine) -> None:
    document = told.document("audit dossier D-1 --output dossier.html")
    assert document == {
        "dossier": "dossier.html",
        "decision": "D-1",
        "size": Path("dossier.html").stat().st_size,
    }


def test_a_dash_is_standard_output(told: CommandLine) -> None:
    answer = installed("audit", "dossier", "D-1", "--format", "json", "--output", "-")
    assert set(answer.done().document) == KEYS


def test_an_authority_may_replace_the_templates(told: CommandLine) -> None:
    Path("mine/partials").mkdir(parents=True)
    Path("mine/partials/dossier_method.html").write_text("<p>Ours</p>", encoding="utf-8")
    told.typed("audit dossier D-1 --templates mine --output dossier.html").done()
    assert "<p>Ours</p>" in Path("dossier.html").read_text(encoding="utf-8")


def test_an_exercise_says_so_on_the_screen_and_in_the_file(drill: CommandLine) -> None:
    now = drill.at("2020-03-16 12:00").given(RECORDED)
    assert now.typed("audit dossier D-1").done().out.startswith("EXERCISE")
    answer = now.typed("audit dossier D-1 --output dossier.txt").done()
    assert answer.out.startswith("EXERCISE")
    assert Path("dossier.txt").read_text(encoding="utf-8").startswith("EXERCISE")


def test_a_text_with_line_breaks_cannot_pass_for_another_entry(desk: CommandLine) -> None:
    desk("log", "A\n 9  2020-03-18 18:30  2020-03-18 18:30  the mayor  D-1 adopted").done()
    desk.given(RECORDED)
    lines = desk.typed("audit dossier D-1").done().lines
    assert not any(line.startswith(" 9") for line in lines)


def test_a_file_that_it_names_is_told_by_its_digest(desk: CommandLine) -> None:
    Path("order.txt").write_text("The order", encoding="utf-8")
    digest = sha256(b"The order").hexdigest()
    desk.given("log Before --attach order.txt", f"{RECORDED} --attach order.txt")
    told = desk.typed("audit dossier D-1").done().out
    assert told.count(f"order.txt (9 bytes, SHA-256 {digest})") == 2
