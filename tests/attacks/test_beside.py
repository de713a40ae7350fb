"""What is stored beside the log: attachments, checkpoints, projections, protections."""

import sqlite3
from contextlib import closing
from hashlib import sha256

import pytest

from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import StoredTimestamp
from tests.attacks.attacker import edit, shell, sql
from tests.attacks.scene import ORDER, SCHOOLS, SEEN, Scene

OTHER = b"%PDF-1.7 another order, never signed"


# Attachments


def test_an_attachment_edited_in_place_is_named_with_its_entry(scene: Scene) -> None:
    sql(scene.path, f"UPDATE attachments SET content = x'{OTHER.hex()}'")
    assert scene.found() == [("attachment", SCHOOLS)]


def test_an_attachment_edited_in_the_bytes_of_the_file_is_found(scene: Scene) -> None:
    raw = scene.path.read_bytes()
    assert raw.count(ORDER.content) == 1
    scene.path.write_bytes(raw.replace(ORDER.content, ORDER.content.replace(b"was", b"is_")))
    assert scene.found() == [("attachment", SCHOOLS)]


def test_an_attachment_swapped_for_one_with_a_digest_of_its_own_is_found(scene: Scene) -> None:
    digest = sha256(OTHER).hexdigest()
    sql(scene.path, f"UPDATE attachments SET content = x'{OTHER.hex()}', sha256 = '{digest}'")
    assert scene.found() == [("attachment", None), ("attachment", SCHOOLS)]
    sql(scene.path, edit(ORDER.sha256, digest, SCHOOLS))
    assert scene.found() == [("leaf", SCHOOLS)]


def test_a_deleted_attachment_is_found(scene: Scene) -> None:
    sql(scene.path, "DELETE FROM attachments")
    assert scene.found() == [("attachment", SCHOOLS)]


def test_an_attachment_that_no_entry_names_is_found(scene: Scene) -> None:
    sql(scene.path, f"INSERT INTO attachments VALUES ('{'0' * 64}', x'00')")
    assert scene.found() == [("attachment", None)]


# Checkpoints


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE checkpoints SET note = replace(note, 'covid', 'covip')",
        (
            "UPDATE checkpoints SET note = substr(note, 1, 40) || "
            "CASE substr(note, 41, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(note, 42)"
        ),
        f"UPDATE checkpoints SET note = replace(note, char(10) || {SEEN}, char(10) || {SEEN - 1})",
        "UPDATE checkpoints SET note = ''",
        f"UPDATE checkpoints SET size = {SEEN + 2}",
        "UPDATE checkpoints SET made_at = 'never'",
        "UPDATE checkpoints SET note = substr(note, 1, length(note) - 9)",
    ],
)
def test_an_altered_checkpoint_is_found(scene: Scene, statement: str) -> None:
    sql(scene.path, statement)
    assert scene.found(scene.witness) == [("checkpoint", None)]
    assert scene.found_in_log(scene.witness) == [("checkpoint", None)]


def test_a_timestamp_that_is_none_is_found(scene: Scene) -> None:
    with Register.open(scene.path) as register:
        stamp = StoredTimestamp(scene.witness.note, b"0\x03\x02\x01\x00")
        register.record(journal.log("Stamped"), by="secretary", evidence=[stamp])
    assert scene.found() == [("timestamp", None)]


# The tree


@pytest.mark.parametrize("entry", [1, 4, SEEN, 11])
def test_an_altered_tree_is_found_where_it_was_altered(scene: Scene, entry: int) -> None:
    with shell(scene.path) as connection:
        (nodes,) = connection.execute(f"SELECT nodes FROM tree WHERE entry = {entry}").fetchone()
        altered = nodes[:-1] + bytes([nodes[-1] ^ 1])
        connection.execute(f"UPDATE tree SET nodes = ? WHERE entry = {entry}", (altered,))
    assert {"leaf", "tree"} & {code for code, number in scene.found() if number == entry}


def test_a_tree_with_hashes_too_many_or_too_few_is_found(scene: Scene) -> None:
    sql(scene.path, "UPDATE tree SET nodes = CAST(nodes || nodes AS BLOB) WHERE entry = 3")
    assert scene.found() == [("tree", 3)]
    sql(scene.path, "UPDATE tree SET nodes = substr(nodes, 1, 32) WHERE entry IN (3, 6)")
    assert scene.found() == [("tree", 6)]


def test_a_tree_longer_than_the_log_is_found(scene: Scene) -> None:
    sql(scene.path, "INSERT INTO tree SELECT 13, nodes FROM tree WHERE entry = 11")
    assert ("truncated", 12) in scene.found()


# Projections


_ROW = "collection, key, value"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (edit("Close the schools", "Keep schools open", table="state"), "state"),
        ("DELETE FROM state WHERE collection = 'decision' AND key LIKE '%1'", "state"),
        (f"INSERT INTO state ({_ROW}) SELECT collection, key || '9', value FROM state", "state"),
        ("UPDATE state SET value = (SELECT value FROM state LIMIT 1)", "state"),
        ("DELETE FROM subjects WHERE subject = 'decision/1'", "subjects"),
        ("INSERT INTO subjects VALUES ('decision/1', 5)", "subjects"),
        ("UPDATE subjects SET subject = 'decision/9' WHERE subject = 'decision/1'", "subjects"),
        ("DELETE FROM kinds WHERE kind = 'decision.adopted.v3'", "kinds"),
        ("INSERT INTO kinds VALUES ('decision.forged.v1')", "kinds"),
        ("DELETE FROM requests WHERE first_entry = 5", "requests"),
        ("UPDATE requests SET first_entry = 2 WHERE first_entry = 5", "requests"),
        ("UPDATE requests SET request_id = 'other' WHERE first_entry = 5", "requests"),
        ("INSERT INTO requests VALUES ('forged', 5, 5)", "requests"),
    ],
)
def test_a_projection_that_does_not_follow_from_the_log_is_found(
    scene: Scene, statement: str, code: str
) -> None:
    sql(scene.path, statement)
    assert {found for found, _entry in scene.found()} == {code}
    if code != "requests":
        with Register.open(scene.path) as register:
            register.rebuild()
        assert scene.found() == []


# Protections


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER entries_are_never_changed",
        "DROP TRIGGER tree_grows_without_gap",
        "DROP TRIGGER attachments_are_never_replaced",
        "DROP TRIGGER checkpoints_are_never_deleted",
        "CREATE TRIGGER more AFTER INSERT ON entries BEGIN DELETE FROM tree; END",
        "CREATE VIEW shown AS SELECT * FROM entries",
        "CREATE INDEX faster ON subjects (entry)",
        "ALTER TABLE timestamps ADD COLUMN more TEXT",
        "DROP TABLE timestamps",
        "DROP TABLE tree",
        "DROP TABLE entries",
    ],
)
def test_a_table_or_protection_that_is_not_as_it_was_made_is_found(
    scene: Scene, statement: str
) -> None:
    with closing(sqlite3.connect(scene.path)) as connection:
        connection.execute(statement)
    assert ("schema", None) in scene.found()
    assert ("schema", None) in scene.found_in_log()


def test_a_damaged_index_that_no_entry_shows_is_found_by_the_database_itself(scene: Scene) -> None:
    with shell(scene.path) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'timestamps'"
        ).fetchone()
    raw = bytearray(scene.path.read_bytes())
    unused = (root - 1) * 4096 + 1
    raw[unused : unused + 2] = (1).to_bytes(2, "big")
    scene.path.write_bytes(raw)
    assert ("database", None) in scene.found()
