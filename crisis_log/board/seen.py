"""One look at the register: what every page of the board is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from crisis_log.reports.documents import situation
from crisis_log.reports.documents.making import AboutAll, Making, make
from crisis_log.reports.page.render import common_context
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.decision import Decision
from crisis_log.slices.measure import Measure
from crisis_log.views.document import Document, Edition, head
from crisis_log.views.situation import PlanNow, plan_at
from crisis_log.zones import zone_named

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from crisis_log.account import Account
    from crisis_log.board.beside import Beside
    from crisis_log.command import Known
    from crisis_log.register import Register
    from crisis_log.views.situation_report.report import SituationReport

_NAME: Final = "board"
_NEWEST: Final = 2_000
"""Entries that are told as new at most: a look stays quick however much is recorded in a day."""


@dataclass(frozen=True)
class Seen:
    """What the register told at `instant`, up to the last entry of `account`.

    By a clock that is behind by some `lag`, that is the instant of the last entry. It is read
    from one thread alone, that of whoever looked. `beside` tells what lies beside the register.
    """

    register: Register
    account: Account
    instant: datetime
    lag: timedelta = timedelta()
    beside: Beside | None = None

    @classmethod
    def now(cls, register: Register, beside: Beside | None = None) -> Seen:
        """Look at the register.

        Raises:
            StorageError: it cannot be read.

        """
        account, present, lag = register.account(), register.now(), register.clock_lag()
        return cls(register, account, present + lag, lag, beside)

    @property
    def size(self) -> int:
        """The number of the last entry that is told."""
        return self.account.size

    @property
    def known(self) -> Known:
        """The state after it, which holds the register as it is now until that is let go."""
        return self.account.state()

    @cached_property
    def decisions(self) -> list[Decision]:
        """All decisions, by number."""
        return [*self.known.members(Decision)]

    @cached_property
    def measures(self) -> list[Measure]:
        """All measures, by number."""
        return [*self.known.members(Measure)]

    @cached_property
    def report(self) -> SituationReport:
        """The situation report, as a draft of this instant would tell it."""
        making = Making(self.account, Edition(issued_at=self.instant), newest=_NEWEST)
        return make(situation.DOCUMENT, making, AboutAll()).document

    @cached_property
    def plans(self) -> tuple[PlanNow, ...]:
        """The continuity plans, as they are."""
        plans = self.known.members(ContinuityPlan)
        return tuple(plan_at(self.known, plan, self.instant) for plan in plans)

    @cached_property
    def head(self) -> Document:
        """What every page says of itself, as the head of a document: it is told by the state."""
        edition = Edition(issued_at=self.instant)
        told = head(self.known, self.register.register_id, edition, _NAME)
        return Document(document=_NAME, **told)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the register."""
        return zone_named(self.head.timezone)

    @cached_property
    def common(self) -> dict[str, Any]:
        """What the templates of every page may use: all that those of every document may."""
        return common_context(self.head)
