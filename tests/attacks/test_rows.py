"""Rows that nobody of ours wrote: whatever a column holds, the verification goes on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crisis_log.audit.verification import UNREADABLE
from crisis_log.audit.verify import Question, verify, verify_log, verify_witnesses
from crisis_log.register import Register
from crisis_log.slices.journal import log
from tests.attacks.attacker import contents, edit, overwrite, shell, sql
from tests.attacks.scene import MASKS, SCHOOLS, SEEN, SIZE, Scene, record
from tests.cli.running import CommandLine

COLUMNS = [
    *("entries.originator_id", "entries.originator_version", "entries.topic", "entries.state"),
    *("requests.request_id", "requests.first_entry", "requests.last_entry"),
    *("subjects.subject", "subjects.entry", "kinds.kind"),
    *("state.collection", "state.key", "state.value", "state.since", "tree.nodes"),
    *("attachments.sha256", "attachments.content"),
    *("checkpoints.size", "checkpoints.carrier", "checkpoints.made_at", "checkpoints.note"),
    *("timestamps.note", "timestamps.reply"),
]
VALUES = ["CAST(x'ff41' AS TEXT)", "x'ff00'", "'zz'", "-5", "4.5", "9223372036854775807", "1e300"]
STAMPED = "INSERT INTO timestamps VALUES (1, 'note', x'00')"
LOOKS_SOUND = {"checkpoints.carrier"}
"""What carried a checkpoint out is told by its row alone."""
BAD_ROWS = [
    f"(2, {SIZE}, 'screen', '2020-03-18T12:00:00+00:00', CAST(x'ff' AS TEXT))",
    f"(2, {SIZE}, 'screen', '2020-03-18T12:00:00+00:00', 'no note')",
    f"(2, {SIZE}, CAST(x'ff' AS TEXT), '2020-03-18T12:00:00+00:00', 'no note')",
    f"(2, {SIZE}, 'screen', 'yesterday', 'no note')",
    f"(2, {SIZE}, 'screen', '2020-03-18T12:00:00', 'no note')",
    "(2, 'many', 'screen', '2020-03-18T12:00:00+00:00', 'no note')",
    "(2, -3, 'screen', '2020-03-18T12:00:00+00:00', 'no note')",
    "(9223372036854775807, 1e300, x'ff', x'ff', 7)",
    f"(2, {SIZE}, 'R', '2020-03-18T12:00:00Z', (SELECT 'x' || note FROM checkpoints))",
    f"(2, {SIZE}, 'report/R-9', '2020-03-18T12:00:00+00:00', (SELECT note FROM checkpoints))",
]
SIGNING = [
    "audit checkpoint",
    "audit prove 4",
    "audit bundle b.zip",
    "audit status",
]


@pytest.fixture
def desk(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line at the register under attack, its key at hand."""
    key = scene.path.with_name("key.pem")
    key.write_bytes(scene.key.to_pem())
    key.chmod(0o600)
    monkeypatch.setenv("CRISIS_LOG_KEY", str(key))
    monkeypatch.chdir(scene.path.parent)
    return CommandLine(("--register", str(scene.path)))


def put(scene: Scene, column: str, value: str) -> None:
    """Put a value into one row of a column, where the column takes it."""
    table, name = column.split(".")
    place = {
        "entries": f"WHERE originator_version = {SCHOOLS}",
        "tree": f"WHERE entry = {SCHOOLS}",
    }.get(table, f"WHERE {name} = (SELECT {name} FROM {table} LIMIT 1)")
    sql(scene.path, *([STAMPED] if table == "timestamps" else []))
    sql(scene.path, f"UPDATE {table} SET {name} = {value} {place}")


@pytest.mark.parametrize("column", COLUMNS)
def test_whatever_a_column_holds_is_found_and_hides_no_other_alteration(
    scene: Scene, column: str
) -> None:
    sound = scene.path.read_bytes()
    for value in VALUES:
        scene.path.write_bytes(sound)
        put(scene, column, value)
        if column not in LOOKS_SOUND:
            assert scene.found(), value
        sql(scene.path, edit("Masks for carers", "Masks for nurses", MASKS))
        found = scene.found()
        assert ("leaf", MASKS) in found, (value, found)
        assert ("leaf", MASKS) in scene.found_in_log(), value


