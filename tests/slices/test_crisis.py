import pytest

from crisis_log.command import Command
from crisis_log.slices import continuity_plan as plans
from crisis_log.slices import (
    crisis,
    decision,
    decision_course,
    indicator,
    journal,
    line_course,
    measure,
    settings,
    staffing,
)
from crisis_log.slices.crisis import (
    Crisis,
    CrisisClosed,
    CrisisOpened,
    CrisisReopened,
    LevelChanged,
    Organisation,
    OrganisationJoined,
)
from tests.dates import MARCH_18
from tests.given import OPENING, Given, given, hour, nothing_given


def opening(
    title: str = "Flood",
    authority: str = "Prefecture",
    organisations: tuple[tuple[str, str], ...] = (("78", "Yvelines"),),
    timezone: str = "Europe/Paris",
) -> Command:
    return crisis.open_crisis(
        title=title, authority=authority, organisations=organisations, timezone=timezone
    )


def test_a_register_begins_with_its_opening() -> None:
    nothing_given().when(opening()).then(
        CrisisOpened(
            title="Flood",
            authority="Prefecture",
            organisations=(Organisation(code="78", name="Yvelines"),),
            timezone="Europe/Paris",
            exercise=False,
        )
    )


@pytest.mark.parametrize(
    "command",
    [
        journal.log("too early"),
        decision.record("too early"),
        crisis.change_level("Alerte"),
        crisis.close(),
        settings.change("place", "Versailles"),
    ],
)
def test_nothing_is_recorded_before_the_opening(command: Command) -> None:
    nothing_given().when(command).then_refused("not been opened")


def test_a_register_is_opened_once() -> None:
    given().when(opening()).then_refused("already open")


@pytest.mark.parametrize("other_code", ["78", " 78 "])
def test_two_organisations_cannot_have_the_same_code(other_code: str) -> None:
    nothing_given().when(
        opening(organisations=(("78", "Yvelines"), (other_code, "Others")))
    ).then_refused("same code")


def test_a_code_with_a_space_is_refused() -> None:
    nothing_given().when(opening(organisations=(("7 8", "Yvelines"),))).then_refused("short code")


@pytest.mark.parametrize("timezone", ["Nowhere/Land", "../passwd", "+01:00"])
def test_an_unknown_time_zone_is_refused(timezone: str) -> None:
    nothing_given().when(opening(timezone=timezone)).then_refused("time zone")


def test_an_opening_without_title_is_refused() -> None:
    nothing_given().when(opening(title="  ")).then_refused("title: some text is needed")


def test_the_level_changes_and_the_earlier_levels_stay() -> None:
    state = given(
        crisis.change_level("Vigilance"), crisis.change_level("Alerte", reason="Stage 3")
    ).get(Crisis, "crisis")
    assert [(level.status, level.since, level.entry) for level in state.levels] == [
        ("Vigilance", hour(2), 2),
        ("Alerte", hour(3), 3),
    ]


def test_a_level_change_says_why() -> None:
    given().when(crisis.change_level("Alerte", reason="Stage 3")).then(
        LevelChanged(level="Alerte", reason="Stage 3")
    )


@pytest.mark.parametrize("level", ["Alerte", " Alerte "])
def test_the_level_in_force_cannot_be_reached_again(level: str) -> None:
    given(crisis.change_level("Alerte")).when(crisis.change_level(level)).then_refused(
        "already at the level"
    )


def test_an_earlier_level_can_come_back() -> None:
    given(crisis.change_level("Alerte"), crisis.change_level("Crise")).when(
        crisis.change_level("Alerte")
    ).then(LevelChanged(level="Alerte"))


def test_an_organisation_joins() -> None:
    joined = given().when(crisis.join_organisation("95", "Val-d'Oise"))
    joined.then(OrganisationJoined(organisation=Organisation(code="95", name="Val-d'Oise")))
    assert given(*joined.facts).get(Crisis, "crisis").codes == ("78", "92", "95")


@pytest.mark.parametrize("code", ["78", " 78"])
def test_an_organisation_joins_once(code: str) -> None:
    given().when(crisis.join_organisation(code, "Yvelines")).then_refused("already in the register")


def test_a_crisis_is_closed_and_reopened() -> None:
    given().when(crisis.close(reason="End")).then(CrisisClosed(reason="End"))
    given(CrisisClosed()).when(crisis.reopen(reason="Second wave")).then(
        CrisisReopened(reason="Second wave")
    )
    assert given(CrisisClosed()).get(Crisis, "crisis").status == "closed"
    assert given(CrisisClosed(), CrisisReopened()).get(Crisis, "crisis").status == "open"


def test_a_closed_crisis_is_not_closed_again() -> None:
    given(CrisisClosed()).when(crisis.close()).then_refused("already closed")


def test_an_open_crisis_is_not_reopened() -> None:
    given().when(crisis.reopen()).then_refused("not closed")


PAST = (
    journal.log("A line"),
    decision.record("A decision"),
    measure.order("A measure"),
    plans.register("pca", "A plan"),
    staffing.count("pca", day=MARCH_18, counts={"on_site": 10}),
)


@pytest.mark.parametrize(
    "command",
    [
        journal.log("late"),
        line_course.verify(2),
        decision.record("late"),
        decision_course.repeal(1),
        measure.order("late"),
        indicator.report(1, as_of=MARCH_18, progress=100),
        measure.complete(1),
        plans.activate("pca", level=1),
        staffing.count("pca", day=MARCH_18, counts={"on_site": 9}, organisation="78"),
        crisis.change_level("late"),
        crisis.join_organisation("95", "late"),
        settings.change("place", "Versailles"),
    ],
)
def test_a_closed_crisis_takes_nothing_new(command: Command) -> None:
    open_crisis, closed_crisis = given(*PAST), given(*PAST, CrisisClosed())
    assert open_crisis.when(command).refusal is None
    closed_crisis.when(command).then_refused("closed: only a correction")


@pytest.mark.parametrize(
    "command",
    [
        line_course.correct(2, "The right line", reason="Typing error"),
        line_course.strike(2, reason="Wrong register"),
        decision.amend(1, reason="Forgotten", owner="DRH"),
        measure.amend(1, reason="Forgotten", owner="DSI"),
        plans.amend("pca", reason="Recounted", headcount=2185),
        staffing.count("pca", day=MARCH_18, counts={"on_site": 9}),
        crisis.reopen(),
    ],
)
def test_a_closed_crisis_takes_corrections_and_its_reopening(command: Command) -> None:
    outcome = given(*PAST, CrisisClosed()).when(command)
    assert outcome.refusal is None
    assert len(outcome.facts) == 1


def test_a_reopened_crisis_takes_entries_again() -> None:
    outcome = given(*PAST, CrisisClosed(), CrisisReopened()).when(journal.log("again"))
    assert outcome.refusal is None


def test_facts_before_the_opening_are_an_error_of_the_log() -> None:
    with pytest.raises(ValueError, match="n° 1 does not follow from those before it"):
        Given(LevelChanged(level="Alerte"))


def test_the_crisis_knows_its_time_zone_and_when_it_was_opened() -> None:
    state = given().get(Crisis, "crisis")
    assert str(state.zone) == OPENING.timezone
    assert state.opened_at == hour(1)
