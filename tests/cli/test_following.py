"""Instructions, expected reports and what is handed out, on the command line, to their end."""

from pathlib import Path

import pytest

from tests.cli.case import ASKED, RECORDED
from tests.cli.cases_follow import EXPECTED, GIVEN, HANDED
from tests.cli.running import CommandLine
from tests.reports.drafts import PLAIN


def test_an_instruction_without_a_receipt_is_seen_after_a_quarter_of_an_hour(
    drill: CommandLine,
) -> None:
    drill.at("2020-03-18 14:00").given(GIVEN)
    assert "no receipt" not in drill.at("2020-03-18 14:14").typed("instruction list").out
    late = drill.at("2020-03-18 14:27")
    late.typed("instruction list").done("given, no receipt for 27 min")
    late.typed("instruction show C-1").done("given, no receipt for 27 min")
    late.typed("state").done("given, no receipt for 27 min")
    late.given("instruction acknowledge C-1 --at 14:05")
    assert "no receipt" not in late.typed("state").done("acknowledged").out
    late.given("instruction done C-1 --at 14:20")
    assert "C-1" not in late.typed("state").out


def test_a_function_finds_its_instructions_and_those_that_are_late(drill: CommandLine) -> None:
    noon = drill.at("2020-03-18 12:00")
    noon.given(GIVEN, "instruction give 'Warn' --to Press --due '18/03/2020 13:00'")
    late = drill.at("2020-03-18 13:01")
    late.typed("instruction list --overdue").done(r"C-2 .* 2020-03-18 13:00 \(overdue\)")
    for line, found in (("--to PRESS", ["C-2"]), ("--overdue", ["C-2"]), ("", ["C-2", "C-1"])):
        labels = [one["label"] for one in late.document(f"instruction list {line}")]
        assert labels == found


def test_a_report_that_did_not_come_is_missing_and_the_line_that_brings_it_says_so(
    drill: CommandLine,
) -> None:
    morning = drill.at("2020-03-18 08:00")
    morning.given("expect 'Free beds' --from ARS --by '18/03/2020 09:00'")
    late = drill.at("2020-03-18 09:10")
    late.typed("expected list --missing").done("A-1 +missing +ARS")
    late.typed("state").done(r"(?s)Reports expected.*A-1 .*missing")
    late.given("log '12 beds' --answers A-1")
    late.typed("expected list").done(r"A-1 +received 2020-03-18 09:10 \(n° 3\), after its deadline")
    late.typed("expected list --open").done("No such report is expected")
    late.typed("timeline").done("information, in answer to A-1: 12 beds")


def test_a_line_answers_a_request_and_brings_a_report_at_once(desk: CommandLine) -> None:
    desk.given(ASKED, EXPECTED, "log 'Both' --answers 2 --answers a1")
    (asked,) = desk.document("request list")
    (expected,) = desk.document("expected list")
    assert [one["entry"] for one in asked["answers"]] == [4]
    assert [one["entry"] for one in expected["brought_by"]] == [4]


def test_only_a_line_brings_a_report(desk: CommandLine) -> None:
    desk.given(EXPECTED)
    desk.typed("decision record 'Count' --answers A-1").failed(2, "“A-1” is not a number such as")


@pytest.mark.parametrize("rest", ["--lang en --json", "--json --lang en"])
def test_global_options_after_a_verb_leave_its_own_alone(desk: CommandLine, rest: str) -> None:
    """`--by` is said of a report that is expected, and of who records."""
    told = desk.typed(f"{EXPECTED} {rest}").done().document
    assert told["sentence"] == "A-1 expected from Hospitals: Free beds"
    shown = desk.having("--by", "the clerk").document("expect 'Masks' --from Depot --by 2099-01-01")
    assert desk.document(f"show {shown['number']}")["by"] == "the clerk"


def test_functions_follow_each_other_or_each_has_an_option(desk: CommandLine) -> None:
    desk.given(RECORDED, "distribute D-1 --to A --to B C 'D E'")
    assert desk.document("show 3")["fact"]["to"] == ["A", "B", "C", "D E"]


