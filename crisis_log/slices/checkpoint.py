"""What the register knows of its own checkpoints: which were given out, and which were stamped.

A checkpoint and its timestamps lie beside the log, where a row could be deleted. Here their
digests are entries, so that what was deleted is missed. The checkpoint of an issued report is
in the entry of the report.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC
from hashlib import sha256
from typing import Final, assert_never

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Frozen, Instant, Text
from crisis_log.language import _
from crisis_log.slices.issued_report import Sha256
from crisis_log.when import show_instant
from crisis_log.words import Words

SCREEN: Final = "screen"
"""The carrier of a checkpoint that was only printed: nobody may have kept it."""
AUTHORITY: Final = "timestamp"
"""The carrier of one of which a time-stamping authority was sent the digest, and no more."""

WITHOUT_CONFIDENTIAL: Final = "-without-confidential"
"""The end of the carrier that is a document without what is confidential."""


# Facts


class _CheckpointFact(Fact):
    """A fact about the checkpoint of the first `position` entries: a note with that digest."""

    is_correction = True  # a closed crisis is still vouched for
    stands = True
    position: PositiveInt
    sha256: Sha256

    @override
    def subject(self, number: int) -> str:
        return Checkpoint.named(self.position)


class CheckpointGiven(_CheckpointFact, kind="checkpoint.given.v1"):
    """A checkpoint left the register: on the screen, or with the document `carrier`."""

    carrier: Text

    @override
    def headline(self) -> str:
        return _("checkpoint up to n° {number} given out").format(number=self.position)

    @override
    def detail(self) -> str:
        return carrier_name(self.carrier)


class CheckpointTimestamped(_CheckpointFact, kind="checkpoint.timestamped.v1"):
    """The timestamp of a checkpoint is kept: a reply with that digest, which tells `stamped_at`."""

    reply_sha256: Sha256
    stamped_at: Instant

    @override
    def headline(self) -> str:
        return _("timestamp of the checkpoint up to n° {number} kept").format(number=self.position)

    @override
    def detail(self) -> str:
        return _("{time} UTC, by the clock of the authority").format(
            time=show_instant(self.stamped_at, UTC)
        )


CheckpointFact = CheckpointGiven | CheckpointTimestamped
"""They are about the register, and say nothing of the crisis: no figure of it counts them."""


# State


class Given(Frozen):
    """What carried a note with this digest out, by an entry."""

    entry: PositiveInt
    sha256: str
    carrier: str


class Stamp(Frozen):
    """When an authority stamped a note with this digest, by an entry."""

    entry: PositiveInt
    sha256: str
    reply_sha256: str
    stamped_at: Instant


class Checkpoint(Subject, collection="checkpoint"):
    """The checkpoint of the first `position` entries: how it was given out, and stamped."""

    position: PositiveInt
    given: tuple[Given, ...] = ()
    stamps: tuple[Stamp, ...] = ()


# Evolve


def evolve(checkpoint: Checkpoint | None, fact: CheckpointFact, entry: Entry) -> Checkpoint:
    checkpoint = checkpoint or Checkpoint(position=fact.position)
    match fact:
        case CheckpointGiven():
            given = Given(entry=entry.number, sha256=fact.sha256, carrier=fact.carrier)
            return checkpoint.but(given=(*checkpoint.given, given))
        case CheckpointTimestamped():
            stamp = Stamp(
                entry=entry.number,
                sha256=fact.sha256,
                reply_sha256=fact.reply_sha256,
                stamped_at=fact.stamped_at,
            )
            return checkpoint.but(stamps=(*checkpoint.stamps, stamp))
        case _:
            assert_never(fact)


# Commands


def notes_after(known: Known, number: int) -> int:
    """Return how many of the entries after `number` only note a checkpoint."""
    return sum(one.entry > number for one in noted(known))


def noted(known: Known) -> Iterator[Given | Stamp]:
    """Return what entries note of checkpoints, those of fewer entries first."""
    for one in known.members(Checkpoint):
        yield from one.given
        yield from one.stamps


@command
def note(known: Known, /, fact: CheckpointFact) -> Sequence[Fact]:
    require(
        fact.position <= known.size,
        _("The checkpoint is of more entries than the register holds: run “audit verify”."),
    )
    return [fact]


def request_id(fact: CheckpointFact) -> str:
    """Return the id of the request to note a fact: asked again, it is noted once."""
    return f"checkpoint-{sha256(fact.model_dump_json().encode()).hexdigest()}"


# Declaration


def carrier_name(carrier: str) -> str:
    """Return what people call that which carried a checkpoint out: `weekly/2020-W13`."""
    kind, _slash, what = carrier.partition("/")
    what = what.removeprefix(f"{kind}-")
    if what.endswith(WITHOUT_CONFIDENTIAL):
        label = what.removesuffix(WITHOUT_CONFIDENTIAL)
        what = _("{label}, without what is confidential").format(label=label)
    names = {
        SCREEN: _("printed on the screen"),
        AUTHORITY: _("request to a time-stamping authority"),
        "after-action": _("after-action file, {what} (draft)"),
        "bundle": _("auditor's bundle"),
        "decisions": _("record of decisions, {what} (draft)"),
        "dossier": _("dossier of {what} (draft)"),
        "minutes": _("minutes of {what} (draft)"),
        "proof": _("proof of entry n° {what}"),
        "register": _("complete register, {what} (draft)"),
        "report": _("report {what}"),
        "situation": _("situation report, {what} (draft)"),
        "weekly": _("weekly report {what} (draft)"),
    }
    return names[kind].format(what=what) if kind in names else carrier


def words() -> Words:
    return Words(
        fields={
            "carrier": _("carried out by"),
            "given": _("given out"),
            "reply_sha256": _("SHA-256 digest of the reply"),
            "stamped_at": _("time of the authority"),
            "stamps": _("timestamps"),
        },
    )


SLICE = Slice(
    (
        Collection(
            Checkpoint,
            evolve,
            numbered=True,
            title=lambda: _("Checkpoints given out"),
            in_situation=True,
        ),
    ),
    words,
)
