"""Whoever records something reads what the register keeps, and what was understood."""

import json
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crisis_log.cli.echo import MADE, content
from crisis_log.cli.session import Session
from crisis_log.command import Known
from crisis_log.fact import Fact
from crisis_log.state import State
from crisis_log.words import abridged
from tests.cli.case import ACTIVE, LINE, ORDERED, PLAN, RECORDED
from tests.cli.running import CommandLine, size
from tests.golden.make import EXAMPLES, entry_of
from tests.speaking import speaking

NIGHT = "2020-03-18 00:10"
TYPED = [fact for fact in EXAMPLES if not isinstance(fact, MADE)]


@pytest.fixture
def night(drill: CommandLine) -> CommandLine:
    """A drill ten minutes after midnight, from Tuesday 17 to Wednesday 18 March 2020."""
    return drill.at(NIGHT)


def beneath(answer_lines: list[str]) -> list[str]:
    """Return the lines beneath those that begin with the number of an entry."""
    return [line for line in answer_lines if line.startswith("  ")]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("log 'Call !! of $US' --source Mayor --tag hot --tag cold", "Call !! of $US"),
        ("log A --source Mayor --tag hot --tag cold", "source: Mayor; tags: hot, cold"),
        ("log A --note 'From memory'", "note: From memory"),
        (f"{RECORDED} --decided-by Mayor --grounds 'Too late'", "Remote work · decided by: Mayor"),
        (f"{RECORDED} --legal-basis A --legal-basis B", "legal basis: A, B"),
        ("decision amend D-1 --owner Head --due 2099-01-02 --reason R", "owner: Head; deadline: "),
        ("decision amend D-1 --title Other --reason R --yes", "title: Other; reason: R"),
        ("measure report M-1 --value kits=1200.5 --text 'On the way'", "kits = 1,200.5; On the wa"),
        ("measure order B --indicator kits --target 30", "indicators: kits (target 30)"),
        ("measure order B --decision D-1", "decision: D-1"),
        ("pca staffing pca --count remote=3 --count on_site=4", "remote = 3; on site = 4"),
        (
            "pca register b --title P --headcount 20 --level 1=Low",
            "P · levels: level 1: Low; headc",
        ),
        ("pca activate pca --level 1 --trigger Flood --act 12/2020", "Flood · act: 12/2020"),
        ("level Alert --reason 'First case'", "First case"),
        ("join 95=Essonne", "Essonne"),
        ("settings set place 'At home'", "At home"),
        ("correct 5 'A second try' --reason Typo", "A second try (reason: Typo)"),
        ("strike 5 --reason 'Wrong one'", "Wrong one"),
        ("close --reason 'It is over' --yes", "It is over"),
    ],
)
def test_what_was_recorded_is_read_again(desk: CommandLine, line: str, says: str) -> None:
    desk.given(RECORDED, ORDERED, PLAN, LINE)
    assert says in beneath(desk.typed(line).done().lines)[0]


class _Reading(Session):
    """A session of an empty register, in whose time zone it is always UTC."""

    zone = ZoneInfo("UTC")

    def state(self) -> Known:
        return State()


def _texts(value: object) -> Iterator[str]:
    """Return every text within a value that has words."""
    match value:
        case dict():
            for part in value.values():
                yield from _texts(part)
        case list():
            for part in value:
                yield from _texts(part)
        case str() if " " in value:
            yield value


@pytest.mark.parametrize("fact", TYPED, ids=lambda fact: str(fact.kind))
def test_every_text_of_every_kind_is_read_again(english: None, fact: Fact) -> None:
    entry = entry_of(fact)
    said = f"{fact.headline()} {content(_Reading(None, None, False, None), entry)}"
    for text in _texts(fact.model_dump(mode="json")):
        assert abridged(text, 60).rstrip("…") in said


def test_an_opening_reads_again_what_was_typed(nothing: CommandLine) -> None:
    answer = nothing.typed("open a --title Flood --authority Town --organisation 7=A").done()
    assert beneath(answer.lines) == [
        "  Flood · authority: Town; organisations: A (code 7); time zone: Europe/Paris"
    ]


def test_a_long_text_is_read_again_to_200_characters_on_one_line(desk: CommandLine) -> None:
    (said,) = beneath(desk("log", "word\n" * 100).done().lines)
    assert said.endswith(" word…")
    assert 190 <= len(said.strip()) <= 201
    assert desk.document("show 2")["fact"]["text"] == ("word\n" * 100).strip()


