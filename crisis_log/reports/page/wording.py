"""What reports call figures, events and values."""

import re
from collections.abc import Iterable
from typing import Final, cast

from crisis_log.language import _
from crisis_log.slices.issued_report import label
from crisis_log.views.document import Document
from crisis_log.views.errata.erratum import Changed, Erratum
from crisis_log.views.key_figures import Key
from crisis_log.words import entry_runs, field_name, join, status_word

_RUNS: Final = 6
_SENTENCE: Final = re.compile(r"[.!?…][»”)]*(?=\s)")


def edition_status(report: Document) -> str:
    """Return what a document is to its reader, as its cover and each of its pages say."""
    if report.status == "provisional" and report.rectifies:
        return _("PROVISIONAL, CORRECTIVE OF REPORT {label}").format(label=label(report.rectifies))
    return {
        "draft": _("DRAFT"),
        "provisional": _("PROVISIONAL"),
        "final": _("FINAL"),
        "corrective": _("CORRECTIVE OF REPORT {label}").format(label=label(report.rectifies or 0)),
    }[report.status]


def figure_label(key: Key, of: str | None, *, several: bool) -> str:
    """Return what a key figure is called; the plan is named when there are several."""
    name = {
        "crisis_level": _("Crisis level"),
        "plan_level": _("Level of the continuity plan"),
        "agents_on_site": _("Agents on site"),
        "agents_remote": _("Agents working remotely"),
        "staffing_gap": _("Gap to the declared headcount"),
        "decisions_taken": _("Decisions taken in the week"),
        "decisions_in_force": _("Decisions in force"),
        "decisions_expected": _("Decisions expected"),
        "measures_open": _("Measures open"),
        "measures_overdue": _("Measures overdue"),
        "entries": _("Entries of the week"),
    }[key]
    return _("{figure} ({plan})").format(figure=name, plan=of) if of and several else name


def erratum_label(erratum: Erratum) -> str:
    """Return what an erratum is about."""
    match erratum.what:
        case "line":
            return _("Line n° {line}").format(line=erratum.about)
        case "entry":
            return _("Entry n° {entry}").format(entry=erratum.about)
        case "staffing":
            return _("Plan {code}, agents").format(code=erratum.about)
        case "key_figure":
            return changed_name(erratum, erratum.changes[0])
    names = join([changed_name(erratum, change) for change in erratum.changes])
    return _("{thing}, {name}").format(thing=erratum.about, name=names)


def changed_name(erratum: Erratum, changed: Changed) -> str:
    """Return what people call a figure or field that changed."""
    name = changed.name
    if erratum.what == "key_figure":
        return figure_label(cast("Key", name), erratum.about, several=bool(erratum.about))
    if erratum.what == "staffing":
        return _("total of agents") if name == "total" else status_word("modality", name)
    return field_name(name) if erratum.what == "wording" else name


def some_entries(entries: Iterable[int]) -> tuple[str, bool]:
    """Return the first numbers of `entries`, in order, and whether that is all: a line is short."""
    runs = entry_runs(sorted(set(entries)))
    return ", ".join(runs[:_RUNS]), len(runs) <= _RUNS


def first_sentences(text: str, most: int) -> tuple[str, bool]:
    """Return what of `text` fits in `most` characters, and whether that is all of it.

    Of a long text that is as many whole sentences as fit, or as many words of the first.
    """
    if len(text) <= most:
        return text, True
    ends = [match.end() for match in _SENTENCE.finditer(text, 0, most)]
    if not ends:
        ends = [match.start() for match in re.finditer(r"\s", text[:most])]
    return text[: ends[-1] if ends else most].rstrip(), False
