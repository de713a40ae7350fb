"""What does a value of a model say? One printer of any value, in the manner of a medium.

Values are those of JSON, and numbers and days as Python knows them. A field says what a code
or a number in it means.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from crisis_log.language import _
from crisis_log.slices import (
    assumption,
    decision,
    expected_report,
    instruction,
    issued_report,
    label_of,
    measure,
    meeting,
    objective,
    pad,
    settings,
    topic,
)
from crisis_log.words import enumerate_parts, field_name, join, size_text, status_word

_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_IMAGE: Final = "data:image/"
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_CODED: Final = frozenset({"line_kind", "act", "verification", "language", "document", "role"})
_STATUSES: Final = (
    "decision",
    "measure",
    "plan",
    "mission",
    "crisis",
    "verification",
    "report",
    "objective",
    "assumption",
    "meeting",
    "attendance",
    "cell",
    "instruction",
)
_FIGURES: Final = frozenset({"target", "value", "at_least", "at_most"})
_ENTRIES: Final = frozenset(
    {
        "answers",
        "closed_by",
        "corrects",
        "duplicate_of",
        "duplicates",
        "ended_by",
        "accepted_by",
        "entry",
        "first_entry",
        "known_upto",
        "last_entry",
        "line",
        "progress_entry",
        "registered_by",
        "replaced_by",
        "request",
        "struck_by",
    }
)
_LABELS: Final = (
    (("decision", "supersedes", "superseded_by", "by_decision", "withdrawn"), decision.label),
    (("measure", "measures"), measure.label),
    (("meeting",), meeting.label),
    (("expected",), expected_report.label),
    (("instruction",), instruction.label),
    (("assumption", "assumptions"), assumption.label),
    (("objective",), objective.label),
    (("pad",), pad.label),
    (("rectifies", "rectified_by", "replaces"), issued_report.label),
)


def is_nothing(value: object) -> bool:
    """Whether a value says nothing: zero and “no” do."""
    return value is None or value in ("", [], {})


def key_name(key: str) -> str:
    """Return what people call a part of a value: a modality, a field, or as they named it."""
    modality = status_word("modality", key)
    return modality if modality != key else field_name(key)


class Printer(ABC):
    """Prints values; what it is made for says how their parts look there."""

    def text(self, value: object, field: str) -> str:
        """Return a value of `field` as people read it."""
        if is_nothing(value):
            return self.nothing()
        match value:
            case int() | float() | Decimal():
                return self._counted(value, field)
            case list():
                return self.items([self.text(item, field) for item in value])
            case dict():
                return self._parts(value, field)
            case _:
                return self._said(str(value), field)

    def within(self, item: object, name: str, field: str) -> str:
        """Return the value called `name` of a value of `field`, as people read it."""
        if field == "values":
            return self.text(item, "value")
        return self.text(item, meaning_of(name, in_report=field == "issued"))

    def _counted(self, number: float | Decimal, field: str) -> str:
        """Return what a number stands for, or a truth value."""
        if isinstance(number, bool):
            return _("yes") if number else _("no")
        if not isinstance(number, int):
            return self.number(number)
        if field in _ENTRIES:
            return _("n° {number}").format(number=number)
        if field == "progress":
            return _("{percent} %").format(percent=number)
        if field == "size":
            return size_text(number)
        named = (label(number) for fields, label in _LABELS if field in fields)
        return next(named, None) or self.number(number)

    def _parts(self, value: Mapping[str, object], field: str) -> str:
        """Return a value with fields of its own: levels and missions have a way of saying."""
        if field == "levels" and all(key.isdecimal() for key in value):
            return enumerate_parts(
                [_("level {level}: {title}").format(level=k, title=v) for k, v in value.items()]
            )
        if field != "missions":
            return self.fields(value, field)
        is_essential = value.get("essential", True)
        parts = [
            str(value["code"]),
            _("essential mission") if is_essential else _("secondary mission"),
            *self._sites(value.get("sites")),
        ]
        return f"{value['title']} ({', '.join(parts)})"

    def _sites(self, sites: object) -> Iterator[str]:
        """Return what says that a mission is limited to sites, if it is."""
        if isinstance(sites, Sequence) and sites:
            yield _("sites: {sites}").format(sites=join([*map(str, sites)]))

    def _said(self, text: str, field: str) -> str:
        """Return what a text says that may stand for something else."""
        with suppress(ValueError, OverflowError):  # it looks like a time, and is none
            if _INSTANT.fullmatch(text):
                return self.instant(datetime.fromisoformat(text))
            if _DAY.fullmatch(text):
                return self.day(date.fromisoformat(text))
        if text.startswith(_IMAGE):
            return settings.shown("logo", text)
        if field in _FIGURES and _NUMBER.fullmatch(text):
            return self.number(Decimal(text))
        return _word(text, field)

    @abstractmethod
    def nothing(self) -> str:
        """Return what stands for no value."""

    @abstractmethod
    def number(self, value: float | Decimal) -> str:
        """Return a number."""

    @abstractmethod
    def instant(self, value: datetime) -> str:
        """Return an instant."""

    @abstractmethod
    def day(self, value: date) -> str:
        """Return a day."""

    def items(self, parts: Sequence[str]) -> str:
        """Return the items of a list, printed, as one text."""
        return enumerate_parts(parts)

    def fields(self, value: Mapping[str, object], field: str) -> str:
        """Return a value that has fields of its own."""
        return ", ".join(
            _("{name} = {value}").format(name=key_name(name), value=self.within(item, name, field))
            for name, item in value.items()
            if not is_nothing(item)
        )


def meaning_of(name: str, *, in_report: bool) -> str:
    """Return the field by which a value is read: the name of a report is that of a document."""
    return "document" if in_report and name == "name" else name


def _word(text: str, field: str) -> str:
    """Return the word for a code of `field`, or the text that is none."""
    if field == "key":
        return field_name(text)
    if field in {"about", "topic"}:
        return topic.called(text)
    if field in {"subject", "subjects"}:
        label = label_of(text)
        return topic.called(label) if label else status_word("subject", text)
    if field in _CODED:
        return status_word(field, text)
    if field == "status":
        words = (status_word(of, text) for of in _STATUSES)
        return next((word for word in words if word != text), text)
    return text
