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
from typing import Final

from crisis_log.audit.clock_check import check_clocks
from crisis_log.audit.entry_check import EntryCheck
from crisis_log.audit.finding import Finding, Findings, Notice, sound_entries
from crisis_log.audit.given_check import check_given, unnoted
from crisis_log.audit.log_check import check_log
from crisis_log.audit.projection_check import check_projections, check_requests
from crisis_log.audit.seal_check import SealCheck, Stamped
from crisis_log.audit.seal_keys import SealKeys
from crisis_log.audit.shelf import check_files, shelf_of
from crisis_log.audit.stored_check import (
    as_far_as_read,
    check_attachments,
    check_bag,
    check_database,
    check_foreign,
    check_names,
    check_schema,
    check_types,
    guarded,
)
from crisis_log.audit.tree_check import TreeCheck
from crisis_log.audit.verification import LEFT_OUT, UNREADABLE, Late, Mode, Part, Span, Verification
from crisis_log.audit.witness import Witness
from crisis_log.audit.witness_check import check_witnesses
from crisis_log.entry import Entry, read_entry
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.merkle import root_at
from crisis_log.fact import UnreadableEntryError
from crisis_log.language import _
from crisis_log.progress import watcher
from crisis_log.register import Register
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.slices.seal import Seal
from crisis_log.storage import Examination
from crisis_log.storage.expected import Expected

LATE_AFTER: Final = timedelta(days=1)
_WORTH_SHARING: Final = 50_000


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
    """What the parts of a verification saw, on the way to its verdict.

    `root` is in hexadecimal, None unless the log was read to its end.
    """

    mode: Mode
    findings: Findings = field(default_factory=Findings)
    size: int = 0
    root: str | None = None
    seal: Sequence[Entry] | None = None
    issued: Sequence[tuple[int, ReportIssued]] = ()
    beside: Sequence[Witness] = ()
    are_tables_sound: bool = True
    is_state_current: bool = True
    is_bag_unseen: bool = False


def verify(register: Register, question: Question = Question()) -> Verification:
    """Verify everything, reading the log once."""
    with register.examining() as seen, register.scratch(words=True) as folding:
        found = _Seen("full", is_bag_unseen=register.place.is_sealed)
        found.findings.take(check_names(seen))
        found.findings.take(guarded(check_database(seen)))
        if not _add_structure(seen, found):
            return _verification(register, found, question)
        found.findings.take(guarded(check_foreign(seen)))
        log = EntryCheck(register.register_id, question.late_after, Expected(folding))
        found.findings.take(guarded(_read(seen, found, log)))
        found.size, found.issued = log.position, log.issued
        found.findings.take(guarded(check_given(seen, log)))
        notices: list[Notice] = []
        if found.root is not None:
            found.seal = log.seal
            found.findings.take(_beside_log(register, seen, found, question, log))
            notices += as_far_as_read(unnoted(seen, log, own=register.place.is_sealed))
        found.findings.take(guarded(_beside_bundle(register, found)))
        sealed = _sealed(register, seen, found, question)
        return sealed.model_copy(
            update={
                "late": tuple(Late(entry=n, lag=lag.total_seconds()) for n, lag in log.late),
                "late_untold": log.late_untold,
                "notices": (*sealed.notices, *notices),
            }
        )


def _beside_bundle(register: Register, found: _Seen) -> Iterator[Finding]:
    """Return what of a bundle is not as its manifest says, if it has one."""
    files = register.place.astray() if register.place.is_sealed else None
    if files is not None:
        found.is_bag_unseen = False
        yield from check_bag(files)


def _add_structure(seen: Examination, found: _Seen) -> bool:
    """Look at tables and types of values; return whether there is anything to read."""
    found.findings.take(guarded(check_schema(seen)))
    found.findings.take(guarded(check_types(seen, large=found.mode == "full")))
    found.are_tables_sound = seen.health.is_readable()
    return found.are_tables_sound


def _read(seen: Examination, found: _Seen, log: EntryCheck) -> Iterator[Finding]:
    tree, size = TreeCheck(seen.leaves), seen.size()
    for entries in seen.scan(size):
        yield from tree.take(entries)
        yield from log.take(entries)
        watcher()(entries[-1].number, size)
    log.expected.folding.flush()
    found.root = tree.root().hex()


def _beside_log(
    register: Register, seen: Examination, found: _Seen, question: Question, log: EntryCheck
) -> Iterator[Finding]:
    """Return what is not as the log says, which was read to its end."""
    yield from guarded(check_attachments(seen, log.expected))
    if question.beside:
        beside = check_files(shelf_of(register), origin_of(register.register_id), log.issued)
        found.beside = beside.witnesses
        yield from beside.findings
    yield from guarded(_beside_state(register, seen, found, log))


def _beside_state(
    register: Register, seen: Examination, found: _Seen, log: EntryCheck
) -> Iterator[Finding]:
    """Return the rows that do not follow from the log; those of an earlier version are none."""
    if not register.place.is_sealed:
        found.is_state_current = seen.are_projections_current(register.place.text)
        if found.is_state_current:
            yield from check_projections(seen, log.expected, log.untaken)
    yield from check_requests(seen, log.expected, log.untaken)


def verify_log(register: Register, question: Question = Question()) -> Verification:
    """Verify hashes, nodes, root, order and signatures alone; facts are not read."""
    with register.examining() as seen:
        found = _Seen("log-only", is_bag_unseen=register.place.is_sealed)
        found.findings.take(check_names(seen))
        if not _add_structure(seen, found):
            return _verification(register, found, question)
        found.findings.take(guarded(_log(seen, found, question.jobs)))
        return _sealed(register, seen, found, question)


