"""A board that is served, read and attacked leaves its register as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisis_log.register import Register
from crisis_log.slices import journal
from tests.board.served import guarded
from tests.cli.stage import Stage
from tests.desk import Desk
from tests.servers.server import Server
from tests.storage.registers import files_in


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """Where a register lies, with nothing else beside it."""
    folder = tmp_path / "register"
    folder.mkdir()
    return folder


def test_a_register_with_entries_in_its_log_alone_is_left_so(beside: Path, tmp_path: Path) -> None:
    where = Desk(beside).register.place.text
    with Register.open(where) as writer:
        writer.record(journal.log("Dans le journal"), by="la secrétaire")
        ahead = Path(f"{where}-wal")
        assert ahead.stat().st_size
        before = {name: one for name, one in files_in(beside).items() if not name.endswith("-shm")}
        with guarded(where, tmp_path / "links") as board, board.client() as client:
            client.headers["Cookie"] = board.cookie()
            assert client.get("/").status_code == 200
            with client.stream("GET", "/suivi/") as stream:
                assert next(stream.iter_bytes())
            assert client.post("/", data={"x": "y"}).status_code == 405
        after = {name: one for name, one in files_in(beside).items() if not name.endswith("-shm")}
    assert after == before


def test_what_lets_readers_in_lies_beside_no_register(beside: Path, tmp_path: Path) -> None:
    where = Desk(beside).register.place.text
    before = set(files_in(beside))
    with guarded(where, tmp_path / "links") as board:
        board.cookie()
        assert board.links.path.parent == tmp_path / "links"
        assert set(files_in(beside)) - {f"{Path(where).name}-shm"} <= before | {
            f"{Path(where).name}-wal"
        }


def test_on_a_server_the_right_to_read_is_enough(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRISIS_LOG_BY", "la secrétaire")
    stage = Stage(server, "board")
    desk = stage.at(("log 'Première ligne'",))
    before = desk.document("audit verify")["root"]
    where = stage.address_of("reader", "read")
    with guarded(where, tmp_path / "links") as board, board.client() as client:
        client.headers["Cookie"] = board.cookie()
        assert client.get("/").status_code == 200
        with client.stream("GET", "/suivi/") as stream:
            assert next(stream.iter_bytes())
    assert desk.document("audit verify")["root"] == before
