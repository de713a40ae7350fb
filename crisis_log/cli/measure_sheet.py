"""A measure on the screen: its sheet, and its figures day by day."""

from crisis_log.cli import output
from crisis_log.cli.session import Session, names
from crisis_log.language import _
from crisis_log.slices.decision import label as decision_label
from crisis_log.slices.figure import FigureTold
from crisis_log.slices.indicator import FiguresOfDay
from crisis_log.slices.measure import Indicator, Measure
from crisis_log.words import entry_numbers, field_name, join, number_text, status_word


def print_measure(session: Session, found: Measure) -> None:
    """Print what is known of a measure."""
    output.heading(f"{found.label} · {found.title}")
    output.fields(
        [
            (field_name("status"), status_word("measure", found.status)),
            (field_name("progress"), "" if found.progress is None else f"{found.progress} %"),
            (_("decision"), decision_label(found.decision) if found.decision else ""),
            (field_name("category"), found.category or ""),
            (field_name("organisations"), names(found.organisations)),
            (field_name("sites"), names(found.sites)),
            (field_name("owner"), found.owner or ""),
            (field_name("start_on"), session.show_due(found.start_on)),
            (field_name("due_on"), session.show_due(found.due_on)),
            (field_name("review_on"), session.show_due(found.review_on)),
            (field_name("answers"), entry_numbers(found.answers)),
            (field_name("indicators"), "\n".join(map(_indicator, found.indicators))),
            (_("still missing"), join([field_name(name) for name in found.missing()])),
        ]
    )


def _indicator(indicator: Indicator) -> str:
    parts = [indicator.name]
    if indicator.unit:
        parts.append(f"({indicator.unit})")
    if indicator.scope:
        parts.append(f"[{indicator.scope}]")
    if indicator.target is not None:
        parts.append(_("target {target}").format(target=number_text(indicator.target)))
    return " ".join(parts)


def print_figures(session: Session, days: list[FiguresOfDay]) -> None:
    """Print the figures of a measure in the order of their times, and those they correct."""
    if not days:
        return
    output.heading(_("Figures"))
    rows = [
        [
            session.show_due(figure.due),
            name,
            number_text(figure.value),
            str(figure.entry),
            names([*map(_mistaken, reversed(day.mistaken(name, figure)))]),
        ]
        for day in days
        for name in day.figures
        for figure in day.course(name)
    ]
    output.table(
        [_("As of"), _("Indicator"), _("Value"), _("Entry"), _("Replaces")], rows, right=[2, 3]
    )


def _mistaken(figure: FigureTold) -> str:
    return _("{value} (entry {entry})").format(value=number_text(figure.value), entry=figure.entry)
