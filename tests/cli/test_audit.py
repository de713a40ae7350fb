"""Audits: what each entry changed, what changed between two, and what was tampered with."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from crisis_log.audit.finding import Code, code_name
from tests.attacks.attacker import edit as edit_entry
from tests.attacks.attacker import regrow, shell
from tests.cli.case import LINE, RECORDED
from tests.cli.running import REGISTER, CommandLine
from tests.speaking import speaking
from tests.storage.registers import run_sql

Tamper = Callable[[str], None]
UNPROTECTED = [("schema", None)] * 2
"""What is found of the triggers that whoever tampers must drop."""


@pytest.fixture
def tampered(desk: CommandLine) -> Tamper:
    """Change the file of a register with three entries behind the program's back."""
    desk.given(LINE, RECORDED)

    def tamper(sql: str) -> None:
        with closing(sqlite3.connect(REGISTER)) as connection:
            connection.executescript(
                "DROP TRIGGER entries_are_never_changed; DROP TRIGGER entries_are_never_deleted;"
                f"{sql}; PRAGMA wal_checkpoint(TRUNCATE);"
            )

    return tamper


def edit(column: str, old: str, new: str, *, as_text: bool = False) -> str:
    """Return SQL that replaces text within `table.column`."""
    table, _dot, name = column.partition(".")
    kind = "TEXT" if as_text else "BLOB"
    return f"UPDATE {table} SET {name} = CAST(replace({name}, '{old}', '{new}') AS {kind})"


def findings(desk: CommandLine) -> list[tuple[str, int | None]]:
    answer = desk.having("--json").typed("audit verify")
    assert answer.code == 3, answer
    return [(found["code"], found["entry"]) for found in answer.document["findings"]]


def test_replay_shows_each_field_before_and_after(desk: CommandLine) -> None:
    desk.given(RECORDED, "decision amend D-1 --owner HR --reason R")
    desk.given("decision amend D-1 --owner 'The mayor' --reason R")
    answer = desk.typed("audit replay --from 3")
    answer.done(r"3  \d\d:\d\d  D-1 amended \(owner\) “Remote work”: R — the secretary")
    assert answer.line_of("owner: HR → The mayor").strip() == "owner: HR → The mayor"
    assert answer.lines[2].strip() == "owner: HR"


def test_replay_walks_from_one_entry_to_another_both_included(desk: CommandLine) -> None:
    desk.given("log One", "log Two", "log Three")
    walked = desk.document("audit replay --from 2 --to 3")
    assert [entry["number"] for entry in walked] == [2, 3]


def test_replay_shows_what_an_entry_changes_elsewhere(desk: CommandLine) -> None:
    desk.given(RECORDED, "decision record Newer --supersedes D-1")
    (superseding,) = desk.document("audit replay --from 4")
    changed = {(c["subject"], c["field"]): c["after"] for c in superseding["changes"]}
    assert changed["decision/1", "superseded_by"] == 2
    assert changed["decision/2", "supersedes"] == [1]


def test_a_text_with_line_breaks_cannot_pass_for_an_entry_in_the_replay(desk: CommandLine) -> None:
    desk("log", "A\nn° 99 · D-3 adopted · 2020-03-18 18:30 · the mayor").done()
    answer = desk.typed("audit replay")
    assert not any(line.startswith("n° 99") for line in answer.lines)


def test_diff_compares_two_entries(desk: CommandLine) -> None:
    desk.given(RECORDED, "decision suspend D-1", "decision resume D-1")
    found = desk.document("audit diff 2 3")
    assert (found["from"], found["to"]) == (2, 3)
    assert ("status", "adopted", "suspended") in {
        (c["field"], str(c["before"]), str(c["after"])) for c in found["changes"]
    }
    desk.typed("audit diff 3 3").done("Nothing changed")


def test_diff_compares_two_instants(drill: CommandLine) -> None:
    drill.at("2020-03-17 09:00").given("level Alert")
    drill.at("2020-03-19 09:00").given("level Calm")
    found = drill.at("2020-03-20 09:00").document("audit diff '17/03/2020 12:00' 2020-03-19")
    assert (found["from"], found["to"]) == (2, 3)
    assert [change["field"] for change in found["changes"]] == ["levels"]


def test_an_edited_state_row_is_found_and_rebuilt(desk: CommandLine) -> None:
    desk.given(LINE, RECORDED)
    run_sql(Path(REGISTER), edit("state.value", "Remote work", "Holidays"))
    assert findings(desk) == [("state", None)]
    desk.typed("audit verify").failed(3, "").out.index("run “rebuild”")
    desk.given("rebuild")
    desk.typed("audit verify").done()
    desk.typed("decision show D-1").done("Remote work")


