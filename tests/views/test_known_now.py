"""A document told again is about the same time, by what is known now."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from crisis_log.account import HeldInMemory
from crisis_log.command import Command
from crisis_log.slices import continuity_plan, decision, indicator, journal, measure, staffing
from crisis_log.state import replay
from crisis_log.views.known_now import account_about
from tests.given import At, Given, at, given, hour

CUT_OFF = hour(3) + timedelta(minutes=30)
TODAY = CUT_OFF.date()


def told(register: Given) -> list[int]:
    """Return the numbers of the entries told, which add up to a state."""
    account = account_about(HeldInMemory(register.entries), CUT_OFF)
    entries = list(account.entries())
    assert account.state().size == replay(entries).size == account.size
    return [entry.number for entry in entries]


def test_what_happened_by_then_is_told_however_late_it_was_recorded() -> None:
    register = given(
        journal.log("Crue"),
        journal.log("Route fermée"),
        journal.log("Après"),
        at(hour(1), journal.log("Appris après")),
    )
    assert told(register) == [1, 2, 3, 5]


def test_a_correction_is_told_where_what_it_corrects_is() -> None:
    register = given(
        journal.log("Crue"),
        journal.log("Route fermée"),
        journal.log("Après"),
        journal.correct(2, text="Crue lente", reason="relu"),
        journal.correct(4, text="Bien après", reason="relu"),
    )
    assert told(register) == [1, 2, 3, 5]


def test_a_figure_is_told_by_the_day_that_it_is_for() -> None:
    register = given(
        measure.order("Masques"),
        journal.log("Crue"),
        indicator.report(1, as_of=TODAY, values={"masques": Decimal(3)}),
        indicator.report(1, as_of=TODAY + timedelta(days=1), values={"masques": Decimal(4)}),
    )
    assert told(register) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("begun", "then"),
    [
        (measure.order("Masques"), indicator.report(1, as_of=TODAY, progress=10)),
        (
            continuity_plan.register("pca", "Plan"),
            staffing.count("pca", day=TODAY, counts={"on_site": 3}),
        ),
        (decision.propose("Fermer"), At(hour(1), decision.adopt(1))),
        (decision.propose("Fermer"), At(hour(1), measure.order("Masques", decision=1))),
        (measure.order("Masques"), measure.amend(1, reason="relu", due_on=date(2020, 4, 1))),
    ],
)
def test_of_a_thing_that_began_later_nothing_is_told(begun: Command, then: Command | At) -> None:
    register = given(journal.log("Crue"), journal.log("Route fermée"), begun, then)
    assert told(register) == [1, 2, 3]
