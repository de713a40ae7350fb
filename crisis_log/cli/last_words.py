"""What is said where nothing else can be: memory lacks, or the program cannot be loaded.

It needs nothing but the system, so its few words stand here in both languages.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crisis_log.outcome import Outcome

FAILED, RECORDED = 6, 5
_WORDS = {
    True: (
        "Error: the program stopped: memory lacks, or it is badly installed. ",
        "No entry was recorded.",
        "The last entry that it recorded is n° {number}: do not record it again.",
    ),
    False: (
        "Erreur : le programme s’est arrêté : la mémoire manque, ou il est mal installé. ",
        "Aucune inscription n’a été faite.",
        "La dernière inscription qu’il a faite est le n° {number} : ne la refaites pas.",
    ),
}


def say(outcome: Outcome) -> int:
    """Say that the program stopped, and what it recorded; return the exit code."""
    asked = [os.environ.get("CRISIS_LOG_LANG", ""), *sys.argv[1:]]
    stopped, nothing, last = _WORDS["en" in asked or "--lang=en" in asked]
    recorded = outcome.recorded
    truth = last.format(number=recorded[-1].number) if recorded else nothing
    with suppress(OSError):
        os.write(2, (stopped + truth + "\n").encode())
    return RECORDED if recorded else FAILED
