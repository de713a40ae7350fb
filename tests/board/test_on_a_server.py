"""A register on a server, live: for who may only read, through its loss, on a standby."""

from __future__ import annotations

import json
import signal
import subprocess

import httpx
import pytest

from crisis_log.board import board
from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import crisis, decision
from crisis_log.storage import Place
from tests.board.following import PATIENCE_SECONDS, following, read, until, until_shown
from tests.board.served import served
from tests.cli.running import PROGRAM, environment
from tests.servers.fixtures import Databases
from tests.servers.pair import Pair
from tests.servers.registers import EVERYTHING, login, prepare, register_at
from tests.servers.server import ADMIN, Server

_TITLE, _LATER, _LAST = "Fermer les musées", "Rouvrir les musées", "Rouvrir les piscines"
_BY = "la secrétaire"


def _opened(place: Place) -> None:
    opening = crisis.open_crisis(title="Épidémie", authority="Département", timezone="Europe/Paris")
    Register.create(place, Request(opening, _BY))


def _record(place: Place, title: str) -> None:
    with Register.open(place) as register:
        register.record(decision.record(title, decided_by="le directeur"), by=_BY)


def test_who_may_only_read_follows_what_others_record(server: Server, database: Databases) -> None:
    name = database()
    prepare(server, name)
    written = register_at(login(server, name, "secretary", *EVERYTHING), "musees")
    read_alone = register_at(login(server, name, "liaison", "read"), "musees")
    _opened(written)
    with served(read_alone) as address, following(address) as news:
        next(news)
        _record(written, _TITLE)
        assert any(_TITLE in each.parts.get("decisions", "") for each in news)


def test_a_server_that_is_killed_is_told_and_its_standby_followed(pair: Pair) -> None:
    prepare(pair.primary, ADMIN)
    place = register_at(pair.address(), "musees")
    readers = register_at(pair.address(target_session_attrs="any"), "musees")
    _opened(place)
    with served(readers) as address, following(address) as news:
        _record(place, _TITLE)
        assert any(_TITLE in each.parts.get("decisions", "") for each in news)
        pair.kill_primary()
        pair.promote()
        pair.standby.configure(synchronous_standby_names="")
        _record(place, _LATER)
        assert any(_LATER in each.parts.get("decisions", "") for each in news)
        assert "hors d\u2019atteinte" not in until_shown(address, _LATER).text


def test_a_server_that_is_lost_is_said_to_be(pair: Pair) -> None:
    prepare(pair.primary, ADMIN)
    place = register_at(pair.address(), "musees")
    _opened(place)
    with served(place) as address:
        assert read(address).status_code == 200
        pair.kill_primary()
        pair.stop_standby()
        told = until_shown(address, "hors d\u2019atteinte")
        assert told.status_code == 200
        assert "Traceback" not in told.text
        pair.start_standby()
        pair.promote()
        pair.standby.configure(synchronous_standby_names="")
        _record(place, _LAST)
        assert "hors d\u2019atteinte" not in until_shown(address, _LAST).text


def test_a_standby_alone_is_followed(pair: Pair) -> None:
    prepare(pair.primary, ADMIN)
    written = register_at(pair.address(), "musees")
    _opened(written)
    standby = register_at(pair.standby.address(target_session_attrs="any"), "musees")
    until(standby.exists)  # it keeps what was acknowledged, and shows it a moment later
    with served(standby) as address, following(address) as news:
        next(news)
        _record(written, _TITLE)
        assert any(_TITLE in each.parts.get("decisions", "") for each in news)


def test_a_server_that_does_not_answer_is_said_not_to(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "_MINUTE", 1)
    monkeypatch.setattr(board, "_PATIENCE_SECONDS", 0.5)
    prepare(pair.primary, ADMIN)
    place = register_at(pair.primary.address(), "musees")
    _opened(register_at(pair.address(), "musees"))
    with served(place) as address:
        assert read(address).status_code == 200
        pair.freeze()
        try:
            assert "Épidémie" in until_shown(address, "Il ne répond pas").text
        finally:
            pair.thaw()
        until(lambda: "Il ne répond pas" not in read(address).text)


_ENDS_SECONDS = 30.0
"""A server may say nothing for 60 s before it is given up: a board that waits for that fails."""
_SILENT_SECONDS = 5.0
"""By when both who looks and who follows have asked a frozen server, and wait."""


def test_a_board_ends_when_it_is_told_although_its_server_does_not_answer(pair: Pair) -> None:
    prepare(pair.primary, ADMIN)
    place = register_at(pair.primary.address(), "musees")
    _opened(register_at(pair.address(), "musees"))
    line = [PROGRAM, "--register", place.text]
    with subprocess.Popen(
        [*line, "board", "--bind", "127.0.0.1:0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            next(said for said in process.stdout if "board link" in said)
            made = [*line, "--json", "board", "link", "--for", "x"]
            told = subprocess.run(made, env=environment(), stdout=subprocess.PIPE, check=True)
            address, code = json.loads(told.stdout)["link"].split("/entrer#")
            with httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) as reader:
                reader.post("/entrer", data={"code": code}, headers={"Origin": address})
                assert reader.get("/").status_code == httpx.codes.OK
                pair.freeze()
                with pytest.raises(httpx.ReadTimeout):
                    reader.get("/decisions", timeout=_SILENT_SECONDS)
                process.send_signal(signal.SIGTERM)
                process.wait(_ENDS_SECONDS)
        finally:
            pair.thaw()
            process.kill()
        assert process.returncode in {143, -signal.SIGTERM}
        assert process.stderr is not None
        assert process.stderr.read() == ""
