"""Do signatures hold: those of stored checkpoints, of issued reports, and timestamps?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from crisis_log.audit.finding import Code, Finding, finding
from crisis_log.audit.seal_keys import SealKeys
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.merkle import (
    ProofError,
    consistency_proof,
    root_at,
    verify_consistency,
)
from crisis_log.evidence.note import Checkpoint, signed_by, unverified_checkpoint
from crisis_log.evidence.signing_key import NoteError
from crisis_log.language import _, counted
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.storage import Examination, StorageError


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
    `holding` gathers the checkpoints that hold, whatever carries them, `stamped` the timestamps;
    `stored` counts the checkpoints beside the log, None until they were read.
    """

    def __init__(
        self, seen: Examination, register_id: str, keys: SealKeys, pinned: Sequence[str]
    ) -> None:
        self._seen = seen
        self.origin = origin_of(register_id)
        self.keys = keys
        self._pinned = pinned
        self.holding: list[Signed] = []
        self.stamped: list[Stamped] = []
        self.stored: int | None = None

    @cached_property
    def _size(self) -> int:
        return self._seen.tree_size()

    def signed(self, sound: int) -> Signed | None:
        """Return the largest checkpoint by a trusted key that covers `sound` entries at most."""
        trusted = self.keys.trusted(self._pinned)
        found = [one for one in self.holding if one.by in trusted and 0 < one.size <= sound]
        return max(found, key=lambda one: one.size, default=None)

    def check_keys(self) -> Iterator[Finding]:
        """Return the given verifier keys that are not the register's."""
        known = self.keys.known()
        for pinned in self._pinned:
            if pinned not in known:
                yield finding(
                    "key",
                    None,
                    pinned,
                    ", ".join(known) or _("no key"),
                    _("The register was signed anew with another key, or it is another register."),
                )

    def check_checkpoints(self) -> Iterator[Finding]:
        """Return the stored checkpoints that do not hold."""
        rows = self._seen.checkpoints()
        self.stored = len(rows)
        yield from _check_numbers("checkpoint", [row.number for row in rows])
        for row in rows:
            try:
                stored = row.checkpoint()
            except ValueError:
                yield finding(
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
            yield finding(
                "checkpoint",
                None,
                _("a checkpoint signed by the register's key"),
                str(error),
                _("A stored checkpoint was altered, or signed with another key."),
            )
            return
        if (found.origin, found.size) != (self.origin, size):
            yield finding(
                "checkpoint",
                None,
                f"{self.origin}, {size}",
                f"{found.origin}, {found.size}",
                _("The row of a stored checkpoint says otherwise than the note that it holds."),
            )
        yield from self.compare(found, by, "checkpoint", _name_of(found))

    def _opened(self, note: str, found: Checkpoint) -> str:
        """Return the verifier key, good at its size, that signed a checkpoint.

        Raises:
            NoteError: it did not.

        """
        return signed_by(note, self.keys.in_force(found.size))

    def compare(self, found: Checkpoint, by: str, code: Code, source: str) -> Iterator[Finding]:
        """Return what a checkpoint signed `by` a key contradicts; remember it if nothing."""
        wrong = list(self._check_consistency(found, code, source))
        if not wrong and found.origin == self.origin:
            self.holding.append(Signed(found.size, by))
        yield from wrong

    def _check_consistency(
        self, checkpoint: Checkpoint, code: Code, source: str
    ) -> Iterator[Finding]:
        if checkpoint.size > self._size:
            yield finding(
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
            yield finding(
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

    def check_timestamps(self, trusted: Sequence[bytes]) -> Iterator[Finding]:
        """Return the timestamps that do not hold; gather the others.

        Without `trusted` certificates (PEM or DER) of authorities, anyone could have made
        the timestamps: they are held to the certificate that they carry, and no more.
        """
        from crisis_log.evidence.timestamp import TimestampError, check

        rows = self._seen.timestamps()
        yield from _check_numbers("timestamp", [row.number for row in rows])
        for row in rows:
            try:
                stamp = check(row.reply, row.note.encode(), trusted)
                found = unverified_checkpoint(row.note)
                by = self._opened(row.note, found)
            except (TimestampError, NoteError, ValueError) as error:
                yield finding(
                    "timestamp",
                    None,
                    _("a timestamp of a checkpoint of the register"),
                    str(error),
                    _("A stored timestamp was altered, or is of something else."),
                )
                continue
            wrong = list(self.compare(found, by, "timestamp", _name_of(found)))
            yield from wrong
            if not wrong and found.origin == self.origin:
                self.stamped.append(Stamped(found.size, stamp.gen_time))


def _name_of(found: Checkpoint) -> str:
    return counted(
        "the checkpoint of {count} entry", "the checkpoint of {count} entries", found.size
    )


def _check_numbers(code: Code, numbers: Sequence[int]) -> Iterator[Finding]:
    """Return whether rows that are numbered from 1 on without a gap are no longer."""
    expected = range(1, len(numbers) + 1)
    if list(numbers) != list(expected):
        yield finding(
            code,
            None,
            _("rows numbered from 1 to {last}").format(last=len(numbers)),
            ", ".join(map(str, numbers)),
            _("A row was removed from the table, or put there by other means."),
        )
