"""Who validated an entry, when; and what corrected it since, which nobody validated thereby?"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated

from pydantic import Field

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.slices.struck_entry import EntryStruck, StruckEntry
from crisis_log.slices.validation import Validated, Validation


class ValidationNow(Validated):
    """That somebody validated entry `validates`, as it stood then.

    `corrected_by` are the entries that have changed since what it had told.
    """

    validates: int
    corrected_by: tuple[int, ...] = ()


Validations = Annotated[
    tuple[ValidationNow, ...], Field(exclude_if=lambda validations: not validations)
]
"""Those of an entry; not written where there are none."""


def validations_of(known: Known, entry: Entry) -> tuple[ValidationNow, ...]:
    """Return who validated `entry`, in the order of the recording, by what is `known`."""
    found = known.find(Validation, entry.number)
    if found is None:
        return ()
    history = [later for subject in entry.subjects for later in known.history(subject)]
    return tuple(
        ValidationNow(
            **dict(one),
            validates=entry.number,
            corrected_by=tuple(sorted(set(_corrections(known, entry, history, one.occurred_at)))),
        )
        for one in found.validated
    )


def validations_among(known: Known, entries: Iterable[Entry]) -> tuple[ValidationNow, ...]:
    """Return who validated any of `entries`."""
    return tuple(one for entry in entries for one in validations_of(known, entry))


def _corrections(
    known: Known, entry: Entry, history: list[Entry], instant: datetime
) -> Iterator[int]:
    """Return the entries recorded after `instant` that correct what had been told by then.

    A strike is one where it takes out what had been told by then.
    """
    for later in history:
        if not later.fact.is_correction or later.recorded_at <= instant or later == entry:
            continue
        if known.find(StruckEntry, later.number):
            continue
        if isinstance(later.fact, EntryStruck):
            struck = known.entry(later.fact.entry)
            if struck is None or struck.recorded_at > instant:
                continue
        yield later.number
