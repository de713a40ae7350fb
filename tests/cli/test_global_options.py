"""Which register is used, who records, and which clock is believed."""

from pathlib import Path

import pytest

from tests.cli.case import LINE
from tests.cli.running import OPENING, REGISTER, SECRETARY, CommandLine, installed, size


def test_the_only_register_of_the_folder_is_used(desk: CommandLine) -> None:
    desk.typed("timeline").done("COVID-19 epidemic")


def test_among_several_registers_none_is_guessed_and_all_are_listed(desk: CommandLine) -> None:
    desk.given("open fire --title Fire --authority A")
    desk.typed("timeline").failed(2, r"covid-19\.crisis and fire\.crisis.*--register")


def test_without_a_register_people_are_told_how_to_get_one(nothing: CommandLine) -> None:
    nothing.typed("timeline").failed(2, "no register .* create one with “open”.*--register")


def test_the_register_option_names_the_file(desk: CommandLine) -> None:
    desk.given("open fire --title Fire --authority A")
    desk.having("--register", "fire.crisis").typed("timeline").done("Fire")


def test_the_environment_names_the_register(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.given("open fire --title Fire --authority A")
    monkeypatch.setenv("CRISIS_LOG_REGISTER", "fire.crisis")
    desk.typed("timeline").done("Fire")


def test_the_register_option_wins_over_the_environment(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRISIS_LOG_REGISTER", "missing.crisis")
    desk.having("--register", REGISTER).typed("timeline").done("COVID-19")


def test_a_register_that_is_missing_is_a_storage_error_and_is_not_made(
    nothing: CommandLine,
) -> None:
    nothing.having("--register", "gone.crisis").typed(LINE).failed(4, "no register gone.crisis")
    assert not Path("gone.crisis").exists()


def test_a_folder_is_not_a_register(nothing: CommandLine) -> None:
    nothing.having("--register", ".").typed("state").failed(4, "not a register: it is not a file")


def test_open_puts_the_register_into_the_folder_given(nothing: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "registers").mkdir()
    nothing.having("--register", "registers").given(OPENING)
    assert size(f"registers/{REGISTER}") == 1


def test_open_makes_exactly_the_file_given(nothing: CommandLine) -> None:
    nothing.having("--register", "mine.crisis").given(OPENING)
    assert [path.name for path in Path().glob("*.crisis")] == ["mine.crisis"]


def test_a_register_is_not_given_an_empty_name(nothing: CommandLine) -> None:
    assert nothing.typed("open '' --title T --authority A").code in {1, 2}
    assert list(Path().iterdir()) == []


def test_a_text_file_is_not_a_register_and_stays_as_it_was(nothing: CommandLine) -> None:
    Path("notes.crisis").write_text("my notes")
    nothing.typed("log Hello").failed(4, "not a register: it is not an SQLite database")
    assert Path("notes.crisis").read_text() == "my notes"


def test_who_records_must_be_said(desk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRISIS_LOG_BY")
    desk.typed(LINE).failed(2, "Say who records: --by")
    desk.having("--by", "").typed(LINE).failed(2, "Say who records: --by")
    assert size() == 1


def test_no_register_is_made_when_nobody_says_who_opens_it(
    nothing: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRISIS_LOG_BY")
    nothing.typed(OPENING).failed(2, "Say who records")
    assert list(Path().iterdir()) == []


def test_reading_needs_nobody(desk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRISIS_LOG_BY")
    desk.typed("state").done("COVID-19")


def test_who_records_is_kept_and_the_option_wins_over_the_environment(desk: CommandLine) -> None:
    desk.given(LINE).having("--by", "the night officer").given("log 'Another line'")
    assert [entry["by"] for entry in desk.document("timeline")] == [
        SECRETARY,
        SECRETARY,
        "the night officer",
    ]


def test_a_real_register_refuses_a_simulated_clock(desk: CommandLine) -> None:
    desk.at("2020-03-16 09:00").typed(LINE).failed(1, "exercises only")
    desk.at("2020-03-16 09:00").typed("state").failed(1, "exercises only")
    assert size() == 1


@pytest.mark.parametrize("reading", ["timeline", "show 1", "settings show", "audit verify"])
def test_a_real_register_refuses_a_simulated_clock_even_to_read(
    desk: CommandLine, reading: str
) -> None:
    desk.at("2020-03-16 09:00").typed(reading).failed(1, "exercises only")


def test_a_real_register_cannot_be_opened_by_a_simulated_clock(nothing: CommandLine) -> None:
    nothing.at("2020-03-16 09:00").typed(OPENING).failed(1, "Only an exercise")
    assert list(Path().glob("*.crisis")) == []


def test_an_exercise_lives_by_the_simulated_clock(drill: CommandLine) -> None:
    answer = drill.at("2020-03-18 18:30").typed(LINE)
    answer.done("n° 2 · information · 2020-03-18 18:30")
    assert drill.document("show 2")["recorded_at"].startswith("2020-03-18T17:30:00")


def test_time_never_goes_back_even_when_the_simulated_clock_does(drill: CommandLine) -> None:
    drill.at("2020-03-18 18:30").given(LINE)
    drill.at("2020-03-17 10:00").given("log Earlier")
    first, second = (drill.document(f"show {n}")["recorded_at"] for n in (2, 3))
    assert first < second < "2020-03-18T17:30:01"


def test_a_clock_that_cannot_be_read_is_wrong_usage(drill: CommandLine) -> None:
    drill.at("sometime").typed(LINE).failed(2, "not a time I can read")


@pytest.mark.parametrize(
    "reading", ["state", "timeline", "show 1", "decision list", "settings show", "audit verify"]
)
def test_an_exercise_says_on_every_screen_that_it_is_one(drill: CommandLine, reading: str) -> None:
    assert drill.typed(reading).done().lines[0] == "EXERCISE"


@pytest.mark.parametrize("reading", ["state", "timeline", "show 1", "decision list"])
def test_a_real_crisis_is_never_called_an_exercise(desk: CommandLine, reading: str) -> None:
    assert "EXERCISE" not in desk.typed(reading).done().out


def test_what_one_run_did_not_come_to_announce_no_other_run_announces(
    drill: CommandLine, opened_registers: Path
) -> None:
    drill.having("--json").typed("state").done()
    real = CommandLine(("--register", str(opened_registers / "real.crisis")))
    assert "EXERCISE" not in real.typed("state").done().out


@pytest.mark.parametrize("arguments", [("--version",), ("--lang", "en", "--version")])
def test_the_installed_program_says_its_version(arguments: tuple[str, ...]) -> None:
    installed(*arguments).done(r"^crisis-log \d+\.\d+")