def test_a_file_that_is_kept_is_named_with_its_size(desk: CommandLine) -> None:
    Path("map.txt").write_text("Here", encoding="utf-8")
    desk.typed("log A --attach map.txt").done(r"attachments: map.txt \(4 bytes\)")


def test_every_field_is_read_again_by_its_french_name(desk: CommandLine) -> None:
    Path("plan.txt").write_text("Ici", encoding="utf-8")
    with speaking("fr"):
        said = desk(
            "log", "Appel", "--source", "Maire", "--tag", "x", "--attach", "plan.txt"
        ).done()
    assert beneath(said.lines)[0].replace("\u00a0", " ").replace("\u202f", " ") == (
        "  Appel · source : Maire ; étiquettes : x ; pièces jointes : plan.txt (3 octets)"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("verify 2", "“Send boats”"),
        ("request close 2 --reason Twice", "“Send boats” · Twice"),
        ("correct 2 'Send nine boats' --reason Typo", "Send nine boats (reason: Typo)"),
        ("decision implement D-1 --note 'By phone'", "“Remote work” · note: By phone"),
        ("decision amend D-1 --owner Head --reason R", "“Remote work” · owner: Head; reason: R"),
        ("decision amend D-1 --title Other --reason R --yes", "title: Other; reason: R"),
        ("measure report M-1 --progress 30 --text Done", "“Licences” · Done"),
        ("measure complete M-1", "“Licences”"),
    ],
)
def test_what_is_about_a_thing_reads_again_which_one(
    desk: CommandLine, line: str, said: str
) -> None:
    desk.given("log 'Send boats' --kind request", RECORDED, ORDERED)
    assert beneath(desk.typed(line).done().lines)[0] == f"  {said}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("close --yes", ["  Open requests: n° 2 “Send boats”."]),
        ("log Sent --answers 2", ["  Sent"]),
        ("level Alert", []),
        ("briefing next '31/12/2098 18:00' --place 'Town hall'", ["  Town hall"]),
    ],
)
def test_what_a_headline_says_already_is_not_repeated(
    desk: CommandLine, line: str, said: list[str]
) -> None:
    desk.given("log 'Send boats' --kind request")
    assert beneath(desk.typed(line).done().lines) == said


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("hier 23:40", "hier 23:40"),
        ("00:05", "aujourd’hui 00:05"),
        ("avant-hier 8h", "avant-hier 08:00"),
        ("13/03 18h30", "vendredi 13/03/2020 18:30"),
        ("13 mars à 18 h 30", "vendredi 13/03/2020 18:30"),
    ],
)
def test_a_time_typed_in_part_says_how_it_was_understood(
    night: CommandLine, typed: str, understood: str
) -> None:
    with speaking("fr"):
        answer = night("log", "Appel", "--at", typed).done()
    assert beneath(answer.lines)[-1].replace("\u00a0", " ") == f"  compris : {understood}"


@pytest.mark.parametrize("typed", ["17/03/2020 23:40", "2020-03-17T22:40Z", "20200317T2340"])
def test_a_time_typed_in_full_is_not_read_again(night: CommandLine, typed: str) -> None:
    assert "understood" not in night("log", "Call", "--at", typed).done().out


def test_days_typed_in_part_say_how_they_were_understood_by_the_name_of_their_field(
    night: CommandLine,
) -> None:
    answer = night.typed("decision record A --due demain --review 20/03 --at 'hier 23:00'").done()
    assert beneath(answer.lines)[-1] == (
        "  understood: deadline tomorrow (Thursday 2020-03-19); review date Friday 2020-03-20; "
        "yesterday 23:00"
    )
    assert "understood" not in night.typed("decision record A --due 20/03/2020").done().out


def test_the_times_of_a_line_received_later_are_told_apart(night: CommandLine) -> None:
    answer = night.typed("log Call --received 00:01 --at 'hier 23:50'").done()
    assert beneath(answer.lines)[-1] in {
        "  understood: received at today 00:01; yesterday 23:50",
        "  understood: yesterday 23:50; received at today 00:01",
    }


def test_a_date_of_effect_without_a_time_says_which_it_is_taken_for(night: CommandLine) -> None:
    night.given(PLAN).typed("pca activate pca --level 1 --effective 20/03/2020").done(
        "understood: date of effect Friday 2020-03-20 00:00"
    )


