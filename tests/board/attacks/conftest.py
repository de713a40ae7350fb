"""A board whose register holds hostile texts, served to who has a link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import httpx
import pytest

from crisis_log.slices import decision
from tests.board.served import Guarded, guarded
from tests.desk import Desk
from tests.speaking import speaking

HOSTILE: Final = (
    "<script>window.taken=1</script><img src=//evil.example/x onerror=taken=1>"
    "{{ 7*7 }}<!--reader--> \x1b[31m \u202egnp"
)


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A board on TCP."""
    folder = tmp_path_factory.mktemp("attacked")
    desk = Desk(folder)
    desk.record(decision.record(HOSTILE, decided_by=HOSTILE))
    with speaking("fr"), guarded(desk.register.place.text, folder / "links") as board:
        yield board


@pytest.fixture
def stranger(board: Guarded) -> Iterator[httpx.Client]:
    """Who has no link."""
    with board.client() as client:
        yield client


@pytest.fixture
def reader(board: Guarded) -> Iterator[httpx.Client]:
    """Who has taken one."""
    with board.client() as client:
        client.headers["Cookie"] = board.cookie()
        yield client
