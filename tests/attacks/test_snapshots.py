"""Snapshots and indexes that nobody of ours wrote: no command fails, a rebuild ends them."""

import pytest

from crisis_log.register import Register
from crisis_log.slices import measure
from crisis_log.slices.journal import log
from tests.attacks.attacker import sql
from tests.attacks.scene import Scene, record
from tests.cli.running import CommandLine

COLUMNS = [
    *("state.collection", "state.key", "state.since", "state.value"),
    *("past.collection", "past.key", "past.upto", "past.since", "past.value"),
    *("marks.mark", "marks.entry", "subjects.subject", "subjects.entry", "kinds.kind"),
]
PAST = [
    *("state --entry 9", "state --entry 14", "--json state --entry 10"),
    *("audit replay --from 5 --to 14", "audit diff 5 14", "timeline --subject M-1"),
    *("report situation --format json --output s.json", "audit verify"),
]
SAME_BYTES = "the same bytes"
"""Of another type: what compares bytes alone sees no difference."""


@pytest.fixture
def desk(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line at the register under attack, with several snapshots of a measure."""
    monkeypatch.setattr("crisis_log.storage.rows.SNAPSHOT_EVERY", 4)
    monkeypatch.chdir(scene.path.parent)
    with Register.open(scene.path) as register:
        register.rebuild()
        record(register, measure.order("Deliver masks", decision=1))
        for owner in ("the supplier", "the stores", "the army", "the mayor"):
            record(register, measure.amend(1, reason="handed over", owner=owner))
        record(register, log("Masks, please", line_kind="request"))
    return CommandLine(("--register", str(scene.path)))


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("value", ["'zz'", "4.5", SAME_BYTES])
def test_whatever_a_column_holds_no_command_fails_and_a_rebuild_ends_it(
    scene: Scene, desk: CommandLine, column: str, value: str
) -> None:
    table, name = column.split(".")
    forged = f"CAST(CAST({name} AS TEXT) AS BLOB)" if value == SAME_BYTES else value
    sql(scene.path, f"UPDATE OR REPLACE {table} SET {name} = {forged}")
    if name != "value" or value != SAME_BYTES:  # which changes nothing there
        assert desk.typed("audit verify").code == 3
    for line in PAST:
        answer = desk.typed(line)
        assert answer.code in {0, 1, 3, 4}, (line, answer)
    desk.given("rebuild --yes")
    assert not {table, "database"} & {code for code, _entry in scene.found()}
