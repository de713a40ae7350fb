"""What must whoever takes the watch over know: what is new since it began, what is open?

    the handover before ──entries──▶ this one        news: what they say
                                                     points: what is open at its instant

It tells what the log held at the entry that the handover names, now and ever after.
"""

from collections.abc import Container, Iterator
from datetime import datetime
from typing import Final, Literal

from crisis_log.account import Account
from crisis_log.command import Known, Subject
from crisis_log.entry import Entry
from crisis_log.fact import Frozen
from crisis_log.lifecycle import Phase
from crisis_log.slices import crisis, label_of
from crisis_log.slices.briefing import BriefingScheduled, RhythmEnded, RhythmSet
from crisis_log.slices.cell import key
from crisis_log.slices.handover import Handover
from crisis_log.slices.journal import Line, LineKind, LineLogged
from crisis_log.slices.struck_entry import EntryStruck, StruckEntry
from crisis_log.views.journal_lines import KEY_POINT
from crisis_log.views.next_briefing import NextBriefing, next_briefing
from crisis_log.views.open_points import OpenPoint, What, open_points
from crisis_log.views.situation import situation
from crisis_log.views.titles import title_beside, title_then

DOCUMENT: Final = "handover_brief.v1"
_OF_THE_REGISTER: Final = frozenset({"checkpoint", "register", "seal", "settings"})
"""Collections of what is done for the register itself, which is no news of the crisis."""


_IN_BOTH: Final[frozenset[What]] = frozenset({"deadline", "review"})
"""Open points that say when, not what was decided: that is news where it is."""


class Watch(Frozen):
    """The watch that ends: it began `since` an instant, after entry `after`.

    `handover` is the number of that with which it began, None where the crisis began it.
    """

    since: datetime
    after: int
    handover: int | None


class News(Frozen):
    """What entry `number` says; of a line of the journal, how it reads by now.

    The fields from `line_kind` on are those of a line; it `is_refuted` where it was since.
    """

    number: int
    occurred_at: datetime
    late: bool
    headline: str
    text: str
    line_kind: LineKind | None = None
    is_key_point: bool = False
    is_refuted: bool = False
    confidential: bool = False


class HandoverBrief(Frozen):
    """What a handover tells; `news` in the order of the log, but what `points` tell already."""

    document: Literal["handover_brief.v1"] = DOCUMENT
    label: str
    title: str
    exercise: bool
    from_function: str
    to_function: str
    given_at: datetime
    entry: int
    position: int
    watch: Watch
    level: Phase | None
    next_briefing: NextBriefing | None
    news: tuple[News, ...]
    points: tuple[OpenPoint, ...]


def handover_brief(account: Account, handover: Handover) -> HandoverBrief:
    """Return the brief of a handover, as the account of a register tells it."""
    told = account.upto(handover.position)
    known = told.state()
    watch = _watch(known, handover)
    at = situation(known, handover.since)
    points = open_points(told, handover.since, at)
    told_elsewhere = {one.entry for one in points if one.what not in _IN_BOTH}
    named = {one.label for one in points if one.what not in _IN_BOTH}
    told_elsewhere |= _of_handover(known, watch) | ({at.level.entry} if at.level else set())
    return HandoverBrief(
        label=handover.label,
        title=at.title,
        exercise=at.exercise,
        from_function=handover.from_function,
        to_function=handover.to_function,
        given_at=handover.since,
        entry=handover.entry,
        position=handover.position,
        watch=watch,
        level=at.level,
        next_briefing=next_briefing(told, at),
        news=tuple(_news(told, watch.after, told_elsewhere, named)),
        points=tuple(point for point in points if point.what != "briefing"),
    )


def _watch(known: Known, handover: Handover) -> Watch:
    """Return the watch that `handover` ends: that of who gives it, else the last one."""
    before = [
        one
        for one in known.members(Handover)
        if one.number != handover.number and one.since <= handover.since
    ]
    giver = key(handover.from_function)
    own = [one for one in before if key(one.keeper) == giver] or before
    if not own:
        return Watch(since=crisis.current(known).opened_at, after=1, handover=None)
    began = max(own, key=lambda one: (one.since, one.entry))
    return Watch(
        since=began.accepted_at or began.since, after=began.position, handover=began.number
    )


def _of_handover(known: Known, watch: Watch) -> set[int]:
    """Return the entries of the handover with which the watch began: its head tells it."""
    began = known.find(Handover, watch.handover or 0)
    return {began.entry, began.accepted_by or began.entry} if began else set()


def _news(
    account: Account, after: int, told: Container[int], labels: Container[str]
) -> Iterator[News]:
    """Return what is new after an entry, but for entries `told` elsewhere.

    What is named elsewhere by one of `labels` has its title there.
    """
    known = account.state()
    for entry in account.entries(after):
        subject = known.get(entry.subject)
        if entry.number in told or _is_no_news(known, entry, after):
            continue
        if isinstance(entry.fact, EntryStruck):
            yield _news_of(entry, account.entry(entry.fact.entry).fact.sentence())
        elif not isinstance(subject, Line):
            is_titled = label_of(entry.subject) in labels
            yield _news_of(entry, _said(entry, subject, is_titled=is_titled))
        elif isinstance(entry.fact, LineLogged):
            if subject.struck_by is None and subject.duplicate_of is None:
                yield _news_of_line(entry, subject)
        elif subject.number <= after:  # one that this watch logged is told as it has become
            yield _news_of(entry, subject.text)


def _is_no_news(known: Known, entry: Entry, after: int) -> bool:
    """Whether it is no news: done for the register itself, struck, or of briefings gone by.

    The strike of an entry is some where that was recorded by the entry `after` which news begin.
    """
    if isinstance(entry.fact, BriefingScheduled | RhythmSet | RhythmEnded):
        return True
    if known.find(StruckEntry, entry.number) is not None:
        return True
    if isinstance(entry.fact, EntryStruck):
        return entry.fact.entry > after
    return entry.subject.partition("/")[0] in _OF_THE_REGISTER


def _said(entry: Entry, subject: Subject | None, *, is_titled: bool) -> str:
    """Return what an entry says beyond its headline, with the title of what it is about.

    What `is_titled` has its title elsewhere.
    """
    detail = entry.fact.detail()
    if is_titled:
        return "" if detail == title_then(subject, entry.number) else detail
    return " · ".join(filter(None, [title_beside(subject, entry), detail]))


def _news_of(entry: Entry, text: str) -> News:
    return News(
        number=entry.number,
        occurred_at=entry.occurred_at,
        late=entry.is_late,
        headline=entry.fact.headline(),
        text=text,
    )


def _news_of_line(entry: Entry, line: Line) -> News:
    return _news_of(entry, line.text).but(
        occurred_at=line.occurred_at,
        line_kind=line.line_kind,
        is_key_point=bool(KEY_POINT & {tag.casefold() for tag in line.tags}),
        is_refuted=line.verification == "refuted",
        confidential=line.confidential,
    )
