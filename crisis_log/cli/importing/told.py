"""What would become of the rows of a file: for people, before they say yes, and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crisis_log import when
from crisis_log.cli import output
from crisis_log.cli.history import with_note
from crisis_log.language import _, counted
from crisis_log.words import enumerate_parts, join_some

if TYPE_CHECKING:
    from crisis_log.cli.importing.asked import Asked, Understanding
    from crisis_log.cli.session import Session
    from crisis_log.entry import Entry
    from crisis_log.exchange.importing.judging import KnownRow, Taken
    from crisis_log.exchange.importing.sorting import Sorted
    from crisis_log.exchange.record import At, RefusedRow


def show(session: Session, asked: Asked, understanding: Understanding, judged: Sorted) -> None:
    """Print how the file is understood, what becomes of its rows, and the counts."""
    for line in (*_rules(asked, understanding), *_remarks(asked)):
        output.line(line)
    if judged.first:
        output.heading(_("First rows, as they would be recorded"))
        output.table(
            [_("line"), _("understood"), _("entry")],
            [_taken(session, one) for one in judged.first],
            first=True,
        )
    if judged.refused:
        output.heading(_("Refused rows"))
        rows = ([place(one.at), one.column, one.reason] for one in judged.refused)
        output.table([_("line"), _("column"), _("reason")], rows, first=True)
    output.heading(_("In all"))
    for line in counts(judged):
        output.line(line)


def _rules(asked: Asked, understanding: Understanding) -> Iterator[str]:
    match understanding.origin:
        case "guessed":
            yield _("{file}: what its columns mean is guessed:").format(file=asked.path)
            yield from (f"  {sentence}" for sentence in understanding.why)
        case "beside" | "given":
            yield _("{file}: read by the rules of {rules}").format(
                file=asked.path, rules=understanding.path
            )


def _remarks(asked: Asked) -> Iterator[str]:
    yield from asked.book.remarks
    for sheet in asked.book.sheets:
        for remark in sheet.remarks:
            yield (
                _("{sheet}: {sentence}").format(sheet=sheet.name, sentence=remark)
                if sheet.name
                else remark
            )


def place(at: At) -> str:
    """Return where a row stands, for people."""
    return f"{at.sheet} {at.line}" if at.sheet else str(at.line)


def _taken(session: Session, one: Taken) -> list[str]:
    """Return a row as it would be recorded, with how it was understood."""
    record, entry = one.record, one.entry
    told = "" if entry is None else with_note(_on_one_line(entry), entry.fact.sentence())
    author = record.fields.get("author")
    said = [
        *([_("written by {author}").format(author=author)] if author else []),
        *record.said,
    ]
    return [place(record.at), understood(session, record), enumerate_parts([told, *said])]


def _on_one_line(entry: Entry) -> Entry:
    """Return an entry with the parts of its note side by side; its own columns say whence it is."""
    note = enumerate_parts(entry.note.splitlines()) if entry.note else None
    return entry.but(taken_from=None, note=note)


def understood(session: Session, record: Any) -> str:
    """Return the time of a row as it was understood: `mardi 24/11/2020 09:10 (+01:00)`."""
    at: datetime | None = record.fields.get("occurred_at")
    return when.show_with_offset(at, session.zone) if at else ""


def counts(judged: Sorted) -> Iterator[str]:
    """Return how many rows were read, and what becomes of them; then those left aside."""
    parts = [
        counted("{count} to be recorded", "{count} to be recorded", len(judged.taken)),
        counted("{count} refused", "{count} refused", len(judged.refused)),
        counted("{count} known already", "{count} known already", len(judged.known)),
    ]
    read = counted("{count} row read", "{count} rows read", judged.read)
    yield f"{read} = {' + '.join(parts)}"
    yield from _aside(judged)
    if same := [one for one in judged.known if one.same_as]:
        pairs = [f"{place(one.at)} = {place(one.same_as)}" for one in same if one.same_as]
        yield _("The same as an earlier row: {rows}").format(rows=join_some(pairs))


def _aside(judged: Sorted) -> Iterator[str]:
    """Return how many rows are left aside, and why."""
    for one in judged.aside.values():
        if one.is_same:
            yield counted(
                "{count} row left aside: {reason}",
                "{count} rows left aside: {reason}",
                one.rows,
                reason=one.reason,
            )
        else:
            yield counted(
                "{count} row left aside; the first: {reason}",
                "{count} rows left aside; the first: {reason}",
                one.rows,
                reason=one.reason,
            )


def document(asked: Asked, understanding: Understanding, judged: Sorted) -> dict[str, Any]:
    """Return the same as JSON."""
    return {
        "file": str(asked.path),
        "sha256": asked.book.sha256,
        "rules": understanding.text,
        "rules_from": understanding.origin,
        "rules_file": str(understanding.path) if understanding.path else None,
        "why": [*understanding.why],
        "remarks": [*_remarks(asked)],
        "read": judged.read,
        "to_record": len(judged.taken),
        "refused": [_refused(one) for one in judged.refused],
        "known": [_known(one) for one in judged.known],
        "aside": [
            {"code": code, "count": one.rows, "reason": one.reason}
            for code, one in judged.aside.items()
        ],
        "first": [_first(one) for one in judged.first],
    }


def _refused(one: RefusedRow) -> dict[str, Any]:
    return {**_at(one.at), "column": one.column, "code": one.code, "reason": one.reason} | {
        "row": [*one.row]
    }


def _known(one: KnownRow) -> dict[str, Any]:
    same = _at(one.same_as) if one.same_as else None
    return {**_at(one.at), "entry": one.entry, "same_as": same}


def _first(one: Taken) -> dict[str, Any]:
    at = one.record.fields.get("occurred_at")
    return {
        **_at(one.record.at),
        "what": one.record.what,
        "occurred_at": at and at.isoformat(),
        "sentence": one.entry.fact.sentence() if one.entry else None,
        "author": one.record.fields.get("author"),
        "note": one.record.fields.get("note"),
        "said": [*one.record.said],
    }


def _at(at: At) -> dict[str, Any]:
    return {"sheet": at.sheet or None, "line": at.line}
