"""What is told, once an entry is struck, of the things that it was about?"""

from collections.abc import Iterator

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.language import _
from crisis_log.slices import cell, collection_of, label_of
from crisis_log.slices.crisis import LevelChanged, current
from crisis_log.slices.struck_entry import EntryStruck, StruckEntry
from crisis_log.words import join, status_word


def told_now(known: Known, entry: Entry) -> Iterator[str]:
    """Return what each subject that has a name is now, where `entry` strikes another about it."""
    if not isinstance(entry.fact, EntryStruck):
        return
    struck = known.entry(entry.fact.entry)
    gone: list[str] = []
    for subject in entry.fact.subjects:
        label, now = label_of(subject), known.get(subject)
        status = getattr(now, "status", None)
        if subject.startswith(StruckEntry.named("")) and now is None:
            yield _("entry {number} holds again").format(number=label)
        elif label and status:
            word = status_word(collection_of(subject).name, status)
            yield _("{label} is {status}").format(label=label, status=word)
        elif label and now is None and not collection_of(subject).part_of:
            gone.append(_spelled(label, struck))
    if struck and isinstance(struck.fact, LevelChanged):
        level = current(known).level_at(entry.recorded_at)
        yield (
            _("the level is “{level}”").format(level=level.status)
            if level
            else _("there is no level any more")
        )
    if gone:
        yield _("nothing is recorded of {things} any more").format(things=join(gone))


def _spelled(label: str, struck: Entry | None) -> str:
    """Return the name of what is gone as the struck entry spells it, where it is a function."""
    function = getattr(struck.fact, "function", None) if struck else None
    return function if function and cell.key(function) == label else label
