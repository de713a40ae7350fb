"""What earlier versions of the documents told by fields that mean something else since.

Whoever changes the meaning of a field of a document raises the version in the name of the
document, and adds the field here under the name before: else reports that were issued would be
accused of telling something else than the log. New fields, and those that are gone, are no matter.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

_OF_WORDS: Final = frozenset({"headline", "sentence"})
"""In any document, what holds a sentence of the program: versions may word it otherwise."""
CHANGED: Final[Mapping[str, frozenset[str]]] = {
    "weekly_report.v1": frozenset(
        {
            "decisions.events[].title",
            "decisions.expected[].late",  # older than the week, not late to be recorded
            "decisions.taken[].events[].title",
            "decisions.taken[].late",
            "errata",  # of days that no report had shown, too
            "key_figures[].before",  # as the report before showed it, not as it is known now
            "key_figures[entries].now",  # with settings, which are no news
            "key_points",  # others led, and in other sentences
            "log[].late",
            "log[].title",  # the last one, not that of the time
            "measures.indicators[].before",
            "rectified",  # as errata
            "status",  # final, even where the week was not over
        }
    ),
    "situation_report.v1": frozenset(
        {
            "indicators",  # with those that lead
            "next_briefing",  # as a line of the journal only
            "requests",  # those that no later entry cites
        }
    ),
    "decisions_record.v1": frozenset(
        {
            f"decisions.{group}[].{field}"
            for group in ("expected", "taken", "rejected")
            for field in (
                "late",  # by a day, not by a quarter of an hour
                "history[].late",
                "history[].title",  # the last one, not that of the time
            )
        }
    ),
    "complete_register.v1": frozenset(
        {
            "late",  # by a day, not by a quarter of an hour
            "log[].late",
            "log[].title",  # the last one, not that of the time
        }
    ),
    "decision_dossier.v1": frozenset(
        {
            "known.learnt[].title",  # the last one, not that of the time
            "later[].relation",  # of what was learnt, not of what was recorded
            "later[].title",
        }
    ),
    "after_action_file.v1": frozenset(
        {
            "chronology.days[].facts[].late",  # by a day, not by a quarter of an hour
            "chronology.days[].facts[].title",  # the last one, not that of the time
            "open_questions.requests",  # those that no later entry cites
        }
    ),
}
"""By the `document` of issued data, its fields whose meaning has changed.

Such as `decisions[].status`; of one figure, `key_figures[entries].now`.
"""
_ITEM: Final = re.compile(r"\[\w+\]")


def means_otherwise(document: str) -> Callable[[str], bool]:
    """Return which fields of that document, as it was issued, mean something else today."""
    changed = CHANGED.get(document, frozenset())

    def has_changed(field: str) -> bool:
        is_of_words = field.rpartition(".")[2] in _OF_WORDS
        return is_of_words or field in changed or _ITEM.sub("[]", field) in changed

    return has_changed
