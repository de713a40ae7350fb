"""What vouches for the register itself: the key that signs for it, its clock.

The secret key lies outside the register. The log holds the verifier keys, each from the
entry that named it: the opening first, then each rotation.
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
    """Another key signs from here on.

    `statement` is the signed note by which the next key, and the previous one where it is
    at hand, say so: see `evidence.keys`.
    """

    verifier_key: Text
    reason: Text | None = None
    statement: SignedNote

    def headline(self) -> str:
        return _("signing key replaced")


class ClockAnomalyNoted(_SealFact, kind="seal.clock_anomaly_noted.v1"):
    """The system's clock told a time before that of the last entry."""

    clock: Instant
    last_recorded_at: Instant

    def headline(self) -> str:
        return _("the clock was behind the register by {duration}").format(
            duration=show_duration(self.last_recorded_at - self.clock)
        )


SealFact = KeyRotated | ClockAnomalyNoted


# State


class Key(Frozen):
    """A verifier key, and the entry from which on it counts."""

    verifier_key: str
    entry: PositiveInt


class Seal(Subject, collection="seal"):
    keys: tuple[Key, ...] = ()
    anomaly: ClockAnomalyNoted | None = None

    def key_at(self, size: int) -> str | None:
        """Return the verifier key of checkpoints over the first `size` entries."""
        named = [key.verifier_key for key in self.keys if key.entry <= size]
        return named[-1] if named else None

    def entry_of(self, verifier_key: str) -> int | None:
        """Return the number of the entry that names a verifier key."""
        found = [key.entry for key in self.keys if key.verifier_key == verifier_key]
        return found[0] if found else None


# Evolve


def evolve(seal: Seal | None, fact: SealFact | CrisisOpened, entry: Entry) -> Seal:
    seal = seal or Seal()
    match fact:
        case CrisisOpened() | KeyRotated():
            if not fact.verifier_key:
                return seal
            key = Key(verifier_key=fact.verifier_key, entry=entry.number)
            return seal.but(keys=(*seal.keys, key))
        case ClockAnomalyNoted():
            return seal.but(anomaly=fact)
        case _:
            assert_never(fact)


# Commands


def current(known: Known) -> Seal:
    """Return what vouches for the register, empty when nothing does."""
    return known.find(Seal) or Seal()


@command
def rotate_key(
    known: Known, /, *, verifier_key: str, statement: str, reason: str | None = None
) -> Sequence[Fact]:
    require(
        current(known).entry_of(verifier_key) is None,
        _("This key already signs, or has signed, for the register; make another."),
    )
    return [KeyRotated(verifier_key=verifier_key, reason=reason, statement=statement)]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "anomaly": _("anomaly of the clock"),
            "clock": _("time of the clock"),
            "keys": _("keys"),
            "last_recorded_at": _("time of the last recording"),
            "statement": _("statement"),
        },
    )


SLICE = Slice(
    (Collection(Seal, evolve, title=lambda: _("Keys and proofs"), in_situation=True),), words
)