@pytest.mark.parametrize("column", COLUMNS)
def test_values_of_another_type_are_named_by_their_column(scene: Scene, column: str) -> None:
    with closing(sqlite3.connect(scene.path)) as connection:
        table, name = column.split(".")
        (declared,) = (
            row[2] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] == name
        )
    put(scene, column, {"TEXT": "x'ff00'", "INTEGER": "'zz'", "BLOB": "4.5"}[declared])
    found = scene.verified().findings
    assert any(one.code == "database" and one.expected.startswith(column) for one in found)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_of_another_name_ends_no_verification(scene: Scene, column: str) -> None:
    table, name = column.split(".")
    sql(scene.path, f"ALTER TABLE {table} RENAME COLUMN {name} TO other")
    assert ("schema", None) in scene.found()
    assert ("schema", None) in scene.found_in_log(scene.witness)
    with Register.open(scene.path, read_only=True) as register:
        alone = verify_witnesses(register, Question([scene.witness])).findings
    assert "schema" in [finding.code for finding in alone]


def test_a_row_with_a_fraction_for_a_number_is_found_by_the_log_alone_too(scene: Scene) -> None:
    sql(
        scene.path,
        "INSERT INTO entries SELECT originator_id, 4.5, topic, state FROM entries "
        "WHERE originator_version = 5",
    )
    assert "numbering" in [code for code, _entry in scene.found_in_log()]
    assert ("database", None) in scene.found()


@pytest.mark.parametrize("row", BAD_ROWS)
def test_one_bad_checkpoint_is_found_and_stops_no_command(
    scene: Scene, desk: CommandLine, row: str
) -> None:
    sql(scene.path, f"INSERT INTO checkpoints VALUES {row}")
    assert "checkpoint" in [code for code, _entry in scene.found()]
    assert scene.verified().signed == SEEN
    for line in SIGNING:
        answer = desk.typed(line)
        assert answer.code == 0, answer
        assert answer.err.count("1 stored checkpoint was altered") == 1, answer
    assert desk.document("audit status")["witnessed_size"] == SIZE + 2, "the bundle went out"


def test_a_report_is_issued_beside_a_bad_checkpoint(scene: Scene, desk: CommandLine) -> None:
    sql(scene.path, f"INSERT INTO checkpoints VALUES {BAD_ROWS[0]}")
    answer = desk.typed("report issue situation")
    assert answer.code == 0, answer
    assert answer.err.count("1 stored checkpoint was altered") == 1
    assert desk.document("audit status")["witness"] == "report/R-1"


def test_a_bad_timestamp_is_found_and_stops_no_command(scene: Scene, desk: CommandLine) -> None:
    sql(scene.path, "INSERT INTO timestamps VALUES (7, CAST(x'ff' AS TEXT), 'no reply')")
    assert ("timestamp", None) in scene.found()
    for line in SIGNING:
        assert desk.typed(line).code == 0


def test_a_forged_checkpoint_makes_nothing_count_as_witnessed(
    scene: Scene, desk: CommandLine
) -> None:
    sql(scene.path, f"INSERT INTO checkpoints VALUES {BAD_ROWS[-2]}")
    answer = desk.typed("audit status")
    assert f"{SIZE - SEEN} entries have no witness yet: whoever holds the" in answer.out
    assert "Every entry is covered" not in answer.out


def test_a_deleted_row_among_others_leaves_a_gap(scene: Scene, desk: CommandLine) -> None:
    desk.given("audit checkpoint")
    sql(scene.path, "DELETE FROM checkpoints WHERE number = 1")
    assert ("checkpoint", None) in scene.found()


