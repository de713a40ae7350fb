"""How people name a register on a server: read as libpq reads it, or refused in a sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crisis_log.storage import NotARegisterError, is_address, place
from crisis_log.storage.postgres.address import address, options_of


@pytest.mark.parametrize(
    ("typed", "register", "options"),
    [
        ("postgresql://host/db?register=a", "a", {"host": "host", "dbname": "db"}),
        ("postgres://host/db?register=a", "a", {"host": "host", "dbname": "db"}),
        ("POSTGRESQL://host/db?REGISTER=a", "a", {"host": "host", "dbname": "db"}),
        (
            "postgresql://anne@one:5433,two:5434/db?sslmode=require&register=covid-19",
            "covid-19",
            {
                "user": "anne",
                "host": "one,two",
                "port": "5433,5434",
                "dbname": "db",
                "sslmode": "require",
            },
        ),
        ("postgresql://[::1]:5433/db?register=a", "a", {"host": "::1", "port": "5433"}),
        ("postgresql:///db?host=/run/pg&register=a%2Db", "a-b", {"host": "/run/pg"}),
        ("postgresql://%2Frun%2Fpg/db?register=a", "a", {"host": "/run/pg", "dbname": "db"}),
        ("postgresql://h/db?application_name=a+b&register=a", "a", {"application_name": "a+b"}),
        ("service=crisis register=covid-19", "covid-19", {"service": "crisis"}),
        ("register=covid-19 service=crisis", "covid-19", {"service": "crisis"}),
        ("  host = h  register = 'covid-19' ", "covid-19", {"host": "h"}),
        (r"host='/run/my \'pg\'' register=a", "a", {"host": "/run/my 'pg'"}),
        (r"host=/run/my\ pg register=a", "a", {"host": "/run/my pg"}),
        ("SERVICE=crisis Register=a", "a", {"service": "crisis"}),
        ("service=crisis\u00a0register=a", "a", {"service": "crisis"}),
        ("“service=crisis register=’a’”", "a", {"service": "crisis"}),
        ("« service=crisis\u202fregister=a »", "a", {"service": "crisis"}),
        ("register=a", "a", {}),
        ("user=anne register=a", "a", {"user": "anne"}),
    ],
)
def test_an_address_is_read_as_libpq_reads_it(
    typed: str, register: str, options: dict[str, str]
) -> None:
    found = address(typed)
    assert found.register == register
    assert options_of(found.conninfo).items() >= options.items()
    assert "register" not in options_of(found.conninfo)
    assert place(typed).folder is None
    assert address(found.text) == found, "it can be typed again"


@pytest.mark.parametrize(
    "name",
    [
        "covid-19.crisis",
        "a=b.crisis",
        "host=a.crisis",
        "folder/host=a register=b",
        "dossier host=1",
        "/srv/dbname=x/covid.crisis",
        "register",
        "",
    ],
)
def test_a_name_with_an_equals_sign_may_be_that_of_a_file(name: str) -> None:
    assert not is_address(name)


def test_a_path_is_a_file_whatever_it_is_called() -> None:
    assert place(Path("host=h register=a")).folder is not None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("postgresql://h/db", "names no register"),
        ("postgresql://h/db?register=", "names no register"),
        ("postgresql://h/db?register=a%20b", "names no register"),
        ("host=h register='a b'", "names no register"),
        ("host=h register=../a", "names no register"),
        (f"host=h register={'a' * 41}", "names no register"),
        ("host=h register=a register=b", "names a register twice"),
        ("postgresql://h/db?register=a&register=a", "names a register twice"),
        ("host=h host=g register=a", "gives host twice"),
        ("host=h colour=blue register=a", "says colour, which is none"),
        ("postgresql://h/db?colour=blue&register=a", "says colour, which is none"),
        ("host=h register=a more", "cannot be read"),
        ("host='h register=a", "cannot be read"),
        ("postgresql://h/d%b?register=a", "cannot be read"),
        ("postgresql://[::1/db?register=a", "cannot be read"),
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(typed: str, says: str) -> None:
    with pytest.raises(NotARegisterError, match=says):
        place(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "postgresql://anne:Secret1@h/db?register=a",
        "postgresql://h/db?password=Secret1&register=a",
        "host=h password=Secret1 register=a",
        "host=h PASSWORD='Secret1' register=a",
        "host=h sslpassword=Secret1 register=a",
        "host=h oauth_client_secret=Secret1 register=a",
    ],
)
def test_a_password_in_an_address_is_refused_and_never_said_again(typed: str) -> None:
    with pytest.raises(NotARegisterError, match="holds a password") as refused:
        place(typed)
    assert "Secret1" not in str(refused.value)


_WITHOUT = """
import sys
sys.modules["psycopg"] = None
from crisis_log.language import use
from crisis_log.storage import StorageError, place
use("en")
try:
    place("service=crisis register=a")
except StorageError as error:
    print(error)
"""


def test_without_its_library_the_sentence_says_what_to_install() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=True
    )
    assert "crisis-log[postgres]" in told.stdout
