"""The keys that a log names, what it says of them and its clock, and which of them to trust."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crisis_log.audit.finding import Finding, Notice
from crisis_log.entry import Entry
from crisis_log.evidence.keys import open_addition, open_rotation, open_withdrawal
from crisis_log.evidence.signing_key import NoteError, parse_verifier_key
from crisis_log.language import _
from crisis_log.slices.crisis import CrisisOpened
from crisis_log.slices.seal import (
    ClockAnomalyNoted,
    KeyAdded,
    KeyRotated,
    KeyWithdrawn,
    Seal,
    SealFact,
    evolve,
)


class SealKeys:
    """The keys of a log, fed with its entries about keys and clock, in their order.

    `seal` is what they say, but for what is no key and for additions that no good key signed.
    """

    def __init__(self, origin: str, entries: Iterable[Entry] = ()) -> None:
        self._origin = origin
        self.seal = Seal()
        self._vouched: list[tuple[str, str]] = []  # whoever trusts the first trusts the second
        self.notices: list[Notice] = []
        self.findings: list[Finding] = []
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Take the next entry in; those about anything else say nothing here."""
        match entry.fact:
            case KeyRotated() as fact if self._is_key(entry, fact.verifier_key):
                self._rotated(entry, fact)
            case KeyAdded() as fact if self._is_key(entry, fact.verifier_key):
                self._added(entry, fact)
            case KeyWithdrawn() as fact:
                self._withdrawn(entry, fact)
            case CrisisOpened(verifier_key=str(key)) as fact if self._is_key(entry, key):
                self._opened(entry, fact)
            case ClockAnomalyNoted() as fact:
                meaning = _("The system's clock was behind the register: {what}.")
                self._note(entry.number, meaning.format(what=fact.headline()))

    def _fold(self, fact: SealFact | CrisisOpened, entry: Entry) -> None:
        self.seal = evolve(self.seal, fact, entry)

    def _is_key(self, entry: Entry, verifier_key: str) -> bool:
        """Say whether it is a key: by what is none, nothing can be signed."""
        try:
            parse_verifier_key(verifier_key)
        except NoteError as error:
            meaning = _("What the entry names as the key that signs is no key: it was altered.")
            self._find(entry.number, _("a verifier key"), str(error), meaning)
            return False
        return True

    def _opened(self, entry: Entry, fact: CrisisOpened) -> None:
        """Take the key of the opening; one that comes later names none."""
        if entry.number == 1:
            self._fold(fact, entry)
            return
        meaning = _("The addition of a signing key is not genuine: the key does not count.")
        self._find(entry.number, _("an opening, as entry n° 1"), fact.verifier_key or "", meaning)

    def _rotated(self, entry: Entry, fact: KeyRotated) -> None:
        replaced = self.seal.replaced_by(fact)
        previous = replaced.verifier_key if replaced else None
        self._fold(fact, entry)
        try:
            is_named = open_rotation(fact.statement, self._origin, previous, fact.verifier_key)
        except NoteError as error:
            meaning = _("The replacement of the signing key is not genuine.")
            signed = _("a statement signed by the next key")
            self._find(entry.number, signed, str(error), meaning)
            return
        self._note(entry.number, _rotation(previous, is_named))
        if previous:
            self._vouched.append((fact.verifier_key, previous))
        if previous and is_named:
            self._vouched.append((previous, fact.verifier_key))

    def _added(self, entry: Entry, fact: KeyAdded) -> None:
        good, key = self.seal.keys_at(entry.number - 1), fact.verifier_key
        try:
            self._check_new(key)
            by, asked = open_addition(fact.statement, self._origin, key, fact.holder, good)
        except NoteError as error:
            meaning = _("The addition of a signing key is not genuine: the key does not count.")
            signed = _("a statement signed by the new key and by one that was good")
            self._find(entry.number, signed, str(error), meaning)
            return
        self._fold(fact, entry)
        self._vouched += [(by, key), *((key, one) for one in asked.beside if one in good)]
        meaning = _("A signing key was added, held by {holder}; a key that was good countersigned.")
        self._note(entry.number, meaning.format(holder=fact.holder))

    def _check_new(self, verifier_key: str) -> None:
        """Refuse a key that was named before: its statement could be given a second time."""
        if verifier_key in self.known():
            raise NoteError(_("An earlier entry names this key already."))

    def _withdrawn(self, entry: Entry, fact: KeyWithdrawn) -> None:
        good = self.seal.keys_at(entry.number - 1)
        self._fold(fact, entry)
        if fact.statement is None:
            self._note(entry.number, _withdrawn_alone())
            return
        try:
            open_withdrawal(fact.statement, self._origin, fact.verifier_key, good)
        except NoteError as error:
            meaning = _("The withdrawal of a signing key is not genuine.")
            signed = _("a statement signed by a key that was good")
            self._find(entry.number, signed, str(error), meaning)
            return
        self._note(entry.number, _("A signing key was withdrawn; a key that was good signed."))

    def _note(self, entry: int, meaning: str) -> None:
        self.notices.append(Notice(entry=entry, meaning=meaning))

    def _find(self, entry: int, expected: str, found: str, meaning: str) -> None:
        self.findings.append(
            Finding(code="key", entry=entry, expected=expected, found=found, meaning=meaning)
        )

    def known(self) -> list[str]:
        """Return the verifier keys of the log."""
        return [key.verifier_key for key in self.seal.keys]

    def in_force(self, size: int) -> tuple[str, ...]:
        """Return the verifier keys of checkpoints over the first `size` entries."""
        return self.seal.keys_at(size)

    def trusted(self, given: Sequence[str]) -> set[str]:
        """Return the given keys, and those of the log that signed statements tie to them.

        Without any given, those are trusted that the log itself names.
        """
        found = set(given or self.known())
        before = 0
        while before < len(found):
            before = len(found)
            found |= {key for by, key in self._vouched if by in found}
        return found


def _withdrawn_alone() -> str:
    return _(
        "A signing key was withdrawn and no key that was good signed that: ask the authority to "
        "confirm it."
    )


def _rotation(previous: str | None, countersigned: bool) -> str:
    if previous is None:
        return _("The register got its first signing key: nothing was signed before.")
    if countersigned:
        return _("The signing key was replaced; the previous key countersigned.")
    return _(
        "The signing key was replaced and the previous one did not countersign, as when it is "
        "lost: ask the authority to confirm the new verifier key."
    )
