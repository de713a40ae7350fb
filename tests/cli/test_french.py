"""The language of the installed program: French unless asked otherwise."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import decision, journal
from tests.cli.running import PROGRAM, REGISTER, SECRETARY, Answer, CommandLine, installed

RECORDING: Final = ("--clock", "2020-03-18 18:30", "decision", "record", "Fermeture")
CONFIRMED: Final = "n° 42 · D-3 adoptée · 18/03/2020 18:30\n  Fermeture\n"


@pytest.fixture
def full(drill: CommandLine) -> None:
    """A drill of 41 entries, two of them decisions."""
    commands = [journal.log("Appel")] * 38 + [decision.record("A"), decision.record("B")]
    with Register.open(Path(REGISTER), lambda: datetime(2020, 3, 18, 17, tzinfo=UTC)) as register:
        register.record_all([Request(command, SECRETARY) for command in commands])


def in_language(language: str, *options: str) -> Answer:
    return installed(*options, *RECORDING, CRISIS_LOG_LANG=language)


@pytest.mark.parametrize(
    ("variable", "options"), [("fr", ()), ("en", ("--lang", "fr")), ("en", ("--lang=fr",))]
)
def test_french_is_spoken_when_it_is_asked_for(
    full: None, variable: str, options: tuple[str, ...]
) -> None:
    assert in_language(variable, *options).done().out.replace("\u00a0", " ").endswith(CONFIRMED)


def test_french_is_spoken_when_nothing_is_asked_for(full: None) -> None:
    silent = ("env", "-u", "CRISIS_LOG_LANG", PROGRAM)
    answer = installed(*RECORDING, program=silent, LANG="en_US.UTF-8", LANGUAGE="en")
    assert answer.done().out.replace("\u00a0", " ").endswith(CONFIRMED)


def test_an_exercise_is_called_exercice_in_french(full: None) -> None:
    assert in_language("fr").done().out.startswith("EXERCICE · ")


@pytest.mark.parametrize(("variable", "options"), [("en", ()), ("fr", ("--lang", "en"))])
def test_english_is_spoken_when_it_is_asked_for(
    full: None, variable: str, options: tuple[str, ...]
) -> None:
    answer = in_language(variable, *options)
    assert answer.done().out.endswith("n° 42 · D-3 adopted · 2020-03-18 18:30\n  Fermeture\n")


def test_a_language_that_is_not_spoken_is_wrong_usage(full: None) -> None:
    in_language("en", "--lang", "de").failed(2, "«.de.» .*fr ou en")
