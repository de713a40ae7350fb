"""Entries edited, moved, added and removed, by whoever has the file but not the key."""

import json
import sqlite3
from contextlib import closing

import pytest

from crisis_log.register import Register
from crisis_log.storage import AlteredEntryError
from tests.attacks.attacker import (
    Document,
    contents,
    edit,
    insert,
    overwrite,
    regrow,
    renumber,
    rewrite,
    shell,
    sql,
)
from tests.attacks.scene import MASKS, SCHOOLS, SEEN, SIZE, Scene, begin
from tests.audit.bundle.bundles import receive

Shell = sqlite3.Connection


def read(connection: Shell, number: int) -> Document:
    found: Document = json.loads(contents(connection)[number - 1])
    return found


def test_a_register_that_nobody_attacked_is_not_accused(scene: Scene) -> None:
    found = scene.verified(scene.witness, keys=(scene.key.verifier_key,))
    assert (found.findings, found.entries, found.witnessed) == ((), SIZE, SEEN)
    assert found.checkpoints == 1


# Edited


def test_an_entry_edited_by_sql_is_named_though_the_state_follows(scene: Scene) -> None:
    sql(
        scene.path,
        edit("Close the schools", "Keep schools open", SCHOOLS),
        edit("Close the schools", "Keep schools open", table="state"),
    )
    assert scene.found() == [("leaf", SCHOOLS), ("words", None)]
    sql(scene.path, edit("Masks", "Gloves", MASKS))
    assert {("leaf", SCHOOLS), ("leaf", MASKS)} <= set(scene.found())


