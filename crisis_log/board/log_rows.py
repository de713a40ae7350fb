"""Entries as the board shows them: their line, what they are about, and where that is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, tzinfo
from itertools import groupby
from typing import Final, NamedTuple

from crisis_log.account import Account
from crisis_log.board.addresses import subject_at
from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.fact import Amendment, UnreadableEntryError
from crisis_log.slices import label_of, told_with
from crisis_log.storage import AlteredEntryError
from crisis_log.views.changes import Change
from crisis_log.views.confidential import is_confidential
from crisis_log.views.log_lines import LogLine, log_line
from crisis_log.views.reading import Step, history_of
from crisis_log.views.timeline import Order

_LONGEST_HISTORY: Final = 100
"""Entries about one thing beyond which it is not read what another one of them changed."""


class Link(NamedTuple):
    """What people call a thing, and where the board tells it."""

    label: str
    address: str


class Row(NamedTuple):
    """An entry as a line; `line` is None where it cannot be read."""

    number: int
    line: LogLine | None
    confidential: bool = False
    links: tuple[Link, ...] = ()


class Day(NamedTuple):
    """The entries of a day, the newest first; `day` is None where nothing tells it."""

    day: date | None
    rows: tuple[Row, ...]


def row_of(entry: Entry, account: Account, known: Known, zone: tzinfo) -> Row:
    """Return an entry of `account` as it is `known`."""
    return Row(
        entry.number,
        log_line(entry, known, zone, changes=_amended(account, entry)),
        is_confidential(known, entry),
        (*links_of(entry),),
    )


def days_of(rows: Iterable[Row], order: Order, zone: tzinfo) -> list[Day]:
    """Return rows by the day that orders them; those that cannot be read by that before them."""
    day: date | None = None

    def day_of(row: Row) -> date | None:
        nonlocal day
        if row.line:
            instant = row.line.recorded_at if order == "recorded" else row.line.occurred_at
            day = instant.astimezone(zone).date()
        return day

    return [Day(day, (*some,)) for day, some in groupby(rows, day_of)]


def links_of(entry: Entry) -> Iterator[Link]:
    """Return what an entry is about, where the board tells it, but for the entry itself."""
    for subject in dict.fromkeys(map(told_with, entry.subjects)):
        label, address = label_of(subject), subject_at(subject)
        if label and address and address != subject_at(f"journal/{entry.number}"):
            yield Link(label, address)


def changes_of(account: Account, entry: Entry) -> tuple[Change, ...]:
    """Return what `entry` gave another value, and what that had been, of all that it is about.

    Of a thing that many entries are about, where reading them takes long, nothing is told.
    """
    changed: list[Change] = []
    for subject in dict.fromkeys(entry.subjects):
        if last := _step_of(account, subject, entry):
            changed += last.reworded(None)
    return (*changed,)


def _amended(account: Account, entry: Entry) -> tuple[Change, ...]:
    """Return the words that an amendment replaced, as `changes_of`."""
    last = _step_of(account, entry.subject, entry) if isinstance(entry.fact, Amendment) else None
    return last.amendments() if last else ()


def _step_of(account: Account, subject: str, entry: Entry) -> Step | None:
    """Return what `entry` made of a subject, if few entries tell it and all of them are legible."""
    numbers = [number for number in account.about(subject) if number <= entry.number]
    if not numbers or len(numbers) > _LONGEST_HISTORY:
        return None
    with suppress(AlteredEntryError, UnreadableEntryError):
        *_before, last = history_of(subject, account.those(numbers))
        return last
    return None
