"""What completes a line of the desk: what the shells offer, read in the same way from the register.

In a command, a value goes on to the next option, so it is completed whole. In the text of a line
labels alone are completed, when Tab is pressed: `D-`, `M-` …
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Final

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from typing_extensions import override

from crisis_log.cli.completion.candidates import labelled
from crisis_log.cli.completion.offers import Item, Reading
from crisis_log.cli.completion.words import completions, given
from crisis_log.cli.desk.own import OWN, own_name
from crisis_log.cli.desk.typed_line import is_command
from crisis_log.cli.desk.unfinished import Unfinished, unfinished
from crisis_log.cli.instead import GROUPS
from crisis_log.cli.root import root
from crisis_log.register import Register
from crisis_log.storage import Place

_LABEL: Final = re.compile(rf"(?<!\w)({'|'.join(GROUPS)})-(\d{{0,9}})\Z")


class LineCompleter(Completer):
    """Completes lines about the register at `place`, which is read alone for each answer."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @override
    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        typed = document.text_before_cursor
        with suppress(Exception), closing(Reading(lambda _ctx: self._opened())) as reading:
            found = _of_command(typed, reading) if is_command(typed) else self._of_text(typed)
            yield from [*found]

    def _opened(self) -> Register:
        return Register.open(self._place, read_only=True)

    def _of_text(self, typed: str) -> Iterator[Completion]:
        if label := _LABEL.search(typed):
            with closing(self._opened()) as register:
                for one in labelled(register.state(), f"{label[1]}-"):
                    if one.value.startswith(label[0]):
                        yield Completion(one.value, -len(label[0]), display_meta=one.says)


def _of_command(typed: str, reading: Reading) -> Iterator[Completion]:
    what = unfinished(typed, root)
    quote = '"' if what.incomplete.startswith('"') else ""
    incomplete = what.incomplete.removeprefix(quote)
    if not what.args:
        yield from _own(incomplete)
    for item in completions(what.args, incomplete, reading):
        if item.type == "plain":
            yield _completion(item, what, quote)


def _completion(item: Item, what: Unfinished, quote: str) -> Completion:
    is_parted = what.may_follow and " " in item.value
    value = f'"{item.value}"' if is_parted or quote else item.value
    text = given(what.incomplete) + value
    return Completion(text, -len(what.incomplete), display=item.value, display_meta=item.help or "")


def _own(incomplete: str) -> Iterator[Completion]:
    """Return the commands that only a desk has."""
    for name in map(own_name, OWN):
        if name.startswith(incomplete):
            yield Completion(name, -len(incomplete))
