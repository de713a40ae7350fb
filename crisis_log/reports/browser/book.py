"""What the pages of a bundle show: a short register on one, a long one on several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property, partial
from itertools import groupby, islice
from typing import Any, NamedTuple
from urllib.parse import quote

from crisis_log.audit.bundle import Files
from crisis_log.language import _
from crisis_log.reports.browser.chapters import Chapter, chapters, places
from crisis_log.reports.browser.layout import INDEX, TIMELINE, Layout, Part, Told, way
from crisis_log.reports.browser.log import Log, Row
from crisis_log.reports.browser.rows import about_rows
from crisis_log.reports.browser.sheets import Sheets
from crisis_log.reports.page import typography
from crisis_log.slices import crisis
from crisis_log.words import entry_range, status_word
from crisis_log.zones import UnreadableZoneError


class Leaf(NamedTuple):
    """A page of a long register: a part of a chapter, or of the timeline, and what it tells."""

    page: str
    chapter: Chapter | None
    part: Part
    label: str


class Book:
    """What every page says of a log, and where it says it; `files` lie beside `index.html`."""

    def __init__(self, log: Log, files: Files) -> None:
        self._log = log
        self._files = files
        state = log.state()
        self._opened = state.find(crisis.Crisis)
        self._places = places(state)
        self._chapters = chapters(state)
        sheets = self._sheets()
        told = {chapter.name: sheets.told(chapter) for chapter in self._chapters}
        self._layout = Layout(log.size, told)
        self._counts = {name: len(things) for name, things in told.items()}
        self._leaves = [] if self._layout.is_whole else list(self._in_order(told))

    def _in_order(self, told: dict[str, list[Told]]) -> Iterator[Leaf]:
        for chapter in self._chapters:
            for part in self._layout.parts[chapter.name]:
                labels = [one.label for one in told[chapter.name][part.after : part.upto]]
                yield Leaf(part.page, chapter, part, _range(labels[0], labels[-1]))
        for part in self._layout.parts[TIMELINE]:
            yield Leaf(part.page, None, part, self._entries(part))

    def _entries(self, part: Part) -> str:
        began = self._log.began.get(part.after + 1)
        numbers = entry_range(part.after + 1, part.upto)
        if began is None:
            return numbers
        day = typography.day(began.astimezone(self._zone).date(), "long")
        return _("{numbers}, from {day} on").format(numbers=numbers, day=day)

    @cached_property
    def _zone(self) -> tzinfo:
        try:
            return self._opened.zone if self._opened else UTC
        except UnreadableZoneError:
            return UTC

    def _tell(self, instant: datetime, form: str = "long") -> str:
        return typography.moment(instant, self._zone, form)

    def _sheets(self) -> Sheets:
        """Return what makes sheets for one page: what it reads of the state goes with it."""
        organisations = self._opened.organisations if self._opened else ()
        names = {one.code: one.name for one in organisations}
        return Sheets(self._log, self._log.state(), self._places, names, self._tell)

    def index(self) -> dict[str, Any]:
        """Return what `index.html` shows: a short register whole, else what it is cut into."""
        sheets, is_whole = self._sheets(), self._layout.is_whole
        shown = [
            chapter._asdict()
            | {
                "count": self._counts[chapter.name],
                "sheets": sheets.made(chapter) if is_whole else (),
                "leaves": [leaf for leaf in self._leaves if leaf.chapter is chapter],
            }
            for chapter in self._chapters
        ]
        return self._common(INDEX, sheets) | {
            "identity": list(self._identity()),
            "chapters": shown,
            "days": self._days(self._log.rows(0, self._log.size)) if is_whole else (),
            "leaves": [leaf for leaf in self._leaves if leaf.chapter is None],
            "is_whole": is_whole,
        }

    def others(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Return the names of the other pages, and what they show."""
        for place, leaf in enumerate(self._leaves):
            sheets, (after, upto) = self._sheets(), leaf.part[1:]
            context = self._common(leaf.page, sheets) | {
                "chapter": leaf.chapter,
                "label": leaf.label,
                "before": self._leaves[place - 1] if place else None,
                "next": next(islice(self._leaves, place + 1, None), None),
            }
            if leaf.chapter:
                yield leaf.page, context | {"sheets": sheets.made(leaf.chapter, after, upto)}
            else:
                yield leaf.page, context | {"days": self._days(self._log.rows(after, upto))}

    def _common(self, here: str, sheets: Sheets) -> dict[str, Any]:
        opened = self._opened
        return about_rows(self._log, sheets, self._zone) | {
            "title": opened.title if opened else self._log.register_id,
            "exercise": bool(opened and opened.exercise),
            "timezone": opened.timezone if opened else "UTC",
            "size": self._log.size,
            "href": partial(self._layout.href, here),
            "way": partial(way, here),
            "file": lambda sha256: self._file(here, sha256),
        }

    def _file(self, here: str, sha256: str) -> str | None:
        """Return how a page refers to the file with this digest, if the bundle holds it."""
        name = self._files.get(sha256)
        return quote(way(here, name)) if name else None

    def _identity(self) -> Iterator[tuple[str, str]]:
        opened = self._opened
        if opened:
            yield _("Crisis"), opened.title
            yield _("Authority"), opened.authority
        yield _("Register"), self._log.register_id
        if opened:
            yield _("Opened"), self._tell(opened.opened_at)
            yield _("State of the crisis"), status_word("crisis", opened.status)
            levels = sorted(opened.levels, key=lambda level: (level.since, level.entry))
            if levels:
                yield _("Crisis level"), levels[-1].status
            yield _("Organisations"), ", ".join(one.name for one in opened.organisations)
            yield _("Time zone"), opened.timezone
            yield _("Exercise"), _("yes") if opened.exercise else _("no")
        yield _("Entries"), typography.number(self._log.size)
        if self._log.last_recorded:
            yield _("Last entry recorded"), self._tell(self._log.last_recorded)

    def _days(self, rows: Iterable[Row]) -> list[tuple[date | None, list[Row]]]:
        """Return rows by the day of their recording; unreadable ones by that before them."""
        day: date | None = None

        def day_of(row: Row) -> date | None:
            nonlocal day
            day = row.entry.recorded_at.astimezone(self._zone).date() if row.entry else day
            return day

        return [(day, list(some)) for day, some in groupby(rows, day_of)]


def _range(first: str, last: str) -> str:
    return first if first == last else _("{first} to {last}").format(first=first, last=last)
