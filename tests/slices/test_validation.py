"""An entry is validated by others than who recorded it, each once; it is told as it stood then."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest

from crisis_log import language
from crisis_log.command import Command, Request
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Refused
from crisis_log.slices import crisis, decision, instruction, journal, line_course
from crisis_log.slices import measure as measures
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.slices.struck_entry import EntryStruck
from crisis_log.slices.validation import EntryValidated, Validation, validate
from crisis_log.state import State, decide
from crisis_log.striking import strike
from tests.given import OPENING, Past, entry_of, follow, given, hour
from tests.golden.make import EXAMPLES


def test_an_entry_is_validated_by_its_number() -> None:
    given(journal.log("Masks")).when(validate("n° 2")).then(EntryValidated(entry=2))


def test_the_opening_and_the_closing_are_entries_as_others() -> None:
    given().when(validate("n° 1")).then(EntryValidated(entry=1))
    given(crisis.close()).when(validate("n° 2")).then(EntryValidated(entry=2))


REPORT: Final = next(fact for fact in EXAMPLES if isinstance(fact, ReportIssued))
LABELLED: Final[dict[str, tuple[str, tuple[Past, ...], int]]] = {
    "a decision, where it was adopted": (
        "D-1",
        (
            decision.propose("Close"),
            decision.adopt(1),
            decision.amend(1, title="Close all", reason="x"),
        ),
        3,
    ),
    "a measure, where it was ordered": (
        "M-1",
        (measures.order("Masks"), measures.amend(1, title="Gloves", reason="x")),
        2,
    ),
    "an instruction, where it was given": (
        "C-1",
        (instruction.give("Go", to=["DRH"]), instruction.done(1)),
        2,
    ),
    "a report, where it was issued": ("R-3", (REPORT,), 2),
    "a measure, without what was struck": (
        "M-1",
        (measures.order("Masks"), measures.complete(1), strike(3, reason="x")),
        2,
    ),
}


@pytest.mark.parametrize("case", LABELLED.values(), ids=LABELLED)
def test_what_has_a_label_is_validated_where_it_began(
    case: tuple[str, tuple[Past, ...], int],
) -> None:
    label, past, number = case
    given(*past).when(validate(label)).then(EntryValidated(entry=number, about=label))


def test_what_became_of_a_thing_is_validated_by_its_number() -> None:
    given(decision.propose("Close"), decision.reject(1)).when(validate("n° 3")).then(
        EntryValidated(entry=3, about="D-1")
    )


@pytest.mark.parametrize(
    ("what", "past", "refusal"),
    [
        ("n° 9", (), "There is no entry n° 9; the last is n° 1"),
        ("D-1", (), "There is no D-1"),
        ("D-1", (decision.propose("A"),), r"D-1 was not adopted \(proposed\): give the number"),
        ("D-1", (decision.propose("A"), decision.reject(1)), r"not adopted \(rejected\)"),
        ("n° 2", (decision.record("A"), strike(2, reason="x")), "n° 2 was struck by entry n° 3"),
        ("n° 2", (journal.log("A"), strike(2, reason="x")), "n° 2 was struck by entry n° 3"),
        ("n° 3", (journal.log("A"), validate("n° 2")), "is a validation itself: validate n° 2"),
    ],
)
def test_what_is_not_there_or_tells_nothing_is_not_validated(
    what: str, past: tuple[Past, ...], refusal: str
) -> None:
    given(*past).when(validate(what)).then_refused(refusal)


def test_nothing_is_validated_before_it_was_recorded() -> None:
    known = given(journal.log("Masks")).state
    early = Request(validate("n° 2"), by="Director", occurred_at=hour(2) - timedelta(minutes=1))
    with pytest.raises(Refused, match="n° 2 was not recorded yet at that time; check “--at”"):
        decide(known, early)
    assert decide(known, Request(validate("n° 2"), by="Director", occurred_at=hour(2)))


class Desks:
    """A register on a server, which vouches for the login of who records."""

    def __init__(self, *past: tuple[Fact | Command, str, str | None]) -> None:
        self.state = State()
        for what, by, login in ((OPENING, "secretary", "s.petit"), *past):
            facts = [what] if isinstance(what, Fact) else self.asked(what, by, login)
            for fact in facts:
                made = entry_of(fact, self.state.size + 1).but(by=by, recorded_by=login)
                follow([made], self.state)

    def asked(self, command: Command, by: str, login: str | None) -> list[Fact]:
        """Return what somebody's command decides."""
        request = Request(command, by=by)
        request.login = login
        return [*decide(self.state, request)]

    def refuses(self, by: str, login: str | None, match: str) -> None:
        with pytest.raises(Refused, match=match):
            self.asked(validate("n° 2"), by, login)


