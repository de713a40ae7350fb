"""The point fits one screen, whatever there is to say, and says what it leaves out."""

import re

import pytest

from crisis_log.cli.one_screen import HEIGHT, WIDTH, Section, aligned, laid_out
from crisis_log.cli.screen import width_of
from tests.cli.case import ACTIVE, PLAN
from tests.cli.running import CommandLine


@pytest.fixture
def crisis(drill: CommandLine) -> CommandLine:
    """A drill in which there is more to say than has room."""
    now = drill.at("2020-03-18 07:00")
    now.given(
        "level Alert", PLAN, ACTIVE, "briefing every 4h", "measure order Care --due 17/03 --yes"
    )
    words = "a long text that goes on beyond the edge of any telephone, and further still " * 2
    for number in range(9):
        now.given(
            f"measure report M-1 --value 'deaths {number}={number}' --as-of 18/03/2020 --yes",
            f"decision record 'Decision {number} {words}'",
            f"log 'Request {number} {words}' --kind request --source Mayor",
            f"log 'Rumour {number} {words}' --status unverified",
        )
    return drill.at("2020-03-18 12:00")


def test_it_fits_a_telephone_and_says_how_much_it_leaves_out(crisis: CommandLine) -> None:
    told = crisis.typed("point").done().out.splitlines()
    assert len(told) <= HEIGHT - 1
    assert [line for line in told if width_of(line) > WIDTH] == []
    text = "\n".join(told)
    for says in (
        r"^EXERCISE\n2020-03-18 12:00 · COVID-19 epidemic",
        r"level +Alert, since 2020-03-18 07:00 \(entry 2\)",
        r"plan pca +level 1, since 2020-03-18 07:00 \(entry 4\)",
        r"next briefing +2020-03-18 15:00 · every 4 hours \(entry 5\)",
        r"measures +1 open",
        r"overdue +briefing of 11:00; M-1",
        r"Key figures \(and \d others\)\nM-1  deaths 0",
        r"Last lines\n07:00  n° \d+ +\[to be verified\] Rumour 8 a long text",
        r"Decisions in force \(and \d others\)\nD-9  07:00  Decision 8",
        r"Open requests \(and \d others\)\nn° \d+ +Mayor: Request 0",
        r"Uncertainties \(and \d others\)\nn° \d+ +Rumour 8",
    ):
        assert re.search(says, text), (says, text)


def test_for_programs_it_is_whole(crisis: CommandLine) -> None:
    document = crisis.document("point")
    assert len(document["decisions"]) == len(document["requests"]) == 9
    assert len(document["lines"]) == 5
    assert document["next_briefing"]["overdue_since"] == "2020-03-18T11:00:00+01:00"


def test_where_there_is_nothing_it_says_so(desk: CommandLine) -> None:
    told = desk.typed("point").done().out
    for says in ("level +none declared", "next briefing +not recorded", "Key figures: none"):
        assert re.search(says, told), told
    closed = desk.given("close").typed("point").done().out
    assert re.search("level +crisis closed", closed)
    assert re.search("next briefing +none: the crisis is closed", closed)


def test_a_briefing_whose_time_has_come_is_overdue_and_not_the_next(drill: CommandLine) -> None:
    drill.at("2020-03-18 07:00").given("briefing next 09:00")
    told = drill.at("2020-03-18 10:00").typed("point").done().out
    assert re.search("next briefing +not recorded", told)
    assert re.search("overdue +briefing of 09:00", told)


def test_rows_that_others_do_not_need_go_to_those_that_want_more() -> None:
    few, many = [["a"]] * 2, [["b"]] * 30
    shown = [*laid_out([Section("few", few, 4), Section("many", many, 4)], 20)]
    assert [(len(one.lines), one.others) for one in shown] == [(2, 0), (14, 16)]


def test_rows_are_aligned_and_never_wider_than_the_screen() -> None:
    rows = aligned([["n° 1", "word " * 40], ["n° 1234", "救" * 60], ["n° 2", "short\nline"]])
    assert [width_of(row) <= WIDTH for row in rows] == [True] * 3
    assert rows[2] == "n° 2     short line"
    assert rows[0].endswith("…")


def test_lines_to_spare_let_rows_go_on() -> None:
    rows = [["n° 1", "word " * 40], ["n° 2", "word " * 20]]
    lines = aligned(rows, spare=3)
    assert [line[:6] for line in lines] == ["n° 1  ", "      ", "      ", "n° 2  ", "      "]
    assert "".join(lines).count("word") == 60
    assert aligned(rows, spare=1)[1].endswith("…")
    shown = [*laid_out([Section("some", rows, 2), Section("none", [], 1)], 20)]
    assert [(len(one.lines), one.others) for one in shown] == [(4, 0), (0, 0)]


def test_least_rows_go_on_before_others_are_shown() -> None:
    rows = [["n° 1", "word " * 20]] * 9
    (shown,) = laid_out([Section("some", rows, 3)], 10)
    assert (len(shown.lines), shown.others) == (8, 4)


def test_wide_characters_take_their_two_columns_and_nothing_is_cut_between_lines() -> None:
    text = " ".join(["🚨 alerte"] * 14)
    lines = aligned([["n° 1", text]], spare=3)
    assert [line for line in lines if width_of(line) > WIDTH] == []
    assert " ".join(" ".join(lines).split()) == f"n° 1 {text}"


def test_whose_decision_rests_on_an_assumption_is_not_who_says_that_it_is_at_risk(
    desk: CommandLine,
) -> None:
    desk.given("log 'Water rises'", "decision record Evacuate --owner DGS --assumes-line 2")
    desk.given("refute 2")
    assert re.search(r"H-1  D-1 rests on", desk.typed("point").done().out)
