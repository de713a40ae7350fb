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
_MEANS_OTHERWISE: Final[Mapping[str, frozenset[str]]] = {
    "weekly_report.v1": frozenset(
        {
            "key_figures[entries].now",  # without those that are no news
            "key_figures[].before",  # of the report before it, and not of the week before
            "log[].late",  # of the period, and not of the quarter of an hour
            "key_points",  # others lead, in sentences with titles
            "measures.indicators[].before",
            "status",  # final, even where the week was not over
        }
    ),
}
"""By the `document` of issued data, its fields whose meaning has changed.

Such as `decisions[].status`; of one figure, `key_figures[entries].now`.
"""
_ITEM: Final = re.compile(r"\[\w+\]")


def means_otherwise(document: str) -> Callable[[str], bool]:
    """Return which fields of that document, as it was issued, mean something else today."""
    changed = _MEANS_OTHERWISE.get(document, frozenset())

    def has_changed(field: str) -> bool:
        is_of_words = field.rpartition(".")[2] in _OF_WORDS
        return is_of_words or field in changed or _ITEM.sub("[]", field) in changed

    return has_changed
