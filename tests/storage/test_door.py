"""Storage is a door: what lies above it knows no database, no cursor, and no file of a register."""

import re
from collections.abc import Iterable
from pathlib import Path

import crisis_log

ROOT = Path(crisis_log.__file__).parent
STORAGE = ROOT / "storage"
BEHIND = re.compile(
    r"sqlite3|psycopg|eventsourcing|storage\.(sqlite|postgres)|\bPRAGMA\b|\bINSERT INTO\b"
    r"|\bSELECT .* FROM\b|\bCursor\b|\bcursor\.\w|\.execute\("
    r"|register\.(path|file)\b|place\.path\b|Path\([^)]*place\.text"
)
"""What only a back end knows."""
OF_ONE_DATABASE = re.compile(
    r"sqlite3|import psycopg|::\w|\bPRAGMA\b|\browid\b|INSERT OR |typeof\(|json_"
)
"""What SQL has in no other dialect."""
LEADING = {"storage/place.py", "storage/servers.py"}
"""What leads from an address to a back end: to a register, and to what an administrator does."""


def lines_with(what: re.Pattern[str], paths: Iterable[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if what.search(line)
    ]


def test_above_storage_nobody_knows_what_keeps_a_register() -> None:
    above = [path for path in ROOT.rglob("*.py") if STORAGE not in path.parents]
    assert len(above) > 100
    assert lines_with(BEHIND, above) == []


def test_what_back_ends_share_is_written_for_none_of_them() -> None:
    lines = lines_with(OF_ONE_DATABASE, STORAGE.glob("*.py"))
    assert [line for line in lines if line.partition(":")[0] not in LEADING] == []


def test_only_an_address_leads_to_a_back_end() -> None:
    lines = lines_with(re.compile(r"storage\.(sqlite|postgres|bundle)\b"), STORAGE.glob("*.py"))
    assert lines
    assert {line.partition(":")[0] for line in lines} == LEADING
