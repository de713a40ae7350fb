"""What changed, in words, one change a line: `status: proposed → adopted on 2020-03-12`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from crisis_log import when, words
from crisis_log.cli.session import Session
from crisis_log.cli.values import shown
from crisis_log.entry import Entry
from crisis_log.language import _
from crisis_log.slices import label_of
from crisis_log.slices.decision import Decision
from crisis_log.slices.measure import Measure
from crisis_log.slices.topic import called
from crisis_log.views.changes import Change, is_gone
from crisis_log.views.differences import Difference, differences
from crisis_log.views.values import key_name

_NAMED_BY_LABEL: Final = frozenset(
    {"as_of", "code", "day", "function", "measure", "number", "plan", "position"}
)
"""Fields of a new subject that its label tells already."""
_ON_ITS_LINE: Final = frozenset(
    {
        *("by", "entry", "occurred_at", "recorded_at", "registered_by"),
        *("confidential", "line_kind", "source"),
    }
)
"""Fields of which a new subject has no more than the line of the entry that began it tells."""
_NAMED_WITH_TITLE: Final = frozenset({Decision.collection, Measure.collection})
"""Collections whose subjects are named with their title."""
_MINUTE: Final = len("2020-03-12T10:22")


def change_lines(
    session: Session, changes: Sequence[Change], told_by: Entry | None = None
) -> Iterator[str]:
    """Return a line for each change: `D-3 · deadline: 2020-03-20 → 2020-03-27`.

    Where they stand beneath the line of the entry that they are `told_by`, they leave out what
    that line says: which subject it is about, its words and its times.
    """
    for subject, lines in lines_by_subject(session, changes, told_by).items():
        is_named = told_by is not None and subject == told_by.subject
        for line in lines:
            yield line if is_named else f"{subject_name(subject)} · {line}"


def lines_by_subject(
    session: Session, changes: Sequence[Change], told_by: Entry | None = None
) -> Mapping[str, Sequence[str]]:
    """Return the same by subject, without naming it in each line."""
    return {
        subject: [*_lines(session, subject, of_it, told_by)]
        for subject, of_it in _by_subject(changes)
    }


def subject_name(subject: str) -> str:
    """Return what people call a subject: `D-3`, or the only one of its kind, the crisis."""
    label = label_of(subject)
    return called(label) if label else words.status_word("subject", subject)


def _by_subject(changes: Sequence[Change]) -> Iterator[tuple[str, list[Change]]]:
    for subject, of_it in groupby(changes, key=lambda change: change.subject):
        yield subject, [*of_it]


def _lines(
    session: Session, subject: str, changes: Sequence[Change], told_by: Entry | None
) -> Iterator[str]:
    if is_gone(changes):
        yield _("nothing is recorded of it any more")
        return
    at = next((change.after for change in changes if change.field == "occurred_at"), None)
    for one in differences(changes):
        is_same_time = one.field == "recorded_at" and _to_the_minute(one.after, at)
        if not (is_same_time or _is_told(subject, one, told_by)):
            yield _line(session, subject, one, told_by)


def _to_the_minute(instant: object, other: object) -> bool:
    """Whether two instants of JSON show the same time."""
    return str(instant)[:_MINUTE] == str(other)[:_MINUTE]


def _is_told(subject: str, one: Difference, told_by: Entry | None) -> bool:
    """Whether the name of the subject, or the line of the entry, says it already."""
    if one.before is not None:
        return False
    if one.path == (one.field,) and one.field in _NAMED_BY_LABEL:
        return str(one.after) in subject.partition("/")[2].split(":")
    if told_by is None:
        return one.path == ("title",) and subject.partition("/")[0] in _NAMED_WITH_TITLE
    return one.field in _ON_ITS_LINE or one.after == told_by.fact.detail()


def _line(session: Session, subject: str, one: Difference, told_by: Entry | None) -> str:
    """Return one difference in words, with since when it holds."""
    before, after = (_value(session, subject, one, value) for value in (one.before, one.after))
    name = _name(one)
    match one.how:
        case "added":
            line = _("{field}: “{value}” added").format(field=name, value=after)
        case "removed":
            line = _("{field}: “{value}” removed").format(field=name, value=before)
        case _ if one.before is None:
            line = _("{field}: {value}").format(field=name, value=after)
        case _:
            line = _("{field}: {before} → {after}").format(field=name, before=before, after=after)
    return line if one.after is None else line + _dated(session, one, told_by)


def _name(one: Difference) -> str:
    field, *within = one.path
    return " · ".join([words.field_name(field), *map(key_name, within)])


def _value(session: Session, subject: str, one: Difference, value: Any) -> str:
    """Return a value in words: a status is that of what the subject is."""
    if value is None:
        return _("nothing")
    if one.field != "status":
        return shown(session, value, one.field)
    if one.path == ("level",):  # of the crisis, which people named
        return str(value)
    of = "mission" if one.path[0] == "mission_phases" else subject.partition("/")[0]
    word = words.status_word(of, str(value))
    return word if word != value else shown(session, value, one.field)


def _dated(session: Session, one: Difference, told_by: Entry | None) -> str:
    """Return from when on a value holds, and the entry that says so, where it is another."""
    said = ""
    if one.since and not (isinstance(one.after, dict) and told_by):  # its line says when
        at = datetime.fromisoformat(one.since)
        is_day = len(one.since) == len("2020-03-12")
        said = (
            _(" as of {day}").format(day=when.show_date(at.date()))
            if is_day
            else _(" on {time}").format(time=session.show_instant(at))
        )
    if one.entry and told_by is None:
        said += _(" (n° {entry})").format(entry=one.entry)
    return said
