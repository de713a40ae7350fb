"""Which entries tell of a confidential line?"""

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.struck_entry import EntryStruck


def is_confidential(known: Known, entry: Entry) -> bool:
    """Whether an entry logs a confidential line, or is about one, or strikes one that was."""
    if isinstance(entry.fact, LineLogged):
        return entry.fact.confidential
    struck = entry.fact.subjects if isinstance(entry.fact, EntryStruck) else ()
    return any(_is_of_one(known, subject) for subject in (entry.subject, *struck))


def _is_of_one(known: Known, subject: str) -> bool:
    """Whether a subject is a confidential line; of one that is struck whole, its entry says it."""
    name, _slash, number = subject.partition("/")
    if name != Line.collection:
        return False
    line = known.get(subject)
    if isinstance(line, Line):
        return line.confidential
    logged = known.entry(int(number))
    return logged is not None and is_confidential(known, logged)
