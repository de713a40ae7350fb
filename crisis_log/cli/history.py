"""What happened to things: entries as sentences, and changes field by field."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from crisis_log import when, words
from crisis_log.cli import output
from crisis_log.cli.session import Session
from crisis_log.command import Known
from crisis_log.fact import Entry
from crisis_log.language import _
from crisis_log.slices import label_of, settings
from crisis_log.views.changes import Change
from crisis_log.views.reading import Step, history_of
from crisis_log.views.titles import title_of

_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOTHING: Final = "∅"
_CODED: Final = ("decision", "measure", "plan", "mission", "crisis", "verification")


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
    proposal gave, so the title is read off the state.
    """
    title = title_of(known.get(entry.subject))
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
        yield _("{subject} · {field}: {before} → {after}").format(
            subject=label_of(change.subject) or words.status_word("subject", change.subject),
            field=words.field_name(change.field),
            before=shown(session, change.before, change.field),
            after=shown(session, change.after, change.field),
        )


def shown(session: Session, value: object, field: str) -> str:
    """Return a JSON value as people read it; `field` says what a code means."""
    if value in (None, "", [], {}):
        return _NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "[" + ", ".join(shown(session, item, field) for item in value) + "]"
    if isinstance(value, dict):
        pairs = (f"{_key(key)} {shown(session, item, key)}" for key, item in value.items())
        return "(" + ", ".join(pairs) + ")"
    return _shown_text(session, str(value), field)


def _shown_text(session: Session, value: str, field: str) -> str:
    if _INSTANT.fullmatch(value):
        return session.show_instant(datetime.fromisoformat(value))
    if _DATE.fullmatch(value):
        return when.show_date(date.fromisoformat(value))
    if value.startswith("data:image/"):
        return settings.shown("logo", value)
    if field in {"line_kind", "act", "verification"}:
        return words.status_word(field, value)
    if field == "status":
        return next((w for of in _CODED if (w := words.status_word(of, value)) != value), value)
    return value


def _key(key: str) -> str:
    modality = words.status_word("modality", key)
    return modality if modality != key else words.field_name(key)
