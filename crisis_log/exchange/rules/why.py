"""Why rules were guessed to be as they are, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crisis_log.exchange.rules.evidence import Evidence
from crisis_log.exchange.rules.layout import Layout
from crisis_log.exchange.rules.model import IGNORED, UNKNOWN, Rules
from crisis_log.exchange.rules.roles import NOTED
from crisis_log.exchange.rules.wordings import formats, what_words
from crisis_log.language import _, counted, ngettext
from crisis_log.when import show_day_of_week
from crisis_log.words import join


def why(layout: Layout, roles: Sequence[str], rules: Rules, evidence: Evidence) -> Iterator[str]:
    """Return why a sheet is read by these `rules`, its columns being of these `roles`."""
    sentence = ngettext(
        "taken as {what}, by its headings on line {lines}",
        "taken as {what}, by its headings on lines {lines}",
        len(layout.lines),
    )
    lines = join([str(line) for line in layout.lines])
    yield sentence.format(what=what_words()[layout.what], lines=lines)
    for index, role in enumerate(roles):
        if layout.headings[index] and role not in {UNKNOWN, IGNORED}:
            yield from _of_column(layout, index, role)
    yield from _of_times(rules, evidence)
    if evidence.struck:
        yield counted(
            "{count} row is struck out: it is refused unless a rule takes it or leaves it out",
            "{count} rows are struck out: they are refused unless a rule takes them or leaves "
            "them out",
            evidence.struck,
        )


def _of_column(layout: Layout, index: int, role: str) -> Iterator[str]:
    column = layout.named(index)
    if role == "tags" and layout.roles[index] == "line_kind":
        sentence = _("{column}: tags, for not all its words are kinds of lines")
        yield sentence.format(column=column)
    elif role in NOTED:
        yield _("{column}: told in the note").format(column=column)


def _of_times(rules: Rules, evidence: Evidence) -> Iterator[str]:
    if rules.order and evidence.orders:
        sentence = _("dates are written {format}: no other order fits all of them")
        yield sentence.format(format=formats()[rules.order])
    if rules.newest_first:
        yield _("the newest rows are first: they are recorded from the last one up")
    if rules.day:
        yield _("its first row is of {day}").format(day=show_day_of_week(rules.day))
    if evidence.days and evidence.days < evidence.rows:
        yield _("a row that names no day is of the day of the row above it")
