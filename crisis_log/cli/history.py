"""The history of one subject: its entries, and what each changed."""

from collections.abc import Iterator, Sequence

from crisis_log import words
from crisis_log.cli import output
from crisis_log.cli.desk import Desk
from crisis_log.fact import Entry
from crisis_log.language import _
from crisis_log.views.changes import Change


def print_history(desk: Desk, entries: Sequence[Entry]) -> None:
    """Print the entries of one subject, oldest first."""
    output.heading(_("History"))
    output.table(
        [_("No."), _("Fact"), _("Recorded by"), _("What")],
        [
            [str(entry.number), desk.entry_time(entry), entry.by, sentence_and_note(entry)]
            for entry in entries
        ],
        right=[0],
    )


def sentence_and_note(entry: Entry) -> str:
    """Return the sentence of an entry, with its note."""
    sentence = entry.fact.sentence()
    return f"{sentence} [{entry.note}]" if entry.note else sentence


def change_lines(changes: Sequence[Change]) -> Iterator[str]:
    """Return `D-3 · échéance : 2020-03-20 → 2020-03-27` for each change."""
    for change in changes:
        name = words.label_of(change.subject) or change.subject
        yield _("{subject} · {field}: {before} → {after}").format(
            subject=name,
            field=words.field_name(change.field),
            before=shown(change.before),
            after=shown(change.after),
        )


def shown(value: object) -> str:
    """Return a JSON value as people read it."""
    if value in (None, [], {}):
        return "∅"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    if isinstance(value, dict):
        pairs = (f"{words.field_name(str(k))} {shown(v)}" for k, v in value.items())
        return "(" + ", ".join(pairs) + ")"
    return str(value)
