"""What vouches for the register itself: the keys that sign for it, its clock.

The secret keys lie outside the register, each with whoever publishes. The log holds the
verifier keys: each is good from the entry that named it (the opening, a rotation, an addition)
until the one that replaced or withdrew it. A checkpoint of n entries is good by any key that is
good at n: named by one of them, and ended by none.
"""

from collections.abc import Sequence
from typing import Annotated, assert_never

from pydantic import PositiveInt, StringConstraints
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Frozen, Instant, Text
from crisis_log.language import _
from crisis_log.slices.crisis import CrisisOpened
from crisis_log.when import show_duration
from crisis_log.words import Words

SignedNote = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
"""A note whose every space counts: it is signed."""


# Facts


class _SealFact(Fact):
    is_correction = True  # a closed crisis is still vouched for
    stands = True

    @override
    def subject(self, number: int) -> str:
        return Seal.named()


class KeyRotated(_SealFact, kind="seal.key_rotated.v1"):
    """Another key signs from here on, in the place of the one that its statement names.

    `statement` is the signed note by which the next key, and the previous one where it is
    at hand, say so: see `evidence.keys`.
    """

    verifier_key: Text
    reason: Text | None = None
    statement: SignedNote

    def headline(self) -> str:
        return _("signing key replaced")


class KeyAdded(_SealFact, kind="seal.key_added.v1"):
    """One more key signs from here on, that of `holder`: a function, an office.

    `statement` is the signed note by which the new key and one that is good say so.
    """

    verifier_key: Text
    holder: Text
    reason: Text
    statement: SignedNote

    def headline(self) -> str:
        return _("signing key added: {holder}").format(holder=self.holder)


class KeyWithdrawn(_SealFact, kind="seal.key_withdrawn.v1"):
    """A key signs no more, because it is lost or its holder left; the others still do.

    `statement` is the signed note by which a key that is good says so, where one was at hand.
    """

    verifier_key: Text
    reason: Text
    statement: SignedNote | None = None

    def headline(self) -> str:
        return _("signing key withdrawn")


class ClockAnomalyNoted(_SealFact, kind="seal.clock_anomaly_noted.v1"):
    """The system's clock told a time before that of the last entry."""

    clock: Instant
    last_recorded_at: Instant

    def headline(self) -> str:
        return _("the clock was behind the register by {duration}").format(
            duration=show_duration(self.last_recorded_at - self.clock)
        )


KeyFact = KeyRotated | KeyAdded | KeyWithdrawn
SealFact = KeyFact | ClockAnomalyNoted


# State


class Key(Frozen):
    """A verifier key, the entry from which on it counts and, if any, the one that ended it."""

    verifier_key: str
    entry: PositiveInt
    holder: str | None = None
    until: PositiveInt | None = None

    def is_good_at(self, size: int) -> bool:
        """Whether it signs for the first `size` entries."""
        return self.entry <= size and (self.until is None or size < self.until)


class Seal(Subject, collection="seal"):
    keys: tuple[Key, ...] = ()
    anomaly: ClockAnomalyNoted | None = None

    def good_at(self, size: int) -> tuple[Key, ...]:
        """Return the keys of checkpoints over the first `size` entries, as they were named."""
        return tuple(key for key in self.keys if key.is_good_at(size))

    def keys_at(self, size: int) -> tuple[str, ...]:
        """Return the verifier keys of checkpoints over the first `size` entries."""
        return tuple(key.verifier_key for key in self.good_at(size))

    def current(self) -> tuple[Key, ...]:
        """Return the keys that no entry has ended."""
        return tuple(key for key in self.keys if key.until is None)

    def entry_of(self, verifier_key: str) -> int | None:
        """Return the number of the entry that names a verifier key."""
        found = [key.entry for key in self.keys if key.verifier_key == verifier_key]
        return found[0] if found else None

    def holder_of(self, verifier_key: str) -> str | None:
        """Return who holds a key, where that is named."""
        found = [key.holder for key in self.keys if key.verifier_key == verifier_key]
        return found[0] if found else None

    def replaced_by(self, fact: KeyRotated) -> Key | None:
        """Return the key whose place a rotation takes: the one its statement names.

        Where it names none that is good, it is the last that is: of a single key, that one.
        """
        named = fact.statement.split("\n")[2:3]
        current = self.current()
        return next((key for key in current if [key.verifier_key] == named), (None, *current)[-1])


