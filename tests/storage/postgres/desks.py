"""A register on a server and the people who may use it; what somebody with a password can send."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import uuid4

import psycopg

from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import Place
from tests.servers.registers import EVERYTHING, login, prepare, register_at
from tests.servers.server import Server
from tests.storage.registers import opening

NAME: Final = "covid-19"
SCHEMA: Final = '"register_covid-19"'
PEOPLE: Final = {
    "recorder": ("record",),
    "validator": ("validate",),
    "publisher": ("publish",),
    "auditor": ("audit",),
    "reader": ("read",),
    "outsider": (),
}
"""Logins by the only right that each has."""
Connection = psycopg.Connection[Any]


class Begun(NamedTuple):
    """What `begin_recording` answers."""

    number: int
    content: bytes
    kinds: list[str]
    now: datetime
    recorder: str


@dataclass(frozen=True)
class House:
    """A server's database with one register, whose entries are an opening and a line."""

    server: Server
    database: str

    def name(self, person: str) -> str:
        """Return the login of a person: logins are of the whole server."""
        return f"{person}-{self.database}"

    def conninfo(self, person: str) -> str:
        return self.server.conninfo(dbname=self.database, user=self.name(person))

    def place(self, person: str) -> Place:
        return register_at(self.conninfo(person), NAME)

    @contextmanager
    def connected(self, person: str, *, autocommit: bool = True) -> Iterator[Connection]:
        """Connect as whoever has the password of a person, with any other program."""
        with psycopg.connect(self.conninfo(person), autocommit=autocommit) as connection:
            connection.execute(f"SET search_path = {SCHEMA}")
            yield connection

    @contextmanager
    def owning(self) -> Iterator[Connection]:
        """Connect as the administrator, in the schema of the register."""
        with psycopg.connect(
            self.server.conninfo(dbname=self.database), autocommit=True
        ) as connection:
            connection.execute(f"SET search_path = {SCHEMA}")
            yield connection


def built(server: Server, database: str) -> House:
    """Make the register and the people."""
    house = House(server, database)
    prepare(server, database)
    for person, rights in PEOPLE.items():
        login(server, database, house.name(person), *rights)
    login(server, database, house.name("master"), *EVERYTHING)
    Register.create(house.place("master"), Request(opening(), by="secretary"))
    with Register.open(house.place("recorder")) as register:
        register.record(journal.log("A first line"), by="secretary")
    return house


def begin(connection: Connection) -> Begun:
    """Take the lock."""
    cursor = connection.cursor(binary=True)  # whatever the session says of how times are told
    found = cursor.execute(f"SELECT * FROM {SCHEMA}.begin_recording()".encode()).fetchone()
    assert found is not None
    return Begun._make(found)


def line(begun: Begun, **changes: Any) -> dict[str, Any]:
    """Return the next entry as the program would make it, but for `changes`."""
    before = json.loads(begun.content)
    now = told(begun.now)
    fact: dict[str, Any] = {
        "answers": [],
        "text": "Forged",
        "line_kind": "information",
        "source": None,
        "channel": None,
        "verification": None,
        "tags": [],
        "confidential": False,
        "expected": [],
    }
    made = {
        "register_id": before["register_id"],
        "number": begun.number + 1,
        "kind": "journal.logged.v3",
        "recorded_at": now,
        "occurred_at": now,
        "by": "secretary",
        "recorded_by": begun.recorder,
        "request_id": uuid4().hex,
        "note": None,
        "fact": fact,
    }
    return {name: value for name, value in (made | changes).items() if value is not ...}


def told(instant: datetime) -> str:
    """Return an instant as entries tell it."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def written(entry: dict[str, Any]) -> bytes:
    """Return an entry as it is stored."""
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()


def row(entry: dict[str, Any]) -> bytes:
    """Return the state row of a line."""
    fact = entry["fact"] if isinstance(entry["fact"], dict) else {}
    value = {
        "number": entry["number"],
        "text": fact.get("text"),
        "line_kind": fact.get("line_kind"),
        "occurred_at": entry["occurred_at"],
        "recorded_at": entry["recorded_at"],
        "by": entry["by"],
    }
    return json.dumps(value, separators=(",", ":")).encode()


PARAMETERS: Final = (
    ("contents", "bytea"),
    ("words", "text"),
    ("subjects", "text"),
    ("subject_entries", "bigint"),
    ("marks", "text"),
    ("mark_entries", "bigint"),
    ("changed", "text"),
    ("changed_keys", "text"),
    ("changed_since", "bigint"),
    ("changed_values", "bytea"),
    ("past", "text"),
    ("past_keys", "text"),
    ("past_upto", "bigint"),
    ("past_since", "bigint"),
    ("past_values", "bytea"),
    ("files", "bytea"),
    ("checkpoint_sizes", "bigint"),
    ("carriers", "text"),
    ("made_at", "text"),
    ("checkpoint_notes", "text"),
    ("timestamp_notes", "text"),
    ("replies", "bytea"),
)


def call(entries: Sequence[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """Return what `record` is given for lines, but for `changes`."""
    given: dict[str, Any] = {name: [] for name, _type in PARAMETERS}
    for entry in entries:
        number = entry["number"]
        given["contents"].append(written(entry))
        given["words"].append("'forged'")
        given["subjects"].append(f"journal/{number}")
        given["subject_entries"].append(number)
        given["changed"].append(f"journal/{number}")
        given["changed_keys"].append(f"{number:010}" if isinstance(number, int) else "")
        given["changed_since"].append(number)
        given["changed_values"].append(row(entry))
    return given | changes


def send(connection: Connection, given: dict[str, Any]) -> None:
    """Call `record`."""
    typed = ", ".join(
        f"{'%b' if type_ == 'bytea' and given[name] else '%s'}::{type_}[]"
        for name, type_ in PARAMETERS
    )
    connection.execute(
        f"SELECT {SCHEMA}.record({typed})".encode(), [given[name] for name, _type in PARAMETERS]
    )
