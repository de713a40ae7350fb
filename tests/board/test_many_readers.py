"""Many readers see the same: what they ask is answered once a turn, whoever asks, and bounded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest

from crisis_log.board import app, pages, rendering
from crisis_log.board.page import Asked
from crisis_log.board.rendering import Renderings
from crisis_log.board.seen import Seen
from crisis_log.board.turn import Turn
from crisis_log.slices import decision
from tests.board.following import following, read
from tests.board.served import served
from tests.desk import Desk

_READERS = 40


def test_a_page_is_rendered_once_a_turn_for_all_and_all_get_the_same_news(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered, lock = list[int](), Lock()
    situation = pages.PAGES[0]

    def counted(seen: Seen, asked: Asked) -> dict[str, object]:
        with lock:
            rendered.append(seen.size)
        return dict(situation.context(seen, asked))

    monkeypatch.setattr(app, "PAGES", (situation._replace(context=counted),))
    with served(desk.register.place.text) as address, ThreadPoolExecutor(_READERS) as pool:

        def follow(_reader: int) -> tuple[str, str]:
            with following(address) as news:
                for each in news:
                    if "Pour tous" in each.parts.get("decisions", ""):
                        return each.id.partition("-")[0], each.parts["decisions"]
            raise AssertionError

        reading = [pool.submit(follow, reader) for reader in range(_READERS)]
        assert read(address).status_code == 200
        desk.record(decision.record("Pour tous", decided_by="le directeur"))
        assert len({each.result() for each in reading}) == 1
        assert len(rendered) <= 4, "once a turn: at first, when the follower begins, recorded"


def test_what_was_asked_is_forgotten_when_much_else_is(
    met: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, page = Seen.now(met.register), pages.PAGES[0]
    renderings = Renderings(pages.MENU, str, lambda _where, _error: None)
    one = renderings.render(page, Asked("0"), Turn(1, seen)).size
    monkeypatch.setattr(rendering, "_MOST_BYTES", 5 * one)
    for number in range(1, 20):
        renderings.render(page, Asked(str(number)), Turn(1, seen))
    kept = [n for n in range(20) if renderings.present(page, Asked(str(n)), 1)]
    assert kept[-1] == 19
    assert 2 <= len(kept) <= 5
