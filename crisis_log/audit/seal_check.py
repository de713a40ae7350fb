"""Do signatures hold: stored checkpoints, rotations of keys, timestamps, and witnesses?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from crisis_log.audit.carrier import Carrier, carried
from crisis_log.audit.finding import Code, Finding
from crisis_log.audit.witness import Witness
from crisis_log.evidence.keys import open_rotation, origin_of
from crisis_log.evidence.merkle import (
    ProofError,
    consistency_proof,
    root_at,
    verify_consistency,
)
from crisis_log.evidence.note import Checkpoint, NotSignedError, open_note, unverified_checkpoint
from crisis_log.evidence.signing_key import NoteError, parse_verifier_key
from crisis_log.fact import Entry, Frozen
from crisis_log.language import _, counted
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.slices.seal import ClockAnomalyNoted, Key, KeyRotated
from crisis_log.storage import Examination, StorageError


class Notice(Frozen):
    """Something that the log itself says of its keys or its clock."""

    entry: int
    meaning: str


class CheckedWitness(Frozen):
    """A witness that was compared with the log; `carrier` is what the PDF is that held it."""

    source: str
    size: int
    verdict: Literal["consistent", "not consistent"]
    carrier: Carrier | None = None
    carrier_meaning: str | None = None


class Stamped(NamedTuple):
    """A checkpoint's size, and when a timestamp authority saw it."""

    size: int
    at: datetime


class SealCheck:
    """The check of everything signed, against the stored tree and the keys the log names.

    The nodes of the tree are taken as they are stored: `log_check` holds them to the entries.
    """

    def __init__(
        self, seen: Examination, register_id: str, keys: Sequence[Key], pinned: Sequence[str]
    ) -> None:
        self._seen = seen
        self._origin = origin_of(register_id)
        self._size = seen.tree_size()
        self._keys = keys
        self._pinned = pinned

    def check_keys(self) -> Iterator[Finding]:
        """Return the given verifier keys that are not the register's."""
        known = [key.verifier_key for key in self._keys]
        for pinned in self._pinned:
            if pinned not in known:
                yield _finding(
                    "key",
                    None,
                    pinned,
                    ", ".join(known) or _("no key"),
                    _("The register was signed anew with another key, or it is another register."),
                )

    def check_checkpoints(self) -> Iterator[Finding]:
        """Return the stored checkpoints that do not hold."""
        for size, made_at, note in self._seen.checkpoints():
            yield from self._check_checkpoint(size, made_at, note)

    def check_issued(self, issued: Iterable[tuple[int, ReportIssued]]) -> Iterator[Finding]:
        """Return the issued reports whose checkpoint does not hold."""
        for entry, fact in issued:
            for found in self._check_checkpoint(
                fact.position, fact.issued_at.isoformat(), fact.checkpoint
            ):
                yield found.model_copy(update={"entry": entry})

    def _check_checkpoint(self, size: int, made_at: str, note: str) -> Iterator[Finding]:
        try:
            found = unverified_checkpoint(note)
            open_note(note, *self._keys_at(found.size))
            datetime.fromisoformat(made_at)
        except (NoteError, ValueError) as error:
            yield _finding(
                "checkpoint",
                None,
                _("a checkpoint signed by the register's key"),
                str(error),
                _("A stored checkpoint was altered, or signed with another key."),
            )
            return
        if (found.origin, found.size) != (self._origin, size):
            yield _finding(
                "checkpoint",
                None,
                f"{self._origin}, {size}",
                f"{found.origin}, {found.size}",
                _("The row of a stored checkpoint says otherwise than the note that it holds."),
            )
        yield from self._check_consistency(
            found,
            "checkpoint",
            counted(
                "the checkpoint of {count} entry", "the checkpoint of {count} entries", found.size
            ),
        )

    def check_witnesses(
        self,
        witnesses: Iterable[Witness],
        issued: Sequence[tuple[int, ReportIssued]] | None = None,
    ) -> tuple[tuple[CheckedWitness, ...], list[Finding]]:
        """Return how each witness compares with the log, and what they contradict."""
        checked, findings = [], []
        for witness in witnesses:
            contradictions = list(self.check_witness(witness))
            findings += contradictions
            carrier = carried(witness, None if issued is None else [fact for _n, fact in issued])
            checked.append(
                CheckedWitness(
                    source=witness.source,
                    size=witness.checkpoint.size,
                    verdict="not consistent" if contradictions else "consistent",
                    carrier=carrier and carrier.carrier,
                    carrier_meaning=carrier and carrier.meaning,
                )
            )
        return tuple(checked), findings

    def check_witness(self, witness: Witness) -> Iterator[Finding]:
        """Return what a witness contradicts."""
        checkpoint = witness.checkpoint
        if checkpoint.origin != self._origin:
            yield _finding(
                "witness",
                None,
                self._origin,
                checkpoint.origin,
                _("{source} is a witness of another register.").format(source=witness.source),
            )
            return
        known = [key.verifier_key for key in self._keys]
        if witness.verifier_key and witness.verifier_key not in known:
            yield _other_key(witness.source, witness.verifier_key, known)
            return
        try:
            open_note(witness.note, *known)
        except NotSignedError as error:
            yield _other_key(witness.source, str(error), known)
        except NoteError as error:
            yield _finding(
                "witness",
                None,
                _("a genuine signature"),
                str(error),
                _("{source} was altered, not the register: ask for another copy of it.").format(
                    source=witness.source
                ),
            )
        else:
            yield from self._check_consistency(checkpoint, "fork", witness.source)

    def _check_consistency(
        self, checkpoint: Checkpoint, code: Code, source: str
    ) -> Iterator[Finding]:
        if checkpoint.size > self._size:
            yield _finding(
                "truncated",
                self._size,
                counted("{count} entry or more", "{count} entries or more", checkpoint.size),
                counted("{count} entry", "{count} entries", self._size),
                _(
                    "{source} saw more entries than there are: the end of the log was cut off, "
                    "or an old backup was put in its place."
                ).format(source=source),
            )
            return
        node = self._seen.node
        try:
            root = root_at(self._size, node)
            proof = consistency_proof(checkpoint.size, self._size, node)
            verify_consistency(checkpoint.size, self._size, proof, checkpoint.root, root)
        except (ProofError, StorageError) as error:
            yield _finding(
                code,
                None,
                counted(
                    "root {root} of the log of {count} entry",
                    "root {root} of the log of {count} entries",
                    checkpoint.size,
                    root=checkpoint.root.hex(),
                ),
                self._prefix_root(checkpoint.size) or str(error),
                _(
                    "{source} saw another log: entries up to n° {size} were rewritten since, or "
                    "two versions of the register exist."
                ).format(source=source, size=checkpoint.size),
            )

    def _prefix_root(self, size: int) -> str:
        try:
            return root_at(size, self._seen.node).hex()
        except StorageError:
            return ""

    def check_timestamps(self, trusted: Sequence[bytes]) -> tuple[list[Stamped], list[Finding]]:
        """Return when checkpoints were stamped, and the timestamps that do not hold.

        Without `trusted` certificates (PEM or DER) of authorities, anyone could have made
        the timestamps: they are held to the certificate that they carry, and no more.
        """
        from crisis_log.evidence.timestamp import TimestampError, check

        stamped: list[Stamped] = []
        findings: list[Finding] = []
        for note, reply in self._seen.timestamps():
            try:
                stamp = check(reply, note.encode(), trusted)
                found = unverified_checkpoint(note)
                open_note(note, *self._keys_at(found.size))
            except (TimestampError, NoteError, ValueError) as error:
                findings.append(
                    _finding(
                        "timestamp",
                        None,
                        _("a timestamp of a checkpoint of the register"),
                        str(error),
                        _("A stored timestamp was altered, or is of something else."),
                    )
                )
            else:
                stamped.append(Stamped(found.size, stamp.gen_time))
        return stamped, findings

    def _keys_at(self, size: int) -> list[str]:
        return [key.verifier_key for key in self._keys if key.entry <= size][-1:]