def _log(seen: Examination, found: _Seen, jobs: int) -> Iterator[Finding]:
    """Find the root of the log as it was recorded, or that it cannot be read: see `guarded`."""
    found.size = seen.size()
    jobs = jobs if found.size >= _WORTH_SHARING else 1
    found.root = check_log(seen, found.findings, jobs).hex()
    yield from ()


def verify_witnesses(register: Register, question: Question) -> Verification:
    """Verify that the stored tree extends what witnesses saw; the log itself is not read."""
    with register.examining() as seen:
        found = _Seen("witness-only", is_bag_unseen=register.place.is_sealed)
        found.findings.take(check_names(seen))
        if not _add_structure(seen, found):
            return _verification(register, found, question)
        found.findings.take(guarded(_stored_root(seen, found)))
        return _sealed(register, seen, found, question)


def _stored_root(seen: Examination, found: _Seen) -> Iterator[Finding]:
    """Find the root of the tree as it is stored, or that it cannot be read: see `guarded`."""
    found.size = seen.tree_size()
    found.root = root_at(found.size, seen.node).hex()
    yield from ()


def _verification(register: Register, found: _Seen, question: Question) -> Verification:
    """Return what was found, before anything signed is looked at."""
    return Verification(
        origin=origin_of(register.register_id),
        entries=found.size,
        root=found.root,
        findings=tuple(found.findings.told),
        untold=found.findings.untold(),
        mode=found.mode,
        not_looked_at=_unseen(found),
        keys_given=tuple(question.keys),
    )


def _unseen(found: _Seen, *more: Part) -> tuple[Part, ...]:
    """Return what was not looked at, or not to its end."""
    unseen = {*LEFT_OUT[found.mode], *more}
    if found.is_bag_unseen:
        unseen.add("bag")
    if not found.is_state_current:
        unseen.add("state")
    if not found.are_tables_sound:
        unseen |= UNREADABLE
    elif found.root is None:
        unseen |= UNREADABLE - {"signatures"}
    return tuple(sorted(unseen))


def _sealed(
    register: Register, seen: Examination, found: _Seen, question: Question
) -> Verification:
    """Add what is signed; what cannot be read is a finding, and hides nothing else."""
    keys = SealKeys(origin_of(register.register_id))
    seal = SealCheck(seen, register.register_id, keys, question.keys)
    found.findings.take(guarded(_take_keys(seen, found, keys)))
    found.findings.take([*keys.findings, *seal.check_keys()])
    found.findings.take(guarded(seal.check_checkpoints()))
    found.findings.take(guarded(seal.check_issued(found.issued)))
    found.findings.take(guarded(seal.check_timestamps(question.authorities)))
    found.findings.take(guarded(_missing_leaves(seen, found)))
    issued = [fact for _number, fact in found.issued] if found.mode == "full" else None
    witnesses, contradictions = check_witnesses(seal, question.witnesses, issued)
    of_shelf, more_contradictions = check_witnesses(seal, found.beside)
    found.findings.take([*contradictions, *more_contradictions])
    signed, unseen = None, _unjudged(seal, found, question)
    if found.root is not None:
        signed = seal.signed(sound_entries(found.findings.told, found.size))
        if question.keys and found.size and not signed:
            found.findings.take([_unsigned(question.keys)])
    clocks = as_far_as_read(check_clocks(seen, found.size, seal.stamped, question.now))
    return _verification(register, found, question).model_copy(
        update={
            "notices": (*keys.notices, *clocks),
            "witnesses": witnesses,
            "beside": of_shelf,
            "checkpoints": seal.stored or 0,
            "signed": signed.size if signed else 0,
            "signed_by": signed.by if signed else None,
            "keys_in_force": tuple(key.verifier_key for key in keys.seal.current()),
            "spans": tuple(_spans(found.size, seal.stamped)),
            "authorities_checked": bool(question.authorities),
            "not_looked_at": _unseen(found, *unseen),
        }
    )


def _take_keys(seen: Examination, found: _Seen, keys: SealKeys) -> Iterator[Finding]:
    """Tell `keys` what the log says of them, or that it cannot be read: see `guarded`."""
    for entry in _seal_entries(seen) if found.seal is None else found.seal:
        keys.take(entry)
    yield from ()


def _seal_entries(seen: Examination) -> Iterator[Entry]:
    """Return the entries about keys and clock: the index names them, and entry 1."""
    for stored in seen.about(Seal.named()):
        with suppress(UnreadableEntryError):
            yield read_entry(stored.content, tolerant=True)


def _unjudged(seal: SealCheck, found: _Seen, question: Question) -> Iterator[Part]:
    """Return what of the signatures, timestamps and reports was not looked at."""
    if seal.stored is None or found.root is None:
        yield "signatures"
    if seal.stamped and not question.authorities:
        yield "authorities"
    if found.issued:
        yield "pages"


def _unsigned(keys: Sequence[str]) -> Finding:
    return Finding(
        code="unsigned",
        entry=None,
        expected=", ".join(keys),
        found=_("no signature"),
        meaning=_(
            "Nothing here is signed by the given key: whoever held the register could have written "
            "every entry. Ask for a checkpoint."
        ),
    )


def _missing_leaves(seen: Examination, found: _Seen) -> Iterator[Finding]:
    """Return whether the tree knows more entries than the log still has, which was read."""
    if found.root is not None and seen.tree_size() > found.size:
        yield Finding(
            code="truncated",
            entry=found.size,
            expected=str(seen.tree_size()),
            found=str(found.size),
            meaning=_("The end of the log was cut off: the tree still knows of those entries."),
        )


def _spans(size: int, stamped: Sequence[Stamped]) -> Iterator[Span]:
    from crisis_log.evidence.timestamp import intervals

    if stamped:
        for first, last, after, before in intervals(size, stamped):
            yield Span(first=first, last=last, after=after, before=before)
