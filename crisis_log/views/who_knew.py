"""Which functions had something by an instant, since when, and which entry says so?

Only what is recorded counts: of any other function nothing is said. A function that had left
the cell is not credited with what reached it later.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from crisis_log.account import Account
from crisis_log.fact import Frozen
from crisis_log.slices import cell
from crisis_log.slices.cell import Member
from crisis_log.slices.topic import Topic
from crisis_log.views.reached import SOURCES, Communication, Question, Reached


class Informed(Frozen):
    """A function, and all by which it had something, the first that happened first."""

    function: str
    communications: tuple[Communication, ...]


class Left(Frozen):
    """A communication to a function that had left the cell at `left_at`, by entry `left_by`."""

    function: str
    communication: Communication
    left_at: datetime
    left_by: int


class WhoKnew(Frozen):
    """Which functions had `topic`, which entry `entry` told as `text`, by `instant`.

    Where that entry is struck, `struck_by` is the one that says so: it reached them all the same.
    """

    topic: str
    text: str
    entry: int
    struck_by: int | None
    instant: datetime
    informed: tuple[Informed, ...]
    not_credited: tuple[Left, ...]


def who_knew(account: Account, asked: Topic, instant: datetime) -> WhoKnew:
    """Return which functions had `asked` by `instant`.

    Raises:
        Refused: the register does not hold it.

    """
    question = Question(account, asked)
    found = (one for source in SOURCES for one in source(question))
    reached = sorted(
        {one for one in found if one.communication.at <= instant},
        key=lambda one: (one.communication.at, one.communication.entry, one.function),
    )
    credited = [one for one in reached if not _left(question, one)]
    return WhoKnew(
        topic=question.topic,
        text=question.text,
        entry=question.entry.number,
        struck_by=question.struck_by,
        instant=instant,
        informed=tuple(_by_function(credited)),
        not_credited=tuple(left for one in reached if (left := _left(question, one))),
    )


def _by_function(reached: Iterable[Reached]) -> Iterator[Informed]:
    """Return the functions in the order in which they had it first."""
    found: dict[str, list[Reached]] = {}
    for one in reached:
        found.setdefault(cell.key(one.function), []).append(one)
    for its in found.values():
        yield Informed(
            function=its[0].function, communications=tuple(one.communication for one in its)
        )


def _left(question: Question, one: Reached) -> Left | None:
    """Return that a function had left the cell before something reached it, if it had."""
    member = question.known.find(Member, cell.key(one.function))
    at = one.communication.at
    terms = [term for term in member.terms() if term.since <= at] if member else []
    if not terms or terms[-1].holds_at(at):
        return None
    return Left(
        function=one.function,
        communication=one.communication,
        left_at=terms[-1].until or at,
        left_by=terms[-1].ended_by or terms[-1].entry,
    )