def test_a_row_edited_with_an_ordinary_tool_is_found(desk: CommandLine, tampered: Tamper) -> None:
    tampered(edit("state.value", "Remote work", "Holidays", as_text=True))
    assert findings(desk) == [*UNPROTECTED, ("state", None)]


def test_a_missing_state_row_is_found(desk: CommandLine, tampered: Tamper) -> None:
    tampered("DELETE FROM state WHERE collection = 'decision'")
    assert findings(desk) == [*UNPROTECTED, ("state", None)]


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        (edit("entries.state", "Remote work", "Holidays"), ("state", None)),
        (edit("entries.state", '"number":2', '"number":7'), ("envelope", 2)),
        (edit("entries.state", '"recorded_at":"2', '"recorded_at":"3'), ("clock", 3)),
        (edit("entries.state", "decision.adopted.v3", "decision.x.v1"), ("unknown_kind", 3)),
        ("UPDATE entries SET state = 'x' WHERE originator_version = 2", ("unreadable", 2)),
        ("UPDATE entries SET topic = 'x' WHERE originator_version = 2", ("envelope", 2)),
        ("DELETE FROM entries WHERE originator_version = 2", ("numbering", 3)),
    ],
)
def test_a_tampered_entry_is_found_and_named(
    desk: CommandLine, tampered: Tamper, sql: str, found: tuple[Code, int | None]
) -> None:
    if found[0] == "clock":
        sql += " WHERE originator_version = 2"
    tampered(sql)
    assert found in findings(desk)
    answer = desk.typed("audit verify").failed(3, "^$")
    assert f"n° {found[1]} · {code_name(found[0])}" in answer.out or found[1] is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entries SET state = 'x' WHERE originator_version = 2",
        "DELETE FROM entries WHERE originator_version = 2",
    ],
)
def test_the_other_entries_are_shown_and_one_that_was_altered_is_named(
    desk: CommandLine, sql: str
) -> None:
    desk.given(LINE, RECORDED)
    with shell(Path(REGISTER)) as connection:
        connection.execute(sql)
    answer = desk.typed("timeline")
    assert (answer.code, "n° 2 is not as this register writes entries" in answer.err) == (3, True)
    assert re.findall(r"(?m)^ *(\d+)  ", answer.out) == ["1", "3"]
    desk.typed("show 3").done("Remote work")
    desk.given(LINE)


def test_audits_show_a_fact_of_a_kind_this_version_does_not_know(
    desk: CommandLine, tampered: Tamper
) -> None:
    with shell(Path(REGISTER)) as connection:
        connection.execute(edit_entry("decision.adopted.v3", "decision.x.v1", 3))
        regrow(connection)
    desk.typed("audit replay").done("fact of unknown kind decision.x.v1")


@pytest.mark.parametrize("reading", ["decision show D-1", "decision list", "state"])
def test_a_state_row_that_cannot_be_read_says_what_to_do(
    desk: CommandLine, tampered: Tamper, reading: str
) -> None:
    tampered("UPDATE state SET value = 'garbage' WHERE collection = 'decision'")
    desk.typed(reading).failed(4, "rebuild")


@pytest.mark.parametrize("reading", ["state", "decision list", "log Something"])
def test_a_register_whose_row_of_the_crisis_is_gone_was_opened_all_the_same(
    desk: CommandLine, tampered: Tamper, reading: str
) -> None:
    tampered("DELETE FROM state WHERE collection = 'crisis'")
    desk.typed(reading).failed(1, "state of crisis was damaged or altered; run “rebuild”")


@pytest.mark.parametrize("sql", ["DELETE FROM register", "DROP TABLE state", "DROP TABLE entries"])
def test_a_register_that_lost_a_table_is_a_storage_error(
    desk: CommandLine, tampered: Tamper, sql: str
) -> None:
    tampered(sql)
    desk.typed("state").failed(4, r"\.$")


def test_findings_in_french_are_typeset_as_all_else(desk: CommandLine, tampered: Tamper) -> None:
    tampered("DELETE FROM state WHERE collection = 'decision'")
    with speaking("fr"):
        said = desk.typed("audit verify").failed(3, "").out
    assert "\u202f" in said
    assert "\\u202f" not in said
    assert "\\xa0" not in said
