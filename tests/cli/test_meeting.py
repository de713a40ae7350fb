"""Meetings at the command line: what is told to whom, and minutes that stay as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pikepdf

from tests.cli.running import CommandLine
from tests.reports.drafts import PLAIN
from tests.speaking import speaking

OPENED: Final = "meeting open --agenda Situation --agenda Masks"
SECRET: Final = "Known by name"


def test_issued_minutes_are_made_again_with_the_same_bytes(desk: CommandLine) -> None:
    desk.given(OPENED, "meeting attend Director", f"log '{SECRET}' --confidential")
    desk.given("meeting item 2", "decision record 'Masks for all'", "meeting close")
    desk.given(f"report issue minutes S-1 --without-confidential --templates {PLAIN}")
    desk.given("log 'Later' --confidential")
    desk.typed(f"report reprint R-1 --templates {PLAIN}").done("same")
    desk.typed(f"audit verify --reprint --templates {PLAIN}").done()
    (issued,) = Path().glob("*-reports/*R-1.pdf")
    assert SECRET.encode() not in issued.read_bytes()
    assert desk.document("report show R-1")["question"] == {
        "meeting": 1,
        "without_confidential": True,
    }


def test_corrective_minutes_tell_what_they_showed_and_nothing_confidential(
    desk: CommandLine,
) -> None:
    desk.given("log 'Elsewhere'", OPENED, f"log '{SECRET}' --confidential", "log 'Twelve'")
    desk.given("decision record 'Masks'", "meeting close")
    desk.given(f"report issue minutes S-1 --without-confidential --templates {PLAIN}")
    for number in (2, 4, 5):
        desk.given(f"correct {number} 'Corrected {number}' --reason Mistyped")
    desk.given("decision amend D-1 --title 'Masks for all' --reason Unclear --yes")
    desk.given(f"report rectify R-1 --reason Mistyped --templates {PLAIN}")
    (issued,) = Path().glob("*-reports/*R-2.pdf")
    with pikepdf.open(issued) as pdf:
        data = [file.get_file().read_bytes().decode() for file in pdf.attachments.values()]
    (told,) = (json.loads(text) for text in data if '"minutes.v1"' in text)
    assert [one["about"] for one in told["rectified"]] == ["5", "D-1"]
    assert not any(SECRET in text or "Corrected 4" in text for text in data)


def test_drafts_with_and_without_what_is_confidential_are_told_apart(desk: CommandLine) -> None:
    desk.given(OPENED, f"log '{SECRET}' --confidential")
    draft = f"report minutes S-1 --templates {PLAIN}"
    desk.typed(draft).done("covid-19-minutes-S-1.pdf")
    desk.typed(f"{draft} --without-confidential").done("S-1-without-confidential.pdf")
    given = [entry["sentence"] for entry in desk.document("timeline")[-2:]]
    assert "minutes of S-1 (draft)" in given[0]
    assert "minutes of S-1, without what is confidential (draft)" in given[1]


def test_the_cell_is_listed_as_the_register_knew_it(desk: CommandLine) -> None:
    desk.given("cell appoint Director", "cell relieve Director")
    appointed, relieved = desk.document("timeline")[-2:]
    (seat,) = desk.document(f"cell list --as-of {appointed['recorded_at']}")
    assert (seat["function"], seat["until"]) == ("Director", None)
    assert desk.document(f"cell list --as-of {relieved['recorded_at']}") == []
    (former,) = desk.document("cell list --former")
    assert (former["entry"], former["ended_by"]) == (2, 3)


def test_what_happens_in_one_minute_happens_in_turn(drill: CommandLine) -> None:
    desk = drill.at("2020-03-16 09:00")
    desk.given("cell appoint Director", "meeting open", "meeting attend Director")
    desk.given("meeting leave Director", "meeting attend Director")
    desk.given("instruction give 'Count the masks' --to Director", "instruction acknowledge C-1")
    desk.given("meeting close", "cell relieve Director")
    (present,) = desk.document("meeting show")["attendance"]["present"]
    assert len(present["stays"]) == 2


def test_an_entry_says_to_which_meeting_it_belongs(desk: CommandLine) -> None:
    desk.given(OPENED, "meeting item 2", "log 'Masks are short'", "meeting close")
    desk.typed("show 4").done("meeting +S-1, item 2: Masks")
    assert desk.document("show 4")["meeting"] == {"label": "S-1", "item": 2, "title": "Masks"}
    assert "meeting" not in desk.document("show 1")


def test_the_state_tells_the_cell_and_the_meeting_in_progress(desk: CommandLine) -> None:
    desk.given("cell appoint Director --role director", "cell appoint DSI", OPENED)
    desk.typed("state").done(
        r"(?s)meeting +S-1, since 20.*\(entry 4\).*cell +2 functions · Director"
    )
    document = desk.document("state")
    assert document["meeting"] == desk.document("meeting list")[0]
    assert document["meeting"]["label"] == "S-1"
    assert [seat["function"] for seat in document["cell"]] == ["Director", "DSI"]
    desk.given("meeting close")
    assert desk.document("state")["meeting"] is None


def test_who_is_outside_the_cell_is_named_where_there_is_a_cell(desk: CommandLine) -> None:
    desk.given("meeting open")
    assert "outside" not in desk.typed("meeting attend Prefecture").done().out
    desk.given("cell appoint Director")
    answer = desk.typed("meeting excuse Mayor director").done()
    assert "outside the crisis cell: “Mayor”" in answer.out
    assert "“Director”" not in answer.out


def test_a_confidential_line_says_so_wherever_it_is_shown(desk: CommandLine) -> None:
    desk.given(f"log '{SECRET}' --confidential --kind request --status unverified")
    for line in ("show 2", "timeline", "state", "point", "request list"):
        assert "confidential" in desk.typed(line).done(SECRET).out, line


def test_who_comes_is_there_from_then_on_or_from_the_opening(desk: CommandLine) -> None:
    desk.given(OPENED, "meeting attend Director", "log 'News'", "meeting attend DSI")
    shown = desk.typed("meeting show").done().out
    assert "came at" in shown.partition("DSI")[2].splitlines()[0]
    assert "came at" not in shown.partition("Director")[2].splitlines()[0]


def test_a_report_at_a_meeting_is_told_with_its_figures(desk: CommandLine) -> None:
    desk.given("measure order Beds --indicator beds", "meeting open")
    desk.given("measure report M-1 --value beds=180", "meeting close")
    desk.typed("meeting show").done("M-1 report of .*: Beds · beds = 180")


def test_a_draft_is_called_as_people_ask_for_it(desk: CommandLine) -> None:
    desk.given("meeting open")
    with speaking("fr"):
        plain = f"--modeles {PLAIN}"
        desk.typed(f"rapport compte-rendu S-1 {plain}").done("covid-19-compte-rendu-S-1.pdf")
        without = desk.typed("rapport compte-rendu S-1 --sans-confidentiel --format html")
        without.done("covid-19-compte-rendu-S-1-sans-le-confidentiel.html")
