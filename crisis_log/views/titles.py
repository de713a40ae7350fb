"""What is the title of what an entry is about, which its own words may not tell?"""

from crisis_log.command import Subject
from crisis_log.slices.decision import Decision
from crisis_log.slices.measure import Measure


def title_of_subject(subject: Subject | None) -> str | None:
    """Return the title of a decision or a measure; nothing else is named by a title."""
    return subject.title if isinstance(subject, Decision | Measure) else None
