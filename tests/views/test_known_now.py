"""A document told again is about the same time, by what is known now."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as given_any
from hypothesis.strategies import integers, one_of

from crisis_log.account import Account, HeldInMemory
from crisis_log.command import Command
from crisis_log.entry import Entry
from crisis_log.slices import (
    continuity_plan,
    decision,
    indicator,
    journal,
    line_course,
    measure,
    staffing,
)
from crisis_log.slices.crisis import CrisisOpened
from crisis_log.slices.settings import SettingChanged
from crisis_log.slices.struck_entry import EntryStruck
from crisis_log.state import State, replay
from crisis_log.storage import rows_of
from crisis_log.views.fact_times import FactTimes
from crisis_log.views.known_now import account_about
from tests.desk import ZONE
from tests.given import At, Given, at, given, hour
from tests.histories import History, histories, struck_histories
from tests.histories import told as told_after

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
        line_course.correct(2, text="Crue lente", reason="relu"),
        line_course.correct(4, text="Bien après", reason="relu"),
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


@given_any(one_of(histories, struck_histories), integers(0, 70))
def test_any_history_is_told_as_if_it_had_been_sorted_out_entry_by_entry(
    history: History, cut: int
) -> None:
    register, cut_off = told_after(history), hour(cut)
    account = account_about(HeldInMemory(register.entries), cut_off)
    expected = HeldInMemory(_sorted_out(register.entries, cut_off))
    assert list(account.entries()) == list(expected.entries())
    number = register.state.size // 2
    for one, other in ((account, expected), (account.upto(number), expected.upto(number))):
        assert one.size == other.size
        assert _rows(one) == _rows(other)
        assert one.number_at(hour(cut + 5)) == other.number_at(hour(cut + 5))
        assert one.marked("kind:request") == other.marked("kind:request")
        assert one.about("decision/1") == other.about("decision/1")


def _rows(account: Account) -> dict[tuple[str, str], bytes]:
    state = account.state()
    assert isinstance(state, State)
    return rows_of(state)


def _sorted_out(entries: Iterable[Entry], cut_off: datetime) -> Iterator[Entry]:
    """Return the entries that tell of the time up to `cut_off`, each held against all before."""
    told: set[int] = set()
    told_of: set[str] = set()
    began_later: set[str] = set()
    every = [*entries]
    times = FactTimes(HeldInMemory(every))
    for entry in every:
        fact = entry.fact
        day = getattr(fact, "as_of", getattr(fact, "day", None))
        last_day = cut_off.astimezone(ZONE).date()
        tells = (
            times.known(entry).occurred_at <= cut_off
            or isinstance(fact, CrisisOpened | SettingChanged)
            or (day is not None and day <= (cut_off if isinstance(day, datetime) else last_day))
            or (fact.is_correction and entry.subject != "crisis" and told_of >= {*entry.subjects})
        )
        if isinstance(fact, EntryStruck):
            if fact.entry in told:
                told.add(entry.number)
                yield entry
        elif tells and began_later.isdisjoint(entry.subjects):
            told.add(entry.number)
            told_of.update(entry.subjects)
            yield entry
        elif entry.subject not in told_of:
            began_later.add(entry.subject)
