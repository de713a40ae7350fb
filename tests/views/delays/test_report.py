"""How long things took, which run on, and which took longest."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given as for_any
from hypothesis import settings as hypothesis_settings

from crisis_log.command import Command
from crisis_log.slices import (
    continuity_plan,
    decision,
    decision_course,
    indicator,
    journal,
    measure,
    staffing,
)
from crisis_log.views.delays import facts
from crisis_log.views.delays.durations import Delayed, Name
from crisis_log.views.delays.report import NAMES, WORST, Delays, Summary, delays
from crisis_log.views.delays.words import delay_words
from crisis_log.when import show_duration
from tests.dates import noon
from tests.given import Given, at, given
from tests.histories import History, histories, told

NOW = noon(30)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
PROPOSED = at(noon(10), decision.propose("Close the schools"))
ADOPTED = at(noon(12), decision.adopt(1))
RECORDED = at(noon(12), decision.record("Close the schools"))
ORDERED = at(noon(13), measure.order("Warn the heads", decision=1, due_on=date(2020, 3, 20)))
PLAN = continuity_plan.register("pca", "Continuity", headcount=100)


def of(register: Given, now: datetime = NOW) -> Delays:
    return delays(iter(register.entries), now)


def ended(register: Given, name: Name) -> list[timedelta]:
    return [thing.delays[name].duration for thing in things(of(register)) if has(thing, name, True)]


def running(register: Given, name: Name) -> list[timedelta]:
    return [
        thing.delays[name].duration for thing in things(of(register)) if has(thing, name, False)
    ]


def things(found: Delays) -> list[Delayed]:
    return [*found.decisions, *found.measures, *found.activations]


def has(thing: Delayed, name: Name, ended: bool) -> bool:
    return name in thing.delays and (thing.delays[name].end is not None) == ended


def summary(found: Delays, name: Name) -> Summary:
    return next(summary for summary in found.summaries if summary.name == name)


# Decisions


def test_a_decision_is_timed_from_its_proposal_to_its_adoption_by_the_times_of_the_facts() -> None:
    register = given(PROPOSED, ADOPTED)
    assert ended(register, "proposal_to_adoption") == [2 * DAY]
    delay = of(register).decisions[0].delays["proposal_to_adoption"]
    assert (delay.start, delay.end) == (2, 3)


def test_a_date_of_effect_delays_nothing() -> None:
    register = given(PROPOSED, at(noon(12), decision.adopt(1, effective_at=noon(25))))
    assert ended(register, "proposal_to_adoption") == [2 * DAY]


def test_a_decision_still_proposed_is_running() -> None:
    register = given(PROPOSED)
    assert running(register, "proposal_to_adoption") == [20 * DAY]
    assert of(register).decisions[0].adopted is None


def test_a_rejected_decision_was_never_adopted_and_waits_no_more() -> None:
    register = given(PROPOSED, at(noon(12), decision.reject(1)))
    assert of(register).decisions[0].delays == {}


def test_a_decision_taken_at_once_has_no_delay_of_adoption() -> None:
    register = given(RECORDED)
    assert "proposal_to_adoption" not in of(register).decisions[0].delays
    assert of(register).decisions[0].proposed is None


def test_the_first_measure_is_the_first_to_be_ordered_whenever_it_was_recorded() -> None:
    register = given(
        RECORDED,
        at(noon(14), measure.order("Later", decision=1)),
        at(noon(13), measure.order("Earlier", decision=1)),
        at(noon(12), measure.order("Unrelated")),
    )
    assert ended(register, "adoption_to_first_measure") == [DAY]
    first = of(register).decisions[0].first_measure
    assert first is not None
    assert first.entry == 4


def test_a_measure_ordered_before_the_adoption_is_a_negative_delay() -> None:
    register = given(
        PROPOSED, at(noon(11), measure.order("Prepare", decision=1)), at(noon(12), ADOPTED.past)
    )
    assert ended(register, "adoption_to_first_measure") == [-DAY]
    assert summary(of(register), "adoption_to_first_measure").worst == ()


def test_a_decision_without_a_measure_waits_for_none() -> None:
    delays_of_it = of(given(RECORDED)).decisions[0].delays
    assert set(delays_of_it) == {"adoption_to_completion"}


def test_a_decision_is_completed_when_it_is_implemented() -> None:
    register = given(RECORDED, ORDERED, at(noon(16), decision_course.implement(1)))
    assert ended(register, "adoption_to_completion") == [4 * DAY]
    assert ended(register, "first_measure_to_completion") == [3 * DAY]
    repealed = given(
        RECORDED,
        ORDERED,
        at(noon(16), decision_course.implement(1)),
        at(noon(18), decision_course.repeal(1)),
    )
    assert ended(repealed, "adoption_to_completion") == [4 * DAY]


def test_a_decision_is_completed_when_its_last_measure_is() -> None:
    two = (RECORDED, ORDERED, at(noon(13), measure.order("Second", decision=1)))
    half_done = given(*two, at(noon(15), measure.complete(1)))
    assert running(half_done, "adoption_to_completion") == [18 * DAY]
    done = given(*two, at(noon(17), measure.complete(2)), at(noon(15), measure.complete(1)))
    assert ended(done, "adoption_to_completion") == [5 * DAY]
    lifted = given(*two, at(noon(17), measure.lift(2)), at(noon(15), measure.complete(1)))
    assert ended(lifted, "adoption_to_completion") == [3 * DAY]


def test_a_measure_reopened_uncompletes_its_decision() -> None:
    register = given(
        RECORDED, ORDERED, at(noon(15), measure.complete(1)), at(noon(16), measure.reopen(1))
    )
    assert running(register, "adoption_to_completion") == [18 * DAY]


@pytest.mark.parametrize(
    ("command", "runs"),
    [
        (decision_course.suspend(1), True),
        (decision_course.repeal(1), False),
        (decision_course.withdraw(1), False),
    ],
)
def test_a_decision_that_ended_uncompleted_runs_no_more(command: Command, runs: bool) -> None:
    register = given(RECORDED, at(noon(14), command))
    assert bool(running(register, "adoption_to_completion")) == runs
    assert ended(register, "adoption_to_completion") == []


# Measures


def test_a_measure_is_timed_from_its_order_to_its_first_report_and_completion() -> None:
    register = given(
        RECORDED,
        ORDERED,
        at(noon(18), indicator.report(1, as_of=date(2020, 3, 18), progress=50)),
        at(noon(15), indicator.report(1, as_of=date(2020, 3, 15), progress=10)),
        at(noon(22), measure.complete(1)),
    )
    assert ended(register, "order_to_first_report") == [2 * DAY]
    assert ended(register, "order_to_completion") == [9 * DAY]
    assert ended(register, "deadline_to_completion") == [2 * DAY]


@pytest.mark.parametrize(("completed", "past"), [(19, -DAY), (20, timedelta()), (21, DAY)])
def test_a_completion_is_held_against_the_deadline_by_local_days(
    completed: int, past: timedelta
) -> None:
    register = given(RECORDED, ORDERED, at(noon(completed), measure.complete(1)))
    assert ended(register, "deadline_to_completion") == [past]


def test_a_day_begins_at_midnight_where_the_register_is() -> None:
    late_in_utc = datetime.fromisoformat("2020-03-20T23:30:00+00:00")
    register = given(RECORDED, ORDERED, at(late_in_utc, measure.complete(1)))
    assert ended(register, "deadline_to_completion") == [DAY]


def test_the_deadline_is_the_last_and_the_first_is_told_too() -> None:
    register = given(
        RECORDED,
        ORDERED,
        at(noon(14), measure.extend(1, due_on=date(2020, 3, 25))),
        at(noon(26), measure.complete(1)),
    )
    (found,) = of(register).measures
    assert (found.first_due_on, found.due_on) == (date(2020, 3, 20), date(2020, 3, 25))
    assert ended(register, "deadline_to_completion") == [DAY]


def test_an_open_measure_runs_and_is_late_only_past_its_deadline() -> None:
    register = given(RECORDED, ORDERED)
    assert running(register, "order_to_first_report") == [17 * DAY]
    assert running(register, "order_to_completion") == [17 * DAY]
    assert running(register, "deadline_to_completion") == [10 * DAY]
    on_time = of(register, noon(20)).measures[0].delays
    assert "deadline_to_completion" not in on_time


def test_a_lifted_measure_neither_runs_nor_is_completed() -> None:
    register = given(RECORDED, ORDERED, at(noon(14), measure.lift(1)))
    assert of(register).measures[0].delays == {}


# Plans


def count(day: int, **perimeter: str) -> Command:
    return staffing.count("pca", day=date(2020, 3, day), counts={"on_site": day}, **perimeter)


ACTIVATED = at(noon(16), continuity_plan.activate("pca", level=1))


def test_a_plan_is_timed_from_its_activation_to_the_first_count_of_its_agents() -> None:
    register = given(
        PLAN,
        at(noon(16) - HOUR, count(16)),
        ACTIVATED,
        at(noon(17), count(14)),
        at(noon(18), count(18)),
        at(noon(19), count(19)),
    )
    assert ended(register, "activation_to_first_count") == [2 * DAY]


def test_a_count_of_a_single_mission_is_not_one_of_the_plan() -> None:
    register = given(
        continuity_plan.register("pca", "C", missions=[{"code": "pmi", "title": "P"}]),
        ACTIVATED,
        at(noon(17), count(17, mission="pmi")),
        at(noon(18), count(18, organisation="78")),
    )
    assert ended(register, "activation_to_first_count") == [2 * DAY]


def test_an_active_plan_that_was_never_counted_waits_and_a_lifted_one_does_not() -> None:
    assert running(given(PLAN, ACTIVATED), "activation_to_first_count") == [14 * DAY]
    lifted = given(PLAN, ACTIVATED, at(noon(18), continuity_plan.lift("pca")))
    assert of(lifted).activations[0].delays == {}


def test_each_activation_has_its_own_first_count() -> None:
    register = given(
        PLAN,
        ACTIVATED,
        at(noon(18), continuity_plan.lift("pca")),
        at(noon(20), continuity_plan.activate("pca", level=1)),
        at(noon(21), count(21)),
    )
    first, second = of(register).activations
    assert first.first_count is None
    assert second.delays["activation_to_first_count"].duration == DAY


# Recording


def test_entries_recorded_late_are_told_with_their_lag() -> None:
    register = given(journal.log("At once"))
    late = register.entries[1].recorded_at + HOUR - 3 * HOUR
    register.add(at(late, journal.log("Three hours before")))
    (found,) = of(register).late_entries
    assert (found.entry, found.lag) == (3, 3 * HOUR)
    assert summary(of(register), "fact_to_recording").median == 3 * HOUR


def test_of_entries_recorded_late_the_latest_are_told_and_all_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    register = given(journal.log("At once"))
    for hours in (5, 1, 9, 2, 7):
        told_at = register.entries[-1].recorded_at - hours * HOUR
        register.add(at(told_at, journal.log(f"{hours} hours before")))
    whole = of(register)
    monkeypatch.setattr(facts, "MOST_LATE", 2)
    found = of(register)
    assert [late.entry for late in found.late_entries] == [5, 7], "in their order"
    assert (found.late, found.late_untold, whole.late, whole.late_untold) == (5, 3, 5, 0)
    assert "late_untold" not in whole.model_dump()
    few, all_of_them = summary(found, "fact_to_recording"), summary(whole, "fact_to_recording")
    assert (few.ended, few.median, few.running) == (5, all_of_them.median, 0)
    assert few.worst == all_of_them.worst[:2]


# Summaries


def test_a_median_is_that_of_the_delays_that_ended() -> None:
    register = given(
        *(at(noon(10), decision.propose(f"D{n}")) for n in range(4)),
        at(noon(11), decision.adopt(1)),
        at(noon(12), decision.adopt(2)),
        at(noon(14), decision.adopt(3)),
    )
    found = summary(of(register), "proposal_to_adoption")
    assert (found.ended, found.median, found.running) == (3, 2 * DAY, 1)
    assert [long.label for long in found.worst] == ["D-4", "D-3", "D-2", "D-1"]
    assert [long.end for long in found.worst] == [None, 8, 7, 6]


def test_there_is_no_median_of_nothing() -> None:
    found = of(given(journal.log("A line")))
    assert [one.name for one in found.summaries] == list(NAMES)
    assert {(one.ended, one.median, one.running, one.worst) for one in found.summaries} == {
        (0, None, 0, ())
    }


def test_only_the_ten_longest_are_named() -> None:
    register = given(*(at(noon(1 + n), decision.propose(f"D{n}")) for n in range(12)))
    worst = summary(of(register), "proposal_to_adoption").worst
    assert [long.label for long in worst] == [f"D-{n}" for n in range(1, WORST + 1)]


def test_durations_are_seconds_in_json() -> None:
    found = of(given(PROPOSED, ADOPTED)).model_dump(mode="json")
    assert found["decisions"][0]["delays"]["proposal_to_adoption"]["duration"] == 2 * 86400
    assert found["summaries"][0]["median"] == 2 * 86400


@for_any(histories)
@hypothesis_settings(max_examples=20)
def test_every_delay_is_counted_once_and_runs_between_entries_of_the_log(
    history: History,
) -> None:
    register = told(history)
    found = of(register)
    numbers = {entry.number for entry in register.entries}
    for name in NAMES[:-1]:
        all_of_it = [t.delays[name] for t in things(found) if name in t.delays]
        counted = summary(found, name)
        assert counted.ended + counted.running == len(all_of_it)
        for delay in all_of_it:
            assert delay.start in numbers
            assert delay.end is None or delay.end in numbers
    late = [entry for entry in register.entries if entry.is_late]
    assert summary(found, "fact_to_recording").ended == len(late)


# In words


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (35 * MINUTE, "35 min"),
        (HOUR, "1 h"),
        (HOUR + 5 * MINUTE, "1 h 5 min"),
        (DAY - timedelta(seconds=1), "23 h 59 min"),
        (2 * DAY + 4 * HOUR + 59 * MINUTE, "2 d 4 h"),
        (2 * DAY + 59 * MINUTE, "2 d"),
        (400 * DAY, "400 d"),
        (-3 * HOUR, "\u22123 h"),
        (timedelta(seconds=-30), "less than a minute"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(duration: timedelta, words: str) -> None:
    assert show_duration(duration) == words


@pytest.mark.parametrize("name", NAMES)
def test_what_came_before_is_said_in_words_and_never_as_less_than_nothing(name: Name) -> None:
    said = delay_words(name, -3 * DAY)
    assert said.startswith("3 d before the ")
    assert delay_words(name, 3 * DAY) == "3 d"
