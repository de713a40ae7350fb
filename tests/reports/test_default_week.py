"""Without a week, the last complete one is meant."""

import pytest

from crisis_log.fact import Refused
from crisis_log.reports.documents.weekly import question
from tests.reports.desk import Desk, local


def test_the_default_is_the_last_complete_week(desk: Desk) -> None:
    assert question(desk.register, None, local("2020-04-01 10:00")).week == "2020-W13"


def test_there_is_no_default_in_the_week_of_the_opening(desk: Desk) -> None:
    with pytest.raises(Refused, match="ask for the present one with its name, 2020-W12"):
        question(desk.register, None, local("2020-03-18 10:00"))
