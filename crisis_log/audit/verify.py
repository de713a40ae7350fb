"""Is the register whole, unaltered, signed, and does the stored state follow from it?

    register ──read once──▶ leaves and nodes ─ entries ─ what is stored beside ─ signatures

Each check is a generator of findings, in a module of its own; here they are called in
order, and each goes on where another finds that something cannot be read. What nobody
outside has seen cannot be proven: `Verification` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from pydantic import Field

from crisis_log.audit.clock_check import check_clocks
from crisis_log.audit.entry_check import EntryCheck
from crisis_log.audit.finding import Finding, Notice, sound_entries
from crisis_log.audit.given_check import check_given, unnoted
from crisis_log.audit.log_check import LogCheck, Progress, check_log
from crisis_log.audit.seal_check import CheckedWitness, SealCheck, Stamped
from crisis_log.audit.seal_keys import SealKeys
from crisis_log.audit.shelf import check_files, shelf_of
from crisis_log.audit.stored_check import (
    check_attachments,
    check_database,
    check_foreign,
    check_names,
    check_projections,
    check_schema,
    check_types,
    guarded,
    unreadable,
)
from crisis_log.audit.witness import Witness
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.merkle import root_at
from crisis_log.fact import Entry, Frozen, UnreadableEntryError, read_entry
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.slices.seal import Seal
from crisis_log.storage import Examination, StorageError

LATE_AFTER: Final = timedelta(days=1)
_WORTH_SHARING: Final = 50_000
Mode = Literal["full", "log-only", "witness-only"]
Part = Literal[
    "attachments", "authorities", "contents", "database", "entries", "pages", "reports", "state"
]
"""What a verification may leave unseen: `contents` are what the facts say, `reports` the files
of issued reports and what their entries say of checkpoints, `pages` what those files show."""
_NOT_LOOKED_AT: Final[dict[Mode, tuple[Part, ...]]] = {
    "full": (),
    "log-only": ("attachments", "contents", "database", "reports", "state"),
    "witness-only": ("attachments", "contents", "database", "entries", "reports", "state"),
}


class Late(Frozen):
    """An entry recorded long after its fact; `lag` in seconds."""

    entry: int
    lag: float


class Span(Frozen):
    """Entries recorded between the same two stamped instants: see `evidence.timestamp`."""

    first: int
    last: int
    after: datetime | None
    before: datetime | None


class Verification(Frozen):
    """What a verification read and found; `root` is in hexadecimal, None where unknown.

    The first `signed` entries are, as they are here, those of a checkpoint whose signature by
    the verifier key `signed_by` holds; it is one that was given, or that statements tie to it,
    or where none was given one that the log itself names.
    `beside` are the files of reports beside the register that it does not know: what they
    contradict is among the findings. Whoever holds the register holds them too, so that where
    they are consistent they prove nothing.
    `has_tree` tells readers of the JSON document what every register has.
    """

    origin: str
    entries: int
    root: str | None
    has_tree: Literal[True] = True
    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...] = ()
    witnesses: tuple[CheckedWitness, ...] = ()
    beside: tuple[CheckedWitness, ...] = Field(default=(), exclude=True)
    checkpoints: int = 0
    mode: Mode = "full"
    not_looked_at: tuple[Part, ...] = ()
    signed: int = 0
    signed_by: str | None = None
    keys_given: tuple[str, ...] = ()
    late: tuple[Late, ...] = ()
    spans: tuple[Span, ...] = ()
    authorities_checked: bool = False

    @property
    def witnessed(self) -> int:
        """How many entries the given witnesses, found consistent, have seen."""
        sound = [one.size for one in self.witnesses if one.verdict == "consistent"]
        return max(sound, default=0)


@dataclass(frozen=True)
class Question:
    """What a verification is asked: what is known from elsewhere, and thresholds.

    `authorities` are certificates of timestamp authorities (PEM or DER). Without `beside`
    nothing is read but the register: a backup has no reports of its own beside it. `now` is
    what the present clock tells.
    """

    witnesses: Sequence[Witness] = ()
    keys: Sequence[str] = ()
    authorities: Sequence[bytes] = ()
    late_after: timedelta = LATE_AFTER
    jobs: int = 1
    beside: bool = True
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class _Seen:
    """What the parts of a verification saw, on the way to its verdict."""

    mode: Mode
    findings: list[Finding]
    size: int = 0
    root: str | None = None
    seal: Sequence[Entry] | None = None
    issued: Sequence[tuple[int, ReportIssued]] = ()
    beside: Sequence[Witness] = ()


def verify(
    register: Register,
    question: Question = Question(),
    progress: Progress = lambda _count: None,
) -> Verification:
    """Verify everything, reading the log once."""
    with register.examining() as seen:
        found = _Seen("full", [*check_names(seen), *guarded(check_database(seen))])
        if not _add_structure(seen, found):
            return _verification(register, found)
        found.findings += guarded(check_foreign(seen))
        log = EntryCheck(register.register_id, question.late_after)
        tree = LogCheck(seen.leaves)
        found.findings += guarded(_read(seen, log, tree, progress))
        found.findings += guarded(check_attachments(seen, log))
        found.findings += guarded(check_given(seen, log))
        if question.beside:
            origin = origin_of(register.register_id)
            beside = check_files(shelf_of(register), origin, log.issued)
            found.findings += beside.findings
            found.beside = beside.witnesses
        if log.is_whole:
            found.findings += guarded(check_projections(seen, log))
        found.size, found.root = log.position, tree.root().hex()
        found.seal, found.issued = log.seal, log.issued
        late = tuple(Late(entry=n, lag=lag.total_seconds()) for n, lag in log.late)
        sealed = _sealed(register, seen, found, question)
        notices = (*sealed.notices, *_unnoted(seen, log))
        return sealed.model_copy(update={"late": late, "notices": notices})


def _unnoted(seen: Examination, log: EntryCheck) -> Iterator[Notice]:
    with suppress(StorageError):  # which is among the findings
        yield from unnoted(seen, log)


def _add_structure(seen: Examination, found: _Seen) -> bool:
    """Look at tables and types of values; return whether there is anything to read."""
    found.findings += guarded(check_schema(seen))
    found.findings += guarded(check_types(seen, large=found.mode == "full"))
    return seen.health.is_readable()


def _read(
    seen: Examination, log: EntryCheck, tree: LogCheck, progress: Progress
) -> Iterator[Finding]:
    for entries in seen.scan(seen.size()):
        yield from tree.take(entries)
        for entry in entries:
            yield from log.take(entry)
        progress(len(entries))


def verify_log(
    register: Register,
    question: Question = Question(),
    progress: Progress = lambda _count: None,
) -> Verification:
    """Verify hashes, nodes, root, order and signatures alone; facts are not read."""
    with register.examining() as seen:
        found = _Seen("log-only", [*check_names(seen)])
        if not _add_structure(seen, found):
            return _verification(register, found)
        found.findings += guarded(_log(register, seen, found, question.jobs, progress))
        return _sealed(register, seen, found, question)


def _log(
    register: Register, seen: Examination, found: _Seen, jobs: int, progress: Progress
) -> Iterator[Finding]:
    """Find the root of the log as it was recorded, and what is wrong with it."""
    found.size = seen.size()
    jobs = jobs if found.size >= _WORTH_SHARING else 1
    root, wrong = check_log(register, seen, jobs, progress)
    found.root = root.hex()
    yield from wrong


def verify_witnesses(register: Register, question: Question) -> Verification:
    """Verify that the stored tree extends what witnesses saw; the log itself is not read."""
    with register.examining() as seen:
        found = _Seen("witness-only", [*check_names(seen)])
        if not _add_structure(seen, found):
            return _verification(register, found)
        found.findings += guarded(_stored_root(seen, found))
        return _sealed(register, seen, found, question)


def _stored_root(seen: Examination, found: _Seen) -> Iterator[Finding]:
    """Find the root of the tree as it is stored, or that it cannot be read: see `guarded`."""
    found.size = seen.tree_size()
    found.root = root_at(found.size, seen.node).hex()
    yield from ()


def _verification(register: Register, found: _Seen) -> Verification:
    """Return what was found, before anything signed is looked at."""
    return Verification(
        origin=origin_of(register.register_id),
        entries=found.size,
        root=found.root,
        findings=tuple(found.findings),
        mode=found.mode,
        not_looked_at=_NOT_LOOKED_AT[found.mode],
    )


def _sealed(
    register: Register, seen: Examination, found: _Seen, question: Question
) -> Verification:
    """Add what is signed, as far as it can be read, and return it all."""
    try:
        return _judged(register, seen, found, question)
    except StorageError as error:
        found.findings.append(unreadable(error))
        return _verification(register, found)


def _judged(
    register: Register, seen: Examination, found: _Seen, question: Question
) -> Verification:
    keys = SealKeys(
        origin_of(register.register_id),
        _seal_entries(seen) if found.seal is None else found.seal,
    )
    seal = SealCheck(seen, register.register_id, keys, question.keys)
    found.findings += [*keys.findings, *seal.check_keys()]
    found.findings += guarded(seal.check_checkpoints())
    found.findings += seal.check_issued(found.issued)
    stamped, wrong = seal.check_timestamps(question.authorities)
    found.findings += [*_missing_leaves(seen, found.size), *wrong]
    witnesses, contradictions = seal.check_witnesses(
        question.witnesses, found.issued if found.mode == "full" else None
    )
    of_shelf, more_contradictions = seal.check_witnesses(found.beside)
    found.findings += [*contradictions, *more_contradictions]
    signed = seal.signed(sound_entries(found.findings, found.size))
    if question.keys and found.size and not signed:
        found.findings.append(_unsigned(question.keys))
    unseen = [] if question.authorities or not stamped else ["authorities"]
    unseen += ["pages"] if found.issued else []
    return _verification(register, found).model_copy(
        update={
            "notices": (*keys.notices, *check_clocks(seen, found.size, stamped, question.now)),
            "witnesses": witnesses,
            "beside": of_shelf,
            "checkpoints": len(seen.checkpoints()),
            "signed": signed.size if signed else 0,
            "signed_by": signed.by if signed else None,
            "keys_given": tuple(question.keys),
            "spans": tuple(_spans(found.size, stamped)),
            "authorities_checked": bool(question.authorities),
            "not_looked_at": (*_NOT_LOOKED_AT[found.mode], *unseen),
        }
    )


def _unsigned(keys: Sequence[str]) -> Finding:
    return Finding(
        code="unsigned",
        entry=None,
        expected=", ".join(keys),
        found=_("no signature"),
        meaning=_(
            "Nothing here is signed by the given key: whoever held the file could have written "
            "every entry. Ask for a checkpoint."
        ),
    )


def _missing_leaves(seen: Examination, size: int) -> Iterator[Finding]:
    """Return whether the tree knows more entries than the log still has."""
    if seen.tree_size() > size:
        yield Finding(
            code="truncated",
            entry=size,
            expected=str(seen.tree_size()),
            found=str(size),
            meaning=_("The end of the log was cut off: the tree still knows of those entries."),
        )


def _seal_entries(seen: Examination) -> Iterator[Entry]:
    """Return the entries about keys and clock: the index names them, and entry 1."""
    for stored in seen.about(Seal.named()):
        try:
            yield read_entry(stored.content, tolerant=True)
        except UnreadableEntryError:
            continue


def _spans(size: int, stamped: Sequence[Stamped]) -> Iterator[Span]:
    from crisis_log.evidence.timestamp import intervals

    if stamped:
        for first, last, after, before in intervals(size, stamped):
            yield Span(first=first, last=last, after=after, before=before)
