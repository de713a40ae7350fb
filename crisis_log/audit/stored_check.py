"""Does what is stored beside the log follow from it: tables, state rows, attachments?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any

from crisis_log.audit.entry_check import EntryCheck
from crisis_log.audit.finding import Finding, Notice
from crisis_log.language import _, counted
from crisis_log.storage import BusyError, Examination, ReadOnlyError, StorageError, rows_of


def guarded(check: Iterator[Finding]) -> Iterator[Finding]:
    """Return what a check finds, and that it cannot go on where the database cannot be read."""
    try:
        yield from check
    except StorageError as error:
        yield _unreadable(error)


def as_far_as_read(notices: Iterator[Notice]) -> Iterator[Notice]:
    """Return notices as far as the file can be read: that it cannot is among the findings."""
    with suppress(StorageError):
        yield from notices


def _unreadable(error: StorageError) -> Finding:
    """Return that a part cannot be read; raise again what is no fault of the file."""
    if isinstance(error, BusyError | ReadOnlyError):
        raise error
    return Finding(
        code="database",
        entry=None,
        expected=_("tables that can be read"),
        found=str(error),
        meaning=_("A part of the file could not be read: it was not verified to its end."),
    )


def check_database(seen: Examination) -> Iterator[Finding]:
    """Return what the database's own check says; it sees damage that no entry shows."""
    verdict = seen.health.integrity()
    if verdict != "ok":
        yield Finding(
            code="database",
            entry=None,
            expected="ok",
            found=verdict,
            meaning=_("The file is damaged. Keep it as it is; compare it with a backup."),
        )


def check_names(seen: Examination) -> Iterator[Finding]:
    """Return whether entries may have been recorded under another name of the file."""
    lodging = seen.health.lodging()
    if lodging and lodging.names > 1:
        yield Finding(
            code="link",
            entry=None,
            expected=_("one name"),
            found=counted("{count} name", "{count} names", lodging.names),
            meaning=_("What was recorded under another name of the file may be missing here."),
        )


def check_schema(seen: Examination) -> Iterator[Finding]:
    """Return the tables and protections that are not as they were made."""
    for altered in seen.health.altered():
        yield Finding(
            code="schema",
            entry=None,
            expected=altered.expected or _("nothing named {name}").format(name=altered.name),
            found=altered.found or _("nothing named {name}").format(name=altered.name),
            meaning=_("A table or a protection of the log was removed, altered or added."),
        )


def check_types(seen: Examination, *, large: bool) -> Iterator[Finding]:
    """Return the columns with values that we cannot have written, if the tables are there."""
    if not seen.health.is_readable():
        return
    for mistyped in seen.health.mistyped(large=large):
        yield Finding(
            code="database",
            entry=None,
            expected=f"{mistyped.column}: {mistyped.expected}",
            found=counted(
                "{count} row of another type", "{count} rows of another type", mistyped.rows
            ),
            meaning=_("Rows were altered, or put into the file by other means."),
        )


def check_foreign(seen: Examination) -> Iterator[Finding]:
    """Return whether rows of another register were put into the log."""
    count = seen.foreign()
    if count:
        yield Finding(
            code="envelope",
            entry=None,
            expected=_("entries of this register only"),
            found=counted("{count} row of another", "{count} rows of another", count),
            meaning=_("Rows were put into the log by other means."),
        )


def check_attachments(seen: Examination, log: EntryCheck) -> Iterator[Finding]:
    """Return the files that are missing, altered, or named by no entry."""
    missing = dict(log.attachments)
    for name, content in seen.attachments():
        number, described = missing.pop(name, (None, None))
        found = sha256(content).hexdigest()
        if found != name or described is None or described.size != len(content):
            yield _attachment(
                number, described.name if described else _("no such file"), name, found
            )
    for number, described in missing.values():
        yield _attachment(number, described.name, described.sha256, _("no such file"))


def _attachment(number: int | None, name: str, expected: str, found: str) -> Finding:
    return Finding(
        code="attachment",
        entry=number,
        expected=f"{name}: {expected}",
        found=found,
        meaning=_("A file kept with an entry was replaced, altered or removed."),
    )


def check_projections(seen: Examination, log: EntryCheck) -> Iterator[Finding]:
    """Return the rows that a full rebuild from the log would not make."""
    yield from _compare("state", rows_of(log.state), seen.rows())
    yield from _compare("subjects", dict.fromkeys(log.index, b""), dict.fromkeys(seen.index(), b""))
    yield from _compare("kinds", dict.fromkeys(log.kinds, b""), dict.fromkeys(seen.kinds(), b""))
    requests = {name: str(numbers).encode() for name, numbers in log.requests.items()}
    stored = {name: str(numbers).encode() for name, numbers in seen.requests().items()}
    yield from _compare("requests", requests, stored)


def _compare(
    table: Any, expected: Mapping[Any, bytes], found: Mapping[Any, bytes]
) -> Iterator[Finding]:
    for key in sorted(expected.keys() | found.keys(), key=str):
        if expected.get(key) != found.get(key):
            yield Finding(
                code=table,
                entry=None,
                expected=_row(_row_name(key), expected.get(key)),
                found=_row(_row_name(key), found.get(key)),
                meaning=_("A row was altered; the log is the truth: run “rebuild”.")
                if table != "requests"
                else _("The table of requests does not follow from the log."),
            )


def _row_name(key: object) -> str:
    match key:
        case (str(collection), str(name)):
            return f"{collection}/{name}" if name else collection
        case (str(subject), int(entry)):
            return _("{subject}, entry n° {entry}").format(subject=subject, entry=entry)
        case _:
            return str(key)


def _row(key: str, value: bytes | None) -> str:
    if value is None:
        return _("no row {key}").format(key=key)
    return f"{key}: {value.decode(errors='replace')}" if value else key