@pytest.mark.parametrize(
    ("number", "old", "new"),
    [
        (SCHOOLS, b"Close the schools", b"Leave the schools"),
        (3, b"noon", b"nine"),
        (MASKS, b'"by":"secretary"', b'"by":"president"'),
        (SIZE, b"decision.suspended.v1", b"decision.suspended.v2"),
    ],
)
def test_an_entry_edited_in_the_bytes_of_the_file_is_named(
    scene: Scene, number: int, old: bytes, new: bytes
) -> None:
    overwrite(scene.path, number, old, new)
    with closing(sqlite3.connect(scene.path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert ("leaf", number) in scene.found()


def test_an_entry_whose_bytes_are_spelt_otherwise_is_named(scene: Scene) -> None:
    sql(scene.path, edit('"number":2,', '"number": 2,', SCHOOLS))
    assert scene.found() == [("leaf", SCHOOLS), ("unreadable", SCHOOLS)]


def test_an_entry_edited_with_its_leaf_contradicts_the_tree_above(scene: Scene) -> None:
    with shell(scene.path) as connection:
        connection.execute(edit("Quiet", "Noisy", 8))
        before = connection.execute("SELECT nodes FROM tree").fetchall()
        regrow(connection)
        (after,) = connection.execute("SELECT nodes FROM tree WHERE entry = 8").fetchone()
        old = before[7][0]
        connection.execute("UPDATE tree SET nodes = ? WHERE entry = 8", (after[:32] + old[32:],))
    assert ("tree", 8) in scene.found()


def test_an_entry_edited_with_its_whole_tree_contradicts_checkpoint_and_witness(
    scene: Scene,
) -> None:
    with shell(scene.path) as connection:
        connection.execute(edit("told by telephone", "told by messenger", 3))
        regrow(connection)
    with Register.open(scene.path) as register:
        register.rebuild()
    assert scene.found() == [("checkpoint", None)]
    assert scene.found(scene.witness) == [("checkpoint", None), ("fork", None)]


# Moved, added, removed


def test_entries_in_another_order_are_found(scene: Scene) -> None:
    with shell(scene.path) as connection:
        renumber(connection, {5: 6, 6: 5})
    assert {("leaf", 5), ("leaf", 6), ("envelope", 5), ("envelope", 6), ("clock", 5)} <= set(
        scene.found()
    )


def test_entries_in_another_order_with_their_numbers_and_tree_are_found(scene: Scene) -> None:
    with shell(scene.path) as connection:
        renumber(connection, {5: 6, 6: 5})
        connection.execute(edit('"number":6', '"number":5', 5))
        connection.execute(edit('"number":5', '"number":6', 6))
        regrow(connection)
    with Register.open(scene.path) as register:
        register.rebuild()
    assert scene.found() == [
        ("clock", 6),
        ("requests", None),
        ("requests", None),
        ("checkpoint", None),
    ]


def make_room(connection: Shell, at: int) -> Document:
    """Move the entries from `at` on by one; return the entry before them, as a model."""
    renumber(connection, {number: number + 1 for number in range(SIZE, at - 1, -1)})
    return read(connection, at - 1)


def test_an_entry_inserted_in_the_middle_is_found(scene: Scene) -> None:
    with shell(scene.path) as connection:
        model = make_room(connection, 5)
        insert(connection, model | {"number": 5, "request_id": "forged"})
    found = scene.found()
    assert {("leaf", 5), ("leaf", 6), ("clock", 5), ("envelope", 6)} <= set(found)
    assert ("requests", None) in found or ("fold", 5) in found


def test_an_entry_inserted_in_the_middle_with_a_new_tree_is_found_by_its_witness(
    scene: Scene,
) -> None:
    with shell(scene.path) as connection:
        model = make_room(connection, 5)
        insert(connection, model | {"number": 5, "request_id": "forged"})
        regrow(connection)
        connection.execute("DELETE FROM checkpoints")
    assert ("fork", None) in scene.found(scene.witness)


@pytest.mark.parametrize("number", [1, 5, SIZE - 1])
def test_an_entry_deleted_in_the_middle_is_found(scene: Scene, number: int) -> None:
    sql(scene.path, f"DELETE FROM entries WHERE originator_version = {number}")
    found = scene.found()
    assert ("numbering", number + 1) in found
    assert ("numbering", number + 1) in scene.found_in_log()
    assert not [entry for code, entry in found if code in {"leaf", "tree"}]


def test_an_entry_deleted_and_the_gap_closed_is_found(scene: Scene) -> None:
    with shell(scene.path) as connection:
        connection.execute("DELETE FROM entries WHERE originator_version = 5")
        renumber(connection, {number: number - 1 for number in range(6, SIZE + 1)})
    found = scene.found()
    assert {("leaf", 5), ("envelope", 5), ("truncated", SIZE - 1)} <= set(found)


def test_a_tree_cut_with_the_entries_it_is_of_is_found(scene: Scene) -> None:
    sql(scene.path, "DELETE FROM tree WHERE entry = 5")
    assert ("tree", 5) in scene.found()


def test_a_gap_of_log_and_tree_hides_no_edit_behind_it(scene: Scene) -> None:
    sql(
        scene.path,
        "DELETE FROM entries WHERE originator_version = 5",
        "DELETE FROM tree WHERE entry = 5",
        edit("keys", "fees", 11),
    )
    assert {("tree", 5), ("numbering", 6), ("leaf", 11)} <= set(scene.found())
    assert {("tree", 5), ("numbering", 6), ("leaf", 11)} <= set(scene.found_in_log())


# The tail


def cut(connection: Shell, upto: int, *, checkpoints: bool = True) -> None:
    """Remove every trace of the entries after `upto`, but for what can be rebuilt."""
    connection.execute(f"DELETE FROM entries WHERE originator_version > {upto}")
    connection.execute(f"DELETE FROM requests WHERE last_entry > {upto}")
    connection.execute(f"DELETE FROM tree WHERE entry > {upto}")
    if checkpoints:
        connection.execute(f"DELETE FROM checkpoints WHERE size > {upto}")


def test_a_tail_cut_off_the_log_is_known_to_its_tree(scene: Scene) -> None:
    sql(scene.path, f"DELETE FROM entries WHERE originator_version > {SIZE - 2}")
    assert ("truncated", SIZE - 2) in scene.found()


def test_a_tail_cut_off_log_and_tree_is_known_to_the_stored_checkpoint(scene: Scene) -> None:
    with shell(scene.path) as connection:
        cut(connection, SEEN - 1, checkpoints=False)
    with Register.open(scene.path) as register:
        register.rebuild()
    assert scene.found() == [("truncated", SEEN - 1)]


def test_a_tail_cut_off_everywhere_is_known_to_the_witness(scene: Scene) -> None:
    with shell(scene.path) as connection:
        cut(connection, SEEN - 1)
    with Register.open(scene.path) as register:
        register.rebuild()
    assert scene.found(scene.witness) == [("truncated", SEEN - 1)]


def test_without_a_witness_a_tail_cut_off_everywhere_is_not_detectable_and_is_said_so(
    scene: Scene,
) -> None:
    with shell(scene.path) as connection:
        cut(connection, SEEN - 1)
    with Register.open(scene.path) as register:
        register.rebuild()
    found = scene.verified()
    assert (found.findings, found.entries, found.witnessed) == ((), SEEN - 1, 0)


# Replayed, or from elsewhere


def replayed(connection: Shell, number: int, **changes: object) -> None:
    model = read(connection, number)
    insert(connection, model | {"number": SIZE + 1} | changes)


def test_an_old_entry_under_a_new_number_is_found(scene: Scene) -> None:
    with shell(scene.path) as connection:
        document = read(connection, 5)
        insert(connection, document | {"number": SIZE + 1}, contents(connection)[4])
        regrow(connection)
    found = scene.found()
    assert {("envelope", SIZE + 1), ("request", 5)} & set(found)
    assert ("envelope", SIZE + 1) in found


def test_an_old_request_in_a_new_entry_is_found(scene: Scene) -> None:
    with shell(scene.path) as connection:
        replayed(connection, 5, recorded_at="2099-01-01T00:00:00Z")
        regrow(connection)
    assert ("request", SIZE + 1) in scene.found()


def test_a_fact_from_after_its_recording_is_found(scene: Scene) -> None:
    with shell(scene.path) as connection:
        replayed(connection, 5, occurred_at="2099-01-01T00:00:00Z")
        regrow(connection)
    assert ("future", SIZE + 1) in scene.found()


@pytest.mark.parametrize("instant", ["2019-01-01T00:00:00Z", "2099-01-01T00:00:00Z"])
def test_a_reception_before_the_fact_or_after_its_recording_is_found(
    scene: Scene, instant: str
) -> None:
    def declared(documents: list[Document]) -> list[Document]:
        receive(documents[4], instant)
        return documents

    rewrite(scene.path, declared, scene.key)
    assert ("future", 5) in scene.found()


def test_a_fact_that_does_not_follow_from_those_before_it_is_found(scene: Scene) -> None:
    with shell(scene.path) as connection:
        connection.execute(edit('"number":1,"reason"', '"number":7,"reason"', SIZE))
        regrow(connection)
    assert ("fold", SIZE) in scene.found()


def test_a_kind_of_fact_that_nobody_ever_wrote_is_found(scene: Scene) -> None:
    with shell(scene.path) as connection:
        connection.execute(edit("suspended.v1", "abolished.v1", SIZE))
        connection.execute("UPDATE entries SET topic = replace(topic, 'suspended', 'abolished')")
        regrow(connection)
    assert ("unknown_kind", SIZE) in scene.found()


def test_rows_of_another_register_do_not_hide_a_tail_cut_off(scene: Scene) -> None:
    sql(
        scene.path,
        f"DELETE FROM entries WHERE originator_version > {SIZE - 2}",
        f"INSERT INTO entries VALUES ('other', {SIZE}, 'x', x'00')",
    )
    assert {("envelope", None), ("truncated", SIZE - 2)} <= set(scene.found())
    assert ("truncated", SIZE - 2) in scene.found_in_log()


def test_rows_of_another_register_are_found(scene: Scene) -> None:
    other = scene.path.with_name("other.crisis")
    begin(other, scene.key, "other-12345678")
    with shell(scene.path) as connection:
        connection.execute("ATTACH ? AS other", (str(other),))
        connection.execute(
            "INSERT INTO entries SELECT * FROM other.entries WHERE originator_version = 5"
        )
    assert scene.found() == [("envelope", None)]


def test_an_entry_of_another_register_in_the_place_of_one_of_this_is_found(scene: Scene) -> None:
    other = scene.path.with_name("other.crisis")
    begin(other, scene.key, "other-12345678")
    with shell(scene.path) as connection:
        connection.execute("ATTACH ? AS other", (str(other),))
        connection.execute(
            "UPDATE entries SET state = (SELECT state FROM other.entries "
            "WHERE originator_version = 5) WHERE originator_version = 5"
        )
        regrow(connection)
    assert ("envelope", 5) in scene.found()


def test_another_id_for_the_register_is_found(scene: Scene) -> None:
    sql(
        scene.path,
        "UPDATE register SET value = 'other-12345678' WHERE name = 'register_id'",
        "UPDATE entries SET originator_id = 'other-12345678'",
    )
    found = scene.found(scene.witness)
    assert [entry for code, entry in found if code == "envelope"] == list(range(1, SIZE + 1))
    assert ("witness", None) in found


@pytest.mark.parametrize("content", ["x''", "'text'", "x'ff00'", "zeroblob(40)", "'{}'", "'[1]'"])
def test_bytes_that_are_no_entry_are_found(scene: Scene, content: str) -> None:
    sql(scene.path, f"UPDATE entries SET state = {content} WHERE originator_version = 5")
    assert {("leaf", 5), ("unreadable", 5)} <= set(scene.found())


@pytest.mark.parametrize("number", ["3.5", "10000000000000"])
def test_a_number_in_the_place_of_an_entry_is_an_alteration_not_a_crash(
    scene: Scene, number: str
) -> None:
    sql(scene.path, f"UPDATE entries SET state = {number} WHERE originator_version = 5")
    with (
        Register.open(scene.path) as register,
        pytest.raises(AlteredEntryError, match="n° 5"),
    ):
        list(register.entries())
    assert ("leaf", 5) in scene.found_in_log()
