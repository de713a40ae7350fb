"""The tables of our own exports: which of their rows come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crisis_log.exchange.columns import Column, by_header
from crisis_log.language import LANGUAGES, _
from crisis_log.text import folded


def columns_by_header(table: str) -> Mapping[str, Column]:
    """Return the columns of one of our tables by their headers in every language, as `folded`."""
    return {
        header: column
        for language in LANGUAGES
        for header, column in by_header(table, language).items()
    }


class Ours:
    """Knows the rows of such a table that tell of what does not come back."""

    def __init__(self, table: str, headings: Sequence[str]) -> None:
        known = columns_by_header(table)
        fields = [known[one].field if (one := folded(text)) in known else "" for text in headings]
        self._struck = fields.index("struck_by") if "struck_by" in fields else None
        self._kind = fields.index("line_kind") if "line_kind" in fields else None
        self._headline = fields.index("headline") if "headline" in fields else None

    def aside(self, texts: Sequence[str]) -> tuple[str, str] | None:
        """Return why a row is left aside, if it is."""

        def at(index: int | None) -> str:
            return texts[index] if index is not None and index < len(texts) else ""

        if self._kind is not None and not at(self._kind):
            sentence = _("It is no line of the journal, and does not come back: {headline}.")
            return "no-line", sentence.format(headline=at(self._headline) or "–")
        if struck_by := at(self._struck):
            sentence = _("It was struck in the register it comes from, by entry n° {number}.")
            return "struck-there", sentence.format(number=struck_by)
        return None
