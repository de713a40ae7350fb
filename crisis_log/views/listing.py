"""Which decisions, and which measures, match what is asked?"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from crisis_log.command import Known
from crisis_log.slices.decision import Decision
from crisis_log.slices.measure import Measure
from crisis_log.text import says


def decisions(
    known: Known,
    *,
    now: datetime,
    zone: tzinfo,
    statuses: Sequence[str] = (),
    owner: str | None = None,
    overdue: bool = False,
    incomplete: bool = False,
    words: str | None = None,
    among: Iterable[Decision] | None = None,
) -> list[Decision]:
    """Return the decisions that match every criterion given, by number.

    `words` are those of the title. They are looked for `among` all that are known, or those
    given. The status `in_force` stands for whatever is in force at `now`, dates of effect included.
    """
    return [
        decision
        for decision in (known.members(Decision) if among is None else among)
        if (
            not statuses
            or decision.status in statuses
            or ("in_force" in statuses and decision.in_force_at(now))
        )
        and _matches(decision.owner, owner)
        and _matches(decision.title, words)
        and (not overdue or decision.is_overdue(now, zone))
        and (not incomplete or decision.missing())
    ]


def measures(
    known: Known,
    *,
    now: datetime,
    zone: tzinfo,
    statuses: Sequence[str] = (),
    owner: str | None = None,
    category: str | None = None,
    overdue: bool = False,
    words: str | None = None,
    among: Iterable[Measure] | None = None,
) -> list[Measure]:
    """Return the measures that match every criterion given, by number.

    `words` and `among` are as for decisions. The status `open` stands for all those in which a
    measure is open.
    """
    return [
        measure
        for measure in (known.members(Measure) if among is None else among)
        if (not statuses or measure.status in statuses or ("open" in statuses and measure.is_open))
        and _matches(measure.owner, owner)
        and _matches(measure.title, words)
        and _matches(measure.category, category)
        and (not overdue or measure.is_overdue(now, zone))
    ]


def owners(things: Iterable[Decision | Measure]) -> tuple[str, ...]:
    """Return who carries them out, each once, in order."""
    return tuple(sorted({one.owner for one in things if one.owner}))


def _matches(value: str | None, asked: str | None) -> bool:
    return asked is None or (value is not None and says([value], asked))