# Evolve


def evolve(seal: Seal | None, fact: SealFact | CrisisOpened, entry: Entry) -> Seal:
    seal = seal or Seal()
    match fact:
        case CrisisOpened():
            return _named(seal, fact.verifier_key, None, entry) if fact.verifier_key else seal
        case KeyRotated():
            before = seal.replaced_by(fact)
            ended = _ended(seal, before.verifier_key, entry) if before else seal
            return _named(ended, fact.verifier_key, before.holder if before else None, entry)
        case KeyAdded():
            return _named(seal, fact.verifier_key, fact.holder, entry)
        case KeyWithdrawn():
            return _ended(seal, fact.verifier_key, entry)
        case ClockAnomalyNoted():
            return seal.but(anomaly=fact)
        case _:
            assert_never(fact)


def _named(seal: Seal, verifier_key: str, holder: str | None, entry: Entry) -> Seal:
    key = Key(verifier_key=verifier_key, entry=entry.number, holder=holder)
    return seal.but(keys=(*seal.keys, key))


def _ended(seal: Seal, verifier_key: str, entry: Entry) -> Seal:
    """Return the seal in which a key that still signed does so no more."""
    return seal.but(
        keys=tuple(
            key.model_copy(update={"until": entry.number})
            if key.until is None and key.verifier_key == verifier_key
            else key
            for key in seal.keys
        )
    )


# Commands


def current(known: Known) -> Seal:
    """Return what vouches for the register, empty when nothing does."""
    return known.find(Seal) or Seal()


@command
def rotate_key(
    known: Known, /, *, verifier_key: str, statement: str, reason: str | None = None
) -> Sequence[Fact]:
    _require_new(known, verifier_key)
    return [KeyRotated(verifier_key=verifier_key, reason=reason, statement=statement)]


@command
def add_key(
    known: Known, /, *, verifier_key: str, holder: str, reason: str, statement: str
) -> Sequence[Fact]:
    _require_new(known, verifier_key)
    require(
        bool(current(known).current()),
        _("The register has no signing key yet: make one with “key rotate”."),
    )
    return [KeyAdded(verifier_key=verifier_key, holder=holder, reason=reason, statement=statement)]


@command
def withdraw_key(
    known: Known, /, *, verifier_key: str, reason: str, statement: str | None = None
) -> Sequence[Fact]:
    good = [key.verifier_key for key in current(known).current()]
    require(verifier_key in good, _("This key does not sign for the register."))
    require(
        len(good) > 1,
        _(
            "This is the only key that signs for the register, so it cannot be withdrawn: "
            "replace it with “key rotate”."
        ),
    )
    return [KeyWithdrawn(verifier_key=verifier_key, reason=reason, statement=statement)]


def _require_new(known: Known, verifier_key: str) -> None:
    require(
        current(known).entry_of(verifier_key) is None,
        _("This key already signs, or has signed, for the register; make another."),
    )


# Declaration


def words() -> Words:
    return Words(
        fields={
            "anomaly": _("anomaly of the clock"),
            "clock": _("time of the clock"),
            "holder": _("holder"),
            "keys": _("keys"),
            "last_recorded_at": _("time of the last recording"),
            "statement": _("statement"),
        },
    )


SLICE = Slice(
    (Collection(Seal, evolve, title=lambda: _("Keys and proofs"), in_situation=True),), words
)
