"""What the pages of a bundle tell of each entry, beside what it says itself."""

from __future__ import annotations

import json
from datetime import tzinfo
from functools import partial
from typing import Any

from crisis_log import language
from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.fact import UnknownFact
from crisis_log.language import _
from crisis_log.reports.browser.log import Log
from crisis_log.reports.browser.sheets import Sheets, Value
from crisis_log.reports.page import typography
from crisis_log.slices import label_of, told_with
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.views.fact_times import as_known
from crisis_log.views.titles import title_beside
from crisis_log.views.validations import validations_of
from crisis_log.words import author, entry_numbers, field_name, status_word


def about_rows(log: Log, sheets: Sheets, zone: tzinfo) -> dict[str, Any]:
    """Return what templates may ask about rows."""
    return {
        "language": language.current(),
        "as_known": lambda entry: as_known(entry, sheets.state.get(entry.subject)),
        "struck_of": lambda entry: sheets.state.find(StruckEntry, entry.number),
        "validations_of": partial(validations_of, sheets.state),
        "line_of": partial(_line, sheets.state),
        "title_of": partial(_title, sheets.state),
        "links_of": partial(_links, log, sheets),
        "content_of": _content,
        "moment": sheets.tell,
        "clock": lambda instant: typography.clock(instant, zone),
        "local_day": lambda instant: instant.astimezone(zone).date(),
        "field_name": field_name,
        "author": author,
        "status_word": status_word,
        "numbers": entry_numbers,
    }


def _line(state: Known, entry: Entry) -> Line | None:
    """Return what became of the journal line that `entry` logged."""
    return state.find(Line, entry.number)


def _title(state: Known, entry: Entry) -> str | None:
    """Return the title of what an entry is about, unless the entry itself says it."""
    return title_beside(state.get(entry.subject), entry)


def _links(log: Log, sheets: Sheets, entry: Entry) -> list[Value]:
    """Return what an entry is about, and what a journal line became, where the pages tell it."""
    links: dict[str, Value] = {}
    for subject in entry.subjects:
        owner = told_with(subject)
        label, anchor = label_of(owner), sheets.anchor_of(owner)
        if label and anchor:
            links[anchor] = Value(label, anchor)
    if isinstance(entry.fact, LineLogged):
        for number in log.about(entry.subject):
            links[f"n{number}"] = Value(_("n° {number}").format(number=number), f"n{number}")
    links.pop(f"n{entry.number}", None)
    return list(links.values())


def _content(entry: Entry) -> str | None:
    """Return the stored content of a fact of unknown kind."""
    if not isinstance(entry.fact, UnknownFact):
        return None
    return json.dumps(dict(entry.fact.content), ensure_ascii=False, indent=2)
