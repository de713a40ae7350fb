"""Guided recording: a verb that lacks what it needs asks for it field by field, in a terminal.

- `fields`: what can be asked of a command, from its own click parameters
- `answers`: what was said so far
- `form`: one field after the other, then the whole to look at
- `asking`: how one question is asked, in a terminal that draws or in one that does not
- `command`: the click command that does all of this
"""

from crisis_log.cli.guided.command import Guided

__all__ = ["Guided"]
