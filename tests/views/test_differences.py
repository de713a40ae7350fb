"""What changed is told in its smallest parts, each once; what did not change is not told."""

from typing import Any

import pytest
from hypothesis import given as for_any

from crisis_log.state import State
from crisis_log.views.changes import Change
from crisis_log.views.differences import Difference, differences
from crisis_log.views.reading import steps
from tests.histories import History, histories, told

VIGILANCE = {"status": "Vigilance", "since": "2020-03-02T09:05:00Z", "entry": 8}
ALERT = {"status": "Alert", "since": "2020-03-12T21:30:00Z", "entry": 37}
LAPTOPS = {"name": "laptops", "unit": "pieces", "target": "600"}


def found(field: str, before: Any, after: Any) -> list[tuple[Any, ...]]:
    """Return the path of each difference between two values, and these, without their dates."""
    change = Change(subject="thing/1", field=field, before=before, after=after)
    return [(*one.path, one.before, one.after) for one in differences([change])]


@for_any(histories)
def test_every_field_that_a_step_changes_is_told_and_says_something_new(history: History) -> None:
    for step in steps(told(history).entries, State()):
        changes = step.changes()
        for subject in {change.subject for change in changes}:
            of_it = [change for change in changes if change.subject == subject]
            fields = {one.path[0] for one in differences(of_it)}
            silent = {"replaced", "preceding", "earlier", "phases", "levels"} | (
                {"status"} if any(change.field == "phases" for change in of_it) else set()
            )
            assert {change.field for change in of_it} - silent <= fields
            assert all(one.before != one.after for one in differences(of_it))


@pytest.mark.parametrize(
    ("field", "before", "after", "expected"),
    [
        ("owner", None, "HR", [("owner", None, "HR")]),
        ("owner", "HR", None, [("owner", "HR", None)]),
        ("options", ["Wait"], ["Wait", "Close"], [("options", None, "Close")]),
        ("options", ["Wait", "Close"], ["Close"], [("options", "Wait", None)]),
        (
            "options",
            None,
            ["Wait", "Close"],
            [("options", None, "Wait"), ("options", None, "Close")],
        ),
        ("levels", [VIGILANCE], [VIGILANCE, ALERT], [("level", "Vigilance", "Alert")]),
        ("levels", [VIGILANCE, ALERT], [VIGILANCE], [("level", "Alert", "Vigilance")]),
        ("phases", None, [VIGILANCE], [("status", None, "Vigilance")]),
        ("phases", [VIGILANCE], None, [("status", "Vigilance", None)]),
        (
            "indicators",
            [LAPTOPS],
            [LAPTOPS | {"target": "800"}],
            [("indicators", "laptops", "target", "600", "800")],
        ),
        (
            "latest",
            {"laptops": {"value": "40", "as_of": "2020-03-17", "entry": 9}},
            {"laptops": {"value": "90", "as_of": "2020-03-18", "entry": 12}},
            [("latest", "laptops", "40", "90")],
        ),
        (
            "values",
            {"place": {"value": "Nanterre", "entry": 2}},
            {"place": {"value": "Nanterre", "entry": 2}, "logo": {"value": "x", "entry": 3}},
            [("values", "logo", None, "x")],
        ),
        (
            "presences",
            [{"function": "DC", "status": "present", "since": "2020-03-12T09:00:00Z", "entry": 3}],
            [
                {
                    "function": "DC",
                    "status": "present",
                    "since": "2020-03-12T09:00:00Z",
                    "entry": 3,
                },
                {
                    "function": "HR",
                    "status": "excused",
                    "since": "2020-03-12T09:05:00Z",
                    "entry": 4,
                },
            ],
            [("presences", None, {"function": "HR", "status": "excused"})],
        ),
        (
            "counts",
            [{"mission": "pmi", "agents": {"on_site": 10, "remote": 5}, "entry": 4}],
            [{"mission": "pmi", "agents": {"on_site": 12, "remote": 5}, "entry": 6}],
            [("counts", "pmi", "on_site", 10, 12)],
        ),
    ],
)
def test_a_value_with_parts_is_told_by_those_that_changed(
    field: str, before: Any, after: Any, expected: list[tuple[Any, ...]]
) -> None:
    assert found(field, before, after) == expected


def test_a_phase_tells_since_when_and_which_entry_says_so() -> None:
    change = Change(subject="crisis", field="levels", before=[VIGILANCE], after=[VIGILANCE, ALERT])
    (told,) = differences([change])
    assert told == Difference(
        ("level",), "status", "Vigilance", "Alert", "changed", "2020-03-12T21:30:00Z", 37
    )


def test_a_phase_that_begins_anew_is_told_though_it_is_the_same() -> None:
    again = VIGILANCE | {"since": "2020-03-14T08:00:00Z", "entry": 50}
    assert found("levels", [VIGILANCE], [VIGILANCE, again]) == [("level", None, "Vigilance")]


def test_a_status_is_told_once_with_its_phase() -> None:
    changes = [
        Change(subject="decision/1", field="status", before="a", after="Alert"),
        Change(subject="decision/1", field="phases", before=[VIGILANCE], after=[VIGILANCE, ALERT]),
    ]
    assert [one.path for one in differences(changes)] == [("status",)]


def test_what_only_remembers_the_past_is_not_told() -> None:
    assert found("earlier", None, [{"text": "A", "replaced_by": 3, "reason": "R"}]) == []


def test_the_last_figure_of_a_day_that_is_so_no_more_is_not_told_again() -> None:
    noon = {"value": "1", "as_of": "2020-03-18", "entry": 3}
    six = {"value": "2", "as_of": "2020-03-18", "entry": 4}
    late = noon | {"value": "2", "entry": 5}
    corrected = noon | {"value": "3", "entry": 6, "corrects": 3}

    def told(before: tuple[Any, ...], after: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        changes = [
            Change(
                subject="figures/1:2020-03-18",
                field=field,
                before={"beds": old} if old else {},
                after={"beds": new} if new else {},
            )
            for field, old, new in zip(("figures", "preceding"), before, after, strict=True)
        ]
        return [(*one.path, one.before, one.after) for one in differences(changes)]

    assert told((noon, []), (six, [noon])) == [("figures", "beds", "1", "2")]
    assert told((six, [noon]), (noon, [])) == [("figures", "beds", "2", "1")]
    assert told((six, [noon]), (six, [corrected])) == [("preceding", "beds", "1", "3")]
    assert told((six, []), (six, [late])) == [("preceding", "beds", None, {"value": "2"})]
