"""Registers to measure on: a crisis as it is kept, of any length.

The plan, 60 decisions and 40 measures are the same whatever the length, as in a crisis
that goes on: what grows is the journal (19 in 20), reports on measures and staffing
counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, count, islice
from pathlib import Path
from typing import Final

from crisis_log.command import Command, Request
from crisis_log.register import Register
from crisis_log.slices import (
    continuity_plan,
    crisis,
    decision,
    decision_course,
    indicator,
    journal,
    measure,
    staffing,
)
from crisis_log.storage import Where

BY: Final = "la secrétaire de la cellule"
CHUNK: Final = 1000
DECISIONS: Final = 60
MEASURES: Final = 40
_REPEALED: Final = range(1, DECISIONS, 10)
_FIRST_DAY: Final = date(2020, 3, 2)
_MISSIONS: Final = ("accueil", "enfance", "pmi", "autonomie", "insertion", "securite")
_SENTENCES: Final = (
    "Appel du site de Versailles : huit agents à l'accueil ce matin, file d'attente normale.",
    "La direction de l'enfance demande deux voitures de plus pour les visites à domicile.",
    "Livraison de gel et de gants reçue à Nanterre ; quantités conformes au bon de commande.",
    "Point de situation de l'ARS : la consigne de confinement est reconduite.",
    "Le prestataire annonce que la connexion distante passe de 800 à 1 500 sessions.",
    "Une collectivité voisine propose des masques ; réponse attendue avant ce soir.",
)
PERIMETERS: Final = [
    (organisation, mission) for organisation in ("78", "92") for mission in (None, *_MISSIONS)
]


def opening(*, exercise: bool = False) -> Request:
    """Return the request that opens the register; that of an exercise takes a clock."""
    return Request(
        crisis.open_crisis(
            title="Épidémie de COVID-19",
            authority="Établissement public interdépartemental",
            organisations=[
                ("78", "Département des Yvelines"),
                ("92", "Département des Hauts-de-Seine"),
            ],
            timezone="Europe/Paris",
            exercise=exercise,
        ),
        BY,
    )


def build(path: Path, entries: int) -> Path:
    """Make a register of exactly `entries` entries, 1 000 per transaction."""
    fill(path, entries)
    return path


def fill(where: Where, entries: int) -> None:
    """Make it wherever a register may lie."""
    Register.create(where, opening())
    recorded = commands()
    with Register.open(where) as register:
        while (missing := entries - register.size()) > 0:
            batch = islice(recorded, min(CHUNK, missing))
            register.record_all(Request(command, BY) for command in batch)


def commands() -> Iterator[Command]:
    """Return what is recorded after the opening, without end."""
    return chain(_foundation(), _daily())


def lines(start: int = 0) -> Iterator[Command]:
    """Return journal lines without end, each a little different."""
    for number in count(start):
        text = " ".join(islice(_cycle(number), 1 + number % 3))
        yield journal.log(f"{text} (point {number})", source="téléphone", tags=("suivi",))


def sentences() -> Iterator[str]:
    """Return what lines say, without end."""
    return _cycle(0)


def _foundation() -> Iterator[Command]:
    yield continuity_plan.register(
        "pca",
        "Plan de continuité d'activité",
        organisations=("78", "92"),
        levels={1: "missions essentielles", 2: "missions essentielles et urgentes"},
        missions=[{"code": code, "title": code.capitalize()} for code in _MISSIONS],
        headcount=2185,
    )
    yield continuity_plan.activate("pca", level=2, trigger="Confinement")
    for number in range(1, DECISIONS + 1):
        yield decision.record(
            f"Organiser le travail à distance, vague {number}",
            grounds="Protéger les agents et le public.",
            owner="le directeur général des services",
        )
    for number in _REPEALED:
        yield decision_course.repeal(number, reason="La mesure nationale la rend inutile.")
    for number in range(1, MEASURES + 1):
        yield measure.order(f"Équiper le service {number}", decision=number, category="outils")


def _daily() -> Iterator[Command]:
    reports, counts, journal_lines = _reports(), _counts(), lines()
    for number in count():
        if number % 100 in {10, 43, 76}:
            yield next(reports)
        elif number % 100 in {25, 75}:
            yield next(counts)
        else:
            yield next(journal_lines)


def _reports() -> Iterator[Command]:
    for number in count():
        day = _FIRST_DAY + timedelta(days=number // MEASURES)
        yield indicator.report(
            1 + number % MEASURES,
            as_of=day,
            progress=number % 100,
            values={"postes équipés": Decimal(number)},
        )


def _counts() -> Iterator[Command]:
    for number in count():
        organisation, mission = PERIMETERS[number % len(PERIMETERS)]
        yield staffing.count(
            "pca",
            day=_FIRST_DAY + timedelta(days=number // len(PERIMETERS)),
            counts={"on_site": 40 + number % 60, "remote": 100 + number % 70},
            mission=mission,
            organisation=organisation,
        )


def _cycle(start: int) -> Iterator[str]:
    return (_SENTENCES[position % len(_SENTENCES)] for position in count(start))
