"""A register that is locked, may not be read, or lies where nothing can be written."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from crisis_log import language
from crisis_log.register import Register
from crisis_log.slices import decision
from tests.board.following import following, read, until_shown
from tests.board.served import guarded, served
from tests.desk import Desk
from tests.storage.processes import child
from tests.storage.rights import as_nobody, small_disk

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no POSIX locks, rights and mounts"
)
_TITLE = "Fermer l\u2019accueil de Nanterre"
_LATER = "Rouvrir l\u2019accueil de Nanterre"
_READ_LOCKS = range(123, 128)
"""Bytes of the index that readers lock: https://www.sqlite.org/walformat.html, section 2.3.2."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    with small_disk(tmp_path / "disk", 2048) as mounted:
        yield mounted


def _made(folder: Path) -> Path:
    """Make a register with a decision, which nobody has open."""
    desk = Desk(folder)
    desk.record(decision.record(_TITLE, decided_by="le directeur"))
    desk.register.close()
    return Path(desk.register.place.text)


def _record(path: Path, title: str = _LATER) -> None:
    with Register.open(path) as register:
        register.record(decision.record(title, decided_by="le directeur"), by="la secrétaire")


def _each_second() -> datetime:
    """Return an instant after which a board looks again within a second."""
    return datetime.fromisoformat("2020-03-16T08:30:59+00:00")


def _keep_readers_out(connection: Connection, path: Path) -> None:
    import fcntl

    with Path(f"{path}-shm").open("r+b") as index:
        for byte in _READ_LOCKS:
            fcntl.lockf(index, fcntl.LOCK_EX, 1, byte)
        connection.send("locked")
        connection.recv()


def test_a_register_that_another_process_locks_is_said_not_to_answer_and_then_shown(
    tmp_path: Path,
) -> None:
    path = _made(tmp_path)
    with served(path, _each_second) as address, following(address) as news:
        read(address)
        with child(_keep_readers_out, path) as other:
            assert other.hear() == "locked"
            assert any("Il ne répond pas" in each.parts.get("standing", "") for each in news)
            told = read(address)
            assert (told.status_code, _TITLE in told.text) == (200, True)
        _record(path)
        assert "hors d\u2019atteinte" not in until_shown(address, _LATER).text


def _serve_as_nobody(connection: Connection, path: Path) -> None:
    language.use("fr")
    with served(path) as address:  # all is imported and compiled, which nobody may be unable to
        away = path.rename(path.with_name("away.crisis"))
        until_shown(address, "hors d\u2019atteinte depuis")
        away.rename(path)
        until_shown(address, _TITLE)
    with as_nobody(), served(path) as address:
        connection.send(address)
        connection.recv()


@contextmanager
def _served_to_nobody(path: Path) -> Iterator[str]:
    with child(_serve_as_nobody, path) as other:
        yield other.hear()
        other.say("end")


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that any account can reach, as none of pytest's is."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_register_whose_rights_are_taken_away_is_out_of_reach_until_they_are_back(
    open_to_all: Path,
) -> None:
    path = _made(open_to_all)
    path.chmod(0o644)
    with _served_to_nobody(path) as address:
        away = path.rename(path.with_name("away.crisis"))
        until_shown(address, "hors d\u2019atteinte depuis")
        away.chmod(0o000)
        away.rename(path)
        told = until_shown(address, "l\u2019accès est refusé")
        assert _TITLE in told.text
        path.chmod(0o644)
        _record(path)
        assert "refusé" not in until_shown(address, _LATER).text


def test_nobody_is_let_in_by_a_link_while_the_disk_is_full_and_who_reads_reads_on(
    disk: Path, tmp_path: Path
) -> None:
    path = _made(tmp_path)
    with guarded(path, disk / "links") as board, board.client() as client:
        cookie, code = board.cookie(), board.code("un autre écran")
        origin = {"Origin": board.address}
        _fill(disk)
        refused = client.post("/entrer", data={"code": code}, headers=origin)
        assert refused.status_code == 503
        assert "le fichier des liens est inutilisable" in refused.text
        assert _TITLE in client.get("/", headers={"Cookie": cookie}).text
        (disk / "ballast").unlink()
        assert client.post("/entrer", data={"code": code}, headers=origin).status_code == 303


def _fill(disk: Path) -> None:
    with (disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while ballast.write(b"x" * 4096):
            pass


def _empty(disk: Path) -> None:
    (disk / "ballast").unlink()


def _mounted_again(option: str) -> Callable[[Path], None]:
    def mount(disk: Path) -> None:
        subprocess.run(["mount", "-o", f"remount,{option}", str(disk)], check=True)

    return mount


@pytest.mark.parametrize(
    ("lose", "give_back"),
    [(_fill, _empty), (_mounted_again("ro"), _mounted_again("rw"))],
    ids=["full", "read-only"],
)
def test_a_register_beside_which_nothing_can_be_written_is_shown_and_followed(
    disk: Path, lose: Callable[[Path], None], give_back: Callable[[Path], None]
) -> None:
    path = _made(disk)
    lose(disk)
    with served(path) as address, following(address) as news:
        assert _TITLE in next(news).parts["decisions"]
        give_back(disk)
        _record(path)
        assert any(_LATER in each.parts.get("decisions", "") for each in news)


def test_a_disk_that_fills_up_under_a_board_hides_nothing(disk: Path) -> None:
    path = _made(disk)
    with served(path) as address:
        _fill(disk)
        path.rename(path.with_name("away.crisis"))
        until_shown(address, "hors d\u2019atteinte depuis")
        path.with_name("away.crisis").rename(path)
        told = until_shown(address, _TITLE)
        assert told.status_code == 200
        (disk / "ballast").unlink()
        _record(path)
        assert "hors d\u2019atteinte" not in until_shown(address, _LATER).text
