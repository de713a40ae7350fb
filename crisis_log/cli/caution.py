"""What may not be meant is asked about before it is recorded, or needs `--yes`."""

from collections.abc import Callable, Sequence

import click

from crisis_log.cli.confirm import confirm, is_attended
from crisis_log.cli.screen import one_line
from crisis_log.command import Changed, Known, Recorded
from crisis_log.entry import Entry
from crisis_log.language import _


class _Surprise(Exception):  # noqa: N818 - it stops a request so that it can be asked about
    """Nothing is recorded of a request that surprises, as the sentences say."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(*sentences)


class Caution:
    """Heeds what one request would record: `found` is what surprised, by number of the entry.

    `question` is what is asked at a terminal in any case; what is `known` already may not be meant
    either. `understood` is how times typed in part were read, of which one may be why it is asked.
    """

    def __init__(
        self, question: str | None, known: Sequence[str] = (), *, yes: bool, understood: str = ""
    ) -> None:
        self._known = known
        self._understood = [f"({understood})"] if understood else []
        self.found: dict[int, list[str]] = {}
        self._question = question
        self._yes = yes
        self._accepted: set[str] = set()
        self._is_asked = question is None or not is_attended()

    def heed(self, known: Known, changes: Changed, entry: Entry) -> None:
        """Stop the request where it would do what nobody said yes to."""
        from crisis_log.views.surprises import surprises  # only where something is recorded

        found = [*self._known, *surprises(known, changes, entry)]
        if found:
            self.found[entry.number] = found
        if not self._yes and not (self._is_asked and self._accepted.issuperset(found)):
            raise _Surprise(found)

    def over(self, record: Callable[[], Recorded]) -> Recorded:
        """Return what is recorded, once every surprise was answered with yes.

        Raises:
            Declined: the answer is another one.
            UsageError: nobody can be asked.

        """
        while True:
            self.found = {}
            try:
                return record()
            except _Surprise as surprise:
                self._ask(surprise.sentences)

    def _ask(self, sentences: list[str]) -> None:
        question = self._question or _("Record it all the same?")
        why = [*sentences, *self._understood]
        if len(sentences) > 1 and is_attended():  # a list, rather than one long question
            for sentence in why:
                click.echo(one_line(sentence), err=True)
            confirm(question)
        else:
            confirm(" ".join([*why, question]), why=why)
        self._accepted.update(sentences)
        self._is_asked = True
