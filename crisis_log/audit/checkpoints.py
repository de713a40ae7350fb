"""Signed checkpoints of a register: taken by whoever holds its key, kept beside the log.

A checkpoint that has left the building is a witness: it contradicts whoever takes entries back.
`giving` notes that it left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from crisis_log.audit.finding import Findings
from crisis_log.audit.kept import kept, said_by
from crisis_log.audit.log_check import check_log
from crisis_log.evidence.history import make_history
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.merkle import (
    NodeAt,
    ProofError,
    consistency_proof,
    root_at,
    verify_consistency,
)
from crisis_log.evidence.note import (
    Checkpoint,
    checkpoint_text,
    digest,
    sign,
    signed_by,
    unverified_checkpoint,
)
from crisis_log.evidence.signing_key import NoteError, SigningKey
from crisis_log.fact import Refused
from crisis_log.language import _, counted
from crisis_log.register import Register
from crisis_log.slices.checkpoint import noted
from crisis_log.slices.issued_report import IssuedReport
from crisis_log.storage import AlteredEntryError, StorageError, StoredCheckpoint

_MOST_IN_HISTORY: Final = 200


class Taken(NamedTuple):
    """A checkpoint just taken: its signed note, and proofs that it extends earlier ones.

    `holder` is who holds the key that signed it, where the log says so.
    """

    size: int
    note: str
    history: str
    verifier_key: str
    holder: str | None = None


def make(register: Register, key: SigningKey) -> Taken:
    """Sign the log as it is now; `giving_out` keeps the checkpoint.

    Every entry is held to its leaf first, and the leaves to the root that is signed: signing
    would bless an alteration.

    Raises:
        AlteredEntryError: an entry is not what was recorded; nothing was signed.
        Refused: the key is not the register's, or the log no longer extends its last
            checkpoint, or one that was given out is missing.

    """
    size, root = hold(register)
    expected = register.seal().keys_at(size)
    if key.verifier_key not in expected:
        raise Refused(
            _(
                "This is not the key that signs for the register ({expected}). Give the right "
                "one with --key; only if it is lost for good, replace it with “key rotate”."
            ).format(expected=", ".join(expected) or _("none"))
        )
    stored = kept(register).sound
    _check_none_missing(register, stored)
    earlier = said_by(stored)
    with register.nodes() as node:
        for checkpoint in [*earlier[-1:], *_printed(register)]:
            _check_extends(node, checkpoint, size, root)
        note = sign(checkpoint_text(origin_of(register.register_id), size, root), key)
        pairs = {each.size: each.root for each in earlier if each.size < size}
        history = _history(node, note, list(pairs.items())[-_MOST_IN_HISTORY:])
    return Taken(size, note, history, key.verifier_key, _holder(register, key.verifier_key))


def _printed(register: Register) -> Iterator[Checkpoint]:
    """Return the checkpoints that issued reports carry, which their entries hold."""
    for report in register.itself().members(IssuedReport):
        with suppress(NoteError):
            yield unverified_checkpoint(report.issued.checkpoint)


def _check_none_missing(register: Register, stored: Iterable[StoredCheckpoint]) -> None:
    there = {digest(one.note) for one in stored}
    for one in noted(register.itself()):
        if one.sha256 not in there:
            raise Refused(
                _(
                    "Nothing was signed: a checkpoint that was given out, as entry n° {number} "
                    "notes, is no longer stored as it was. Run “audit verify”."
                ).format(number=one.entry)
            )


def hold(register: Register) -> tuple[int, bytes]:
    """Hold every entry to its leaf, and the leaves to the root; return how many, and the root.

    Raises:
        AlteredEntryError: the first that is not what was recorded.

    """
    findings = Findings()
    with register.examining() as seen:
        root = check_log(seen, findings)
        size, proven = seen.size(), seen.tree_size()
    altered = [one.entry for one in findings.told if one.entry is not None and one.code != "clock"]
    if altered or size != proven:
        raise AlteredEntryError(min(altered, default=min(size, proven) + 1))
    return size, root


def again(register: Register, note: str, extends: Iterable[int]) -> Taken:
    """Return a checkpoint taken earlier, with the proofs that it extends those of `extends`.

    Raises:
        Refused: the log is not the one that was signed.

    """
    size = unverified_checkpoint(note).size
    with register.nodes() as node:
        history = _history(node, note, [(earlier, root_at(earlier, node)) for earlier in extends])
    by = signer_of(register, note)
    return Taken(size, note, history, by, _holder(register, by))


def signer_of(register: Register, note: str) -> str:
    """Return the verifier key, good at its size, that signed a checkpoint; else nothing."""
    with suppress(NoteError):
        return signed_by(note, register.seal().keys_at(unverified_checkpoint(note).size))
    return ""


def _holder(register: Register, verifier_key: str) -> str | None:
    return register.seal().holder_of(verifier_key)


def _history(node: NodeAt, note: str, earlier: Sequence[tuple[int, bytes]]) -> str:
    try:
        return make_history(note, earlier, node)
    except ProofError as error:
        raise Refused(
            _(
                "Nothing was signed: the log no longer extends one of its earlier checkpoints. "
                "Run “audit verify”."
            )
        ) from error


def _check_extends(node: NodeAt, last: Checkpoint, size: int, root: bytes) -> None:
    try:
        proof = consistency_proof(last.size, size, node)
        verify_consistency(last.size, size, proof, last.root, root)
    except (ProofError, StorageError) as error:
        raise Refused(
            counted(
                "Nothing was signed: the log no longer extends its checkpoint of {count} entry. "
                "Run “audit verify”.",
                "Nothing was signed: the log no longer extends its checkpoint of {count} entries. "
                "Run “audit verify”.",
                last.size,
            )
        ) from error
