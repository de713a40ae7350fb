"""A new register has a time zone that any machine knows; one that is not known is told."""

from pathlib import Path
from unittest.mock import patch

import pytest

from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import crisis, decision_course
from tests.cli.running import REGISTER, CommandLine, size

UNKNOWN = "does not know the time zone of the register, “Mars/Base”"


@pytest.fixture
def elsewhere(nothing: CommandLine) -> CommandLine:
    """A register opened with a time zone that this machine does not know."""
    opening = crisis.open_crisis(title="T", authority="A", timezone="Mars/Base", exercise=True)
    with patch.object(crisis, "check_time_zone"):
        Register.create(Path(REGISTER), Request(opening, by="x"))
    with Register.open(Path(REGISTER)) as register:
        register.record(decision_course.record_superseding("Close", supersedes=()), by="x")
    return nothing


@pytest.mark.parametrize(
    "zone",
    [
        *("localtime", "posix/Europe/Paris", "right/Europe/Paris", "Factory", "posixrules"),
        *(
            "europe/paris",
            "EUROPE/PARIS",
            "Europe",
            "Europe/Paris ",
            "../Europe/Paris",
            "",
            "+01:00",
        ),
        *("GB", "EST5EDT", "CET", "Etc/GMT+5", "Europe/Kiev", "US/Eastern"),
    ],
)
def test_a_new_register_has_the_name_of_a_place_as_its_time_zone(
    nothing: CommandLine, zone: str
) -> None:
    answer = nothing("open", "new", "--title", "T", "--authority", "A", "--timezone", zone)
    answer.failed(1, "is not a time zone; write for example Europe/Paris")
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Paris", "Europe/Kyiv", "Indian/Reunion", "America/Guadeloupe"]
)
def test_the_places_of_the_world_have_time_zones(nothing: CommandLine, zone: str) -> None:
    nothing.given(f"open new --title T --authority A --timezone {zone} --key k.pem")


@pytest.mark.parametrize(
    "line",
    [
        *("state", "timeline", "show 1", "decision list", "decision show D-1", "audit replay"),
        *("audit diff 1 today", "audit delays", "audit dossier D-1", "report register"),
        *(
            "report weekly",
            "log A",
            "log A --at 14:00",
            "key rotate --key new.pem --reason Lost --yes",
        ),
        *("measure order A --due 18/03/2030", "report situation --output s.html"),
    ],
)
def test_a_zone_that_is_not_known_here_is_told_and_nothing_is_recorded(
    elsewhere: CommandLine, line: str
) -> None:
    answer = elsewhere.typed(line).failed(4, UNKNOWN)
    assert answer.err.count("\n") == 1
    assert size() == 2


@pytest.mark.parametrize(
    "line",
    ["audit verify", "audit status", "rebuild", "backup copy", "report list", "audit bundle b.zip"],
)
def test_what_looks_after_a_register_goes_on_without_its_zone(
    elsewhere: CommandLine, line: str
) -> None:
    assert elsewhere.typed(line).code == 0


def test_doctor_names_the_zone_that_is_not_known(elsewhere: CommandLine) -> None:
    answer = elsewhere.typed("doctor")
    assert answer.code == 3
    assert UNKNOWN in answer.line_of("Time zone")


def test_late_facts_are_told_in_utc_without_the_zone(elsewhere: CommandLine) -> None:
    with Register.open(Path(REGISTER)) as register:
        opened = register.entry(1).recorded_at
        adopted = decision_course.record_superseding("Late", supersedes=())
        register.record(adopted, by="x", occurred_at=opened)
    answer = elsewhere.typed("audit verify --late 0")
    assert answer.code == 0
    assert f"D-2 adopted · {opened:%Y-%m-%d %H:%M}" in answer.out
    assert "Here, times are told in UTC." in answer.err