def check_seal_entry(entry: Entry, origin: str, keys: Sequence[Key]) -> Finding | Notice | None:
    """Return what an entry says of keys or clock, or that its statement does not hold.

    `keys` are those that the log named before it.
    """
    fact = entry.fact
    match fact:
        case KeyRotated():
            previous = keys[-1].verifier_key if keys else None
            try:
                countersigned = open_rotation(fact.statement, origin, previous, fact.verifier_key)
            except NoteError as error:
                return _finding(
                    "key",
                    entry.number,
                    _("a statement signed by the next key"),
                    str(error),
                    _("The replacement of the signing key is not genuine."),
                )
            return Notice(entry=entry.number, meaning=_rotation(previous, countersigned))
        case ClockAnomalyNoted():
            return Notice(
                entry=entry.number,
                meaning=_("The system's clock was behind the register: {what}.").format(
                    what=fact.headline()
                ),
            )
        case _:
            return None


def _rotation(previous: str | None, countersigned: bool) -> str:
    if previous is None:
        return _("The register got its first signing key: nothing was signed before.")
    if countersigned:
        return _("The signing key was replaced; the previous key countersigned.")
    return _(
        "The signing key was replaced and the previous one did not countersign, as when it is "
        "lost: ask the authority to confirm the new verifier key."
    )


def _other_key(source: str, found: str, known: Sequence[str]) -> Finding:
    return _finding(
        "key",
        None,
        ", ".join(f"{key.name} ({key.key_hash})" for key in map(parse_verifier_key, known))
        or _("no key"),
        found,
        _(
            "{source} is signed by a key that the register does not know: the register was "
            "rewritten and signed anew, or the witness is not of it."
        ).format(source=source),
    )


def _finding(code: Code, entry: int | None, expected: str, found: str, meaning: str) -> Finding:
    return Finding(code=code, entry=entry, expected=expected, found=found, meaning=meaning)
