"""What is found does not depend on what keeps the register; neither does memory on its length."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_any
from hypothesis import strategies as st

from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.search import Search
from crisis_log.slices import journal
from crisis_log.storage import Place, place, streams
from crisis_log.storage.postgres.cursor import ServerCursor
from tests.servers.fixtures import Databases
from tests.servers.registers import EVERYTHING, login, prepare, register_at
from tests.servers.server import Server
from tests.storage.registers import opening

_ROWS = 100_000
_MOST_GROWTH = 20_000_000  # bytes; all rows at once take more than 100 000 000
_WORDS = ("évacué", "Évacuation", "école", "l’école", "écoles", "D-1", "n° 42", "14:05", "masques")
_SIGNS = ("\\", "'", "''", '"', "&", "|", "!", ":*", "<->", "%s", "?", "=évacu", "ﬁn", "😀")
_PIECES = st.sampled_from((*_WORDS, *_SIGNS, "x" * 600))
_TEXTS = st.lists(_PIECES | st.text(max_size=8), min_size=1, max_size=6).map(" ".join)


@pytest.fixture
def on_server(server: Server, database: Databases) -> Place:
    name = database()
    prepare(server, name)
    return register_at(login(server, name, "secretary", *EVERYTHING), "alike")


@pytest.fixture
def both(on_server: Place, tmp_path: Path) -> Iterator[list[Register]]:
    """Return a register on a server and one in a file."""
    with ExitStack() as opened:
        places = on_server, place(tmp_path / "alike.crisis")
        for there in places:
            Register.create(there, Request(opening(), by="secretary"))
        yield [opened.enter_context(Register.open(there)) for there in places]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@for_any(st.lists(_TEXTS, min_size=1, max_size=6), st.lists(_TEXTS | _PIECES, max_size=12))
def test_a_search_finds_the_same_on_a_server_and_in_a_file(
    both: list[Register], texts: list[str], asked: list[str]
) -> None:
    said = [text.replace("\0", "") for text in texts if text.replace("\0", "").strip()]
    for register in both:
        register.record_all([Request(journal.log(text), by="secretary") for text in said])
    for words in [*asked, *said, *(f"« {text} »" for text in said)]:
        search = Search(words)
        if search.terms:
            on_server, in_file = (_found(register, search) for register in both)
            assert on_server == in_file, words


def _found(register: Register, search: Search) -> list[int]:
    """Return the entries that say it, as who searches does: all are looked at without an index."""
    candidates = register.find(search, 0, register.size(), 10_000)
    looked_at = range(register.size(), 0, -1) if candidates is None else candidates
    return [number for number in looked_at if search.finds(register.entry(number))]


def test_a_text_as_long_as_one_may_be_is_found_alike(both: list[Register]) -> None:
    many = " ".join(f"{number:x}mot" for number in range(11_000))
    for register in both:
        for text in ("é" * 100_000, many, "\\' " * 30_000):
            register.record(journal.log(text), by="secretary")
        assert _found(register, Search("2aefmot")) == [3]


@pytest.mark.skipif(sys.platform != "linux", reason="where others tell memory is not asked")
def test_a_table_is_read_in_memory_that_does_not_follow_its_length(
    server: Server, on_server: Place
) -> None:
    Register.create(on_server, Request(opening(), by="secretary"))
    address = dict(part.split("=") for part in on_server.text.split())
    with closing(server.admin(dbname=address["dbname"])) as connection:
        connection.execute(
            "INSERT INTO register_alike.subjects "
            "SELECT repeat('x', 1000) || number, 1 FROM generate_series(1, 100000) AS number"
        )
    with closing(on_server.open()) as backend, backend.reading() as cursor:
        assert isinstance(cursor, ServerCursor)
        before = _held()
        held = [_held() for _row in islice(streams.rows(cursor, "subjects"), 0, _ROWS, 1_000)]
    assert len(held) == _ROWS // 1_000
    assert max(held) - before < _MOST_GROWTH


def _held() -> int:
    """Return what this process holds now, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
