"""The keys that a log names, what it says of them and its clock, and which of them to trust."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from crisis_log.audit.finding import Finding, Notice
from crisis_log.entry import Entry
from crisis_log.evidence.keys import open_rotation
from crisis_log.evidence.signing_key import NoteError, parse_verifier_key
from crisis_log.language import _
from crisis_log.slices.crisis import CrisisOpened
from crisis_log.slices.seal import ClockAnomalyNoted, KeyRotated


class NamedKey(NamedTuple):
    """A verifier key that the log names, and the entry from which on it counts.

    `names_previous`: it signed a statement that it takes over from the key before it;
    `is_named`: that key signed the statement too.
    """

    verifier_key: str
    entry: int
    names_previous: bool = False
    is_named: bool = False


class SealKeys:
    """The keys of a log, fed with its entries about keys and clock, in their order."""

    def __init__(self, origin: str, entries: Iterable[Entry] = ()) -> None:
        self._origin = origin
        self.keys: list[NamedKey] = []
        self.notices: list[Notice] = []
        self.findings: list[Finding] = []
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Take the next entry in; those about anything else say nothing here."""
        match entry.fact:
            case KeyRotated() as fact:
                self._add(self._rotated(entry.number, fact))
            case CrisisOpened(verifier_key=str(key)):
                self._add(NamedKey(key, entry.number))
            case ClockAnomalyNoted() as fact:
                meaning = _("The system's clock was behind the register: {what}.")
                self._note(entry.number, meaning.format(what=fact.headline()))

    def _add(self, key: NamedKey) -> None:
        """Add a key, unless it is none: nothing can be signed by it."""
        try:
            parse_verifier_key(key.verifier_key)
        except NoteError as error:
            meaning = _("What the entry names as the key that signs is no key: it was altered.")
            self._find(key.entry, _("a verifier key"), str(error), meaning)
        else:
            self.keys.append(key)

    def _rotated(self, entry: int, fact: KeyRotated) -> NamedKey:
        previous = self.keys[-1].verifier_key if self.keys else None
        try:
            is_named = open_rotation(fact.statement, self._origin, previous, fact.verifier_key)
        except NoteError as error:
            meaning = _("The replacement of the signing key is not genuine.")
            self._find(entry, _("a statement signed by the next key"), str(error), meaning)
            return NamedKey(fact.verifier_key, entry)
        self._note(entry, _rotation(previous, is_named))
        return NamedKey(fact.verifier_key, entry, names_previous=True, is_named=is_named)

    def _note(self, entry: int, meaning: str) -> None:
        self.notices.append(Notice(entry=entry, meaning=meaning))

    def _find(self, entry: int, expected: str, found: str, meaning: str) -> None:
        self.findings.append(
            Finding(code="key", entry=entry, expected=expected, found=found, meaning=meaning)
        )

    def known(self) -> list[str]:
        """Return the verifier keys of the log."""
        return [key.verifier_key for key in self.keys]

    def in_force(self, size: int) -> str | None:
        """Return the verifier key of checkpoints over the first `size` entries."""
        return next((key.verifier_key for key in self.keys[::-1] if key.entry <= size), None)

    def trusted(self, given: Sequence[str]) -> set[str]:
        """Return the given keys, and those of the log that signed statements tie to them.

        Without any given, those are trusted that the log itself names.
        """
        found = set(given or self.known())
        for before, key in pairwise(self.keys):
            if before.verifier_key in found and key.is_named:
                found.add(key.verifier_key)
        for key, before in pairwise(self.keys[::-1]):
            if key.verifier_key in found and key.names_previous:
                found.add(before.verifier_key)
        return found


def _rotation(previous: str | None, countersigned: bool) -> str:
    if previous is None:
        return _("The register got its first signing key: nothing was signed before.")
    if countersigned:
        return _("The signing key was replaced; the previous key countersigned.")
    return _(
        "The signing key was replaced and the previous one did not countersign, as when it is "
        "lost: ask the authority to confirm the new verifier key."
    )
