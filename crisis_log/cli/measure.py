"""Measures: ordered, reported on, extended, completed, lifted, reopened."""

from collections.abc import Iterable
from typing import Any, Final

import click

from crisis_log.cli import output
from crisis_log.cli.entry_document import full_entry_document
from crisis_log.cli.groups import WholeHelpGroup, shown
from crisis_log.cli.guided import Guided
from crisis_log.cli.history import print_history
from crisis_log.cli.listing import print_list
from crisis_log.cli.measure_sheet import print_figures, print_measure
from crisis_log.cli.parameters import (
    ANSWERS,
    DUE,
    ENTRY,
    ORGANISATIONS,
    OVERDUE,
    OWNER,
    OWNER_ASKED,
    REASON,
    REVIEW,
    SITES,
    TITLE,
    Label,
    Pair,
    statuses_of,
    with_options,
)
from crisis_log.cli.present import current_session, instant_of_fact
from crisis_log.cli.quantities import Percent, decimal
from crisis_log.cli.recording import amending, recording
from crisis_log.cli.session import Session
from crisis_log.cli.summaries import document, measure_columns, measure_row
from crisis_log.cli.times import DayOrHour
from crisis_log.command import Command
from crisis_log.deadline import Due
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.slices import indicator
from crisis_log.slices import measure as measures
from crisis_log.slices.indicator import AboutFigures, FiguresOfDay
from crisis_log.slices.report_correction import correct_report
from crisis_log.slices.settings import marking_key
from crisis_log.views.listing import measures as matching_measures
from crisis_log.words import join

_LABEL = Label("M")
_NUMBER = click.argument("number", metavar="M-N", type=_LABEL)
SUGGESTED_CATEGORIES: Final = (
    _("work tools"),
    _("reception"),
    _("security"),
    _("children"),
    _("social action"),
    _("maternal and child health"),
    _("family planning"),
    _("communication"),
    _("human resources"),
    _("logistics"),
)

_fields = with_options(
    click.option(
        "--category",
        metavar=_("TEXT"),
        help=_("Category; for example: {categories}.").format(
            categories=join(SUGGESTED_CATEGORIES, "or")
        ),
    ),
    ORGANISATIONS,
    SITES,
    OWNER,
    click.option("--start", "start_on", metavar=_("WHEN"), type=DayOrHour(), help=_("Start.")),
    DUE,
    REVIEW,
    click.option(
        "--indicator", metavar=_("NAME"), multiple=True, help=_("What it counts (repeatable).")
    ),
    click.option(
        "--unit",
        metavar=_("TEXT"),
        multiple=True,
        help=_("Unit of the indicator, in the same order (repeatable; “-” for none)."),
    ),
    click.option(
        "--target",
        metavar="N",
        multiple=True,
        help=_("Target of the indicator, in the same order (repeatable; “-” for none)."),
    ),
    click.option(
        "--scope",
        metavar=_("TEXT"),
        multiple=True,
        help=_("Perimeter of the indicator, in the same order (repeatable; “-” for none)."),
    ),
)


_KEY = click.option(
    "--key", is_flag=True, help=_("Its indicators are key figures: they lead reports.")
)


def _with_key(command: Command, names: Iterable[str], *, key: bool) -> Command:
    """Return `command`, which makes key figures of `names` too where `key` was given."""
    named = [*names]
    if key and not named:
        raise click.UsageError(_("“--key” makes key figures of the indicators that are named."))
    return marking_key(command, named) if key else command


def _with_indicators(
    indicator: tuple[str, ...],
    unit: tuple[str, ...],
    target: tuple[str, ...],
    scope: tuple[str, ...],
    **options: Any,
) -> dict[str, Any]:
    for name, given in (("--unit", unit), ("--target", target), ("--scope", scope)):
        if len(given) not in (0, len(indicator)):
            raise click.UsageError(
                _(
                    "Give {option} once for each --indicator, in the same order, or not at all."
                ).format(option=shown(name))
            )
    described = [
        {
            "name": name,
            "unit": _given(unit, i),
            "target": None if (number := _given(target, i)) is None else decimal(number),
            "scope": _given(scope, i),
        }
        for i, name in enumerate(indicator)
    ]
    return options | {"indicators": tuple(described)}


def _given(values: tuple[str, ...], i: int) -> str | None:
    return values[i] if values and values[i] != "-" else None


@click.group(cls=WholeHelpGroup, help=_("Order measures and follow them."))
def measure() -> None:
    pass


@measure.command(
    "order",
    cls=Guided,
    rows={"indicator": ("unit", "target", "scope")},
    needs={"key": "indicator"},
    help=_("Order a measure."),
)
@click.argument("title", metavar=_("TITLE"))
@click.option("--decision", metavar="D-N", type=Label("D"), help=_("The decision behind it."))
@_fields
@ANSWERS
@_KEY
@recording
def order(title: str, decision: int | None, *, key: bool, **options: Any) -> Command:
    command = measures.order(title, decision=decision, **_with_indicators(**options))
    return _with_key(command, options["indicator"], key=key)


