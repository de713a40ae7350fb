"""What is the title of what an entry is about, which its own words may not tell?"""

from crisis_log.command import Subject
from crisis_log.slices.decision import Decision
from crisis_log.slices.measure import Measure


def title_of_subject(subject: Subject | None) -> str | None:
    """Return the title of a decision or a measure; nothing else is named by a title."""
    return subject.title if isinstance(subject, Decision | Measure) else None


def title_then(subject: Subject | None, number: int) -> str | None:
    """Return the title that it had when entry `number` was written: amended, no other reaches back.

    `subject` is as it is known at any time since.
    """
    return subject.title_at(number) if isinstance(subject, Decision | Measure) else None
