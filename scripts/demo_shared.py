"""Several desks on one register: its server is killed in the middle, and nothing is lost.

    python scripts/demo_shared.py FOLDER

Every line that is typed goes through the installed command, as each person would type it, under a
login of her own; what is shown is what she sees. The servers are those of the tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Thread
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.servers.pair import Pair  # noqa: E402 - found once the path is set
from tests.servers.programs import missing  # noqa: E402 - likewise
from tests.servers.server import ADMIN  # noqa: E402 - likewise

NAME: Final = "covid-19"
TITLE: Final = "Épidémie de COVID-19"
AUTHORITY: Final = "Départements des Yvelines et des Hauts-de-Seine"
PUBLISHER: Final = "direction de la communication"
RIGHTS: Final = {
    "desk-78-1": ("record",),
    "desk-92-1": ("record",),
    "publication-1": ("record", "publish"),
    "chambre-des-comptes": ("audit",),
}
LINES: Final = {
    "desk-78-1": ("secrétaire du 78", "Standard des Yvelines : {n} appels depuis 8 h"),
    "desk-92-1": ("secrétaire du 92", "Collèges des Hauts-de-Seine : {n} agents sur site"),
}
BEFORE: Final = 3
"""Lines that each secretary records before the first server is killed; as many after it."""


class Cell:
    """The people of a crisis cell, each at a desk of her own, on one register of two servers."""

    def __init__(self, servers: Pair, folder: Path) -> None:
        self._servers = servers
        self._folder = folder
        self._environment = os.environ | {
            "CRISIS_LOG_KEY": str(folder / "publication-1.pem"),
            "CRISIS_LOG_LANG": "fr",
        }

    def address(self, login: str) -> str:
        """Return how somebody names the register: on whichever server takes writes."""
        both = self._servers.address(user=login, target_session_attrs="any")
        return f"{both.replace('target_session_attrs=any', '').strip()} register={NAME}"

    def typed(self, login: str, *words: str, shown: bool = True) -> str:
        """Type a command as somebody; return what it answered.

        Raises:
            SystemExit: it failed.

        """
        command = [sys.executable, str(ROOT / "cli.py"), "--register", self.address(login), *words]
        done = subprocess.run(
            command,
            env=self._environment,
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
        )
        answer = (done.stdout + done.stderr).strip()
        if shown:
            print(
                f"{login} $ crisis-log {' '.join(_as_typed(words))}\n{_indented(answer)}",
                flush=True,
            )
        if done.returncode:
            raise SystemExit(answer)
        return answer


def _as_typed(words: Sequence[str]) -> list[str]:
    return [f"« {word} »" if " " in word else word for word in words]


def _indented(answer: str) -> str:
    return "\n".join(f"    {line}" for line in answer.splitlines())


def prepare(cell: Cell) -> None:
    """Do what an administrator does once."""
    server = cell.address(ADMIN).partition(" register=")[0]
    for words in (
        ("preparer", server),
        ("registre", "creer", NAME, server),
        *(("accorder", who, right, server) for who, rights in RIGHTS.items() for right in rights),
    ):
        cell.typed(ADMIN, "serveur", *words, "--oui", shown=False)
    print(f"Un registre sur deux serveurs, {len(RIGHTS)} comptes.\n")


def record(cell: Cell, login: str, numbers: range) -> None:
    """Record lines at a desk, one after the other."""
    by, text = LINES[login]
    for number in numbers:
        cell.typed(login, "journal", text.format(n=10 * number), "--par", by)


@contextmanager
def together(*work: Thread) -> Iterator[None]:
    """Let several people work at once, until all of them are done."""
    for one in work:
        one.start()
    yield
    for one in work:
        one.join()


def keep(folder: Path) -> None:
    """Keep the register until its audit, and bring it home as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    with Pair(durable=True) as servers:
        cell = Cell(servers, folder.resolve())
        prepare(cell)
        opening = "--exercice", "--intitule", TITLE, "--autorite", AUTHORITY, "--par", PUBLISHER
        cell.typed("publication-1", "ouvrir", NAME, *opening)
        halfway = Barrier(1 + len(LINES))
        with together(*(Thread(target=_shift, args=(cell, login, halfway)) for login in LINES)):
            cell.typed(
                "publication-1",
                "rapport",
                "emettre",
                "situation",
                "--par",
                "direction de la communication",
            )
            halfway.wait()
            _lose_the_first(servers)
            halfway.wait()
        cell.typed("chambre-des-comptes", "audit", "controler")
        backup = str(folder.resolve() / f"{NAME}.crisis")
        cell.typed("publication-1", "sauvegarder", backup)


def _shift(cell: Cell, login: str, halfway: Barrier) -> None:
    """Record at a desk until the first server is to be lost, and once the second is there."""
    record(cell, login, range(1, 1 + BEFORE))
    halfway.wait()
    halfway.wait()
    record(cell, login, range(1 + BEFORE, 1 + 2 * BEFORE))


def _lose_the_first(servers: Pair) -> None:
    servers.kill_primary()
    began = time.monotonic()
    servers.promote()
    print(
        f"\nLe premier serveur est tué ; le second a pris sa place en "
        f"{time.monotonic() - began:.1f} s.\n".replace(".", ",", 1),
        flush=True,
    )


if __name__ == "__main__":
    if reason := missing():
        sys.exit(f"Pas de serveur PostgreSQL ici : {reason}")
    keep(Path(sys.argv[1]))
