"""What people name in one word, whatever it is: `D-3`, `m1`, a plan by its code, `42`."""

import re
from typing import Final

from crisis_log.cli.kinds import sole_subject
from crisis_log.codes import meant
from crisis_log.command import Known
from crisis_log.slices import COLLECTIONS, journal
from crisis_log.slices.continuity_plan import ContinuityPlan

_NUMBERED: Final = re.compile(r"(\D*?)[ -]*(\d{1,9})", re.ASCII)


def subject_named(known: Known, typed: str) -> str:
    """Return the subject that people name `D-3`, `M-1`, `pca` or `42`; it may not be told of."""
    codes = [plan.code for plan in known.members(ContinuityPlan)]
    if typed in codes:
        return ContinuityPlan.named(typed)
    numbered = {"": journal.Line} | {
        collection.prefix.rstrip(" -").casefold(): collection.model
        for collection in reversed(COLLECTIONS.values())  # n° 42 is first of all a line
        if collection.prefix and collection.numbered and not collection.part_of
    }
    match = _NUMBERED.fullmatch(typed.strip().replace("º", "°"))
    if match and (model := numbered.get(match[1].casefold())):
        return model.named(int(match[2]))
    if "/" in typed:
        return typed
    return sole_subject(typed) or ContinuityPlan.named(meant(typed, codes) or typed)
