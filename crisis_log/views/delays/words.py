"""What do people call the delays, and how do they say how long one was?"""

from datetime import timedelta

from crisis_log.language import _
from crisis_log.views.delays.durations import Name
from crisis_log.when import show_duration


def delay_words(name: Name, duration: timedelta) -> str:
    """Return a duration in words; deadlines are kept to the day.

    What came before that which it should follow is said so, never as a negative duration.
    """
    if name == "deadline_to_completion" and not duration:
        return _("on the day")
    said = show_duration(abs(duration))
    return _ahead(name).format(duration=said) if duration < timedelta() else said


def _ahead(name: Name) -> str:
    """Return the words for what ended before it should have begun."""
    return {
        "proposal_to_adoption": _("{duration} before the proposal"),
        "adoption_to_first_measure": _("{duration} before the adoption"),
        "first_measure_to_completion": _("{duration} before the first measure"),
        "adoption_to_completion": _("{duration} before the adoption"),
        "order_to_first_report": _("{duration} before the order"),
        "order_to_completion": _("{duration} before the order"),
        "deadline_to_completion": _("{duration} before the deadline"),
        "activation_to_first_count": _("{duration} before the activation"),
        "fact_to_recording": _("{duration} before the fact"),
    }[name]


def delay_name(name: Name) -> str:
    """Return what people call a kind of delay."""
    return {
        "proposal_to_adoption": _("decisions: from the proposal to the adoption"),
        "adoption_to_first_measure": _("decisions: from the adoption to the first measure"),
        "first_measure_to_completion": _("decisions: from the first measure to completion"),
        "adoption_to_completion": _("decisions: from the adoption to completion"),
        "order_to_first_report": _("measures: from the order to the first report"),
        "order_to_completion": _("measures: from the order to completion"),
        "deadline_to_completion": _("measures: past the deadline at completion"),
        "activation_to_first_count": _("plans: from the activation to the first count"),
        "fact_to_recording": _("entries recorded late: from the fact to its recording"),
    }[name]
