"""Do signatures hold: stored checkpoints, rotations of keys, timestamps, and witnesses?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from crisis_log.audit.carrier import Carrier, carried
from crisis_log.audit.finding import Code, Finding, Shown
from crisis_log.audit.seal_keys import SealKeys
from crisis_log.audit.witness import Witness
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.merkle import (
    ProofError,
    consistency_proof,
    root_at,
    verify_consistency,
)
from crisis_log.evidence.note import Checkpoint, NotSignedError, open_note, unverified_checkpoint
from crisis_log.evidence.signing_key import NoteError, parse_verifier_key
from crisis_log.fact import Frozen
from crisis_log.language import _, counted
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.storage import Examination, StorageError


class CheckedWitness(Frozen):
    """A witness that was compared with the log; `signed_by` a verifier key if it is consistent.

    `carrier` is what the PDF is that held it.
    """

    source: Shown
    size: int
    verdict: Literal["consistent", "not consistent"]
    signed_by: str | None = None
    carrier: Carrier | None = None
    carrier_meaning: str | None = None


class Stamped(NamedTuple):
    """A checkpoint's size, and when a timestamp authority saw it."""

    size: int
    at: datetime


class Signed(NamedTuple):
    """How many entries a checkpoint covers that holds, and the verifier key of its signature."""

    size: int
    by: str


class SealCheck:
    """The check of everything signed, against the stored tree and the keys the log names.

    The nodes of the tree are taken as they are stored: `log_check` holds them to the entries.
    `holding` gathers the checkpoints that hold, whatever carries them.
    """

    def __init__(
        self, seen: Examination, register_id: str, keys: SealKeys, pinned: Sequence[str]
    ) -> None:
        self._seen = seen
        self._origin = origin_of(register_id)
        self._size = seen.tree_size()
        self._keys = keys
        self._pinned = pinned
        self.holding: list[Signed] = []

    def signed(self, sound: int) -> Signed | None:
        """Return the largest checkpoint by a trusted key that covers `sound` entries at most."""
        trusted = self._keys.trusted(self._pinned)
        found = [one for one in self.holding if one.by in trusted and 0 < one.size <= sound]
        return max(found, key=lambda one: one.size, default=None)

    def check_keys(self) -> Iterator[Finding]:
        """Return the given verifier keys that are not the register's."""
        known = self._keys.known()
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
        rows = self._seen.checkpoints()
        yield from _check_numbers("checkpoint", [row.number for row in rows])
        for row in rows:
            try:
                stored = row.checkpoint()
            except ValueError:
                yield _finding(
                    "checkpoint",
                    None,
                    _("the row of a checkpoint"),
                    f"{row.size}, {row.carrier}, {row.made_at}, {row.note}",
                    _("The row of a stored checkpoint was altered: it cannot be read."),
                )
            else:
                yield from self._check_checkpoint(stored.size, stored.note)

    def check_issued(self, issued: Iterable[tuple[int, ReportIssued]]) -> Iterator[Finding]:
        """Return the issued reports whose checkpoint does not hold."""
        for entry, fact in issued:
            for found in self._check_checkpoint(fact.position, fact.checkpoint):
                yield found.model_copy(update={"entry": entry})

    def _check_checkpoint(self, size: int, note: str) -> Iterator[Finding]:
        try:
            found = unverified_checkpoint(note)
            by = self._opened(note, found)
        except NoteError as error:
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
        yield from self._held(found, by, "checkpoint", _name_of(found))

    def _opened(self, note: str, found: Checkpoint) -> str:
        """Return the verifier key in force that signed a checkpoint.

        Raises:
            NoteError: it did not.

        """
        key = self._keys.in_force(found.size)
        open_note(note, *filter(None, [key]))
        return key or ""

    def _held(self, found: Checkpoint, by: str, code: Code, source: str) -> Iterator[Finding]:
        """Return what a checkpoint signed `by` a key contradicts; remember it if nothing."""
        wrong = list(self._check_consistency(found, code, source))
        if not wrong and found.origin == self._origin:
            self.holding.append(Signed(found.size, by))
        yield from wrong

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
                    signed_by=None if contradictions else self.holding[-1].by,
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
        known = self._keys.known()
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
            by = next((key for key in known if witness.is_signed_by(key)), "")
            yield from self._held(checkpoint, by, "fork", witness.source)

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
        rows = self._seen.timestamps()
        findings += _check_numbers("timestamp", [row.number for row in rows])
        for row in rows:
            try:
                stamp = check(row.reply, row.note.encode(), trusted)
                found = unverified_checkpoint(row.note)
                by = self._opened(row.note, found)
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
                continue
            wrong = list(self._held(found, by, "timestamp", _name_of(found)))
            findings += wrong
            if not wrong and found.origin == self._origin:
                stamped.append(Stamped(found.size, stamp.gen_time))
        return stamped, findings


def _name_of(found: Checkpoint) -> str:
    return counted(
        "the checkpoint of {count} entry", "the checkpoint of {count} entries", found.size
    )


def _check_numbers(code: Code, numbers: Sequence[int]) -> Iterator[Finding]:
    """Return whether rows that are numbered from 1 on without a gap are no longer."""
    expected = range(1, len(numbers) + 1)
    if list(numbers) != list(expected):
        yield _finding(
            code,
            None,
            _("rows numbered from 1 to {last}").format(last=len(numbers)),
            ", ".join(map(str, numbers)),
            _("A row was removed from the table, or put there by other means."),
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
