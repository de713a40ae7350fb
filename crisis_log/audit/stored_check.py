"""Is what is stored beside the log as it was made: the database, its tables, attachments?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import chain

from crisis_log.audit.finding import Finding, Notice
from crisis_log.language import _, counted
from crisis_log.storage import (
    Astray,
    BusyError,
    ConnectionLostError,
    Examination,
    NoScratchError,
    ReadOnlyError,
    StorageError,
)
from crisis_log.storage.expected import Attached, Expected


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
    if isinstance(error, BusyError | ConnectionLostError | NoScratchError | ReadOnlyError):
        raise error
    return Finding(
        code="database",
        entry=None,
        expected=_("tables that can be read"),
        found=str(error),
        meaning=_("A part of the register could not be read: it was not verified to its end."),
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
            meaning=_("The register is damaged. Keep it as it is; compare it with a backup."),
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
            meaning=_("Rows were altered, or put into the register by other means."),
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


def check_attachments(seen: Examination, expected: Expected) -> Iterator[Finding]:
    """Return the files that are missing, altered, or named by no entry."""
    described = expected.attachments()
    awaited = next(described, None)
    for name, content in seen.attachments():
        while awaited and awaited.sha256 < name:
            yield _missing(awaited)
            awaited = next(described, None)
        found = sha256(content).hexdigest()
        if awaited is None or awaited.sha256 != name:
            yield _attachment(None, _("no such file"), name, found)
            continue
        if found != name or awaited.size != str(len(content)):
            yield _attachment(awaited.entry, awaited.name, name, found)
        awaited = next(described, None)
    for one in chain([awaited] if awaited else [], described):
        yield _missing(one)


def check_bag(files: Iterable[Astray]) -> Iterator[Finding]:
    """Return the files of a bundle that are not those that its manifest names."""
    for one in files:
        found = one.found or (_("cannot be read") if one.is_there else _("no such file"))
        yield Finding(
            code="bag",
            entry=None,
            expected=f"{one.name}: {one.expected or _('no such file')}",
            found=found,
            meaning=_("A file of the bundle is missing, or was added or altered since."),
        )


def _missing(attached: Attached) -> Finding:
    return _attachment(attached.entry, attached.name, attached.sha256, _("no such file"))


def _attachment(number: int | None, name: str, expected: str, found: str) -> Finding:
    return Finding(
        code="attachment",
        entry=number,
        expected=f"{name}: {expected}",
        found=found,
        meaning=_("A file kept with an entry was replaced, altered or removed."),
    )
