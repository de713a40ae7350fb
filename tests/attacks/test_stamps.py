"""Timestamps of what the register never signed, and clocks that an authority contradicts."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crisis_log.audit.verify import Question, verify
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.note import checkpoint_text, sign
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.evidence.timestamp import query
from crisis_log.register import Register
from tests.attacks.attacker import retitled, rewrite
from tests.attacks.scene import REGISTER_ID, SEEN, Scene, taken_now
from tests.tsa import Authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.founded(tmp_path_factory.mktemp("tsa"))


def stamped(path: Path, authority: Authority, note: str) -> None:
    """Keep a genuine timestamp of a note, whatever that is."""
    row = "SELECT coalesce(max(number), 0) + 1, ?, ? FROM timestamps"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(
            f"INSERT INTO timestamps {row}", (note, authority.answer(query(note.encode())))
        )


def test_a_timestamp_of_what_the_register_signed_holds(scene: Scene, authority: Authority) -> None:
    stamped(scene.path, authority, scene.witness.note)
    found = scene.verified()
    assert found.findings == ()
    assert (found.spans[0].first, found.spans[0].last) == (1, SEEN)


def test_a_stamped_note_with_a_false_signature_is_found(scene: Scene, authority: Authority) -> None:
    *lines, signature = scene.witness.note[:-1].split("\n")
    place = len("— ") + len(scene.key.name) + 20
    other = "A" if signature[place] != "A" else "B"
    forged = "\n".join([*lines, signature[:place] + other + signature[place + 1 :]]) + "\n"
    stamped(scene.path, authority, forged)
    assert scene.found() == [("timestamp", None)]
    assert scene.verified().spans == ()


def test_a_stamped_note_signed_by_a_stranger_is_found(scene: Scene, authority: Authority) -> None:
    text = scene.witness.note.rpartition("\n\n")[0] + "\n"
    stamped(scene.path, authority, sign(text, SigningKey.generate(scene.key.name)))
    assert scene.found() == [("timestamp", None)]


def test_a_stamped_note_of_another_log_is_found(scene: Scene, authority: Authority) -> None:
    text = checkpoint_text(origin_of(REGISTER_ID), SEEN, bytes(32))
    stamped(scene.path, authority, sign(text, scene.key))
    assert scene.found() == [("timestamp", None)]
    assert scene.verified().spans == ()


def test_an_entry_dated_after_its_stamp_is_noted(scene: Scene, authority: Authority) -> None:
    year = datetime.now(UTC).year
    rewrite(scene.path, retitled(f'"{year}-', f'"{year + 2}-'), scene.key)
    stamped(scene.path, authority, taken_now(scene).note)
    said = notices(scene.path, datetime.now(UTC) + timedelta(days=1000))
    assert ["stamped by an authority at" in meaning for meaning in said] == [True]


def test_what_is_dated_in_the_future_is_said(scene: Scene, authority: Authority) -> None:
    stamped(scene.path, authority, scene.witness.note)
    before = datetime.now(UTC) - timedelta(days=1)
    said = notices(scene.path, before)
    for what in ("The last entry", "A stored checkpoint", "A timestamp bears"):
        assert sum(what in meaning and "yet to come" in meaning for meaning in said) == 1
    assert notices(scene.path, datetime.now(UTC)) == []


def notices(path: Path, now: datetime) -> list[str]:
    """Return what is said of clocks."""
    with Register.open(path, read_only=True) as register:
        said = [notice.meaning for notice in verify(register, Question(now=now)).notices]
    return [meaning for meaning in said if "noted by no entry" not in meaning]
