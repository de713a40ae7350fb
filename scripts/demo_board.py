"""Show the crisis of the demonstration live: recorded again, much faster, while readers look.

    python scripts/demo_board.py [FOLDER] [--speed 600] [--port 8080]

Each entry of the exercise that `demo_register` tells is recorded after the time that passed since
the one before, divided by the speed; a long one is shortened. The board has the simulated clock.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Final, NamedTuple

from demo_register import FILE_NAME, KEY_NAME, ZONE, Telling, begin, hospital_figures, story, tell

from crisis_log import language, when
from crisis_log.board.addresses import ENTER
from crisis_log.board.board import Board
from crisis_log.board.codes import in_groups
from crisis_log.board.guard import Access
from crisis_log.board.links import Links
from crisis_log.board.listening import Listening
from crisis_log.board.readers import Readers
from crisis_log.board.running import running
from crisis_log.board.serving import Server
from crisis_log.cli.user_folders import state_folder
from crisis_log.entry import Entry
from crisis_log.recording import Clock
from crisis_log.register import Register, system_clock
from crisis_log.storage import place

FOLDER: Final = Path("demo-board")
HOST: Final = "127.0.0.1"
PORT: Final = 8080
PORTS_TRIED: Final = 10
SPEED: Final = 600.0
LONGEST_SECONDS: Final = 20.0
"""How long readers wait for the next entry at most."""
_SLICE_SECONDS: Final = 0.1
_PATIENCE_SECONDS: Final = 30.0
_LASTING: Final = timedelta(hours=12)
"""How long a link may wait, and lets read once it is taken."""


class SimulatedClock:
    """Jumps to the time of each entry, and goes on from there as time does.

    So what readers see is as old as it says, and what is counted down goes by seconds.
    """

    def __init__(self, start: datetime) -> None:
        self._from = (start, time.monotonic())

    def jump(self, instant: datetime) -> None:
        """Go on from `instant`, never back."""
        self._from = (max(instant, self()), time.monotonic())

    def __call__(self) -> datetime:
        """Return the present instant."""
        start, began = self._from
        return start + timedelta(seconds=time.monotonic() - began)


@dataclass
class Ending:
    """Whether somebody asked for the end, by Ctrl-C or from outside."""

    asked: bool = field(default=False, init=False)

    def heed(self) -> None:
        """Take note from now on; what is being recorded then is recorded whole."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def wait(self, seconds: float) -> None:
        """Wait, at most until the end is asked for."""
        until = time.monotonic() + seconds
        while not self.asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE_SECONDS))

    def _ask(self, *_signal: object) -> None:
        self.asked = True


class Pace(NamedTuple):
    """How fast the story goes."""

    speed: float
    longest: float = LONGEST_SECONDS

    def seconds(self, gap: timedelta) -> float:
        """Return how long a gap between entries lasts for readers."""
        return min(gap.total_seconds() / self.speed, self.longest)

    def shortens(self, gap: timedelta) -> bool:
        """Return whether it lasts less than its length says."""
        return gap.total_seconds() / self.speed > self.longest


def show(folder: Path, pace: Pace, port: int) -> None:
    """Show the whole story on a board, then its end, until somebody ends it.

    Raises:
        OSError: no port is free, or the folder cannot be written.

    """
    ending = Ending()
    ending.heed()
    with listening(port) as door:
        opening, *others = story()
        telling = Telling(now=opening["recorded"], hospital=hospital_figures())
        _clear(folder)
        path, key = begin(folder, telling, opening)
        clock = SimulatedClock(telling.now)
        with served(path, clock, door), Register.open(path, telling.clock) as register:
            for item in others:
                recorded = item["recorded"].replace(tzinfo=ZONE).astimezone(UTC)
                _let_pass(recorded - telling.now, pace, ending)
                if ending.asked:
                    break
                clock.jump(recorded)
                before = register.size()
                tell(register, telling, item, key)
                for entry in register.entries(before):
                    _say(_line(entry))
            if not ending.asked:
                _say("Le récit est terminé ; le tableau reste ouvert. Ctrl-C le termine.")
            while not ending.asked:
                ending.wait(1)
    _say(f"Terminé : le tableau est fermé, le registre de l’exercice reste dans {path}.")


def _let_pass(gap: timedelta, pace: Pace, ending: Ending) -> None:
    """Let the time until the next entry pass."""
    if pace.shortens(gap):
        hours = gap.total_seconds() / 3600
        _say(f"    … {hours:.0f} h sans inscription passent en {pace.longest:.0f} s")
    ending.wait(pace.seconds(gap))


def _line(entry: Entry) -> str:
    recorded = when.show_instant(entry.recorded_at, ZONE)
    return f"{recorded} · n° {entry.number} · {entry.fact.headline()}"


def _say(line: str) -> None:
    print(line, flush=True)


def _clear(folder: Path) -> None:
    """Remove what an earlier run made, and nothing else."""
    stem = Path(FILE_NAME).stem
    shutil.rmtree(folder / f"{stem}-reports", ignore_errors=True)
    for path in (*folder.glob(f"{FILE_NAME}*"), folder / KEY_NAME):
        path.unlink(missing_ok=True)


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """Listen at `port`, else at the next one that is free."""
    for one in range(port, port + PORTS_TRIED):
        with suppress(OSError):
            door = socket.create_server((HOST, one))
            break
    else:
        last = port + PORTS_TRIED - 1
        taken = f"Les ports {port} à {last} sont pris"
        if last == port:
            taken = f"Le port {port} est pris"
        raise OSError(f"{taken} : indiquez-en un autre, --port N.")
    with door:
        yield door


@contextmanager
def served(path: Path, clock: Clock, door: socket.socket) -> Iterator[None]:
    """Serve the board of the register while the story is told, to who has a link."""
    reached = Listening().reached(door.getsockname()[1])
    with Register.open(path, read_only=True) as register:
        links = Links((state_folder() or path.parent) / "board", register.register_id)
    server = Server(Board(place(path), clock), Access(Readers(links), reached))
    thread = Thread(target=copy_context().run, args=(server.run, [door]), daemon=True)
    with running(links, reached.address):
        thread.start()
        try:
            _tell_how_to_read(path, links, reached.address)
            yield
        finally:
            server.should_exit = True
            thread.join(_PATIENCE_SECONDS)


def _tell_how_to_read(path: Path, links: Links, address: str) -> None:
    _made, code = links.make("qui montre", _LASTING, system_clock(), _LASTING)
    program = Path(sys.executable).parent / "crisis-log"
    another = f'{program} --register {path} tableau lien --pour "grand écran"'
    _say(f"Ouvrez une fois : {address}{ENTER}#{in_groups(code)}")
    _say(f"Un lien de plus : {another}")
    _say("Ctrl-C termine le tableau et le récit.")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--speed", type=_speed, default=SPEED, help="600: ten minutes in a second")
    parser.add_argument("--port", type=int, default=PORT)
    given = parser.parse_args(arguments)
    language.use("fr")
    try:
        show(given.folder, Pace(given.speed), given.port)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed < float("inf"):
        raise ValueError
    return speed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
