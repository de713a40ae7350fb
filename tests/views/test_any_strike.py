"""Every view can be told of a register in which anything was struck, at any time."""

from __future__ import annotations

from hypothesis import given as for_any
from hypothesis.strategies import integers

from crisis_log.account import HeldInMemory
from crisis_log.slices.decision import Decision
from crisis_log.views.after_action.report import after_action
from crisis_log.views.decisions_record import decisions_record
from crisis_log.views.document import Edition
from crisis_log.views.dossier.report import dossier
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.open_points import open_points
from crisis_log.views.point import point
from crisis_log.views.register_log import complete_register
from crisis_log.views.situation_report.report import situation_report
from crisis_log.views.weekly.report import weekly
from tests.given import START, hour
from tests.histories import History, struck_histories, told

WEEK = IsoWeek.of(START.date())


@for_any(struck_histories, integers(2, 60))
def test_every_view_tells_any_register_with_strikes(history: History, cut: int) -> None:
    register = told(history)
    account, entries, now = HeldInMemory(register.entries), register.entries, hour(80)
    edition = Edition(issued_at=now)
    for cut_off in (hour(cut), now):
        situation_report(account, edition, cut_off)
        decisions_record(account, edition, cut_off)
        complete_register(entries, edition, cut_off)
        after_action(account, edition, cut_off)
        open_points(account, cut_off)
        point(account, cut_off)
    for week in (WEEK, WEEK.plus(1)):
        if week.monday <= now.date():
            weekly(account, week, edition)
    for one in register.state.members(Decision):
        about = [account.entry(number) for number in account.about(Decision.named(one.number))]
        dossier(one.number, about, account.entries(), edition)
