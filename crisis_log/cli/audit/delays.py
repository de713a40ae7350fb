"""`audit delays`: how long did it take?"""

import textwrap
from collections.abc import Sequence
from typing import Final

import click

from crisis_log.cli import output
from crisis_log.cli.session import Session
from crisis_log.language import _, counted, whole
from crisis_log.slices.topic import called
from crisis_log.views.delays import report as view
from crisis_log.views.delays.durations import Delay, Delayed, Name
from crisis_log.views.delays.report import Delays, Summary
from crisis_log.views.delays.words import delay_name, delay_words
from crisis_log.views.fact_times import holding_entries
from crisis_log.when import show_duration
from crisis_log.words import author, status_word

_LONG: Final = 110
_OF_DECISIONS: Final[tuple[Name, ...]] = (
    "proposal_to_adoption",
    "adoption_to_first_measure",
    "first_measure_to_completion",
    "adoption_to_completion",
)


@click.command(
    "delays", help=_("How long it took to decide, to act, to record and to count; the longest.")
)
@click.pass_obj
def delays(session: Session) -> None:
    found = view.delays(
        holding_entries(session.state(), session.register.entries()), session.present()
    )
    if session.as_json:
        output.emit(found.model_dump(mode="json"))
        return
    if not (found.decisions or found.measures or found.activations or found.late_entries):
        output.line(_("Nothing to time yet: no decision, no measure, no plan, no late entry."))
        return
    output.line(
        _("Delays on {time}, after entry n° {entry}").format(
            time=session.show_instant(found.at), entry=found.last_entry
        )
    )
    _print_medians(found)
    _print_decisions(session, found)
    _print_measures(session, found)
    _print_activations(session, found)
    _print_late_entries(session, found)
    for summary in found.summaries:
        _print_worst(summary)


def _print_medians(found: Delays) -> None:
    output.heading(_("Medians"))
    output.table(
        [_("Median"), _("Ended"), _("Still running"), _("Longest"), _("Delay")],
        [
            [
                "–" if summary.median is None else delay_words(summary.name, summary.median),
                whole(summary.ended),
                whole(summary.running),
                delay_words(summary.name, summary.worst[0].duration) if summary.worst else "–",
                delay_name(summary.name),
            ]
            for summary in found.summaries
        ],
        right=[0, 1, 2, 3],
    )


def _print_decisions(session: Session, found: Delays) -> None:
    _print_table(
        _("Decisions"),
        [
            _("No."),
            _("State"),
            _("Adopted"),
            _("Proposal to adoption"),
            _("Adoption to first measure"),
            _("First measure to completion"),
            _("Adoption to completion"),
            _("Title"),
        ],
        [
            [
                decision.label,
                status_word("decision", decision.status),
                session.show_instant(decision.adopted.at if decision.adopted else None),
                *(_cell(decision, name) for name in _OF_DECISIONS),
                decision.title,
            ]
            for decision in found.decisions
        ],
    )


def _print_measures(session: Session, found: Delays) -> None:
    _print_table(
        _("Measures"),
        [
            _("No."),
            _("State"),
            _("Ordered"),
            _("To first report"),
            _("To completion"),
            _("Deadline"),
            _("Past the deadline"),
            _("Title"),
        ],
        [
            [
                measure.label,
                status_word("measure", measure.status),
                session.show_instant(measure.ordered.at),
                _cell(measure, "order_to_first_report"),
                _cell(measure, "order_to_completion"),
                session.show_due(measure.due_on),
                _cell(measure, "deadline_to_completion"),
                measure.title,
            ]
            for measure in found.measures
        ],
    )


def _print_activations(session: Session, found: Delays) -> None:
    _print_table(
        _("Plans, from each activation to the first count of their agents"),
        [_("Plan"), _("Activated"), _("Entry"), _("First count"), _("Title")],
        [
            [
                activation.label,
                session.show_instant(activation.activated.at),
                _("n° {number}").format(number=activation.activated.entry),
                _cell(activation, "activation_to_first_count"),
                activation.title,
            ]
            for activation in found.activations
        ],
    )


def _print_late_entries(session: Session, found: Delays) -> None:
    _print_table(
        _("Entries recorded late"),
        [
            _("No."),
            _("Fact"),
            _("Received"),
            _("Recorded"),
            _("Lag"),
            _("Recorded by"),
            _("What"),
        ],
        [
            [
                str(late.entry),
                session.show_instant(late.occurred_at),
                session.show_instant(late.received_at),
                session.show_instant(late.recorded_at),
                show_duration(late.lag),
                author(late),
                _beginning(late.sentence),
            ]
            for late in found.late_entries
        ],
        right=[0, 4],
    )
    if found.late_untold:
        output.line(
            counted(
                "… and {count} other, recorded less late.",
                "… and {count} others, recorded less late.",
                found.late_untold,
            )
        )


def _print_table(
    title: str, headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()
) -> None:
    """Print a table under its title, if it has rows."""
    if rows:
        output.heading(title)
        output.table(headers, rows, right)


def _print_worst(summary: Summary) -> None:
    if not summary.worst:
        return
    output.heading(_("The longest · {delay}").format(delay=delay_name(summary.name)))
    output.table(
        [_("Delay"), _("No."), _("Title")],
        [
            [_said(summary.name, long), called(long.label), _beginning(long.title)]
            for long in summary.worst
        ],
    )


def _cell(thing: Delayed, name: Name) -> str:
    delay = thing.delays.get(name)
    return _said(name, delay) if delay else ""


def _said(name: Name, delay: Delay) -> str:
    """Return `2 j 4 h (n° 57)`, by the entry that ended it, or that it still runs."""
    duration = delay_words(name, delay.duration)
    if delay.end is None:
        return _("{duration}, still running").format(duration=duration)
    if delay.end == delay.start:
        return duration
    return _("{duration} (n° {entry})").format(duration=duration, entry=delay.end)


def _beginning(text: str) -> str:
    """Return the beginning of a sentence; its entry has the rest."""
    return textwrap.shorten(text, _LONG, placeholder=" …")
