"""On a server that others record to, an audit is about one moment, with any number of processes."""

from concurrent.futures import ProcessPoolExecutor

import pytest

from crisis_log.audit.finding import Findings
from crisis_log.audit.log_check import check_log, sound_blocks
from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import RUN, Place
from crisis_log.storage.errors import StorageError
from tests.servers.fixtures import Databases
from tests.servers.registers import EVERYTHING, login, prepare, register_at
from tests.servers.server import Server
from tests.storage.registers import opening


@pytest.fixture
def place(server: Server, database: Databases) -> Place:
    """A register on a server with its opening, and lines enough for one run."""
    name = database()
    prepare(server, name)
    made = register_at(login(server, name, "secretary", *EVERYTHING), "covid-19")
    Register.create(made, Request(opening(), by="secretary"))
    with Register.open(made) as register:
        fill(register, RUN - 1)
    return made


def fill(register: Register, count: int) -> None:
    """Record so many lines at once."""
    register.record_all(Request(journal.log("A line"), "secretary") for _each in range(count))


def test_other_processes_see_what_the_examination_sees_and_nothing_recorded_since(
    place: Place,
) -> None:
    with Register.open(place) as register, Register.open(place) as other:
        with register.examining() as seen:
            assert seen.size() == RUN  # its moment is that of its first question
            fill(other, RUN)
            source = seen.source()
            with ProcessPoolExecutor(1) as pool:
                of_the_moment = pool.submit(sound_blocks, source, 0, 2 * RUN).result()
                of_now = pool.submit(sound_blocks, place, 0, 2 * RUN).result()
            findings = Findings()
            root = check_log(seen, findings, jobs=2)
            assert seen.size() == RUN
        assert (len(of_the_moment), len(of_now)) == (1, 2)
        assert (findings.told, root) == ([], of_the_moment[0].root)
        assert other.size() == 2 * RUN


def test_a_moment_is_read_by_nobody_once_the_examination_has_ended(place: Place) -> None:
    with Register.open(place) as register:
        with register.examining() as seen:
            source = seen.source()
        with pytest.raises(StorageError):
            sound_blocks(source, 0, RUN)
