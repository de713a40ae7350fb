"""What is the title of what an entry is about, which its own words may not tell?"""

from typing import Final

from crisis_log.command import Subject
from crisis_log.entry import Entry
from crisis_log.slices.assumption import Assumption
from crisis_log.slices.decision import Decision
from crisis_log.slices.expected_report import ExpectedReport
from crisis_log.slices.instruction import Instruction
from crisis_log.slices.measure import Measure
from crisis_log.slices.objective import Objective

_TITLED: Final = (Decision, Measure, Objective, Assumption, Instruction, ExpectedReport)


def title_of_subject(subject: Subject | None) -> str | None:
    """Return the title of what is named by one: a plan has its code."""
    if isinstance(subject, _TITLED):
        return subject.title
    return None


def title_then(subject: Subject | None, number: int) -> str | None:
    """Return the title that it had when entry `number` was written: amended, no other reaches back.

    `subject` is as it is known at any time since.
    """
    if isinstance(subject, Decision | Measure):
        return subject.title_at(number)
    return title_of_subject(subject)


def title_beside(subject: Subject | None, entry: Entry) -> str | None:
    """Return the title that the `subject` of `entry` had then, where the entry does not tell it."""
    title, fact = title_then(subject, entry.number), entry.fact
    tells_it = getattr(fact, "title", None) is not None or title == fact.detail()
    return None if tells_it else title
