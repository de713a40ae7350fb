"""Is the log whole, and does the stored state follow from it?

Each check is a generator of findings over the log as it is stored. A finding names the
entry, what was expected and what was found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crisis_log.audit.replay import UNFOLDABLE
from crisis_log.fact import Entry, Frozen, UnknownFact, UnreadableEntryError, read_entry
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.state import State, replay
from crisis_log.storage import Examination, StoredEntry, rows_of


class Finding(Frozen):
    """Something that is not as it must be."""

    code: str
    entry: int | None
    expected: str
    found: str
    meaning: str


@dataclass
class _Log:
    """What was gathered while the log was walked once."""

    state: State = field(default_factory=State)
    index: set[tuple[str, int]] = field(default_factory=set)
    requests: dict[str, tuple[int, int]] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    last: Entry | None = None
    is_whole: bool = True


def verify(register: Register) -> tuple[int, list[Finding]]:
    """Return how many entries were read, and everything that is wrong."""
    log = _Log()
    count = 0
    with register.examining() as seen:
        findings = list(_check_schema(seen))
        if not seen.is_readable():
            return count, findings
        for count, stored in enumerate(seen.stored(), start=1):
            findings.extend(_check_entry(register.register_id, count, stored, log))
        if log.is_whole:
            findings.extend(_check_projections(seen, log))
    return count, findings


def _check_schema(seen: Examination) -> Iterator[Finding]:
    for altered in seen.altered():
        yield Finding(
            code="schema",
            entry=None,
            expected=altered.expected or _("nothing named {name}").format(name=altered.name),
            found=altered.found or _("nothing named {name}").format(name=altered.name),
            meaning=_("A table or a protection of the log was removed or altered."),
        )


def _check_entry(
    register_id: str, position: int, stored: StoredEntry, log: _Log
) -> Iterator[Finding]:
    if stored.number != position:
        log.is_whole = False
        yield Finding(
            code="numbering",
            entry=stored.number,
            expected=str(position),
            found=str(stored.number),
            meaning=_("An entry is missing, or was inserted."),
        )
    try:
        entry = read_entry(stored.content, tolerant=True)
    except UnreadableEntryError as error:
        log.is_whole = False
        yield Finding(
            code="unreadable",
            entry=stored.number,
            expected=_("an entry"),
            found=str(error),
            meaning=_("The stored bytes were damaged or altered."),
        )
        return
    yield from _check_envelope(register_id, stored, entry)
    yield from _check_order(entry, log.last)
    yield from _take_in(entry, log)


def _check_envelope(register_id: str, stored: StoredEntry, entry: Entry) -> Iterator[Finding]:
    pairs = (
        (register_id, entry.register_id),
        (str(stored.number), str(entry.number)),
        (stored.kind, entry.kind),
    )
    for expected, found in pairs:
        if expected != found:
            yield Finding(
                code="envelope",
                entry=stored.number,
                expected=expected,
                found=found,
                meaning=_("The row says otherwise than the entry that it holds."),
            )
    if isinstance(entry.fact, UnknownFact):
        yield Finding(
            code="unknown_kind",
            entry=stored.number,
            expected=_("a kind this version knows"),
            found=entry.kind,
            meaning=_("A newer version wrote it, or it was altered."),
        )


def _check_order(entry: Entry, last: Entry | None) -> Iterator[Finding]:
    if last and entry.recorded_at <= last.recorded_at:
        yield Finding(
            code="clock",
            entry=entry.number,
            expected=_("later than {time}").format(time=last.recorded_at.isoformat()),
            found=entry.recorded_at.isoformat(),
            meaning=_("Entries were reordered, or a time was altered."),
        )
    if entry.occurred_at > entry.recorded_at:
        yield Finding(
            code="future",
            entry=entry.number,
            expected=_("not after {time}").format(time=entry.recorded_at.isoformat()),
            found=entry.occurred_at.isoformat(),
            meaning=_("A fact is dated after its recording: a time was altered."),
        )


def _take_in(entry: Entry, log: _Log) -> Iterator[Finding]:
    log.last = entry
    first, last = log.requests.get(entry.request_id, (entry.number, entry.number - 1))
    if last != entry.number - 1:
        yield Finding(
            code="request",
            entry=entry.number,
            expected=_("one request, one run of entries"),
            found=entry.request_id,
            meaning=_("An old entry was recorded again."),
        )
    log.requests[entry.request_id] = (first, entry.number)
    if isinstance(entry.fact, UnknownFact):
        log.is_whole = False
        return
    log.kinds.add(entry.kind)
    log.index.update((subject, entry.number) for subject in entry.subjects)
    try:
        replay([entry], log.state)
    except UNFOLDABLE as error:
        log.is_whole = False
        yield Finding(
            code="fold",
            entry=entry.number,
            expected=_("a fact that can follow those before it"),
            found=str(error),
            meaning=_("An earlier entry is missing or was altered."),
        )


def _check_projections(seen: Examination, log: _Log) -> Iterator[Finding]:
    yield from _compare("state", rows_of(log.state), seen.rows())
    for table, expected, found in (
        ("subjects", log.index, seen.index()),
        ("kinds", log.kinds, seen.kinds()),
    ):
        yield from _compare(table, dict.fromkeys(expected, b""), dict.fromkeys(found, b""))
    requests = {name: str(numbers).encode() for name, numbers in log.requests.items()}
    stored = {name: str(numbers).encode() for name, numbers in seen.requests().items()}
    yield from _compare("requests", requests, stored)


def _compare(
    table: str, expected: Mapping[Any, bytes], found: Mapping[Any, bytes]
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
