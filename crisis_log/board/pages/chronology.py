"""The log as it is recorded, the newest entries first; or those of them that are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from crisis_log.board import log_form
from crisis_log.board.addresses import address_of
from crisis_log.board.log_rows import Row, days_of, row_of
from crisis_log.board.page import Asked, Page
from crisis_log.board.seen import Seen
from crisis_log.entry import Entry
from crisis_log.fact import Refused
from crisis_log.finding import Finder
from crisis_log.language import _
from crisis_log.views.fact_times import FactTimes
from crisis_log.views.log_pages import NEWEST, Cut, LogPage, Pages, Read
from crisis_log.views.timeline import Criteria, Span, line_logged


def _context(seen: Seen, asked: Asked) -> Mapping[str, Any]:
    understood = log_form.understood(asked, seen.instant, seen.zone, seen.common["moment"])
    page = LogPage(())
    if not understood.refused:
        try:
            page = _page(seen, understood)
        except Refused as refusal:
            understood = log_form.Understood(refused=str(refusal), every=False)
    order = understood.asked.order
    rows = _rows(seen, page)
    return {
        "understood": understood,
        "found": page,
        "days": days_of(rows, order, seen.zone),
        "newest": NEWEST,
        "is_newest": understood.cut == NEWEST,
        "to": partial(_address, asked),
        "kinds": log_form.kinds(),
        "verdicts": log_form.verdicts(),
        "orders": log_form.orders(),
        "order": order,
        "lengths": log_form.LENGTHS,
        "is_narrowed": any(asked.field(name) for name in log_form.QUESTION[1:]),
        "form": PAGE.path,
    }


def _page(seen: Seen, understood: log_form.Understood) -> LogPage:
    criteria = understood.asked._replace(line_of=partial(line_logged, seen.known))
    candidates = Finder(seen.register, criteria, seen.size)
    read = _reader(seen, criteria)
    return Pages(read, candidates, criteria, every=understood.every).page(understood.cut)


def _reader(seen: Seen, criteria: Criteria) -> Read:
    """Return what reads entries, at the times of their facts as known where these are asked for."""
    if criteria.order == "recorded":
        return seen.register.legible
    times = FactTimes(seen.account)

    def read(spans: Iterable[Span]) -> Iterator[Entry | int]:
        for one in seen.register.legible(spans):
            yield times.known(one) if isinstance(one, Entry) else one

    return read


def _rows(seen: Seen, page: LogPage) -> Iterator[Row]:
    for one in page.entries:
        if isinstance(one, Entry):
            yield row_of(one, seen.account, seen.known, seen.zone)
        else:
            yield Row(one, None)


def _address(asked: Asked, cut: Cut) -> str:
    """Return where another page of the same answer is."""
    question = tuple((name, value) for name, value in asked.fields if name in log_form.QUESTION)
    names = (log_form.BEFORE, log_form.AFTER, log_form.UPTO)
    place = zip(names, cut, strict=True)
    numbers = tuple((name, str(number)) for name, number in place if number is not None)
    return address_of(PAGE, Asked(fields=question + numbers))


PAGE: Final = Page(
    name="chronology",
    path="/chronologie",
    title=lambda: _("Chronology"),
    parts=("question", "form", "log"),
    context=_context,
    fields=log_form.FIELDS,
)
