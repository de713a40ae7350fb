"""What happened to things: entries as sentences, and changes field by field."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from typing_extensions import override

from crisis_log import when, words
from crisis_log.cli import output
from crisis_log.cli.session import Session
from crisis_log.command import Known
from crisis_log.fact import Entry
from crisis_log.language import _
from crisis_log.slices import label_of
from crisis_log.views.changes import Change
from crisis_log.views.reading import Step, history_of
from crisis_log.views.titles import title_then
from crisis_log.views.values import Printer


def print_history(session: Session, subject: str, entries: Sequence[Entry]) -> None:
    """Print the entries of one subject, oldest first; an amendment with what it replaced."""
    output.heading(_("History"))
    output.table(
        [_("No."), _("Fact"), _("Recorded by"), _("What")],
        [_row(session, step) for step in history_of(subject, entries)],
        right=[0],
    )


def _row(session: Session, step: Step) -> list[str]:
    entry = step.entry
    replaced = [
        _("{field}: {before} → {after}").format(
            field=words.field_name(change.field),
            before=shown(session, change.before, change.field),
            after=shown(session, change.after, change.field),
        )
        for change in step.amendments()
    ]
    what = with_note(entry, entry.fact.sentence())
    return [
        str(entry.number),
        session.entry_time(entry),
        entry.by,
        " · ".join([what, *replaced]),
    ]


def told(session: Session, known: Known, entry: Entry) -> str:
    """Return the sentence of an entry with its note, naming what it is about.

    A fact holds only what it adds: `D-6 adoptée` does not repeat the title that the
    proposal gave, so the title, as it was then, is read off the state.
    """
    title = title_then(known.get(entry.subject), entry.number)
    sentence = entry.fact.sentence()
    says_title = getattr(entry.fact, "title", None) is not None
    if title and not says_title:
        headline = _("{headline} “{title}”").format(headline=session.headline(entry), title=title)
        detail = entry.fact.detail()
        sentence = (
            _("{headline}: {detail}").format(headline=headline, detail=detail)
            if detail
            else headline
        )
    return with_note(entry, sentence)


def with_note(entry: Entry, sentence: str) -> str:
    """Return `sentence` with the note of its entry."""
    return f"{sentence} [{entry.note}]" if entry.note else sentence


def change_lines(session: Session, changes: Sequence[Change]) -> Iterator[str]:
    """Return `D-3 · échéance : 20/03/2020 → 27/03/2020` for each change."""
    for change in changes:
        is_rectified = change.field == "replaced_by" and change.subject.startswith("report/")
        field = "rectified_by" if is_rectified else change.field
        yield _("{subject} · {field}: {before} → {after}").format(
            subject=label_of(change.subject) or words.status_word("subject", change.subject),
            field=words.field_name(field),
            before=shown(session, change.before, field),
            after=shown(session, change.after, field),
        )


def shown(session: Session, value: object, field: str) -> str:
    """Return a value as a terminal shows it; `field` says what a code means."""
    return _Screen(session).text(value, field)


class _Screen(Printer):
    """Prints values in few letters, what is within others in brackets."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @override
    def nothing(self) -> str:
        return "∅"

    @override
    def number(self, value: float | Decimal) -> str:
        return words.number_text(Decimal(str(value)))

    @override
    def instant(self, value: datetime) -> str:
        return self._session.show_instant(value)

    @override
    def day(self, value: date) -> str:
        return when.show_date(value)

    @override
    def items(self, parts: Sequence[str]) -> str:
        return f"[{', '.join(parts)}]"

    @override
    def fields(self, value: Mapping[str, object], field: str) -> str:
        name = value.get("name")
        named = isinstance(name, str)
        pairs = ", ".join(
            f"{_key(key)} {self.within(item, key, field)}"
            for key, item in value.items()
            if not (named and key == "name")
        )
        if not named:
            return f"({pairs})"
        return f"{name} ({pairs})" if pairs else str(name)


def _key(key: str) -> str:
    modality = words.status_word("modality", key)
    return modality if modality != key else words.field_name(key)
