"""What does a fact tell, field by field?"""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import JsonValue

from crisis_log.fact import Fact
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.views.values import meaning_of


class Told(NamedTuple):
    """A field and its value, as JSON has it; `meaning` is the field that says what it means."""

    name: str
    value: JsonValue
    meaning: str


def told_by(fact: Fact) -> Iterator[Told]:
    """Return the fields that a fact was given."""
    in_report = isinstance(fact, ReportIssued)
    for name, value in fact.model_dump(mode="json", exclude_defaults=True).items():
        yield Told(name, value, meaning_of(name, in_report=in_report))
