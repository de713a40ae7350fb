"""The commands that only a desk has, beside the verbs of the command line."""

from __future__ import annotations

from typing import Final

from crisis_log.language import current
from crisis_log.text import folded

OWN: Final[dict[str, str]] = {
    "help": "aide ?",
    "oops": "oups",
    "clock": "horloge",
    "quit": "quitter",
}
"""What they are called in French; as with verbs, both languages are understood."""


def own_command(typed: str) -> str | None:
    """Return the code name of the command that is typed, if it is one of these."""
    word = folded(typed)
    return next((code for code, french in OWN.items() if word in {code, *french.split()}), None)


def own_name(code: str) -> str:
    """Return the name to show of one of these."""
    return OWN[code].split()[0] if current() == "fr" else code