def test_an_opening_says_how_its_time_was_understood(nothing: CommandLine) -> None:
    opening = "open a --exercise --title Flood --authority Town --at 'hier 23:40'"
    nothing.at(NIGHT).typed(opening).done("understood: yesterday 23:40")


def test_a_level_recorded_late_says_that_the_level_in_force_remains(night: CommandLine) -> None:
    with speaking("fr"):
        night.given("level vigilance --at 00:07")
        late = night.typed("level crise --at 00:05").done()
        assert late.out.replace("\u00a0", " ").endswith(
            "compris : aujourd’hui 00:05 · le niveau en vigueur reste « vigilance », "
            "depuis le 18/03/2020 00:07 (n° 2)\n"
        )
    assert night.document("state")["level"]["status"] == "vigilance"
    assert "remains" not in night.typed("level alert --at 00:08").done().out


@pytest.mark.parametrize(
    ("past", "line", "says"),
    [
        (
            "measure report M-1 --value kits=30 --progress 60",
            "measure report M-1 --value kits=20 --progress 40 --as-of hier",
            "kits: the latest value remains 30 .* · M-1: progress remains 60 %",
        ),
        (
            "pca staffing pca --count remote=3",
            "pca staffing pca --count remote=2 --date hier",
            "the latest count of the plan pca remains that of 2020-03-18",
        ),
        (
            ACTIVE,
            "pca level pca --level 2 --effective demain",
            "until then, pca remains as it is: level 1",
        ),
        ("log A", "decision record B --effective demain", "until then, D-2 is not in force"),
        ("log A", "decision suspend D-1 --effective demain", "until then, D-1 .*: adopted"),
    ],
)
def test_what_does_not_change_the_present_says_so(
    night: CommandLine, past: str, line: str, says: str
) -> None:
    night.given(RECORDED, ORDERED, PLAN, past).typed(line).done(says)


def test_a_figure_of_today_replaces_the_latest_without_a_word(night: CommandLine) -> None:
    night.given(ORDERED, "measure report M-1 --value kits=30")
    later = night.at("2020-03-18 00:15").typed("measure report M-1 --value kits=20")
    assert "remains" not in later.done().out


def test_in_json_all_of_it_is_in_the_document(night: CommandLine) -> None:
    night.given(ORDERED, "level watch --at 00:07")
    late = night.document("level crisis --at 00:05")
    assert late["notices"] == [
        "understood: today 00:05",
        "the level in force remains “watch”, since 2020-03-18 00:07 (n° 3)",
    ]
    assert late["surprises"] == []
    report = night.having("--json")("measure", "report", "M-1", "--value", "kits=1 200,5")
    assert json.loads(report.done().out)["notices"] == ["“1 200,5” was read as 1200.5."]


def test_a_text_cannot_pass_for_another_confirmation(desk: CommandLine) -> None:
    answer = desk("log", "A\nn° 99 · D-3 adopted\x1b[2K").done()
    assert [line[:2] for line in answer.lines] == ["n°", "  "]
    assert "\x1b" not in answer.out
    assert size() == 2


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("18\u00a0h\u202f30", 20, "18\u00a0h\u202f30"),
        ("two \n\t words", 20, "two words"),
        ("two words", 9, "two words"),
        ("two words", 8, "two…"),
        ("unbroken", 3, "unb…"),
    ],
)
def test_a_text_is_cut_after_a_word_and_keeps_its_no_break_spaces(
    text: str, most: int, cut: str
) -> None:
    assert abridged(text, most) == cut


def test_a_refusal_says_how_a_time_typed_in_part_was_understood(night: CommandLine) -> None:
    refused = night.typed("log A --at 23:40").failed(1, "A fact cannot")
    assert "(understood: today 23:40, or “yesterday 23:40”?)" in refused.err
    assert "understood" not in night.typed("log A --at '18/03/2020 23:40'").failed(1, "A fact").err


def test_a_key_figure_that_is_no_indicator_is_told(night: CommandLine) -> None:
    night.given("measure order A --indicator deaths")
    typed = "settings set key_figures 'Deaths; deahts'"
    assert "no indicator of a measure is called “deahts”" in night.typed(typed).done().out
    two = night.typed("settings set key_figures 'deahts; missign'").done().out
    assert "is called “deahts” or “missign”" in two
    assert "no indicator" not in night.typed("settings set key_figures deaths").done().out
    marked = night.typed("measure order B --indicator injured --key").done()
    assert "no indicator" not in marked.out
