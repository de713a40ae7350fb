"""What happened to things: entries as sentences, and changes beneath them."""

from collections.abc import Sequence

from crisis_log.cli import output
from crisis_log.cli.change_lines import change_lines
from crisis_log.cli.entry_lines import EntryLines
from crisis_log.cli.entry_words import headline
from crisis_log.cli.session import Session
from crisis_log.cli.standing import marks
from crisis_log.command import Known, Subject
from crisis_log.entry import Entry
from crisis_log.language import _
from crisis_log.views.reading import history_of
from crisis_log.views.titles import title_beside


def print_history(session: Session, subject: str, entries: Sequence[Entry]) -> None:
    """Print the entries of one subject, oldest first; an amendment with what it replaced."""
    output.heading(_("History"))
    known = session.state()
    lines = EntryLines(session, entries[-1].number)
    for step in history_of(subject, entries):
        changed = change_lines(session, step.amendments(), step.entry)
        words = with_note(step.entry, step.entry.fact.sentence())
        lines.show(step.entry, marked(session, known, step.entry, words), changed)


def told(session: Session, subject: Subject | None, entry: Entry) -> str:
    """Return the sentence of an entry as `with_note`, naming what it is about.

    A fact holds only what it adds: `D-6 adoptée` does not repeat the title that the
    proposal gave, so the title, as it was then, is read off the state of its `subject`.
    """
    title = title_beside(subject, entry)
    sentence = entry.fact.sentence()
    if title:
        titled = _("{headline} “{title}”").format(headline=headline(session, entry), title=title)
        detail = entry.fact.detail()
        sentence = (
            _("{headline}: {detail}").format(headline=titled, detail=detail) if detail else titled
        )
    return with_note(entry, sentence)


def with_note(entry: Entry, sentence: str) -> str:
    """Return `sentence` with the source and the note of its entry, and where it is taken from."""
    source = getattr(entry.fact, "source", None)
    if source and source not in sentence:
        sentence += f" ({_('source: {source}').format(source=source)})"
    taken_from = entry.taken_from.told() if entry.taken_from else None
    return " ".join([sentence, *(f"[{said}]" for said in (entry.note, taken_from) if said)])


def marked(session: Session, known: Known, entry: Entry, words: str) -> str:
    """Return the `words` of an entry after the marks of what became of it; its text stays."""
    return "".join([*(f"[{mark}] " for mark in marks(session, known, entry)), words])
