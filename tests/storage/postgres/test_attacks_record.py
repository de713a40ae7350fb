"""The function that records refuses whatever the program would not send, each with its code."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
import pytest
from psycopg import errors

from crisis_log.audit.verify import verify
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage.errors import StorageError
from crisis_log.storage.postgres.errors import storage_error
from tests.storage.postgres.desks import (
    NAME,
    Begun,
    House,
    begin,
    call,
    line,
    row,
    send,
    told,
    written,
)

Forged = Callable[[Begun], dict[str, Any]]
NOT_NEXT, NO_RIGHT, NOT_HELD, OTHER_LOGIN = "CL002", "CL003", "CL004", "CL005"
OTHER_TIME, UNNAMED, MALFORMED, ANSWERED, UNNAMED_FILE = "CL006", "CL007", "CL008", "CL009", "CL010"
FAR: Final = timedelta(days=30)


def _one(**changes: Any) -> Forged:
    return lambda begun: call([line(begun, **changes)])


def _with(**changes: Any) -> Forged:
    return lambda begun: call([line(begun)], **changes)


def _at(shift: timedelta) -> Forged:
    return lambda begun: call([line(begun, recorded_at=told(begun.now + shift))])


def _bytes(change: Callable[[bytes], bytes]) -> Forged:
    def forged(begun: Begun) -> dict[str, Any]:
        entry = line(begun)
        return call([entry], contents=[change(written(entry))])

    return forged


def _replaced(old: str, new: str) -> Forged:
    return _bytes(lambda content: content.replace(old.encode(), new.encode()))


def _state_of(subject: str, key: str) -> Forged:
    def forged(begun: Begun) -> dict[str, Any]:
        entry = line(begun)
        given = call([entry])
        number = entry["number"]
        for name, value in (
            ("subjects", subject),
            ("subject_entries", number),
            ("changed", subject),
            ("changed_keys", key),
            ("changed_since", number),
            ("changed_values", b"{}"),
        ):
            given[name].append(value)
        return given

    return forged


def _row_of_no_subject(begun: Begun) -> dict[str, Any]:
    given = call([line(begun)])
    given["subjects"], given["subject_entries"] = [], []
    return given


def _twice_in_a_call(begun: Begun) -> dict[str, Any]:
    first = line(begun)
    later = told(begun.now + timedelta(microseconds=1))
    between = line(begun, number=begun.number + 2, recorded_at=later)
    latest = told(begun.now + timedelta(microseconds=2))
    last = line(begun, number=begun.number + 3, recorded_at=latest, request_id=first["request_id"])
    return call([first, between, last])


def _answered_before(begun: Begun) -> dict[str, Any]:
    return call([line(begun, request_id=json.loads(begun.content)["request_id"])])


def _past(begun: Begun, upto: int, since: int | None, value: bytes | None) -> dict[str, Any]:
    number = begun.number + 1
    subject, key = f"journal/{number}", f"{number:010}"
    return call(
        [line(begun)],
        past=[subject],
        past_keys=[key],
        past_upto=[upto],
        past_since=[since],
        past_values=[value],
    )


REFUSED: Final[dict[str, tuple[Forged, str]]] = {
    "another's name": (_one(recorded_by="postgres"), OTHER_LOGIN),
    "nobody's name": (_one(recorded_by=...), OTHER_LOGIN),
    "a name that is no text": (_one(recorded_by=["recorder"]), OTHER_LOGIN),
    "who validates": (_one(kind="entry.validated.v1"), NO_RIGHT),
    "who publishes": (_one(kind="report.issued.v1"), NO_RIGHT),
    "who gives checkpoints": (_one(kind="checkpoint.given.v1"), NO_RIGHT),
    "who names keys": (_one(kind="seal.key_rotated.v1"), NO_RIGHT),
    "who owns": (_one(kind="register.moved.v1"), NO_RIGHT),
    "who takes it up": (_one(kind="register.taken_up.v1"), NO_RIGHT),
    "who gives a move up": (_one(kind="register.stayed.v1"), NO_RIGHT),
    "a kind in other letters": (_one(kind="Journal.Logged.v3"), MALFORMED),
    "a kind of nothing": (_one(kind=""), MALFORMED),
    "a kind that matches others": (_one(kind="%"), MALFORMED),
    "a kind that hides when it was recorded": (_one(kind="journal." + "v" * 1000), MALFORMED),
    "a kind that nobody knows": (_one(kind="journal.logged.v99"), MALFORMED),
    "no kind": (_one(kind=...), MALFORMED),
    "the past": (_at(-FAR), OTHER_TIME),
    "the future": (_at(FAR), OTHER_TIME),
    "an instant before the lock": (_at(timedelta(microseconds=-1)), OTHER_TIME),
    "the least step after an entry of long ago": (
        lambda begun: call([line(begun, recorded_at=_after(begun))]),
        OTHER_TIME,
    ),
    "a time without a zone": (_one(recorded_at="2026-01-01T00:00:00"), MALFORMED),
    "a time in another zone": (_one(recorded_at="2026-01-01T00:00:00+14:00"), MALFORMED),
    "infinity": (_one(recorded_at="infinity"), MALFORMED),
    "a time that is a number": (_one(recorded_at=1), MALFORMED),
    "the second 60": (lambda begun: call([line(begun, recorded_at=_second_60(begun))]), MALFORMED),
    "the hour 24": (_one(recorded_at="2026-01-01T24:00:00Z"), MALFORMED),
    "a skipped number": (lambda begun: call([line(begun, number=begun.number + 2)]), NOT_NEXT),
    "a number that is there": (lambda begun: call([line(begun, number=begun.number)]), NOT_NEXT),
    "another register": (_one(register_id="other-00000000"), NOT_NEXT),
    "a number as text": (
        lambda begun: call(
            [line(begun)], contents=[written(line(begun, number=str(begun.number + 1)))]
        ),
        NOT_NEXT,
    ),
    "a number with a fraction": (_replaced('"number":3,', '"number":3.0,'), MALFORMED),
    "a number with an exponent": (_replaced('"number":3,', '"number":3e0,'), MALFORMED),
    "a name said twice": (_replaced('"by":', '"recorded_by":"x","by":'), MALFORMED),
    "a name said twice, once hidden": (
        _replaced('"by":', '"recorded\\u005fby":"x","by":'),
        MALFORMED,
    ),
    "fields in another order": (
        lambda begun: call([line(begun)], contents=[written(dict(reversed(line(begun).items())))]),
        MALFORMED,
    ),
    "spaces between": (_replaced('"number":', '"number": '), MALFORMED),
    "a name that hides": (_replaced('"kind":', '"k\\u0069nd":'), MALFORMED),
    "no JSON": (_bytes(lambda _content: b"\x00\xff"), "22021"),
    "half of JSON": (_bytes(lambda content: content[:-1]), "22P02"),
    "two of JSON": (_bytes(lambda content: content * 2), "22P02"),
    "a list": (_bytes(lambda content: b"[" + content + b"]"), MALFORMED),
    "not a number": (_replaced('"note":null', '"note":NaN'), "22P02"),
    "a huge number": (_replaced('"note":null', '"note":1e999999999'), "22003"),
    "a NUL": (_replaced("Forged", "\\u0000"), "22P05"),
    "half of a pair": (_replaced("Forged", "\\ud800"), "22P02"),
    "nested without end": (
        _replaced('"note":null', '"note":' + "[" * 90_000 + "]" * 90_000),
        "54001",
    ),
    "nested deeper than we read": (
        _replaced('"note":null', '"note":' + "[" * 250 + "]" * 250),
        MALFORMED,
    ),
    "a number longer than we read": (_replaced('"note":null', f'"note":{"9" * 5000}'), MALFORMED),
    "a number below what we read": (_replaced('"note":null', f'"note":-{"9" * 5000}'), MALFORMED),
    "too large": (_replaced("Forged", "x" * (1 << 24)), MALFORMED),
    "a fact that is none": (_one(fact=None), MALFORMED),
    "a fact that is a list": (_one(fact=[3]), MALFORMED),
    "no request": (_one(request_id=...), MALFORMED),
    "a request that is no text": (_one(request_id=7), MALFORMED),
    "attachments that are none": (_one(attachments={"sha256": ""}), MALFORMED),
    "a request that was answered": (_answered_before, ANSWERED),
    "a request around another's entry": (_twice_in_a_call, ANSWERED),
    "the state of what no fact names": (_state_of("decision/77", "0000000077"), UNNAMED),
    "the state of a subject without a key": (_state_of("decision/", ""), UNNAMED),
    "a row under another key": (_with(changed_keys=["0000000001"]), UNNAMED),
    "a row of no subject": (_row_of_no_subject, UNNAMED),
    "a subject of an earlier entry": (_with(subject_entries=[1]), UNNAMED),
    "a subject of a later entry": (_with(subject_entries=[9]), UNNAMED),
    "a subject of no entry": (_with(subject_entries=[None]), UNNAMED),
    "no subject": (_with(subjects=[None]), UNNAMED),
    "a row since another entry": (_with(changed_since=[1]), UNNAMED),
    "a mark on an earlier entry": (_with(marks=["tag:x"], mark_entries=[1]), UNNAMED),
    "a mark on a later entry": (_with(marks=["tag:x"], mark_entries=[9]), UNNAMED),
    "a mark on no entry": (_with(marks=["tag:x"], mark_entries=[None]), UNNAMED),
    "a past that is no mark": (lambda begun: _past(begun, 1, 1, b"{}"), UNNAMED),
    "a past of long ago": (lambda begun: _past(begun, -1000, None, None), UNNAMED),
    "a past that is to come": (lambda begun: _past(begun, 1000, None, None), UNNAMED),
    "fewer words than entries": (_with(words=[]), MALFORMED),
    "more words than entries": (_with(words=["'a'", "'b'"]), MALFORMED),
    "words that are none": (_with(words=["'"]), "42601"),
    "no words": (_with(words=[None]), "23502"),
    "a list that is none": (_with(marks=None), MALFORMED),
    "contents that are none": (_with(contents=None), MALFORMED),
    "a list of lists": (_with(words=[["'a'"]]), MALFORMED),
    "rows of two lengths": (_with(changed_values=[]), MALFORMED),
    "a list that begins elsewhere": (_with(words="[2:2]={forged}"), MALFORMED),
    "a row twice": (
        lambda begun: (
            call([line(begun)])
            | {
                name: call([line(begun)])[name] * 2
                for name in ("changed", "changed_keys", "changed_since", "changed_values")
            }
        ),
        "21000",
    ),
    "a file that no entry names": (_with(files=[b"virus"]), UNNAMED_FILE),
    "no file": (_with(files=[None]), UNNAMED_FILE),
    "a checkpoint": (
        _with(checkpoint_sizes=[1], carriers=["x"], made_at=["2026-01-01"], checkpoint_notes=["x"]),
        NO_RIGHT,
    ),
    "a timestamp": (_with(timestamp_notes=["x"], replies=[b"x"]), NO_RIGHT),
}


def _after(begun: Begun) -> str:
    before = datetime.fromisoformat(json.loads(begun.content)["recorded_at"])
    return told(before + timedelta(microseconds=1))


def _second_60(begun: Begun) -> str:
    return f"{begun.now:%Y-%m-%dT%H:%M}:60Z"


@pytest.mark.parametrize("attack", REFUSED)
def test_a_recorders_password_does_not_let_it_pass(unharmed: House, attack: str) -> None:
    forged, code = REFUSED[attack]
    with unharmed.connected("recorder", autocommit=False) as connection:
        with pytest.raises(psycopg.Error) as refusal:
            send(connection, forged(begin(connection)))
        assert refusal.value.sqlstate == code, refusal.value
        connection.rollback()
    with Register.open(unharmed.place("auditor"), read_only=True) as register:
        assert register.size() == 2
        assert verify(register).findings == ()


def test_each_refusal_is_a_sentence_of_its_own() -> None:
    codes = {code for _forged, code in REFUSED.values() if code.startswith("CL")} | {NOT_HELD}
    sentences = {str(_refusal(code)) for code in codes}
    assert len(sentences) == len(codes)
    assert {str(_refusal(code)) for code in ("22P02", "23502", "54001")} == {
        str(_refusal(MALFORMED))
    }


def _refusal(code: str) -> StorageError:
    return storage_error(type("Refused", (psycopg.DatabaseError,), {"sqlstate": code})(), NAME)


def test_what_the_program_would_send_passes(house: House) -> None:
    """Else the attacks would be refused for something else than what they try."""
    with house.connected("recorder", autocommit=False) as connection:
        begun = begin(connection)
        send(connection, call([line(begun)], words=["'forged' '=forg'"]))
        connection.commit()
    with Register.open(house.place("recorder")) as register:
        assert register.size() == 3
        register.record(journal.log("And on"), by="secretary")
        codes = {finding.code for finding in verify(register).findings}
    assert codes <= {"words"}


def test_an_invalid_fact_with_a_false_row_passes_and_is_found(house: House) -> None:
    """The database binds who, when and where: whether it made sense, audits tell."""
    with house.connected("recorder", autocommit=False) as connection:
        entry = line(begin(connection))
        false = row(entry | {"fact": entry["fact"] | {"text": "Never said"}})
        send(connection, call([entry], changed_values=[false]))
        connection.commit()
    with Register.open(house.place("auditor"), read_only=True) as register:
        assert "state" in {finding.code for finding in verify(register).findings}


@pytest.mark.parametrize("person", ["auditor", "reader", "outsider"])
def test_who_has_no_right_to_write_cannot_begin(unharmed: House, person: str) -> None:
    with (
        unharmed.connected(person) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        begin(connection)


@pytest.mark.parametrize("person", ["validator", "publisher"])
def test_who_validates_or_publishes_does_not_record(house: House, person: str) -> None:
    with house.connected(person, autocommit=False) as connection:
        with pytest.raises(psycopg.Error) as refusal:
            send(connection, call([line(begin(connection))]))
        assert refusal.value.sqlstate == NO_RIGHT
        assert refusal.value.diag.message_detail == "journal.logged.v3"


def test_nothing_is_recorded_without_the_lock(house: House) -> None:
    with house.connected("recorder") as connection:
        begun = begin(connection)  # whose transaction ends with it
        with pytest.raises(psycopg.Error) as refusal:
            send(connection, call([line(begun)]))
        assert refusal.value.sqlstate == NOT_HELD


def test_a_lock_taken_back_is_not_held(house: House) -> None:
    with house.connected("recorder", autocommit=False) as connection:
        connection.execute("SAVEPOINT before")
        begun = begin(connection)
        connection.execute("ROLLBACK TO before")
        with pytest.raises(psycopg.Error) as refusal:
            send(connection, call([line(begun)]))
        assert refusal.value.sqlstate == NOT_HELD


def test_a_lock_held_for_too_long_is_held_no_more(house: House) -> None:
    with house.owning() as owner:
        owner.execute(
            "CREATE TABLE kept AS SELECT pg_get_functiondef(oid) AS made FROM pg_proc "
            "WHERE proname = 'record' AND pronamespace = current_schema::regnamespace"
        )
        ((made,),) = owner.execute("SELECT made FROM kept").fetchall()
        owner.execute(made.replace("10 minutes", "1 microsecond"))
    with house.connected("recorder", autocommit=False) as connection:
        begun = begin(connection)
        with pytest.raises(psycopg.Error) as refusal:
            send(connection, call([line(begun)]))
        assert refusal.value.sqlstate == NOT_HELD


def test_a_snapshot_from_before_does_not_go_round_the_lock(house: House) -> None:
    with house.connected("recorder", autocommit=False) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        connection.execute("SELECT count(*) FROM entries")
        with Register.open(house.place("recorder")) as register:
            register.record(journal.log("Meanwhile"), by="secretary")
        with pytest.raises(errors.SerializationFailure):
            begin(connection)


SETTINGS: Final = (
    "search_path = pg_temp, public",
    "standard_conforming_strings = off",
    "TimeZone = 'Pacific/Kiritimati'",
    "DateStyle = 'German'",
    "IntervalStyle = 'sql_standard'",
    "client_encoding = 'LATIN1'",
    "bytea_output = 'escape'",
    "array_nulls = off",
    "transform_null_equals = on",
    "synchronous_commit = off",
    "plan_cache_mode = force_generic_plan",
)


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_setting_of_the_caller_changes_what_is_refused_or_written(
    house: House, setting: str
) -> None:
    with house.connected("recorder", autocommit=False) as connection:
        connection.execute(f"SET {setting}")
        connection.execute("CREATE TEMP TABLE head (held_in xid8, held_since timestamptz)")
        connection.execute("CREATE TEMP TABLE may (kind_like text, role name)")
        connection.execute("INSERT INTO pg_temp.may VALUES ('%', current_user)")
        connection.execute("SET search_path = pg_temp")
        begun = begin(connection)
        with pytest.raises(psycopg.Error) as refusal, connection.transaction():
            send(connection, call([line(begun, kind="report.issued.v1")]))
        assert refusal.value.sqlstate == NO_RIGHT
        send(connection, call([line(begun)], words=["'forged'"]))
        connection.commit()
    with Register.open(house.place("auditor"), read_only=True) as register:
        assert register.size() == 3
        codes = {finding.code for finding in verify(register).findings}
    assert codes <= {"words"}


def test_another_role_is_not_another_login(house: House) -> None:
    """`SET ROLE` changes by whose rights one acts, never who one is."""
    with house.connected("recorder", autocommit=False) as connection:
        connection.execute(f'SET ROLE "{house.database}_record"')
        begun = begin(connection)
        assert begun.recorder == house.name("recorder")
        with pytest.raises(psycopg.Error) as refusal:
            send(connection, call([line(begun, recorded_by=f"{house.database}_record")]))
        assert refusal.value.sqlstate == OTHER_LOGIN


def test_who_does_not_inherit_records_all_the_same(house: House) -> None:
    with house.owning() as owner:
        owner.execute(f'ALTER ROLE "{house.name("recorder")}" NOINHERIT')
    with house.connected("recorder", autocommit=False) as connection:
        connection.execute(f'SET ROLE "{house.database}_record"')
        send(connection, call([line(begin(connection))]))
        connection.commit()
