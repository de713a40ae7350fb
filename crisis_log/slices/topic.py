"""What people hand out and speak of, as they name it: `D-3`, `R-4`, `n° 42`."""

from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import StringConstraints

from crisis_log.command import Known, not_told, require
from crisis_log.fact import Refused
from crisis_log.language import _

COLLECTIONS: Final = {"D": "decision", "M": "measure", "C": "instruction", "R": "report"}
"""Where the subjects of a topic are, by the letter of its label."""
_PATTERN: Final = r"^(?:[DMCR]-|n° )[1-9]\d{0,8}$"
Topic = Annotated[str, StringConstraints(pattern=_PATTERN)]
"""A numbered thing by its label, or an entry by its number."""


def of_entry(number: int) -> Topic:
    """Return the topic that entry `number` is."""
    return f"n° {number}"


def entry_of(topic: Topic) -> int | None:
    """Return the number of the entry that a topic is, None where it is a thing with a label."""
    return _numbered(topic, "n° ")


def subject_of(topic: Topic) -> str | None:
    """Return the subject that a topic is: `decision/3` for `D-3`; an entry is none."""
    letter, hyphen, number = topic.partition("-")
    return f"{COLLECTIONS[letter]}/{number}" if hyphen else None


def topic_of(subject: str) -> Topic | None:
    """Return the topic that a subject is, `D-3` for `decision/3`, if it is one."""
    name, _slash, number = subject.partition("/")
    letters = (letter for letter, collection in COLLECTIONS.items() if collection == name)
    return next((f"{letter}-{number}" for letter in letters), None)


def report_of(topic: Topic) -> int | None:
    """Return the number of the report that a topic is, None where it is something else."""
    return _numbered(topic, "R-")


def instruction_of(topic: Topic) -> int | None:
    """Return the number of the instruction that a topic is, None where it is something else."""
    return _numbered(topic, "C-")


def _numbered(topic: Topic, prefix: str) -> int | None:
    return int(topic.removeprefix(prefix)) if topic.startswith(prefix) else None


def mark(topic: Topic) -> str:
    """Return the mark of the entries that are about a topic."""
    return f"about:{topic}"


def check(known: Known, topic: Topic) -> None:
    """Refuse a topic that the register does not hold."""
    number, subject = entry_of(topic), subject_of(topic)
    require(
        number is None or number <= known.size,
        _("There is no entry n° {number}; the last is n° {last}.").format(
            number=number, last=known.size
        ),
    )
    if subject and known.get(subject) is None:
        absent = _("There is no {label} in this register.").format(label=topic)
        raise Refused(not_told(known, subject, absent))


def called(label: str) -> str:
    """Return a label, such as that of a topic, as sentences name it."""
    number = entry_of(label)
    return _("n° {number}").format(number=number) if number else label


def listed(topics: Iterable[Topic]) -> str:
    """Return topics as a field lists them."""
    return ", ".join(map(called, topics))
