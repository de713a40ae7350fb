"""The commands that only a desk has, beside the verbs of the command line."""

from __future__ import annotations

from typing import Final

OWN: Final[dict[str, tuple[str, ...]]] = {
    "help": ("help", "aide", "?"),
    "oops": ("oops", "oups"),
    "clock": ("clock", "horloge"),
    "quit": ("quit", "quitter"),
}
"""Each with what is typed for it, in English first, then in French."""


def own_command(word: str) -> str | None:
    """Return which of them a word means, if one."""
    typed = word.casefold()
    return next((name for name, words in OWN.items() if typed in words), None)
