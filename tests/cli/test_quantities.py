"""Numbers as they are typed at the desk: one way, in every place that takes one."""

import re

import pytest

from crisis_log.language import speaking
from tests.cli.case import LINE, ORDERED, PLAN
from tests.cli.running import CommandLine, size


@pytest.mark.parametrize("typed", ["65", "65%", "65 %", "65\u00a0%", "65\u202f%"])
def test_a_progress_may_say_that_it_is_a_percentage(desk: CommandLine, typed: str) -> None:
    desk.given(ORDERED)("measure", "report", "M-1", "--progress", typed).done(", 65 %")


@pytest.mark.parametrize(
    "number", ["12 5", "10 20", "1 2000", "1_000", "1e3", "１２", "1,200", "007"]
)
@pytest.mark.parametrize(
    "line",
    [
        "pca staffing pca --count on_site={}",
        "pca amend pca --reason R --headcount {}",
        "measure report M-1 --value kits={}",
        "measure report M-1 --progress {}",
        "measure order New --indicator a --target {}",
        "pca activate pca --level {}",
        "show {}",
        "state --entry {}",
        "decision show {}",
        "audit replay --from {}",
        "audit verify --late {}",
        "audit verify --jobs {}",
    ],
)
def test_every_place_that_takes_a_number_refuses_what_could_be_misread(
    desk: CommandLine, line: str, number: str
) -> None:
    desk.given(PLAN, ORDERED)
    before = size()
    answer = desk(*(word.format(number) for word in line.split()))
    assert answer.code == 2, answer
    assert f"“{number}”" in answer.err
    assert size() == before


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("12", "12 hours"),
        ("1", "1 hour"),
        ("1,5", "1 h 30 min"),
        ("12h", "12 hours"),
        ("12 heures", "12 hours"),
        ("1h30", "1 h 30 min"),
        ("90min", "1 h 30 min"),
        ("90\u202fmin", "1 h 30 min"),
        ("45 min", "45 min"),
        ("7 j", "168 hours"),
        ("2 days", "48 hours"),
    ],
)
def test_hours_are_typed_as_any_stretch_of_time_and_said_again(
    desk: CommandLine, typed: str, understood: str
) -> None:
    desk("board", "link", "--for", "screen", "--hours", typed).done(f"once, for {understood}\\.")
    desk("audit", "verify", "--late", typed).done("")


@pytest.mark.parametrize("typed", ["0", "32 d", "745", "-1h", "h", "1e3h", "x", "9" * 400])
def test_what_is_no_stretch_of_time_that_a_link_may_last_is_refused(
    desk: CommandLine, typed: str
) -> None:
    refused = desk("board", "link", "--for", "screen", f"--hours={typed}")
    refused.failed(2, "is not a (stretch of time from 1 min to 31 d|number)")
    desk.typed("board links").done("No link to the board was made")


@pytest.mark.parametrize("typed", ["", " ", ","])
@pytest.mark.parametrize("line", ["board link --for screen --hours", "audit verify --late"])
def test_where_no_number_stands_none_is_asked_for_but_a_stretch_of_time(
    desk: CommandLine, line: str, typed: str
) -> None:
    desk(*line.split(), typed).failed(2, "is not a stretch of time from")


@pytest.mark.parametrize(
    "line",
    [
        "pca staffing pca --count on_site=2.0",
        "pca activate pca --level 1,0",
        "measure report M-1 --progress 65.0",
        "show 2.0",
        "audit diff 01 2",
    ],
)
def test_what_is_counted_has_no_decimal_part(desk: CommandLine, line: str) -> None:
    desk.given(PLAN, ORDERED)
    before = size()
    assert desk.typed(line).code == 2
    assert size() == before
    desk.given("measure report M-1 --value kits=12.0")


def test_what_was_typed_in_groups_is_said_again(desk: CommandLine) -> None:
    desk.given(PLAN, ORDERED)
    with speaking("fr"):
        answer = desk("pca", "staffing", "pca", "--count", "sur site=1 200", "--count", "remote=3")
        assert answer.done().lines[-1].replace("\u00a0", " ") == "« 1 200 » a été lu 1200."
        answer = desk("measure", "report", "M-1", "--value", "kits=1 200.5").done()
        assert answer.lines[-1].replace("\u00a0", " ") == "« 1 200.5 » a été lu 1200,5."
    assert "was read" not in desk.typed("pca staffing pca --count remote=4").done().out


def test_an_entry_is_named_as_it_is_shown(desk: CommandLine) -> None:
    for name in ("2", "n° 2", "n°\u00a02", "n°2"):
        desk.given(LINE)("show", name).done("n° 2 · ")


def test_a_french_screen_shows_values_as_the_french_write_them(desk: CommandLine) -> None:
    desk.given(
        LINE,
        "correct 2 Other --reason R",
        "pca register pca --title P --mission E=Eau --secondary S=Soins --headcount 2185",
        "measure order Kits --indicator kits --target 1200.5",
        "measure report M-1 --value kits=12.5 --progress 65",
        "settings set colour '#17375e'",
    )
    with speaking("fr"):
        told = desk.typed("audit diff 1 7").done().out + desk.typed("audit replay").done().out
        shown = [desk.typed(f"show {number}").done().out for number in range(1, 8)]
    every = re.sub(" +", " ", "\n".join([told, *shown]).replace("\u00a0", " "))
    for said in (
        "Soins (S, mission accessoire)",
        "cible 1\u202f200,5",
        "kits 12,5",
        "avancement : 65 %",
        "inscription n° 3",
        "paramètre couleur",
        "ligne n° 2",
    ):
        assert said in every, said
    for raw in ("essentielle non", "essential", "colour", "12.5", "1200.5", "seal ·"):
        assert raw not in every, raw
