"""Write the golden files that are missing: `python -m tests.golden.make`."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Final

from crisis_log.entry import Attachment, Entry
from crisis_log.fact import KINDS, Fact
from crisis_log.slices import (
    assumption,
    attendance,
    briefing,
    cell,
    checkpoint,
    crisis,
    decision,
    decision_course,
    decision_revival,
    distribution,
    exchange,
    expected_report,
    handover,
    indicator,
    instruction,
    issued_report,
    journal,
    line_course,
    location,
    measure,
    meeting,
    mission,
    objective,
    pad,
    report_correction,
    request,
    seal,
    settings,
    site,
    staffing,
    struck_entry,
    validation,
)
from crisis_log.slices import continuity_plan as plans

FOLDER: Final = Path(__file__).parent
_DAY: Final = date(2020, 3, 18)
_LATER: Final = date(2020, 3, 31)
_AT_SIX: Final = datetime(2020, 3, 31, 18, tzinfo=timezone(timedelta(hours=2)))
_NOON: Final = datetime(2020, 3, 18, 12, tzinfo=UTC)
_REASON: Final = "Note de la direction générale du 17 mars : « dès ce soir »"
_ORGANISATIONS: Final = ("78", "92")
_DIGEST: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_ATTACHED: Final = (
    Attachment(
        name="Arrêté d’ouverture.pdf",
        media_type="application/pdf",
        size=20_480,
        sha256=_DIGEST,
    ),
)

EXAMPLES: Final[tuple[Fact, ...]] = (
    crisis.CrisisOpened(
        title="Épidémie de COVID-19",
        authority="Établissement public interdépartemental Yvelines Hauts-de-Seine",
        organisations=(
            crisis.Organisation(code="78", name="Département des Yvelines"),
            crisis.Organisation(code="92", name="Département des Hauts-de-Seine"),
        ),
        timezone="Europe/Paris",
        exercise=True,
        verifier_key="crisis-log/covid-19-0badcafe+6ba3b8a5+ATAKfbEIRUlGYzSTOuZPgAUOOLgNBT2QX2G9",
    ),
    crisis.LevelChanged(level="Alerte n° 3", reason=_REASON),
    crisis.OrganisationJoined(
        organisation=crisis.Organisation(code="SDIS-78", name="Service d’incendie et de secours")
    ),
    crisis.CrisisClosed(reason=_REASON),
    crisis.CrisisReopened(reason=_REASON),
    issued_report.ReportIssued(
        number=3,
        name="weekly",
        status="corrective",
        question={"week": "2020-W12"},
        reference="COVID-19 / R-3",
        language="fr",
        issued_at=_NOON,
        cut_off=_NOON,
        first_entry=12,
        known_upto=41,
        position=41,
        rectifies=2,
        replaces=(1,),
        reason=_REASON,
        checkpoint="crisis-log/covid-19-0badcafe\n41\nsFodV/vSp5O8\n\n— crisis-log/covid AAAA\n",
        extends=(12, 40),
        sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        size=204_800,
        made_with="crisis-log 0.1.0, WeasyPrint 70.0, pikepdf 10.18.0",
        templates="60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    ),
    settings.SettingChanged(key="signatory_function", value="Directrice générale des services"),
    journal.LineLogged(
        text='Le <b>pont</b> & la gare sont fermés 🏥\nمستشفى "Necker" \\ 50 %',
        line_kind="communication",
        source="Préfecture",
        channel="téléphone",
        verification="unverified",
        tags=("accès", "78"),
        answers=(7, 12),
        confidential=True,
        expected=(2, 3),
    ),
    pad.PadPrinted(number=1, sheets=20, rows=12, made_at=_NOON, language="fr", sha256=_DIGEST),
    pad.SheetsSpoiled(number=1, sheets=(4, 7), reason=_REASON),
    pad.LineTranscribed(
        text="Le pont est fermé « dans les deux sens »",
        line_kind="communication",
        source="Préfecture",
        channel="téléphone",
        verification="unverified",
        tags=("accès", "78"),
        answers=(7, 12),
        confidential=True,
        expected=(2, 3),
        paper=pad.Paper(pad=1, sheet=3, row=2, written_by="Secrétaire de nuit", to="SDIS"),
    ),
    line_course.LineVerified(line=12, source="Préfecture (cabinet)", reason=_REASON),
    line_course.LineRefuted(line=12, source="Préfecture (cabinet)", reason=_REASON),
    line_course.LineCorrected(
        line=12,
        changes={
            "text": "Le pont est rouvert",
            "source": None,
            "tags": ["accès", "78"],
            "line_kind": "situation",
            "occurred_at": "2020-03-18T11:00:00Z",
        },
        reason=_REASON,
    ),
    line_course.LineDuplicated(line=12, duplicate_of=9, reason=_REASON),
    line_course.LineStruck(line=12, reason=_REASON),
    decision.DecisionProposed(
        number=3,
        title="Fermer les collèges",
        decided_by="Le président du Conseil départemental",
        situation="Trois cas confirmés",
        options=("Fermer", "Attendre"),
        grounds="Contagion",
        legal_basis=("Code de la santé publique, art. L. 3131-1",),
        consulted="ARS Île-de-France",
        dissent="Aucun",
        owner="Direction de l’éducation",
        due_on=_AT_SIX,
        review_on=_LATER,
        organisations=_ORGANISATIONS,
        act="deliberation",
        act_number="2020-CD-12",
        answers=(7, 12),
    ),
    decision.DecisionAdopted(
        number=3,
        title="Fermer les collèges",
        decided_by="Le président du Conseil départemental",
        situation="Trois cas confirmés",
        options=("Fermer", "Attendre"),
        grounds="Contagion",
        legal_basis=("Code de la santé publique, art. L. 3131-1", "Arrêté du 14 mars 2020"),
        consulted="ARS Île-de-France",
        dissent="Aucun",
        owner="Direction de l’éducation",
        due_on=_AT_SIX,
        review_on=_LATER,
        organisations=_ORGANISATIONS,
        act="order",
        act_number="AD 2020-72",
        effective_at=_NOON,
        answers=(7, 12),
    ),
    decision.DecisionRejected(number=3, reason=_REASON),
    decision_course.DecisionSuspended(number=3, reason=_REASON, effective_at=_NOON),
    decision_course.DecisionResumed(number=3, reason=_REASON, effective_at=_NOON),
    decision_course.DecisionImplemented(number=3, reason=_REASON),
    decision_course.DecisionRepealed(number=3, reason=_REASON, effective_at=_NOON),
    decision_course.DecisionWithdrawn(number=3, reason=_REASON),
    decision_course.DecisionSuperseded(number=3, by_decision=7, effective_at=_NOON),
    decision_revival.DecisionRevived(number=3, withdrawn=7, reason=_REASON),
    decision.DecisionAmended(
        number=3,
        changes={
            "due_on": "2020-03-31T18:00:00+02:00",
            "options": ["Fermer", "Attendre"],
            "owner": None,
        },
        reason=_REASON,
    ),
    measure.MeasureOrdered(
        number=2,
        title="Déployer les licences Teams",
        category="outils de travail",
        organisations=_ORGANISATIONS,
        sites=("mantes",),
        owner="DSI",
        start_on=_DAY,
        due_on=_LATER,
        review_on=_AT_SIX,
        indicators=(
            measure.Indicator(
                name="licences déployées", unit="licences", target=Decimal(2000), scope="agents"
            ),
        ),
        decision=3,
        answers=(7, 12),
    ),
    instruction.InstructionGiven(
        number=2,
        text="Livrer 200 masques au foyer",
        to="Chef de la cellule logistique",
        due=_AT_SIX,
        about=("D-3", "n° 12"),
    ),
    instruction.InstructionAcknowledged(number=2, function="Adjoint de la logistique"),
    instruction.InstructionDone(number=2, text="Livrés à 17 h 40"),
    instruction.InstructionCancelled(number=2, reason=_REASON),
    objective.ObjectiveSet(
        number=2, title="Maintenir l’accueil des enfants", owner="DGA", due_on=_LATER
    ),
    objective.ObjectiveMet(number=2, reason=_REASON),
    objective.ObjectiveDropped(number=2, reason=_REASON),
    assumption.AssumptionMade(
        number=4,
        decision=3,
        title="Les licences VPN suffisent",
        line=12,
        tripwire=assumption.Tripwire(
            indicator="licences déployées", at_least=Decimal("1500.50"), at_most=Decimal("2E+3")
        ),
    ),
    assumption.AssumptionDropped(number=4, decision=3, reason=_REASON),
    expected_report.ReportExpected(
        number=2, text="Nombre de lits libres", source="ARS Île-de-France", due=_AT_SIX
    ),
    expected_report.ReportDropped(number=2, reason=_REASON),
    distribution.Distributed(
        topic="R-3", to=("Préfecture des Yvelines", "Directrice de crise"), channel="courriel"
    ),
    distribution.Acknowledged(topic="n° 12", function="Préfecture des Yvelines"),
    request.RequestClosed(request=12, reason=_REASON),
    indicator.MeasureReported(
        number=2,
        as_of=_AT_SIX,
        progress=60,
        values={"licences déployées": Decimal("1200.50"), "appels": Decimal("1E+3")},
        text="En avance",
    ),
    report_correction.ReportCorrected(
        number=2,
        corrects=57,
        as_of=_AT_SIX,
        progress=55,
        values={"licences déployées": Decimal("1120.5")},
        text="Compté deux fois",
    ),
    measure.MeasureExtended(number=2, due_on=_AT_SIX, reason=_REASON),
    measure.MeasureCompleted(number=2, reason=_REASON),
    measure.MeasureLifted(number=2, reason=_REASON),
    measure.MeasureReopened(number=2, due_on=_AT_SIX, reason=_REASON),
    measure.MeasureAmended(
        number=2,
        changes={
            "indicators": [
                {"name": "licences", "unit": None, "target": "2000", "scope": None},
            ],
            "title": "Déployer Teams",
        },
        reason=_REASON,
    ),
    plans.PlanRegistered(
        code="pca",
        title="Plan de continuité d’activité",
        objectives=("Protéger les agents", "Maintenir les missions essentielles"),
        organisations=_ORGANISATIONS,
        levels={1: "Vigilance", 2: "Missions essentielles"},
        missions=(
            plans.Mission(code="enfance", title="Protection de l’enfance", sites=("mantes",)),
            plans.Mission(code="culture", title="Musées", essential=False),
        ),
        headcount=2185,
        headcount_scope="agents des deux Départements mobilisés dans les PCA",
    ),
    plans.PlanActivated(
        code="pca", level=2, trigger="Stade 3", act="AD 2020-71", effective_at=_NOON
    ),
    plans.PlanLevelChanged(code="pca", level=1, reason=_REASON, effective_at=_NOON),
    plans.PlanLifted(code="pca", reason=_REASON, effective_at=_NOON),
    site.SiteAdded(code="mantes", name="Mantes-la-Jolie", organisation="78"),
    mission.MissionDegraded(code="pca", mission="enfance", site="mantes", reason=_REASON),
    mission.MissionSuspended(code="pca", mission="enfance", site="mantes", reason=_REASON),
    mission.MissionRestored(code="pca", mission="enfance", site="mantes", reason=_REASON),
    staffing.StaffingCounted(
        code="pca",
        day=_DAY,
        counts={
            "on_site": 1000,
            "rotation": 200,
            "remote": 900,
            "reserve": 50,
            "special_leave": 20,
            "sick_leave": 10,
            "other_absence": 5,
        },
        mission="enfance",
        organisation="78",
        site="mantes",
        reason="Relevé du soir",
    ),
    staffing.StaffingCorrected(
        code="pca",
        day=_DAY,
        counts={"on_site": 1001, "remote": 1184},
        mission="enfance",
        organisation="78",
        site="mantes",
        reason=_REASON,
    ),
    briefing.BriefingScheduled(
        at=datetime(2020, 3, 19, 9, 30, tzinfo=timezone(timedelta(hours=1))),
        place="Salle de crise, 2, place André-Mignot",
    ),
    briefing.RhythmSet(
        every_minutes=240, times=("08:00", "18:30"), place="Salle de crise, 2, place André-Mignot"
    ),
    briefing.RhythmEnded(reason=_REASON),
    briefing.BriefingHeld(level="Alerte", level_holds=True, set_aside="Fermer les crèches"),
    handover.WatchHandedOver(
        number=3,
        from_function="Chef de veille de nuit",
        to_function="Chef de veille de jour",
        position=41,
    ),
    handover.WatchAccepted(number=3, taken_by="Chef de veille de jour"),
    meeting.MeetingOpened(
        number=3,
        agenda=("Point de situation", "Masques : répartition"),
        place="Salle de crise, 2, place André-Mignot",
    ),
    attendance.MeetingAttended(number=3, who=("Directeur de crise", "DSI"), from_opening=True),
    attendance.MeetingExcused(number=3, who=("Directrice de la communication",)),
    attendance.MeetingLeft(number=3, who=("DSI",)),
    meeting.ItemTaken(number=3, item=2, title="Masques : répartition"),
    meeting.MeetingClosed(
        number=3, next_at=datetime(2020, 3, 19, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    ),
    cell.MemberAppointed(
        function="Directrice de la communication",
        role="communication",
        organisation="78",
        deputy=True,
    ),
    cell.MemberRelieved(function="Directrice de la communication", reason=_REASON),
    seal.KeyRotated(
        verifier_key="crisis-log/covid-19-0badcafe+0f5cdd1e+AVFZbEIRUlGYzSTOuZPgAUOOLgNBT2QX2G9",
        reason=_REASON,
        statement="crisis-log/covid-19-0badcafe\nkey rotation\n-\nnext\n\n— next c2lnbmVk\n",
    ),
    seal.KeyAdded(
        verifier_key="crisis-log/covid-19-0badcafe+0f5cdd1e+AVFZbEIRUlGYzSTOuZPgAUOOLgNBT2QX2G9",
        holder="Préfecture des Yvelines, cabinet",
        reason=_REASON,
        statement="crisis-log/covid-19-0badcafe\nkey addition\nnew\nholder\ngood\n\n— new c2ln\n",
    ),
    seal.KeyWithdrawn(
        verifier_key="crisis-log/covid-19-0badcafe+0f5cdd1e+AVFZbEIRUlGYzSTOuZPgAUOOLgNBT2QX2G9",
        reason=_REASON,
        statement="crisis-log/covid-19-0badcafe\nkey withdrawal\nlost\n\n— good c2lnbmVk\n",
    ),
    seal.ClockAnomalyNoted(clock=_NOON, last_recorded_at=datetime(2020, 3, 18, 13, tzinfo=UTC)),
    checkpoint.CheckpointGiven(position=41, sha256=_DIGEST, carrier="weekly/2020-W12"),
    checkpoint.CheckpointTimestamped(
        position=41, sha256=_DIGEST, reply_sha256=_DIGEST[::-1], stamped_at=_NOON
    ),
    exchange.RegisterExported(
        what="decisions",
        format="xlsx",
        first_entry=12,
        last_entry=41,
        rows=7,
        sha256=_DIGEST,
        without_confidential=True,
    ),
    exchange.FileImported(
        file="main-courante.xlsx",
        sha256=_DIGEST,
        size=18_204,
        first_entry=12,
        last_entry=41,
        read=34,
        recorded=30,
        known=3,
        refused=1,
        rules='skip 3\ncolumn "Heure" is time\n',
        kept=True,
    ),
    location.RegisterMoved(moved_to="service=crise register=covid-19"),
    location.RegisterTakenUp(came_from="/srv/registres/covid-19.crisis"),
    location.RegisterStayed(),
    struck_entry.EntryStruck(
        entry=21, subjects=("decision/3", "decision/7", "journal/12"), reason=_REASON
    ),
    validation.EntryValidated(entry=42, about="D-3"),
    plans.PlanAmended(
        code="pca",
        changes={"headcount": 2185, "levels": {"1": "Vigilance", "2": "Alerte"}},
        reason=_REASON,
    ),
)
"""One fact of every kind, with as much in it as it can hold."""


def path_of(kind: str) -> Path:
    """Return where the golden file of `kind` lies."""
    return FOLDER / f"{kind}.json"


def without_golden_file() -> list[str]:
    """Return the kinds that this version can write and that no golden file holds."""
    return [kind for kind in KINDS if not path_of(kind).exists()]


def entry_of(fact: Fact) -> Entry:
    """Return the entry that holds `fact` in its golden file."""
    return Entry(
        register_id="covid-19-0badcafe",
        number=42,
        kind=fact.kind,
        recorded_at=datetime(2020, 3, 18, 17, 30, 15, 250_001, tzinfo=UTC),
        occurred_at=datetime(2020, 3, 17, 22, 5, tzinfo=UTC),
        by="Secrétaire de la cellule",
        recorded_by="c.martin" if isinstance(fact, validation.EntryValidated) else None,
        request_id="15fd4f3b2c6a80001f2e3d4c5b6a7988",
        note="Saisi au retour de la réunion",
        attachments=_ATTACHED if isinstance(fact, crisis.CrisisOpened) else (),
        fact=fact,
    )


def make_missing() -> list[Path]:
    """Write the golden files of the examples that have none; return them."""
    missing = [fact for fact in EXAMPLES if not path_of(fact.kind).exists()]
    for fact in missing:
        with path_of(fact.kind).open("xb") as file:
            file.write(entry_of(fact).to_bytes())
    return [path_of(fact.kind) for fact in missing]


if __name__ == "__main__":
    for made in make_missing():
        print(made.name)  # noqa: T201 - the answer to who ran it
