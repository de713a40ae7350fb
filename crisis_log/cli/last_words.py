"""What is said where nothing else can be: memory lacks, or the program is not loaded yet.

It needs nothing but the system, so its few words stand here in both languages.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from crisis_log.outcome import Outcome

RECORDED, FAILED = 5, 6
BY_SIGNAL, INTERRUPT = 128, 2
_ENGLISH = (
    "Error: the program stopped: memory lacks, or it is badly installed.",
    "Error: Interrupted.",
    "No entry was recorded.",
    "The last entry that it recorded is n° {number}: do not record it again.",
)
_FRENCH = (
    "Erreur : le programme s’est arrêté : la mémoire manque, ou il est mal installé.",
    "Erreur : Interrompu.",
    "Aucune inscription n’a été faite.",
    "La dernière inscription qu’il a faite est le n° {number} : ne la refaites pas.",
)


def say(error: BaseException, outcome: Outcome | None) -> int:
    """Say that the program stopped, and what it recorded; return the exit code."""
    asked = [os.environ.get("CRISIS_LOG_LANG", ""), *sys.argv[1:]]
    stopped, interrupted, nothing, last = (
        _ENGLISH if {"en", "--lang=en", "--langue=en"} & {*asked} else _FRENCH
    )
    recorded = outcome.numbers if outcome else []
    signal = (outcome and outcome.signal) or (
        INTERRUPT if isinstance(error, KeyboardInterrupt) else None
    )
    truth = last.format(number=recorded[-1]) if recorded else nothing
    with suppress(OSError):
        os.write(2, f"{interrupted if signal else stopped} {truth}\n".encode())
    return RECORDED if recorded else BY_SIGNAL + signal if signal else FAILED
