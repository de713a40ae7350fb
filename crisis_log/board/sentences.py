"""Sentences as readers are told them: where a register lies is for its keeper alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crisis_log.storage import Place


def readable(place: Place, error: Exception) -> str:
    """Return the sentence of an error about the register at `place`, which it names by its name."""
    sentence = str(error)
    if place.folder is None:
        return sentence.replace(place.text, place.name)
    for folder in (place.folder, place.folder.resolve()):
        if folder.name:
            sentence = sentence.replace(f"{folder}{os.sep}", "")
    return sentence