LINE: Final = (journal.log("Masks"), "secretary", "s.petit")


def test_no_account_validates_what_it_recorded_whatever_name_is_typed() -> None:
    Desks(LINE).refuses("Director", "s.petit", "recorded with the account s.petit, which is yours")
    assert Desks(LINE).asked(validate("n° 2"), "Director", "c.martin")


def test_two_accounts_are_two_persons_though_both_say_the_same_function() -> None:
    assert Desks(LINE).asked(validate("n° 2"), "secretary", "c.martin")


def test_an_entry_is_validated_once_by_each_person_or_account() -> None:
    register = Desks(LINE, (validate("n° 2"), "Director", "c.martin"))
    register.refuses(
        "The Deputy", "c.martin", r"Director \(account c.martin\) validates entry n° 2"
    )
    register.refuses("DIRECTOR", "a.durand", "is recorded already, under n° 3")
    assert register.asked(validate("n° 2"), "Deputy", "a.durand") == [EntryValidated(entry=2)]


def test_each_validation_is_a_line_of_its_own() -> None:
    second = (validate("n° 2"), "Deputy", None)
    register = Desks(LINE, (validate("n° 2"), "Director", "c.martin"), second)
    found = register.state.find(Validation, 2)
    assert found
    assert [(one.entry, one.by, one.recorded_by) for one in found.validated] == [
        (3, "Director", "c.martin"),
        (4, "Deputy", None),
    ]


def test_a_validation_that_is_struck_may_be_made_again() -> None:
    register = given(journal.log("Masks"), validate("n° 2"), strike(3, reason="x"))
    assert register.state.find(Validation, 2) is None
    register.when(validate("n° 2")).then(EntryValidated(entry=2))


def test_what_was_validated_is_struck_after_its_validation_alone() -> None:
    register = given(decision.record("Close"), validate("D-1"))
    register.when(strike(2, reason="x")).then_refused("without it, n° 3 would not follow")
    register.add(strike(3, reason="x"))
    register.when(strike(2, reason="x")).then(
        EntryStruck(entry=2, subjects=("decision/1",), reason="x")
    )


def test_no_validation_holds_again_of_what_was_struck_since() -> None:
    register = given(
        decision.record("Close"), validate("D-1"), strike(3, reason="x"), strike(2, reason="x")
    )
    register.when(strike(4, reason="x")).then_refused("n° 3 would hold again, which rests on n° 2")


def test_a_line_that_was_validated_is_struck_as_any_other_and_stays_legible() -> None:
    register = given(journal.log("Masks"), validate("n° 2"))
    register.when(strike(2, reason="x")).then(line_course.LineStruck(line=2, reason="x"))


def test_it_says_what_it_validates_in_both_languages() -> None:
    fact = EntryValidated(entry=42, about="D-3")
    assert fact.sentence() == "entry n° 42 (D-3) validated"
    assert EntryValidated(entry=42).sentence() == "entry n° 42 validated"
    with language.speaking("fr"):
        assert fact.sentence() == "inscription n°\u00a042 (D-3) validée"
        assert EntryValidated(entry=42).sentence() == "inscription n°\u00a042 validée"


def test_the_login_is_in_the_bytes_of_its_entry_beside_the_name_alone() -> None:
    made: Entry = entry_of(EntryValidated(entry=2), 3)
    assert b"recorded_by" not in made.to_bytes()
    vouched = made.but(recorded_by="c.martin").to_bytes()
    assert b'"by":"secretary","recorded_by":"c.martin","request_id":' in vouched
    assert vouched.replace(b'"recorded_by":"c.martin",', b"") == made.to_bytes()