@measure.command("report", help=_("Report on a measure: progress, figures, text."))
@_NUMBER
@click.option("--progress", metavar="%", type=Percent(), help=_("Progress, 0 to 100."))
@click.option(
    "--value",
    "values",
    metavar=_("INDICATOR=N"),
    type=Pair(worded=True),
    multiple=True,
    help=_("A figure of an indicator (repeatable)."),
)
@click.option(
    "--as-of",
    metavar=_("DATE"),
    type=DayOrHour("past"),
    help=_("When the figures are of: a day, or an hour of it; else the time of the fact."),
)
@click.option("--text", metavar=_("TEXT"), help=_("Report in words."))
@click.option(
    "--corrects",
    metavar="N",
    type=ENTRY,
    help=_("The report whose figures or progress were mistaken, by the number of its entry."),
)
@_KEY
@recording
def report(
    number: int,
    values: tuple[tuple[str, str], ...],
    as_of: Due | None,
    corrects: int | None,
    *,
    key: bool,
    **options: Any,
) -> Command:
    figures = {name: decimal(value) for name, value in values}
    if len(figures) < len(values):
        raise click.UsageError(_("The same indicator is given twice; give it once."))
    if corrects is None:
        as_of = as_of or instant_of_fact()
        command = indicator.report(number, as_of=as_of, values=figures, **options)
    elif as_of:
        raise click.UsageError(_("A correction is of the time of what it corrects: no --as-of."))
    else:
        command = _correction(number, corrects, values=figures, **options)
    return _with_key(command, figures, key=key)


def _correction(number: int, corrects: int, **options: Any) -> Command:
    """Return the command that corrects what entry `corrects` reported on a measure."""
    register = current_session().register
    fact = register.entry(corrects).fact if corrects <= register.size() else None
    if not isinstance(fact, AboutFigures) or fact.number != number:
        raise Refused(
            _("n° {entry} is no report on {label}.").format(
                entry=corrects, label=measures.label(number)
            )
        )
    return correct_report(number, corrects=corrects, as_of=fact.as_of, **options)


@measure.command("extend", help=_("Give a measure a later deadline."))
@_NUMBER
@click.option(
    "--due", "due_on", metavar=_("WHEN"), type=DayOrHour(), required=True, help=_("New deadline.")
)
@REASON
@recording
def extend(number: int, due_on: Due, reason: str | None) -> Command:
    return measures.extend(number, due_on=due_on, reason=reason)


@measure.command("complete", help=_("Mark a measure as completed."))
@_NUMBER
@REASON
@recording
def complete(number: int, reason: str | None) -> Command:
    return measures.complete(number, reason=reason)


@measure.command("lift", help=_("Lift a measure: it is no longer to be carried out."))
@_NUMBER
@REASON
@recording
def lift(number: int, reason: str | None) -> Command:
    return measures.lift(number, reason=reason)


@measure.command("reopen", help=_("Reopen a measure that was completed or lifted."))
@_NUMBER
@DUE
@REASON
@recording
def reopen(number: int, due_on: Due | None, reason: str | None) -> Command:
    return measures.reopen(number, due_on=due_on, reason=reason)


@measure.command("amend", help=_("Change fields of a measure; the earlier wording is kept."))
@_NUMBER
@TITLE
@_fields
@amending(measures.MeasureFields, read=_with_indicators)
def amend(number: int, **fields: Any) -> Command:
    return measures.amend(number, **fields)


@measure.command("list", help=_("List measures."))
@statuses_of("measure", [*measures.STATUSES, "open"])
@OWNER_ASKED
@click.option("--category", metavar=_("TEXT"), help=_("Category, or a part of it."))
@OVERDUE
@click.pass_obj
def list_(session: Session, /, **criteria: Any) -> None:
    now = session.present()
    found = matching_measures(session.state(), now=now, zone=session.zone, **criteria)
    print_list(
        session,
        found,
        nothing=_("No measure matches.")
        if any(criteria.values())
        else _("No measure is recorded."),
        columns=measure_columns(),
        row=lambda m: measure_row(session, m, now),
        document=document,
        right=[2],
    )


@measure.command("show", help=_("Show a measure: fields, figures, history, what is missing."))
@_NUMBER
@click.pass_obj
def show(session: Session, number: int) -> None:
    found = measures.existing(session.state(), number)
    days = list(session.state().within(FiguresOfDay, number))
    history = session.register.history(measures.Measure.named(number))
    if session.as_json:
        further = {
            "figures": [day.model_dump(mode="json") for day in days],
            "history": [full_entry_document(e) for e in history],
        }
        output.emit(document(found) | further)
        return
    print_measure(session, found)
    print_figures(session, days)
    print_history(session, measures.Measure.named(number), history)
