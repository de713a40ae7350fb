"""JSON Lines of things other than entries: a row is an object, its fields by their code names."""

from __future__ import annotations

from pydantic_core import to_json

from crisis_log.exchange.columns import Column
from crisis_log.exchange.writing.told import Fields, Table


def lines(table: Table) -> bytes:
    """Return the rows of a table, one on each line; times have their offset, codes stay codes."""
    return b"".join(to_json(_object(table.columns, row)) + b"\n" for row in table.rows)


def _object(columns: tuple[Column, ...], row: Fields) -> dict[str, object]:
    fields = (column.field for column in columns if column.type != "exact")
    return {field: row[field] for field in fields if row.get(field) not in (None, (), [])}
