"""Is the register whole, unaltered, signed, and does the stored state follow from it?

    register ──read once──▶ leaves and nodes ─ entries ─ what is stored beside ─ signatures

Each check is a generator of findings, in a module of its own; here they are called in
order. What nobody outside has seen cannot be proven: `Verification` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import Field

from crisis_log.audit.entry_check import EntryCheck
from crisis_log.audit.finding import Finding
from crisis_log.audit.log_check import LogCheck, Progress, check_log
from crisis_log.audit.seal_check import (
    CheckedWitness,
    Notice,
    SealCheck,
    Stamped,
    check_seal_entry,
)
from crisis_log.audit.shelf import Beside, check_files, shelf_of
from crisis_log.audit.stored_check import (
    check_attachments,
    check_database,
    check_foreign,
    check_names,
    check_projections,
    check_schema,
    check_types,
)
from crisis_log.audit.witness import Witness
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.merkle import root_at
from crisis_log.fact import Entry, Frozen, UnreadableEntryError, read_entry
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.slices.crisis import CrisisOpened
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.slices.seal import Key, KeyRotated, Seal
from crisis_log.storage import Examination

LATE_AFTER: Final = timedelta(days=1)
_WORTH_SHARING: Final = 50_000
_TOLERATED_LEAD: Final = timedelta(seconds=5)
"""By how much a clock may be ahead of an authority's without a word."""


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
    nothing is read but the register: a backup has no reports of its own beside it.
    """

    witnesses: Sequence[Witness] = ()
    keys: Sequence[str] = ()
    authorities: Sequence[bytes] = ()
    late_after: timedelta = LATE_AFTER
    jobs: int = 1
    beside: bool = True


def verify(
    register: Register,
    question: Question = Question(),
    progress: Progress = lambda _count: None,
) -> Verification:
    """Verify everything, reading the log once."""
    with register.examining() as seen:
        findings = [*check_names(seen), *check_database(seen), *check_schema(seen)]
        mistyped = list(check_types(seen, large=True))
        findings += mistyped
        if mistyped or not seen.health.is_readable():
            return _verification(register, seen, 0, None, findings)
        findings += check_foreign(seen)
        log = EntryCheck(register.register_id, question.late_after)
        tree = LogCheck(seen.leaves)
        for entries in seen.scan(seen.size()):
            findings += tree.take(entries)
            for entry in entries:
                findings += log.take(entry)
            progress(len(entries))
        findings += check_attachments(seen, log)
        beside = Beside([], [])
        if question.beside:
            beside = check_files(shelf_of(register), origin_of(register.register_id), log.issued)
        findings += beside.findings
        if log.is_whole:
            findings += check_projections(seen, log)
        root = tree.root().hex()
        found = _verification(
            register, seen, log.position, root, findings, question, log.issued, beside.witnesses
        )
        late = tuple(Late(entry=n, lag=lag.total_seconds()) for n, lag in log.late)
        return found.model_copy(update={"late": late})


def verify_log(
    register: Register,
    question: Question = Question(),
    progress: Progress = lambda _count: None,
) -> Verification:
    """Verify hashes, nodes, root, order and signatures alone; facts are not read."""
    with register.examining() as seen:
        mistyped = list(check_types(seen, large=False))
        findings = [*check_names(seen), *check_schema(seen), *mistyped]
        if mistyped or not seen.health.is_readable():
            return _verification(register, seen, 0, None, findings)
        size = seen.size()
        jobs = question.jobs if size >= _WORTH_SHARING else 1
        root, wrong = check_log(register, seen, jobs, progress)
        findings += wrong
        return _verification(register, seen, size, root.hex(), findings, question)


def verify_witnesses(register: Register, question: Question) -> Verification:
    """Verify that the stored tree extends what witnesses saw; the log itself is not read."""
    with register.examining() as seen:
        mistyped = list(check_types(seen, large=False))
        findings = [*check_names(seen), *check_schema(seen), *mistyped]
        if mistyped or not seen.health.is_readable():
            return _verification(register, seen, 0, None, findings)
        size = seen.tree_size()
        root = root_at(size, seen.node).hex()
        return _verification(register, seen, size, root, findings, question)


def _verification(
    register: Register,
    seen: Examination,
    size: int,
    root: str | None,
    findings: list[Finding],
    question: Question | None = None,
    issued: Sequence[tuple[int, ReportIssued]] | None = None,
    beside: Sequence[Witness] = (),
) -> Verification:
    """Add what is signed, and return it all; without a `question` nothing can be checked."""
    found = Verification(
        origin=origin_of(register.register_id),
        entries=size,
        root=root,
        findings=tuple(findings),
    )
    if question is None:
        return found
    keys, notices, more = _keys(seen, register.register_id)
    seal = SealCheck(seen, register.register_id, keys, question.keys)
    more += [*seal.check_keys(), *seal.check_checkpoints(), *seal.check_issued(issued or ())]
    stamped, wrong = seal.check_timestamps(question.authorities)
    more += _missing_leaves(seen, size)
    witnesses, contradictions = seal.check_witnesses(question.witnesses, issued)
    of_shelf, more_contradictions = seal.check_witnesses(beside)
    more += [*contradictions, *more_contradictions]
    return found.model_copy(
        update={
            "findings": (*findings, *more, *wrong),
            "notices": (*notices, *_clock_ahead(seen, stamped)),
            "witnesses": witnesses,
            "beside": of_shelf,
            "checkpoints": len(seen.checkpoints()),
            "spans": tuple(_spans(size, stamped)),
            "authorities_checked": bool(question.authorities),
        }
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


def _keys(seen: Examination, register_id: str) -> tuple[list[Key], list[Notice], list[Finding]]:
    """Return the keys that the log names, and what it says of them."""
    keys: list[Key] = []
    notices: list[Notice] = []
    findings: list[Finding] = []
    for entry in _seal_entries(seen):
        said = check_seal_entry(entry, origin_of(register_id), keys)
        if isinstance(said, Notice):
            notices.append(said)
        elif said is not None:
            findings.append(said)
        if isinstance(entry.fact, CrisisOpened | KeyRotated) and entry.fact.verifier_key:
            keys.append(Key(verifier_key=entry.fact.verifier_key, entry=entry.number))
    return keys, notices, findings


def _seal_entries(seen: Examination) -> Iterator[Entry]:
    """Return the entries about keys and clock: the index names them, and entry 1."""
    for stored in seen.about(Seal.named()):
        try:
            yield read_entry(stored.content, tolerant=True)
        except UnreadableEntryError:
            continue


def _clock_ahead(seen: Examination, stamped: Sequence[Stamped]) -> Iterator[Notice]:
    """Return the entries whose recording is dated after a stamp of a log that held them."""
    for size, at in stamped:
        entry = seen.entry(size)
        if entry is not None and entry.recorded_at - at > _TOLERATED_LEAD:
            yield Notice(
                entry=size,
                meaning=_(
                    "Recorded at {recorded}, but stamped by an authority at {stamped}: the "
                    "system's clock was ahead, or the timestamp is false."
                ).format(recorded=entry.recorded_at.isoformat(), stamped=at.isoformat()),
            )


def _spans(size: int, stamped: Sequence[Stamped]) -> Iterator[Span]:
    from crisis_log.evidence.timestamp import intervals

    if stamped:
        for first, last, after, before in intervals(size, stamped):
            yield Span(first=first, last=last, after=after, before=before)
