"""Which entries put at risk what a decision rests on."""

from crisis_log.slices import decision, journal, line_course
from crisis_log.slices.assumption import Assumed as Said
from crisis_log.slices.assumption import resting_on
from crisis_log.striking import strike
from crisis_log.views.dossier.assumed import Assumed
from tests.given import Given, Past, given

RESTING = resting_on(decision.record("Send all home"), [Said(line=2)])


def put_at_risk(*past: Past) -> tuple[str, ...]:
    """Return what the last entry puts at risk."""
    register: Given = given(journal.log("1,500 licences came"), RESTING, *past)
    assumed = Assumed(1)
    for entry in register.entries:
        assumed.take(entry)
    return assumed.put_at_risk_by(register.entries[-1])


def test_a_refuted_line_puts_at_risk_what_rests_on_it() -> None:
    assert put_at_risk(line_course.refute(2)) == ("H-1",)


def test_nothing_rests_on_an_assumption_whose_entry_is_struck() -> None:
    assert put_at_risk(strike(4, reason="Mistake"), line_course.refute(2)) == ()
