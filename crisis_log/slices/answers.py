"""Answers to requests: said in the fact that gives them, never guessed from a number it cites.

What a request becomes of them is told in `request`.
"""

from typing import Final, Self

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.entry import Entry
from crisis_log.fact import Content, Fact, Frozen, Instant, upcast
from crisis_log.language import _, counted
from crisis_log.words import join

_SINCE_V2: Final = ("decision.adopted", "decision.proposed", "journal.logged", "measure.ordered")


class Answering(Fact):
    """A fact that may answer requests, named by the numbers of their lines."""

    answers: tuple[PositiveInt, ...] = ()

    @override
    def also_about(self) -> tuple[str, ...]:
        return tuple(f"journal/{number}" for number in self.answers)

    @override
    def headline(self) -> str:
        return self.answering(super().headline())

    def answering(self, headline: str) -> str:
        """Return `headline` with the requests that the fact answers."""
        if not self.answers:
            return headline
        requests = [_("n° {number}").format(number=number) for number in self.answers]
        return counted(
            "{headline}, in answer to request {requests}",
            "{headline}, in answer to requests {requests}",
            len(requests),
            headline=headline,
            requests=join(requests),
        )


class Answer(Frozen):
    """What answers a request: entry `entry`, by the line, decision or measure it is about."""

    entry: PositiveInt
    subject: str
    occurred_at: Instant

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Return the answer that `entry` is."""
        return cls.built(entry=entry.number, subject=entry.subject, occurred_at=entry.occurred_at)


def _answering_nothing(content: Content) -> Content:
    """Return the content of a fact that was recorded before answers were."""
    return content | {"answers": ()}


for _kind in _SINCE_V2:
    upcast(f"{_kind}.v1", to=f"{_kind}.v2")(_answering_nothing)
