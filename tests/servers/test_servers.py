"""The servers that tests run are real, do as told, and leave nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.servers.fixtures import Databases
from tests.servers.pair import Pair
from tests.servers.programs import missing
from tests.servers.server import Server

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")
_WITHIN = 30  # seconds


def test_a_server_answers_over_its_socket_and_each_database_is_empty(
    server: Server, database: Databases
) -> None:
    first, second = database(), database()
    server.execute("CREATE TABLE mark (number integer)", dbname=first)
    assert server.execute("SELECT 1 FROM pg_tables WHERE tablename = 'mark'", dbname=first)
    assert not server.execute("SELECT 1 FROM pg_tables WHERE tablename = 'mark'", dbname=second)


def test_a_database_is_gone_after_the_test_that_made_it(server: Server) -> None:
    with server.database() as name:
        assert (name,) in server.execute("SELECT datname::text FROM pg_database")
    assert (name,) not in server.execute("SELECT datname::text FROM pg_database")


def test_over_tcp_a_password_is_asked_for(server: Server) -> None:
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(server.address(passfile=os.devnull)).close()


def test_a_killed_server_takes_up_what_it_acknowledged() -> None:
    with Server(durable=True) as killed:
        killed.execute("CREATE TABLE mark AS SELECT 7 AS number")
        pids = killed.pids
        killed.kill()
        _until(lambda: not any(_runs(pid) for pid in pids))
        killed.start()
        assert killed.execute("SELECT number FROM mark") == [(7,)]


def test_what_is_acknowledged_by_a_pair_survives_its_primary(pair: Pair) -> None:
    pair.primary.execute("CREATE TABLE mark AS SELECT 7 AS number")
    pair.kill_primary()
    pair.promote()
    with psycopg.connect(pair.address(), connect_timeout=5) as connection:
        assert connection.execute("SELECT number FROM mark").fetchall() == [(7,)]


def test_a_pair_without_its_standby_acknowledges_nothing(pair: Pair) -> None:
    pair.stop_standby()
    with _insert(pair.primary) as inserting:
        with pytest.raises(subprocess.TimeoutExpired):
            inserting.wait(timeout=1)
        pair.start_standby()
        assert inserting.wait(timeout=_WITHIN) == 0


def test_a_frozen_server_does_not_answer_until_it_is_thawed() -> None:
    with Server() as frozen:
        frozen.freeze()
        with pytest.raises(psycopg.OperationalError, match="timeout"):
            psycopg.connect(frozen.conninfo(connect_timeout=2)).close()
        frozen.thaw()
        assert frozen.answers()


def test_a_server_ends_when_its_tests_are_killed() -> None:
    program = (
        "from tests.servers.server import Server\n"
        "import time\n"
        "server = Server()\n"
        "print(server.folder, *server.pids, flush=True)\n"
        "time.sleep(600)\n"
    )
    tests = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert tests.stdout is not None
    folder, *pids = tests.stdout.readline().split()
    assert Path(folder).is_dir()
    assert _runs(int(pids[0]))
    tests.send_signal(signal.SIGKILL)
    tests.wait()
    tests.stdout.close()
    _until(lambda: not Path(folder).exists() and not any(_runs(int(pid)) for pid in pids))


def _insert(server: Server) -> subprocess.Popen[bytes]:
    program = (
        "import psycopg\n"
        "import sys\n"
        "with psycopg.connect(sys.argv[1]) as connection:\n"
        "    connection.execute('CREATE TABLE mark (number integer)')\n"
    )
    return subprocess.Popen([sys.executable, "-c", program, server.conninfo()])


def _runs(pid: int) -> bool:
    shown = ["ps", "-o", "stat=", "-p", str(pid)]
    state = subprocess.run(shown, capture_output=True, text=True, check=False).stdout.strip()
    return bool(state) and not state.startswith("Z")


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _WITHIN
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
