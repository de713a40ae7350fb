"""What had been recorded by an instant: what held by it, and every entry, in order?

Nothing here looks at an entry recorded after the instant.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from crisis_log.command import Known
from crisis_log.entry import Attachment, Entry, Login, TakenFrom
from crisis_log.fact import Fact, Frozen, UnknownFact, UntakenFact
from crisis_log.slices.checkpoint import CheckpointGiven, CheckpointTimestamped
from crisis_log.slices.exchange import FileImported, RegisterExported
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.seal import KeyAdded, KeyRotated, KeyWithdrawn
from crisis_log.slices.settings import SettingChanged
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.views.dossier.held import HeldThen, held_then
from crisis_log.views.fact_times import as_known
from crisis_log.views.titles import title_beside
from crisis_log.views.told import beside_fact
from crisis_log.views.validations import Validations, validations_of

HOUSEKEEPING: Final[tuple[type[Fact], ...]] = (
    SettingChanged,
    KeyRotated,
    KeyAdded,
    KeyWithdrawn,
    CheckpointGiven,
    CheckpointTimestamped,
    RegisterExported,
    FileImported,
    UnknownFact,
    UntakenFact,
)
"""Entries about the register and its documents, or without effect: they tell nothing of the crisis.
"""


class Inscription(Frozen):
    """An entry: what it says, when that happened, was received and was recorded.

    `title` names what it is about where its own words do not. `line` is the journal line
    that it wrote, as that line stood; `struck` is what had struck it.
    """

    number: int
    kind: str
    subject: str
    occurred_at: datetime
    received_at: datetime | None
    recorded_at: datetime
    late: bool
    by: str
    recorded_by: Login = None
    headline: str
    title: str | None
    detail: str
    note: str | None
    taken_from: TakenFrom | None = None
    attachments: tuple[Attachment, ...]
    line: Line | None
    struck: StruckEntry | None
    validations: Validations = ()


class RecordedThen(HeldThen):
    """What had been recorded by then: what held, and the entries.

    `entries` has every one but those `left_out`, which are about the register and its documents
    alone.
    """

    entries: tuple[Inscription, ...]
    left_out: tuple[int, ...]


def recorded_then(
    state: Known, entries: Sequence[Entry], instant: datetime, *, apart_from: int
) -> RecordedThen:
    """Return what `entries`, the log from its first on, had told by `instant`.

    `state` is what they add up to. Decision `apart_from` is not told among the others.
    """
    return RecordedThen(
        **dict(held_then(state, entries, instant, apart_from=apart_from)),
        entries=tuple(
            Inscription(**told(entry, state))
            for entry in entries
            if not isinstance(entry.fact, HOUSEKEEPING)
        ),
        left_out=tuple(e.number for e in entries if isinstance(e.fact, HOUSEKEEPING)),
    )


def told(entry: Entry, state: Known) -> dict[str, Any]:
    """Return the fields of `Inscription` for `entry`, what it is about being as in `state`."""
    fact, about = entry.fact, state.get(entry.subject)
    entry = as_known(entry, about)
    return {
        "number": entry.number,
        "kind": entry.kind,
        "subject": entry.subject,
        "headline": fact.headline(),
        "title": title_beside(about, entry),
        "detail": fact.detail(),
        "attachments": entry.attachments,
        "line": about if isinstance(fact, LineLogged) else None,
        "struck": state.find(StruckEntry, entry.number),
        "validations": validations_of(state, entry),
        **beside_fact(entry),
    }
