"""Whether a board runs, and where, is told by what the system says of its lock: it is no guess."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from crisis_log.board.links import Links
from crisis_log.board.running import running, where
from crisis_log.files import FileError
from tests.board.test_started import Started, started

__all__ = ["started"]
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@pytest.fixture
def links(tmp_path: Path) -> Links:
    return Links(tmp_path / "board", "a-register")


def test_a_board_is_told_while_it_runs_and_the_last_one_first(links: Links) -> None:
    assert where(links) == ()
    with running(links, "http://127.0.0.1:1"):
        with running(links, "https://tableau.example.fr"):
            assert where(links) == ("https://tableau.example.fr", "http://127.0.0.1:1")
        assert where(links) == ("http://127.0.0.1:1",)
    assert where(links) == ()
    assert not [*links.path.parent.glob("*.board*")], "nothing is left of it"


def test_boards_of_another_register_are_none_of_this_one(links: Links, tmp_path: Path) -> None:
    with running(Links(tmp_path / "board", "another"), "http://127.0.0.1:1"):
        assert where(links) == ()


def test_a_folder_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "board").write_text("no folder", encoding="utf-8")
    with pytest.raises(FileError), running(Links(tmp_path / "board", "x"), "http://127.0.0.1:1"):
        pass


def test_a_link_leads_to_the_boards_that_run_and_to_no_other(started: Started) -> None:
    def link() -> str:
        return started.run("tableau", "lien", "--pour", "grand écran", "--heures", "12h").stdout

    none = link()
    assert "pour 12 heures" in none
    assert "Aucun tableau de ce registre n’est en marche pour ce compte" in none
    assert re.search(r"code +\w{4}-", none)
    assert "/entrer" not in none
    with started.board() as first, started.board() as second:
        addresses = [_ADDRESS.findall("".join(said))[-1] for said in (second, first)]
        assert _ADDRESS.findall(link()) == addresses
        made = started.document("tableau", "lien", "--pour", "x")
        assert isinstance(made, dict)
        assert (made["link"].partition("/entrer#")[0], made["boards"]) == (addresses[0], addresses)
    assert "Aucun tableau" in link(), "neither ended board is told"


def test_a_board_that_was_killed_or_stopped_is_told_as_what_it_is(started: Started) -> None:
    with subprocess.Popen(
        [*started.line, "tableau", "--ecoute", "127.0.0.1:0"],
        env=started.env,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _line in range(3)]
        address = _ADDRESS.findall("".join(said))[0]
        os.kill(process.pid, signal.SIGSTOP)
        assert address in started.run("tableau", "lien", "--pour", "x").stdout, "it holds its lock"
        process.kill()
    told = started.run("tableau", "lien", "--pour", "x").stdout
    assert "Aucun tableau" in told
    assert address not in told
