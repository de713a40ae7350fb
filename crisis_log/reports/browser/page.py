"""The page of an auditor's bundle: the whole register, to be read in a browser.

One file without any script, for a browser that is not connected to anything. It is made
from what is stored, entry by entry: what cannot be read is told as such, at its place.
The same register gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache, partial
from itertools import groupby
from typing import Any, Final, NamedTuple, cast

from jinja2 import Environment

from crisis_log import language
from crisis_log.fact import Entry, UnknownFact, UnreadableEntryError, read_entry
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.reports.browser import sheets as browser_sheets
from crisis_log.reports.browser.sheets import Value, anchor_of
from crisis_log.reports.page import typography
from crisis_log.reports.page.render import environment as templates_environment
from crisis_log.slices import COLLECTIONS, crisis, label_of
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.state import State
from crisis_log.storage import StoredEntry
from crisis_log.views.changes import Change
from crisis_log.views.reading import step
from crisis_log.views.titles import title_of_subject
from crisis_log.words import field_name, status_word
from crisis_log.zones import UnreadableZoneError

_TEMPLATE: Final = "browser/page.html"
_REMEMBERED: Final = 5_000
_SHORT: Final = 200


class Row(NamedTuple):
    """An entry as it is shown: `entry` is None when it cannot be read, `problem` says why.

    `changes` are the words that it replaced, of fields that an amendment may change: the
    others are told by the entries themselves.
    """

    number: int
    entry: Entry | None
    problem: str = ""
    changes: tuple[Change, ...] = ()


class Log(NamedTuple):
    """The rows of a register, the state they add up to, and the rows about each subject."""

    rows: list[Row]
    state: State
    about: dict[str, list[Row]]

    def last_recorded(self) -> datetime | None:
        """Return when the last entry that can be read was recorded."""
        return next((row.entry.recorded_at for row in reversed(self.rows) if row.entry), None)


def page(register: Register) -> bytes:
    """Return the page of `register`, UTF-8, in the language in use.

    Raises:
        StorageError: the register cannot be read at all.

    """
    log = _read(register)
    opened = log.state.find(crisis.Crisis)
    environment = _remembering(templates_environment())
    html = environment.get_template(_TEMPLATE).render(_context(register, log, opened))
    return html.encode()


def _remembering(environment: Environment) -> Environment:
    """Return the same, typesetting once what the page says thousands of times."""
    typeset = cast("Callable[[object], object]", environment.finalize)
    remembered = lru_cache(maxsize=_REMEMBERED, typed=True)(typeset)

    def finalize(value: object) -> object:
        short = isinstance(value, str) and len(value) < _SHORT
        return remembered(value) if short else typeset(value)

    return environment.overlay(finalize=finalize)


def _read(register: Register) -> Log:
    log = Log([], State(), {})
    worded = frozenset(field for one in COLLECTIONS.values() for field in one.worded)
    for stored in register.stored(0, register.size()):
        row = _row(log.state, stored, worded)
        log.rows.append(row)
        for subject in row.entry.subjects if row.entry else ():
            log.about.setdefault(subject, []).append(row)
    return log


def _row(state: State, stored: StoredEntry, worded: Container[str]) -> Row:
    """Return the row of a stored entry, and take it into `state`."""
    try:
        entry = read_entry(stored.content, tolerant=True)
    except UnreadableEntryError as error:
        return Row(stored.number, None, str(error))
    taken = step(entry, state, tolerant=True)
    if taken.problem is not None:
        return Row(stored.number, entry, _("It does not follow from the entries before it."))
    return Row(stored.number, entry, changes=taken.reworded(worded))


def _context(register: Register, log: Log, opened: crisis.Crisis | None) -> dict[str, Any]:
    zone = _zone(opened)
    tell = partial(_tell, zone)
    organisations = {one.code: one.name for one in opened.organisations} if opened else {}
    return {
        "language": language.current(),
        "title": opened.title if opened else register.register_id,
        "exercise": bool(opened and opened.exercise),
        "timezone": opened.timezone if opened else "UTC",
        "identity": list(_identity(register, log, opened, tell)),
        "chapters": browser_sheets.chapters(log.state, log.about, organisations, tell),
        "days": _days(log, zone),
        "size": len(log.rows),
        "line_of": partial(_line, log.state),
        "title_of": partial(_title, log.state),
        "links_of": partial(_links, log),
        "content_of": _content,
        "moment": tell,
        "clock": lambda instant: typography.clock(instant, zone),
        "local_day": lambda instant: instant.astimezone(zone).date(),
        "field_name": field_name,
        "status_word": status_word,
    }


def _zone(opened: crisis.Crisis | None) -> tzinfo:
    try:
        return opened.zone if opened else UTC
    except UnreadableZoneError:
        return UTC


def _tell(zone: tzinfo, instant: datetime, form: str = "long") -> str:
    return typography.moment(instant, zone, form)


def _identity(
    register: Register, log: Log, opened: crisis.Crisis | None, tell: Callable[..., str]
) -> Iterator[tuple[str, str]]:
    if opened:
        yield _("Crisis"), opened.title
        yield _("Authority"), opened.authority
    yield _("Register"), register.register_id
    if opened:
        yield _("Opened"), tell(opened.opened_at)
        yield _("State of the crisis"), status_word("crisis", opened.status)
        levels = sorted(opened.levels, key=lambda level: (level.since, level.entry))
        if levels:
            yield _("Crisis level"), levels[-1].status
        yield _("Organisations"), ", ".join(one.name for one in opened.organisations)
        yield _("Time zone"), opened.timezone
        yield _("Exercise"), _("yes") if opened.exercise else _("no")
    yield _("Entries"), typography.number(len(log.rows))
    last = log.last_recorded()
    if last:
        yield _("Last entry recorded"), tell(last)


def _days(log: Log, zone: tzinfo) -> list[tuple[date | None, list[Row]]]:
    """Return the rows by the day of their recording; unreadable ones by that before them."""
    day: date | None = None

    def day_of(row: Row) -> date | None:
        nonlocal day
        day = row.entry.recorded_at.astimezone(zone).date() if row.entry else day
        return day

    return [(day, list(rows)) for day, rows in groupby(log.rows, day_of)]


def _line(state: State, entry: Entry) -> Line | None:
    """Return what became of the journal line that `entry` logged."""
    return state.find(Line, entry.number)


def _title(state: State, entry: Entry) -> str | None:
    """Return the title of what an entry is about, unless the entry itself says it."""
    title = title_of_subject(state.get(entry.subject))
    return None if title == entry.fact.detail() else title


def _links(log: Log, entry: Entry) -> list[Value]:
    """Return what an entry is about, and what a journal line became, where the page tells it."""
    links: dict[str, Value] = {}
    for subject in entry.subjects:
        owner = _owner(subject)
        label, anchor = label_of(owner), anchor_of(log.state, owner)
        if label and anchor:
            links[anchor] = Value(label, anchor)
    if isinstance(entry.fact, LineLogged):
        for row in log.about[entry.subject]:
            anchor = f"n{row.number}"
            links[anchor] = Value(_("n° {number}").format(number=row.number), anchor)
    links.pop(f"n{entry.number}", None)
    return list(links.values())


def _owner(subject: str) -> str:
    """Return the subject that tells the figures, or the counts, of a day; or `subject`."""
    name, _slash, key = subject.partition("/")
    owner = COLLECTIONS[name].part_of if name in COLLECTIONS else None
    return owner.named(key.partition(":")[0]) if owner else subject


def _content(entry: Entry) -> str | None:
    """Return the stored content of a fact of unknown kind."""
    if not isinstance(entry.fact, UnknownFact):
        return None
    return json.dumps(dict(entry.fact.content), ensure_ascii=False, indent=2)
