"""What a reader gets of what changes: in order, never twice, never an old state as the last one."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.board import board as boards
from crisis_log.board import rendering, stream
from crisis_log.board.page import Asked
from crisis_log.board.pages import MENU, PAGES
from crisis_log.board.rendering import Rendered, Renderings
from crisis_log.board.seen import Seen
from crisis_log.board.turn import Turn
from crisis_log.slices import decision
from tests.board.following import events, following, live_of, read, until, until_shown
from tests.board.served import serving
from tests.desk import Desk

_ASKED = Asked()


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The board of the register of the desk."""
    with serving(desk.register.place.text) as (address, _board):
        yield address


def _adopt(desk: Desk, title: str) -> None:
    desk.record(decision.record(title, decided_by="le directeur"))


def test_news_come_in_order_and_bring_what_changed_alone(desk: Desk, address: str) -> None:
    page = read(address).text
    with following(address, live_of(page)) as news:
        _adopt(desk, "Premièrement")
        first = next(each for each in news if "Premièrement" in each.parts.get("decisions", ""))
        assert "level" not in first.parts, "it says what it said"
        _adopt(desk, "Deuxièmement")
        second = next(each for each in news if "Deuxièmement" in each.parts.get("decisions", ""))
        assert int(second.id.partition("-")[2]) > int(first.id.partition("-")[2])


def test_who_comes_back_gets_what_was_missed(desk: Desk, address: str) -> None:
    with following(address) as news:
        last = next(news).id
    _adopt(desk, "Entretemps")
    until_shown(address, "Entretemps")
    with following(address, last_id=last) as news:
        missed = next(news).parts
    assert {"standing", "decisions"} <= missed.keys()
    assert "level" not in missed, "it says what it said"


@pytest.mark.parametrize("last_id", ["0badcafe-3", "0badcafe-", "x", "-1", "9" * 5_000])
def test_an_id_of_another_board_gets_everything(address: str, last_id: str) -> None:
    with following(address, last_id=last_id) as news:
        assert set(next(news).parts) == {"standing", *PAGES[0].parts}


def test_a_page_of_another_version_is_told_that_alone_and_let_go(address: str) -> None:
    page = read(address)
    (mine,) = re.findall(r"depuis=([0-9a-f]{8}\.[0-9a-f]{8}-\d+)", page.text)
    for other in (f"0badcafe{mine[8:]}", ".", f".{mine}", "é" * 100 + ".x-1"):
        told = read(address, f"/suivi/?depuis={other}").text
        assert told.partition("\n\n")[0].startswith("event: beat")
        assert told.partition("\n\n")[2] == "event: outdated\ndata:\n\n"


def test_an_id_of_a_turn_to_come_gets_everything(address: str) -> None:
    with following(address) as news:
        started = next(news).id.partition("-")[0]
    with following(address, last_id=f"{started}-{10**30}") as news:
        assert set(next(news).parts) == {"standing", *PAGES[0].parts}


def test_readers_hear_that_the_board_is_there(
    address: str, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    monkeypatch.setattr(boards, "BEAT_SECONDS", 0.02)
    with serving(desk.register.place.text) as (quick, _board), _connected(quick) as line:
        line.settimeout(20)
        heard = b""
        while heard.count(b"event: beat") < 3:
            heard += line.recv(1 << 16)


def test_who_reads_nothing_costs_nobody_and_is_let_go(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(stream, "_PATIENCE_SECONDS", 0.2)
    with serving(desk.register.place.text) as (address, board):
        large = [decision.record("é" * 1_000, decided_by="le directeur") for _ in range(300)]
        desk.record_all(large)
        until_shown(address, "D-300", "/decisions")
        deaf = _connected(address, "/suivi/decisions", small=True)
        with deaf, following(address, "/decisions") as news:
            next(news)
            until(lambda: len(board.readers) == 2)
            _adopt(desk, "Quand même")
            assert any("Quand même" in "".join(each.parts.values()) for each in news)
            until(lambda: len(board.readers) == 1)


def test_who_is_gone_is_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "BEAT_SECONDS", 0.02)
    with serving(desk.register.place.text) as (address, board):
        for _ in range(10):
            with following(address) as news:
                next(news)
        until(lambda: not board.readers)


def test_the_end_of_the_board_is_the_end_of_the_news(desk: Desk) -> None:
    with serving(desk.register.place.text) as (address, _board):
        line = _connected(address)
        line.recv(1)
        began = time.monotonic()
    with line:
        line.settimeout(20)
        while line.recv(1 << 16):
            pass
    assert time.monotonic() - began < 20


def test_readers_go_over_to_the_board_that_comes_after(desk: Desk) -> None:
    path = Path(desk.register.place.text)
    with serving(path) as (address, _board), following(address) as news:
        last = next(news).id
    _adopt(desk, "Pendant l\u2019arrêt")
    with serving(path) as (address, _board), following(address, last_id=last) as news:
        assert "Pendant l\u2019arrêt" in next(news).parts["decisions"]


def _connected(address: str, path: str = "/suivi/", *, small: bool = False) -> socket.socket:
    """Ask for what changes, over a bare line whose reader may never read."""
    where = urlsplit(address)
    line = socket.socket()
    if small:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect((where.hostname, where.port))
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode())
    return line


_TURNS = st.lists(
    st.fixed_dictionaries(
        {
            "changes": st.dictionaries(st.sampled_from(["level", "decisions"]), st.text("ab\n")),
            "is_read": st.booleans(),
            "is_forgotten": st.booleans(),
        }
    ),
    max_size=8,
)


@given(turns=_TURNS)
def test_whatever_a_slow_reader_misses_its_page_is_that_of_the_last_turn(
    met: Desk, turns: list[dict[str, Any]]
) -> None:
    seen, texts = Seen.now(met.register), dict.fromkeys(("level", "decisions"), "")
    page = PAGES[0]._replace(parts=tuple(texts))
    renderings = Renderings(MENU, lambda turn: f"0-{turn}", lambda _where, _error: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "_told", lambda *_asked: _parts(texts))
        patch.setattr(Renderings, "_whole", lambda *_asked: "")
        patch.setattr(rendering, "_MOST_PAGES", 1)
        rendered = renderings.render(page, _ASKED, Turn(1, seen))
        slow, at = _html(rendered), 1
        for number, turn in enumerate(turns, 2):
            texts |= turn["changes"]
            if turn["is_forgotten"]:
                renderings.render(page, Asked("other"), Turn(number, seen))
            rendered = renderings.render(page, _ASKED, Turn(number, seen))
            if turn["is_read"]:
                slow, at = slow | _told(rendered, at), number
        assert slow | _told(rendered, at) == _html(rendered)


def _parts(texts: dict[str, str]) -> dict[str, str]:
    return {name: f'<section id="{name}">{text}</section>' for name, text in texts.items()}


def _html(rendered: Rendered) -> dict[str, str]:
    return {name: part.html.strip() for name, part in rendered.parts.items()}


def _told(rendered: Rendered, since: int) -> dict[str, str]:
    event = rendered.event(since).decode()
    assert event == rendered.event(since).decode(), "it is made once, and the same for all"
    told = [*events(iter(event.splitlines()))]
    return told[0].parts if told else {}
