"""JSON Lines: the entries as they are stored, byte for byte, and things as objects.

The bytes of a line are those that the proof tree holds: anybody can check them against it.
"""

from __future__ import annotations

from collections.abc import Iterator

from crisis_log.exchange.exporting.tables import about, tables_of
from crisis_log.exchange.outgoing import Made, Scope
from crisis_log.exchange.writing.jsonl import lines
from crisis_log.exchange.writing.pack import packed
from crisis_log.exchange.writing.told import Table
from crisis_log.progress import passing
from crisis_log.text import plain
from crisis_log.views.confidential import is_confidential


def json_lines(scope: Scope) -> Made:
    """Return a file of what is asked for, or a zip with one for each table."""
    files = [(f"{plain(table.title)}.jsonl", _lines(scope, table)) for table in tables_of(scope)]
    rows = sum(content.count(b"\n") for _name, content in files)
    return Made(packed(files, about(scope).instant), rows)


def _lines(scope: Scope, table: Table) -> bytes:
    if table.name == "entries":
        return b"".join(content + b"\n" for content in _stored(scope))
    return lines(table)


def _stored(scope: Scope) -> Iterator[bytes]:
    known, total = scope.account.state(), scope.last - scope.first + 1
    for number, content in passing(scope.stored(scope.first - 1, scope.last), total):
        if scope.without_confidential and is_confidential(known, scope.account.entry(number)):
            continue
        yield content
