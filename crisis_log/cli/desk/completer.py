"""What completes a line of the desk."""

from __future__ import annotations

from prompt_toolkit.completion import Completer, DummyCompleter


def completer() -> Completer:
    """Return what completes a line."""
    return DummyCompleter()
