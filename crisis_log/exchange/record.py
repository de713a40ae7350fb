"""What becomes of each row of a table: a record, a refusal, or something left aside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

What = Literal["line", "decision", "measure", "staffing", "indicator", "mission"]
WHATS: tuple[What, ...] = get_args(What)


class At(NamedTuple):
    """Where a row is: the name of its sheet, empty in a text file, and its line."""

    sheet: str
    line: int


class Record(NamedTuple):
    """A row understood. `fields` are named as those of the fact that it becomes, and:

    `occurred_at`, `received_at` (aware instants), `author` (who wrote the row), `number` (what
    the table itself calls it), `note`, `request_id` (of our own exports).
    `said` are sentences that tell what was understood where more than one reading was possible.
    `row` are its cells as text, as they were read.
    """

    at: At
    what: What
    fields: Mapping[str, Any]
    row: tuple[str, ...]
    said: tuple[str, ...] = ()


class RefusedRow(NamedTuple):
    """A row that cannot be taken, and why: `reason` is a sentence for people.

    `column` is as people name it (`C « Heure »`), `code` for scripts (`date-impossible`). `days`
    are those that it may be of, by the rows above it, where it names none itself.
    """

    at: At
    column: str
    code: str
    reason: str
    row: tuple[str, ...]
    days: tuple[date, ...] = ()


class Aside(NamedTuple):
    """A row that is none: blank, a heading, a section, what a rule leaves out."""

    at: At
    code: str
    reason: str
    row: tuple[str, ...]


Told = Record | RefusedRow | Aside
