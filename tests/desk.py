"""An exercise register in a folder, kept at instants that the test chooses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from crisis_log.command import Command, Request
from crisis_log.register import Register
from crisis_log.reports.documents import dossier, weekly
from crisis_log.reports.documents.making import AboutDecision, AboutWeek, draft
from crisis_log.slices import (
    attendance,
    cell,
    continuity_plan,
    crisis,
    decision,
    indicator,
    instruction,
    journal,
    line_course,
    measure,
    meeting,
    mission,
    report_correction,
    settings,
    staffing,
)
from crisis_log.views.dossier.report import Dossier
from crisis_log.views.weekly.report import WeeklyReport

ZONE: Final = ZoneInfo("Europe/Paris")
NOW: Final = datetime(2020, 5, 4, 6, 30, tzinfo=UTC)


def local(text: str) -> datetime:
    """Read `2020-03-16 08:00` in the register's time zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


class Desk:
    """Records at the instant it was last told."""

    def __init__(
        self,
        folder: Path,
        opened: str = "2020-03-16 08:00",
        register_id: str | None = None,
        verifier_key: str | None = None,
    ) -> None:
        self.now = local(opened)
        path = folder / "covid-19.crisis"
        opening = crisis.open_crisis(
            title="Épidémie de COVID-19",
            authority="Département d’essai",
            organisations=[("78", "Yvelines"), ("92", "Hauts-de-Seine")],
            timezone="Europe/Paris",
            exercise=True,
            verifier_key=verifier_key,
        )
        request = Request(opening, by="la secrétaire")
        Register.create(path, request, clock=lambda: self.now, register_id=register_id)
        self.register = Register.open(path, clock=lambda: self.now)

    def at(self, text: str) -> Desk:
        """Go on at that local time."""
        self.now = local(text)
        return self

    def record(
        self, command: Command, *, occurred: str | None = None, note: str | None = None
    ) -> int:
        """Record `command`; return the number of its first entry."""
        self.now += timedelta(minutes=1)
        recorded = self.register.record(
            command,
            by="la secrétaire",
            occurred_at=local(occurred) if occurred else None,
            note=note,
        )
        return recorded.entries[0].number

    def record_all(self, commands: Iterable[Command]) -> None:
        """Record many commands, a minute later and at once."""
        self.now += timedelta(minutes=1)
        self.register.record_all(Request(command, by="la secrétaire") for command in commands)

    def report(self, week: str, now: datetime = NOW) -> WeeklyReport:
        """Return the model of the report of `week`."""
        return draft(self.register, weekly.DOCUMENT, AboutWeek(week=week), now)

    def dossier(self, number: int, now: datetime = NOW) -> Dossier:
        """Return the model of the dossier of decision `number`."""
        return draft(self.register, dossier.DOCUMENT, AboutDecision(decision=number), now)


def record_a_busy_fortnight(desk: Desk) -> Desk:
    """Record two weeks in which everything happens that a report tells."""
    desk.at("2020-03-16 09:00")
    desk.record(settings.change("signatory_function", "Le directeur de crise"))
    desk.record(settings.change("distribution", "élus\ndirection générale"))
    desk.record(crisis.change_level("Alerte", reason="stade 3"))
    desk.record(
        continuity_plan.register(
            "pca",
            "Plan de continuité",
            headcount=2185,
            headcount_scope="agents mobilisés",
            levels={1: "préalerte", 2: "missions essentielles"},
            missions=[{"code": "pmi", "title": "Protection maternelle"}],
            organisations=["78", "92"],
        )
    )
    desk.record(continuity_plan.activate("pca", level=1, trigger="fermeture des écoles"))
    desk.record(staffing.count("pca", day=date(2020, 3, 16), counts=_counts(1011)))
    desk.record(decision.propose("Fermer les musées", owner="DRH"))
    desk.record(decision.adopt(1, grounds="foyers", decided_by="le président"))
    desk.record(
        measure.order("Équiper les agents", owner="DSI", due_on=date(2020, 3, 27), decision=1)
    )
    first = desk.record(
        indicator.report(1, as_of=date(2020, 3, 18), values={"licences": Decimal(1200)})
    )
    desk.record(journal.log("bilan de 120 cas"))
    desk.at("2020-03-23 09:00")
    desk.record(crisis.change_level("Crise"))
    desk.record(continuity_plan.change_level("pca", level=2, reason="confinement"))
    desk.record(mission.change("pca", "pmi", "degraded", reason="masques"))
    desk.record(
        staffing.count("pca", day=date(2020, 3, 16), counts=_counts(994)),
        note="réponses tardives",
    )
    desk.record(staffing.count("pca", day=date(2020, 3, 24), counts=_counts(980)))
    desk.record(
        report_correction.correct_report(
            1, corrects=first, as_of=date(2020, 3, 18), values={"licences": Decimal(1250)}
        )
    )
    desk.record(indicator.report(1, as_of=date(2020, 3, 24), values={"licences": Decimal(1900)}))
    desk.record(line_course.correct(12, "bilan de 210 cas", reason="chiffres inversés"))
    desk.record(journal.log("à retenir", tags=["point-clé"]))
    desk.record(line_course.strike(journal_line(desk, "erreur"), reason="doublon"))
    desk.record(decision.record("Reporter les congés"), occurred="2020-03-20 18:00")
    desk.record(decision.propose("Passer au niveau 3", owner="le directeur"))
    desk.record(decision.amend(1, reason="précision", owner="DGA", due_on=date(2020, 4, 3)))
    desk.record(measure.order("Accueil d’urgence", due_on=date(2020, 4, 10)))
    return desk


def hold_a_meeting(desk: Desk, text: str = "répartition des masques") -> int:
    """Record a meeting in which everything happens, `text` being what people say; its number."""
    director = cell.appoint("Directeur de crise", role="director", organisation="78", at=desk.now)
    desk.record(director)
    desk.record(cell.appoint(text[:40], role="logistics", at=desk.now))
    desk.record(cell.appoint("Chargée de communication", deputy=True, at=desk.now))
    desk.record(cell.appoint("DRH", at=desk.now))
    desk.record(meeting.open_meeting(agenda=("Situation", text[:200], "Divers"), place=text[:60]))
    number = desk.register.state().next_number(meeting.Meeting) - 1
    present = ("Directeur de crise", text[:40], "Préfecture")
    desk.record(attendance.attend(present, at=desk.now))
    desk.record(attendance.excuse(["Chargée de communication"], at=desk.now))
    desk.record(journal.log("avant l’ordre du jour"))
    desk.record(meeting.take_item(2))
    desk.record(journal.log(text, confidential=True, verification="unverified"))
    desk.record(attendance.attend(["DSI"], at=desk.now, is_dated=True))
    desk.record(decision.record(text[:500], owner=text[:60], due_on=date(2020, 4, 17)))
    desk.record(instruction.give(text[:500], to=["DRH"], due=desk.now + timedelta(hours=3)))
    desk.record(attendance.leave(["DSI"], at=desk.now))
    desk.record(meeting.take_item(f"Ajout : {text[:100]}"))
    desk.record(meeting.close(next_at=desk.now + timedelta(days=1), at=desk.now))
    return number


def journal_line(desk: Desk, text: str) -> int:
    """Write a line of the journal; return its number."""
    return desk.record(journal.log(text))


def _counts(on_site: int) -> dict[staffing.Modality, int]:
    return {"on_site": on_site, "remote": 1100, "sick_leave": 40}
