"""Nothing that SQLite says reaches people: each of its errors has a sentence of ours."""

from __future__ import annotations

import re
import sqlite3

import pytest

from crisis_log.storage.sqlite.errors import storage_error
from crisis_log.storage.sqlite.schema import TABLES
from tests.storage.failing import failure

TRIGGERED = re.findall(r"RAISE\(ABORT, '([^']+)'\)", "".join(TABLES))
CODES = [name for name in dir(sqlite3) if re.fullmatch("SQLITE_[A-Z]+(_[A-Z]+)?", name)]
RAW = "Moon phase"


@pytest.mark.parametrize("text", sorted(set(TRIGGERED)))
def test_what_a_trigger_says_is_not_told(text: str) -> None:
    error = sqlite3.IntegrityError(text)
    error.sqlite_errorcode = sqlite3.SQLITE_CONSTRAINT_TRIGGER
    sentence = str(storage_error(error, "covid-19.crisis"))
    assert text not in sentence
    assert "covid-19.crisis holds contradicts itself" in sentence
    assert "nothing was recorded" in sentence


@pytest.mark.parametrize("code", CODES)
def test_whatever_sqlite_raises_is_a_sentence_that_names_the_register(code: str) -> None:
    value = getattr(sqlite3, code)
    if not isinstance(value, int):
        return
    error = failure(value)
    error.args = (RAW,)
    sentence = str(storage_error(error, "covid-19.crisis"))
    assert RAW not in sentence
    assert "covid-19.crisis" in sentence


@pytest.mark.parametrize("kind", [sqlite3.ProgrammingError, sqlite3.OperationalError])
def test_what_python_raises_without_a_code_is_not_told_either(kind: type[sqlite3.Error]) -> None:
    sentence = str(storage_error(kind(RAW), "covid-19.crisis"))
    assert RAW not in sentence
    assert "covid-19.crisis" in sentence
