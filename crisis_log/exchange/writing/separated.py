"""CSV, as the spreadsheets of its readers open it at a double click.

A mark says that it is UTF-8. French ones expect `;` between cells and a decimal comma; in English
it is `,` and ISO dates. A text that would act as a formula is made neutral; numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from crisis_log.exchange.neutral import neutral
from crisis_log.exchange.writing.pack import packed
from crisis_log.exchange.writing.told import About, Table, Written, cells
from crisis_log.language import current
from crisis_log.text import plain
from crisis_log.when import show_date, show_second
from crisis_log.words import number_text

_SEPARATORS: Final = {"fr": ";", "en": ","}


def write(tables: Sequence[Table], about: About) -> Written:
    """Return a CSV file of a table, or a zip with one for each of several."""
    files = [(f"{plain(table.title)}.csv", _table(table, about)) for table in tables]
    return Written(packed(files, about.instant))


def _table(table: Table, about: About) -> bytes:
    content = io.BytesIO()
    written = io.TextIOWrapper(content, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(written, delimiter=_SEPARATORS[current()], lineterminator="\r\n")
    writer.writerow([column.header for column in table.columns])
    for row in table.rows:
        told = cells(table.columns, row, about.zone)
        writer.writerow(["" if value is None else _shown(value) for value in told])
    return content.getvalue()


def _shown(value: str | int | Decimal | date) -> str:
    match value:
        case datetime():
            return show_second(value)
        case date():
            return show_date(value)
        case int() | Decimal():
            return number_text(Decimal(value), grouped=False)
        case _:
            return neutral(value)
