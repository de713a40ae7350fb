"""Measures as missions: only those of which the sender says the type, as no register knows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from crisis_log.command import Known
from crisis_log.exchange.emsi.instants import instant_text
from crisis_log.slices import crisis
from crisis_log.slices.measure import existing
from crisis_log.views.measure_at import measure_at

TYPES: Final = (
    "CBRN/TSA",
    "FFST/FR_FIRE",
    "FR_MED/REGLTN",
    "FSTT/RRHAZ/FR_CO",
    "FSTT/TA",
    "FSTT/TA/FR_CLRACCSS",
    "GEN/RECVRY",
    "GEN/SUPRTN",
    "GEN/TRNSPN",
    "GEN/TRNSPN/FR_SECNDRY",
    "INT/RECCE",
    "INT/RECCE/FR_SMLL",
    "OPR/LOG",
    "SAV",
    "SAV/AR/FR_MED",
    "SAV/AR/FR_PARAMD",
    "SAV/AR/FR_PPL/GRP",
    "SAV/AR/FR_PPL/OBS",
    "SAV/ASC",
    "SAV/ASC/FR_PPL/LIFT",
    "SAV/RHD",
    "SAV/SARCSL",
)
"""The types of missions that the French schema knows."""
_STATUS: Final = {
    "ordered": "NST",
    "in_progress": "IPR",
    "extended": "IPR",
    "reopened": "IPR",
    "completed": "COM",
    "lifted": "CANCLD",
}


def missions(
    known: Known, types: Mapping[int, str], event: str, organisation: str, instant: datetime
) -> Iterator[dict[str, Any]]:
    """Return measures as missions of an `organisation` in an `event`, as they are at `instant`.

    `types` are by the numbers of the measures.

    Raises:
        Refused: there is no such measure.

    """
    zone = crisis.current(known).zone
    for number, type_ in sorted(types.items()):
        measure = existing(known, number)
        now = measure_at(measure, instant, zone)
        mission = {
            "TYPE": type_,
            "ID": f"{event}.{measure.label}",
            "ORG_ID": organisation,
            "NAME": measure.title,
            "STATUS": _STATUS[now.status],
        }
        begun = next((one.since for one in measure.phases if one.status == "in_progress"), None)
        if begun and begun <= instant:
            mission["START_TIME"] = instant_text(begun, zone)
        if not now.is_open:
            mission["END_TIME"] = instant_text(now.since, zone)
        yield mission