def test_what_was_handed_out_is_told_with_it(desk: CommandLine) -> None:
    desk.given(
        RECORDED, HANDED, "acknowledge D-1 --from prefecture", f"{GIVEN} --about D-1 --about 2"
    )
    sheet = desk.typed("decision show D-1").done(r"handed out to +Prefecture, .* \(n° 3\); receipt")
    assert "C-1 to “Logistics”: given" in sheet.out
    desk.typed("show 2").done("C-1 to “Logistics”: given")
    told = desk.document("decision show D-1")
    assert [one["function"] for one in told["distribution"]["copies"]] == ["Prefecture"]
    assert [one["label"] for one in told["instructions"]] == ["C-1"]


def test_an_issued_report_is_handed_out_and_tells_its_entries_to_those(desk: CommandLine) -> None:
    desk.given(RECORDED, f"report issue dossier D-1 --templates {PLAIN}")
    assert any(Path().glob("*-reports/*R-1.pdf"))
    desk.given("distribute r1 --to Mayor", "acknowledge R-1 --from Mayor")
    desk.typed("report show R-1").done("handed out to +Mayor, ")
    desk.typed("who-knew D-1").done(r"(?s)Mayor .* handed out: R-1 .* receipt acknowledged: R-1")
    desk.typed("who-knew R-1").done(r"Mayor .* handed out +n° 4")


def test_who_knew_tells_who_is_not_credited_and_why(drill: CommandLine) -> None:
    noon = drill.at("2020-03-18 12:00")
    noon.given("cell appoint Logistics", RECORDED)
    drill.at("2020-03-18 14:00").given("cell relieve Logistics")
    later = drill.at("2020-03-18 14:10").given("distribute D-1 --to Logistics Mayor")
    told = later.typed("who-knew D-1").done("Mayor +2020-03-18 14:10 +handed out +n° 5")
    assert "Not credited: functions that had left the cell" in told.out
    assert "2020-03-18 14:00 (n° 4)" in told.line_of("Logistics")
    later.typed("who-knew D-1 --as-of '18/03/2020 14:05'").done("not recorded that any function")


def test_who_knew_says_that_the_entry_is_struck(desk: CommandLine) -> None:
    desk.given("log 'A case'", "distribute 2 --to Mayor", "strike 2 --reason typo")
    desk.typed("who-knew 2").done(r"(?s)Entry n° 2 is struck, by entry n° 4\..*Mayor")


def test_what_is_handed_out_is_recorded_after_the_closing_too(desk: CommandLine) -> None:
    desk.given(RECORDED, "close --yes", HANDED, "acknowledge D-1 --from Prefecture")
    desk.typed(GIVEN).failed(1, "The crisis is closed")


def test_a_bundle_tells_to_whom_a_decision_was_handed_out(desk: CommandLine) -> None:
    desk.given(RECORDED, HANDED, "audit bundle bag")
    pages = [page.read_text(encoding="utf-8") for page in Path("bag").rglob("*.html")]
    assert any("Prefecture" in page and "Handed out to" in page for page in pages)


def test_the_register_is_verified_and_rebuilt_with_all_of_it(desk: CommandLine) -> None:
    desk.given(RECORDED, GIVEN, EXPECTED, HANDED, "log '12' --answers A-1", "instruction done 1")
    before = {line: desk.document(line) for line in ("expected list", "decision show D-1")}
    desk.given("rebuild")
    assert {line: desk.document(line) for line in before} == before
    assert desk.document("audit verify")["findings"] == []


def test_an_entry_names_the_instruction_that_it_does_not_tell(desk: CommandLine) -> None:
    desk.given(
        GIVEN, EXPECTED, "instruction done C-1 --text 'At noon'", "expected drop 1 --reason R"
    )
    told = desk.typed("timeline").done()
    assert "C-1 done “Deliver masks”: At noon" in told.out
    assert "A-1 no longer expected “Free beds”: R" in told.out
    assert told.out.count("Deliver masks") == 2, "once where it is given, once where it is done"
    assert told.out.count("Free beds") == 2
