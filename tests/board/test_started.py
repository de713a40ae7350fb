"""The board as it is started, and links as they are made, listed and revoked beside it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.cli.running import PROGRAM
from tests.desk import Desk

_SECONDS = 60


class Started:
    """The program, with a state folder of its own."""

    def __init__(self, register: str, folder: Path) -> None:
        self.register = register
        self.line = [PROGRAM, "--lang", "fr", "--register", register]
        self.env = {**os.environ, "XDG_STATE_HOME": str(folder), "PYTHONUNBUFFERED": "1"}

    def run(self, *typed: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.line, *typed],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )

    def document(self, *typed: str) -> object:
        return json.loads(self.run("--json", *typed).stdout)

    @contextmanager
    def board(self, *typed: str, ends: str = "entrer#") -> Iterator[list[str]]:
        """Start the board at a terminal; return what it says first, to the line with `ends`."""
        ours, its = os.openpty()
        with (
            subprocess.Popen(
                [*self.line, "board", "--bind", "127.0.0.1:0", *typed],
                env=self.env | {"COLUMNS": "400"},
                stdout=its,
                stderr=subprocess.PIPE,
                text=True,
            ) as process,
            os.fdopen(ours, encoding="utf-8") as out,
        ):
            os.close(its)
            said = list[str]()
            while not said or ends not in said[-1]:
                said.append(out.readline())
            try:
                yield said
            finally:
                for _each in range(2):  # who is impatient asks twice
                    process.send_signal(signal.SIGTERM)
                _out, err = process.communicate(timeout=_SECONDS)
                assert err == "", "it ends, and says nothing else"


@pytest.fixture
def started(tmp_path: Path) -> Started:
    (tmp_path / "register").mkdir()
    desk = Desk(tmp_path / "register")
    desk.register.close()
    return Started(desk.register.place.text, tmp_path / "state")


def _taken(link: str) -> httpx.Client:
    address, _hash, code = link.partition("/entrer#")
    client = httpx.Client(base_url=address, timeout=_SECONDS)
    answer = client.post("/entrer", data={"code": code}, headers={"Origin": address})
    assert answer.status_code == 303, answer.text
    return client


def test_who_starts_it_opens_it_by_a_link_and_revokes_others(started: Started) -> None:
    with started.board() as said:
        link = re.search(r"http://127\.0\.0\.1:\d+/entrer#[0-9A-Z-]+", "".join(said))
        assert link is not None
        with closing(_taken(link[0])) as own:
            assert "Accès\u202f: Écran de ce poste" in own.get("/").text
        made = started.document("tableau", "lien", "--pour", "grand écran", "--heures", "2")
        assert isinstance(made, dict)
        assert made["link"].startswith(link[0].partition("#")[0])
        assert made["link"].endswith(made["code"])
        with closing(_taken(made["link"])) as screen, screen.stream("GET", "/suivi/") as stream:
            events = stream.iter_bytes()
            assert next(events)
            listed = started.run("tableau", "liens").stdout
            assert re.search(r"2 +grand écran +en cours", listed), listed
            assert made["code"] not in listed
            told = started.run("tableau", "revoquer", str(made["number"])).stdout
            assert told == "EXERCICE\nLe lien n°\u00a02 pour grand écran est révoqué.\n"
            assert b"event: refused" in b"".join(events)
            assert screen.get("/").status_code == 401


def test_two_boards_do_not_share_a_port(started: Started) -> None:
    with started.board() as said:
        port = re.findall(r":(\d+)/entrer", "".join(said))[0]
        answer = started.run("tableau", "--ecoute", f"127.0.0.1:{port}")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith(f"Erreur\u00a0: Un programme écoute déjà sur le port {port}")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["--ecoute", "0.0.0.0:8080"], "mandataire inverse"),
        (["--entete-identite", "Remote-User"], "socket Unix"),
        (["--ecoute", "tableau"], "suivie d’un port"),
    ],
)
def test_what_is_not_safe_is_refused_in_one_sentence(
    started: Started, typed: list[str], says: str
) -> None:
    answer = started.run("tableau", *typed)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert says in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_links_need_a_folder_that_can_be_written_to(started: Started, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file", encoding="utf-8")
    for typed in (["tableau", "--ecoute", "127.0.0.1:0"], ["tableau", "lien", "--pour", "écran"]):
        answer = started.run(*typed)
        assert (answer.returncode, answer.stdout) == (4, ""), answer
        assert "Traceback" not in answer.stderr
        assert len(answer.stderr.splitlines()) == 1


def test_a_register_that_a_board_shows_is_not_replaced_and_says_where_it_was_moved(
    started: Started, tmp_path: Path
) -> None:
    started.run("sauvegarder", str(tmp_path / "copie.crisis"))
    places = (started.register, str(tmp_path / "ailleurs.crisis"))
    with started.board() as said:
        link = re.search(r"http://127\.0\.0\.1:\d+/entrer#[0-9A-Z-]+", "".join(said))
        assert link is not None
        with closing(_taken(link[0])) as reader:
            restored = started.run("restaurer", str(tmp_path / "copie.crisis"), "--oui")
            assert (restored.returncode, restored.stdout) == (4, "")
            assert "est utilisé par un autre programme" in restored.stderr
            assert reader.get("/").status_code == 200
            moved = started.run("--par", "x", "deplacer", *places, "--oui")
            assert moved.returncode == 0, moved.stderr
            with reader.stream("GET", "/suivi/") as stream:
                told = b""
                for piece in stream.iter_bytes():
                    told += piece
                    if b"ailleurs.crisis" in told:
                        break
            assert "Ce registre a été déplacé vers" in reader.get("/").text
    assert started.run("restaurer", str(tmp_path / "copie.crisis"), "--oui").returncode == 0
