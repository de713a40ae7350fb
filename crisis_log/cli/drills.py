"""Is there an exercise whose name a new, real register would bear?"""

import re
from contextlib import suppress
from typing import Final

from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.register import Register
from crisis_log.slices import crisis
from crisis_log.storage import Place, StorageError, places_in
from crisis_log.text import folded, plain

_DRILL: Final = re.compile(r"exerci[cs]es?")


def exercise_named_like(there: Place, title: str) -> str | None:
    """Return what the exercise is called that lies beside `there` and bears its name or `title`.

    The word exercise itself does not count: `exercice-inondation` is named like `inondation`.
    """
    if there.folder is None:  # nothing lies beside it
        return None
    names = {_bare(there.name), _bare(title)}
    for place in places_in(there.folder):
        with suppress(StorageError, Refused, UnreadableEntryError):
            titled = _title_of_exercise(place)
            if titled is not None and names & {_bare(place.name), _bare(titled)}:
                return place.name
    return None


def _title_of_exercise(place: Place) -> str | None:
    with Register.open(place, read_only=True) as register:
        return crisis.current(register.state()).title if register.is_exercise() else None


def _bare(name: str) -> str:
    """Return a name as it is compared; one that says no more than that it is an exercise stays."""
    return plain(_DRILL.sub("", folded(name))) or plain(name)
