"""What is an erratum: something that was shown and has changed since, and why?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

from pydantic import JsonValue

from crisis_log.entry import Entry
from crisis_log.fact import Frozen
from crisis_log.slices import label_of
from crisis_log.slices.indicator import AboutFigures
from crisis_log.slices.journal import Line
from crisis_log.views.changes import Change

_Name = TypeVar("_Name", bound=str)
Status = Literal["corrected", "struck", "refuted", "verified", "counted"]


class Changed(Frozen):
    """A figure or field, as shown and as it is now known."""

    name: str
    before: JsonValue | Decimal
    after: JsonValue | Decimal


class Erratum(Frozen):
    """Something shown before and changed since.

    `about` names the thing: `M-1`, a plan's code, a line's number. `shown_by` and
    `changed_by` are numbers of entries. What was shown as not counted is now `counted`; of
    a line or an entry that was struck, what holds now is None.
    """

    what: Literal["key_figure", "staffing", "indicator", "line", "wording", "entry"]
    about: str
    day: date | None = None
    changes: tuple[Changed, ...]
    status: Status = "corrected"
    reason: str | None = None
    shown_by: tuple[int, ...] = ()
    changed_by: tuple[int, ...] = ()


def differing(shown: Mapping[_Name, int], now: Mapping[_Name, int]) -> tuple[Changed, ...]:
    """Return the counts that differ, by name; what is not there was counted as none."""
    return tuple(
        Changed(name=name, before=shown.get(name, 0), after=now.get(name, 0))
        for name in dict.fromkeys([*shown, *now])
        if shown.get(name, 0) != now.get(name, 0)
    )


def line_erratum(
    before: Line, after: Line, status: Status, entries: Sequence[Entry], day: date | None = None
) -> Erratum:
    """Return that `entries` changed a line, which was shown as it was `before`."""
    now = None if status == "struck" else after.text
    return Erratum(
        what="line",
        about=str(before.number),
        day=day,
        changes=(Changed(name="text", before=before.text, after=now),),
        status=status,
        reason=reason_of(entries),
        shown_by=before.sources,
        changed_by=tuple(entry.number for entry in entries),
    )


def entry_erratum(struck: Entry, by: Entry, day: date | None = None) -> Erratum:
    """Return that the entry `struck`, which was shown, was recorded by mistake."""
    return Erratum(
        what="entry",
        about=str(struck.number),
        day=day,
        changes=(Changed(name="entry", before=struck.fact.sentence(), after=None),),
        status="struck",
        reason=reason_of([by]),
        shown_by=(struck.number,),
        changed_by=(by.number,),
    )


def wording_errata(
    subject: str, changes: Iterable[Change], entries: Sequence[Entry]
) -> Iterator[Erratum]:
    """Return that `entries` changed the wording of `subject`; a first value corrects nothing."""
    reworded = tuple(
        Changed(name=change.field, before=change.before, after=change.after)
        for change in changes
        if change.before is not None
    )
    if reworded:
        yield Erratum(
            what="wording",
            about=label_of(subject) or subject,
            changes=reworded,
            reason=reason_of(entries),
            changed_by=tuple(entry.number for entry in entries),
        )


def reason_of(entries: Iterable[Entry]) -> str | None:
    """Return what was noted beside the entries, or said as their reason."""
    said: list[str] = []
    for entry in entries:
        fact = entry.fact
        words = fact.text if isinstance(fact, AboutFigures) else None
        said += [text for text in (getattr(fact, "reason", None), words, entry.note) if text]
    return "\n".join(dict.fromkeys(said)) or None
