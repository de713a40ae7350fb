"""A register on a server is named, remembered, looked after and left like any other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import OPENING, SECRETARY, CommandLine
from tests.cli.stage import Stage
from tests.cli.test_completion import offered
from tests.cli.test_startup import started
from tests.servers.server import Server


@pytest.fixture(scope="module")
def stage(server: Server) -> Stage:
    return Stage(server, "places")


@pytest.fixture
def anywhere(stage: Stage) -> CommandLine:
    """A desk that names no register; one is opened on the server."""
    stage.at((), changes=False)
    return CommandLine()


def test_a_register_on_a_server_may_be_the_one_in_use(anywhere: CommandLine, stage: Stage) -> None:
    told = anywhere("use", stage.address).done("Register in use: host=.* \\(COVID-19 epidemic\\)")
    assert stage.address in told.out
    anywhere.typed("state").done("COVID-19 epidemic")
    assert anywhere.document("use") == {"register": stage.address}
    assert stage.address in anywhere.typed("config show").done().out
    anywhere("config", "set", "register", stage.address).done()
    assert stage.address in anywhere.typed("config show").done().out


def test_a_register_may_be_named_by_a_uri(stage: Stage) -> None:
    stage.at(("log 'A line'",), changes=False)
    uri = f"{stage.uri}?register=covid-19"
    CommandLine(("--register", uri)).typed("timeline").done("A line")
    CommandLine()("use", uri).done("COVID-19 epidemic")
    CommandLine().typed("timeline").done("A line")
    assert CommandLine().document("use") == {"register": uri}
    CommandLine()("config", "set", "register", uri).done()
    other = f"{stage.uri}?register=flood"
    CommandLine()("open", other, "--title", "Flood", "--authority", "P").done("register opened")
    CommandLine(("--register", other)).typed("state").done("Flood")
    stage.remove("flood")


def test_what_is_no_register_does_not_become_the_one_in_use(
    anywhere: CommandLine, stage: Stage
) -> None:
    for address, says in (
        (stage.address.replace("covid-19", "fire"), "There is no register"),
        (stage.address.replace("port=", "port=1"), "What is said of port|No server answers"),
        ("service=crisis", "names no register"),
        ("postgresql://anne:Secret1@h/db?register=a", "holds a password"),
    ):
        answer = anywhere("use", address).failed(4, says)
        assert "Secret1" not in answer.err
    anywhere.typed("use").failed(2, "There is no register")


def test_a_register_that_is_in_use_and_gone_is_named(anywhere: CommandLine, stage: Stage) -> None:
    anywhere("use", stage.address).done()
    stage.remove()
    stage.forget()
    anywhere.typed("state").failed(4, "There is no register")


def test_the_environment_names_a_register_on_a_server(
    anywhere: CommandLine, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRISIS_LOG_REGISTER", stage.address)
    anywhere.typed("state").done("COVID-19 epidemic")
    anywhere.typed("timeline").done()


def test_a_register_is_opened_by_its_address_alone(stage: Stage) -> None:
    address = stage.address_of("secretary", register="flood")
    desk = CommandLine()
    opened = desk("open", address, "--title", "Flood", "--authority", "P").done("register opened")
    assert f'To work with it from now on: “use "{address}"”.' in opened.out
    desk("use", address).done("Flood")
    desk.given("log Hello", "audit verify")
    desk("open", address, "--title", "Flood", "--authority", "P").failed(4, "already exists")
    stage.remove("flood")


def test_the_address_of_a_new_register_is_given_once(stage: Stage) -> None:
    desk = CommandLine(("--register", stage.address_of("secretary", register="flood")))
    other = stage.address_of("secretary", register="fire")
    desk("open", other, "--title", "F", "--authority", "P").failed(2, "Name the new register once")


def test_an_exercise_in_this_folder_is_not_beside_a_register_of_a_server(stage: Stage) -> None:
    stage.remove()
    stage.forget()
    CommandLine().given("open covid-19 --title 'COVID-19 epidemic' --authority P --exercise")
    CommandLine(("--register", stage.address)).given(OPENING)


def test_files_are_named_after_the_register_and_never_after_its_address(stage: Stage) -> None:
    desk = stage.at(("log 'A line'",))
    desk.given("report issue situation", "export", "audit bundle b.zip", "pad print --sheets 1")
    desk.typed("report situation").done()
    names = [str(path) for path in Path().rglob("*")]
    assert "covid-19-reports/covid-19-R-1.pdf" in names
    assert not [name for name in names if "host" in name or "=" in name]
    text = Path("covid-19-reports/covid-19-R-1.pdf").read_bytes()
    assert b"dbname" not in text


def test_a_register_on_a_server_is_not_replaced_by_a_backup(
    anywhere: CommandLine, stage: Stage
) -> None:
    desk = CommandLine(("--register", stage.address))
    Path("copy.bak").write_bytes(b"whatever")
    desk.typed("restore copy.bak --yes").failed(
        4, "is not replaced by a backup: .* is left as it is"
    )
    desk.typed("state").done()


def test_a_doctor_looks_at_the_server(anywhere: CommandLine, stage: Stage) -> None:
    told = CommandLine(("--register", stage.address)).typed("doctor")
    assert "PostgreSQL version" in told.out
    assert "Free space" not in told.out


def test_a_desk_works_on_a_server(anywhere: CommandLine, stage: Stage) -> None:
    desk = stage.at(())
    told = desk("desk", "--plain", stdin=b"A call\n/decision record 'Remote work'\n/state\n")
    assert told.code == 0, told
    assert "D-1 adopted" in told.out
    assert desk.document("audit status")["size"] == 3


def test_a_server_is_not_asked_for_the_completion_of_a_word(
    stage: Stage, desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.given("decision propose 'Masks for all'")
    stage.at(("decision propose 'Masks for all'",), changes=False)
    assert offered("decision adopt ") == {"D-1": "Masks for all"}
    monkeypatch.setenv("CRISIS_LOG_REGISTER", stage.address)
    assert "D-1" not in offered("decision adopt ")
    assert "adopt" in offered("decision ado")
    monkeypatch.setattr("psycopg.connect", None)
    offered("decision adopt ")


def test_the_library_of_servers_is_loaded_for_a_server_alone(
    desk: CommandLine, stage: Stage
) -> None:
    assert "psycopg" not in started("state")["imported"]
    assert "psycopg" not in started("log Something")["imported"]


def test_a_technical_log_tells_why_a_server_was_not_reached_and_names_nobody(
    stage: Stage,
) -> None:
    there = stage.address.replace("user=secretary", "user=mallory")
    CommandLine(("--log", "log.txt", "--register", there)).typed("state").failed(4, "let you in")
    (line,) = Path("log.txt").read_text().splitlines()
    assert "error=UnreachedError" in line
    detail = json.loads(line.partition("detail=")[2])
    assert "FATAL" in detail
    assert "mallory" not in line
    assert SECRETARY not in line


def test_a_password_is_never_shown_again(stage: Stage) -> None:
    uri = "postgresql://anne:Secret1@h/db?register=a"
    for typed in (uri, "host=h password=Secret1 register=a"):
        for line in ("state", "log Hello", "use", "audit verify"):
            for options in (("--register", typed), ("--json", "--register", typed)):
                answer = CommandLine(options).typed(line).failed(4, "holds a password")
                assert "Secret1" not in answer.err + answer.out
