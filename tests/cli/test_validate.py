"""An entry is validated on the command line, and whoever asks is told by whom and when."""

import pytest

from tests.cli.case import LINE, RECORDED
from tests.cli.running import CommandLine, installed, size
from tests.reports.documents.test_authors import vouching

VALIDATED = "validate D-1 --by Director"


def test_it_echoes_what_was_understood(desk: CommandLine) -> None:
    answer = desk.given(RECORDED).typed("validate d1 --by Director --note 'At the briefing'")
    answer.done(
        r"n° 3 · entry n° 2 \(D-1\) validated.*\n  “D-1 adopted: Remote work” · note: At the"
    )


def test_who_validated_it_is_told_where_it_is_told(drill: CommandLine) -> None:
    drill.at("2020-03-18 14:00").given(RECORDED)
    later = drill.at("2020-03-18 15:00").given(VALIDATED)
    told = r"validated by Director on 2020-03-18 15:00 \(n° 3\)"
    for line in ("show 2", "decision show D-1", "timeline", "audit dossier D-1"):
        later.typed(line).done(told)
    (one,) = later.document("show 2")["validations"]
    assert one == {
        "entry": 3,
        "occurred_at": "2020-03-18T14:00:00Z",
        "by": "Director",
        "validates": 2,
        "corrected_by": [],
    }
    assert later.document("decision show D-1")["validations"] == [one]
    assert later.document("audit dossier D-1")["validations"] == [one]
    assert later.document("show 3")["fact"] == {"entry": 2, "about": "D-1"}


def test_what_corrected_it_since_is_told_with_the_validation(drill: CommandLine) -> None:
    drill.at("2020-03-18 14:00").given(RECORDED)
    drill.at("2020-03-18 15:00").given(VALIDATED)
    later = drill.at("2020-03-18 16:00")
    later.given("decision amend D-1 --title 'Remote work for all' --reason Clearer --yes")
    for line in ("show 2", "decision show D-1", "timeline"):
        later.typed(line).done(r"\(n° 3\), before its correction: n° 4")
    assert later.document("show 2")["validations"][0]["corrected_by"] == [4]


def test_of_what_nobody_validated_nothing_is_said(desk: CommandLine) -> None:
    desk.given(RECORDED)
    for line in ("show 2", "decision show D-1", "timeline", "state", "audit dossier D-1"):
        assert "validat" not in desk.typed(line).done().out
    assert desk.document("decision show D-1")["validations"] == []
    assert "validations" not in desk.document("show 2")


def test_a_request_that_is_repeated_validates_once(desk: CommandLine) -> None:
    desk.given(LINE, "validate 2 --by Director --request-id v1")
    desk.typed("validate 2 --by Director --request-id v1").done("already recorded")
    assert size() == 3


def test_it_is_typed_in_french(desk: CommandLine) -> None:
    desk.given(LINE)
    told = installed("--lang", "fr", "valider", "2", "--par", "Directrice").done("n°.2 validée").out
    assert told.startswith("n°\u00a03 · inscription n°\u00a02 validée")
    installed("--lang", "fr", "montrer", "2").done(r"validée par Directrice le .* \(n°.3\)")


def test_the_account_is_told_beside_the_name(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    vouching(monkeypatch, "s.petit")
    desk.given("log 'A case' --kind request", RECORDED)
    for line in ("show 2", "timeline", "audit dossier D-1", "search petit"):
        desk.typed(line).done(r"the secretary \(account s.petit\)")
    assert desk.document("show 2")["recorded_by"] == "s.petit"
    assert [one["number"] for one in desk.document("timeline --by petit")] == [2, 3]
    assert [one["number"] for one in desk.document("search s.petit")] == [2, 3]
    installed("--lang", "fr", "show", "2").done(r"the secretary \(compte s.petit\)")


def test_nobody_validates_with_the_account_that_recorded(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    vouching(monkeypatch, "s.petit")
    desk.given(RECORDED).typed(VALIDATED).failed(1, "with the account s.petit, which is yours")
    vouching(monkeypatch, "c.martin")
    desk.given(VALIDATED).typed("show 2").done(r"validated by Director \(account c.martin\) on")


def test_who_says_to_be_the_author_is_asked_where_no_account_tells(desk: CommandLine) -> None:
    desk.given(LINE).typed("validate 2").failed(2, "recorded by “the secretary”, too.*add --yes")
    assert size() == 2