@pytest.mark.parametrize("bit", [0, 3, 6])
def test_no_flipped_bit_of_the_verifier_key_ends_in_a_traceback(
    scene: Scene, desk: CommandLine, bit: int
) -> None:
    key = scene.key.verifier_key.encode()
    sound = scene.path.read_bytes()
    for place in range(0, len(key), 9):
        flipped = key[:place] + bytes([key[place] ^ 1 << bit]) + key[place + 1 :]
        scene.path.write_bytes(sound)
        overwrite(scene.path, 1, b'"verifier_key":"' + key, b'"verifier_key":"' + flipped)
        assert ("leaf", 1) in scene.found(scene.witness)
        assert scene.verified(scene.witness, keys=(key.decode(),)).signed == 0
    for line in ("audit verify", "audit status", "audit checkpoint", "audit bundle c.zip"):
        assert desk.typed(line).code in {0, 1, 2, 3, 4}, line


def test_stored_text_acts_on_no_terminal_and_is_bounded(scene: Scene, desk: CommandLine) -> None:
    hostile = "char(27) || ']0;owned' || char(7) || char(8238)"
    sql(scene.path, f"UPDATE entries SET topic = {hostile}")
    with shell(scene.path) as connection:
        assert len(contents(connection)) == SIZE
    answer = desk.typed("audit verify").failed(3, "^$")
    assert not {"\x1b", "\x07", "\u202e"} & set(answer.out)
    assert r"\x1b]0;owned\x07" in answer.out


def test_many_findings_of_a_code_are_counted_on_the_screen(
    scene: Scene, desk: CommandLine, tmp_path: Path
) -> None:
    with Register.open(scene.path) as register:
        for number in range(110):
            record(register, log(f"Line {number}"))
    sql(scene.path, "UPDATE entries SET topic = 'x' WHERE originator_version > 1")
    total = SIZE + 110 - 1
    answer = desk.typed("audit verify").failed(3, "^$")
    assert answer.out.count("· row of an entry") == 100
    assert answer.line_of(f"row of an entry: {total - 100} more, see --json.")
    found = desk.having("--json").typed("audit verify").document["findings"]
    assert len([one for one in found if one["code"] == "envelope"]) == total


def spoil(path: Path, table: str) -> None:
    """Make the first page of a table one that no database program can read."""
    with closing(sqlite3.connect(path)) as connection:
        ((page,),) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        )
        ((size,),) = connection.execute("PRAGMA page_size")
    raw = bytearray(path.read_bytes())
    raw[(page - 1) * size] = 0x77
    path.write_bytes(raw)


def test_nothing_is_said_to_be_signed_of_a_log_that_could_not_be_read(scene: Scene) -> None:
    spoil(scene.path, "entries")
    question = Question([scene.witness], [scene.key.verifier_key])
    with Register.open(scene.path, read_only=True) as register:
        for check in (verify, verify_log):
            found = check(register, question)
            assert (found.root, found.signed, found.signed_by) == (None, 0, None)
            assert {"entries", "signatures", "state"} <= set(found.not_looked_at)
            assert "unsigned" not in [finding.code for finding in found.findings]


@pytest.mark.parametrize("table", ["timestamps", "checkpoints", "attachments", "state"])
def test_a_table_that_cannot_be_read_hides_no_witness(scene: Scene, table: str) -> None:
    spoil(scene.path, table)
    with Register.open(scene.path, read_only=True) as register:
        found = verify(register, Question([scene.witness], [scene.key.verifier_key]))
    assert ("database", None) in [(finding.code, finding.entry) for finding in found.findings]
    assert [one.verdict for one in found.witnesses] == ["consistent"]
    assert found.signed == SEEN
    assert found.keys_given == (scene.key.verifier_key,)
    assert ("signatures" in found.not_looked_at) == (table == "checkpoints")


def test_tables_that_are_not_believed_were_not_looked_at(scene: Scene) -> None:
    sql(scene.path, "ALTER TABLE state RENAME COLUMN value TO other")
    with Register.open(scene.path, read_only=True) as register:
        found = verify(register, Question())
    assert set(UNREADABLE) <= set(found.not_looked_at)
