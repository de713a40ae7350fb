"""The after-action file: its words, and how much of long lists it prints."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from crisis_log.language import _
from crisis_log.reports.documents.making import AboutAll, Kind, Made, Making, Naming
from crisis_log.slices.issued_report import name_of
from crisis_log.views.after_action.chronology import Sort
from crisis_log.views.after_action.outcomes import Deadline, Outcome
from crisis_log.views.after_action.report import AfterActionFile, after_action
from crisis_log.views.delays.words import delay_name, delay_words
from crisis_log.views.key_figures import on_site
from crisis_log.when import show_duration
from crisis_log.words import entry_numbers

_ROWS: Final = 60
"""Rows of a long list that are printed; the data attached has all of them."""
_LONG: Final = 330


def build(making: Making, _asked: AboutAll) -> Made[AfterActionFile]:
    """Return the after-action file.

    Raises:
        Refused: the crisis began after the instant whose situation is told.

    """
    told = after_action(making.account, making.edition, making.cut_off)
    return Made(told.model_copy(update={"known_upto": making.position}), making.cut_off)


def context(told: AfterActionFile, zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of the file may use beside what all templates may."""
    # Babel is slow to import, and JSON needs none of it
    from crisis_log.reports.charts import after_action as charts
    from crisis_log.reports.page.wording import first_sentences

    return {
        "rows": partial(_first, most=_ROWS),
        "duration": show_duration,
        "delay_name": delay_name,
        "delay_words": delay_words,
        "outcome_name": outcome_name,
        "deadline_name": deadline_name,
        "sort_name": sort_name,
        "on_site": on_site,
        "ranges": _ranges,
        "numbers": entry_numbers,
        "beginning_of": partial(first_sentences, most=_LONG),
        **charts.context(told, zone),
    }


def outcome_name(outcome: Outcome) -> str:
    """Return what people call the outcome of a measure."""
    return {
        "on_time": _("completed by the deadline"),
        "late": _("completed after its deadline"),
        "undated": _("completed, no deadline"),
        "abandoned": _("lifted without being completed"),
        "overdue": _("overdue"),
        "open": _("in progress"),
    }[outcome]


def deadline_name(deadline: Deadline) -> str:
    """Return what became of the deadline of a decision."""
    return {
        "kept": _("kept"),
        "missed": _("missed"),
        "running": _("running"),
        "none": _("without object"),
    }[deadline]


def sort_name(sort: Sort) -> str:
    """Return what people call the facts of a sort."""
    return {
        "crisis": _("levels of the crisis"),
        "plan": _("levels of the plans"),
        "decision": _("decisions"),
        "line": _("key points"),
        "mission": _("missions"),
        "measure": _("measures"),
    }[sort]


def _first(items: Sequence[Any], most: int) -> tuple[Sequence[Any], int]:
    """Return the items that are printed, and how many are not."""
    return items[:most], max(len(items) - most, 0)


def _ranges(days: Iterable[date]) -> list[tuple[date, date]]:
    """Return days, in order, as stretches that follow one another: first and last."""
    runs = groupby(enumerate(days), lambda pair: pair[1] - timedelta(days=pair[0]))
    stretches = [[day for _n, day in run] for _start, run in runs]
    return [(stretch[0], stretch[-1]) for stretch in stretches]


def words() -> Naming:
    """Return what people call it."""
    return Naming(
        title=name_of("after-action"),
        summary=_("The after-action file of the whole crisis."),
    )


DOCUMENT: Final = Kind("after-action", AboutAll, build, context, "after_action.html", words)
