"""The columns of the tables that go out and come back: one header for each field, and its type.

A header is the word that people read for the field. What is exported is recognised by its
headers, in whichever language it was, so that it comes back without being told how.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from typing import Final, Literal, NamedTuple

from crisis_log.language import LANGUAGES, _, speaking
from crisis_log.slices.staffing import MODALITIES
from crisis_log.text import folded
from crisis_log.words import field_name, status_word

Type = Literal["text", "texts", "code", "flag", "whole", "number", "instant", "exact", "due", "day"]
"""What a cell holds: `texts` are several (see `joined`), `code` is one of a vocabulary, shown as
its word, `flag` is yes or no, `instant` a local date and time without an offset, `exact` an
instant as ISO 8601 text, to the microsecond and with its offset, `due` a day or an instant."""
COUNTS: Final = "counts."
"""Begins the fields of a staffing table that count the agents of one modality."""
_WITHIN: Final = "\n\t"
_PART: Final = "#"


class Column(NamedTuple):
    """A column: `field` is as the fact or its envelope calls it, `of` the vocabulary of a code.

    One that does not come back is derived from others, or numbers what is in that register alone.
    """

    field: str
    type: Type = "text"
    of: str = ""
    comes_back: bool = True

    @property
    def header(self) -> str:
        """What people read above it, in the language in use."""
        if self.field.startswith(COUNTS):
            return status_word("modality", self.field.removeprefix(COUNTS))
        return _own_headers().get(self.field) or field_name(self.field)


def _own_headers() -> Mapping[str, str]:
    """Return the headers of what no slice has a word for, or not the right one in a table."""
    return {
        "attachments": _("attachments"),
        "author": _("written by"),
        "corrected_by": _("corrected by"),
        "earlier": _("earlier wordings"),
        "effective_exactly": _("exact date of effect"),
        "details": _("details"),
        "exercise": _("EXERCISE"),
        "headline": _("what it records"),
        "indicator": _("indicator"),
        "kind": _("kind of entry"),
        "label": _("label"),
        "number": _("n°"),
        "occurred_exactly": _("exact time of the fact"),
        "received_exactly": _("received at, exactly"),
        "recorded_by": _("recorded with the account"),
        "recorded_exactly": _("exact time of recording"),
        "refused_because": _("why it was refused"),
        "request_id": _("id of the request"),
        "taken_from": _("taken from"),
        "total": _("total"),
    }


_REFUSAL: Final = Column("refused_because", comes_back=False)
EXERCISE: Final = Column("exercise", comes_back=False)
"""The column that says on each row that it is of an exercise; a real register has none."""
_NUMBER: Final = Column("number", "whole", comes_back=False)
_WHEN: Final = Column("occurred_at", "instant")
_ENVELOPE: Final = (
    Column("author"),
    Column("note"),
    Column("attachments", "texts", comes_back=False),
    Column("received_at", "instant"),
    Column("recorded_at", "instant", comes_back=False),
    Column("by", comes_back=False),
    Column("recorded_by", comes_back=False),
    Column("taken_from", comes_back=False),
    Column("occurred_exactly", "exact"),
    Column("received_exactly", "exact"),
    Column("recorded_exactly", "exact", comes_back=False),
    Column("request_id"),
)
_LABEL: Final = Column("label", comes_back=False)
_FOLLOW_UP: Final = (
    Column("owner"),
    Column("due_on", "due"),
    Column("review_on", "due"),
    Column("organisations", "texts"),
)
TABLES: Final[Mapping[str, tuple[Column, ...]]] = {
    "entries": (
        EXERCISE,
        _NUMBER,
        _WHEN,
        Column("kind", "code", of="kind", comes_back=False),
        Column("line_kind", "code", of="line_kind"),
        Column("headline", comes_back=False),
        Column("text"),
        Column("source"),
        Column("channel"),
        Column("status", comes_back=False),
        Column("verification", "code", of="verification"),
        Column("tags", "texts"),
        Column("confidential", "flag"),
        Column("struck_by", "whole", comes_back=False),
        Column("corrected_by", "texts", comes_back=False),
        Column("duplicate_of", "whole", comes_back=False),
        Column("earlier", "texts", comes_back=False),
        Column("answers", "texts", comes_back=False),
        Column("expected", "texts", comes_back=False),
        Column("checks", "texts", comes_back=False),
        Column("details", comes_back=False),
        *_ENVELOPE,
    ),
    "decisions": (
        EXERCISE,
        _LABEL,
        _NUMBER,
        _WHEN,
        Column("title"),
        Column("status", "code", of="decision"),
        Column("decided_by"),
        Column("effective_at", "instant"),
        Column("effective_exactly", "exact"),
        Column("situation"),
        Column("options", "texts"),
        Column("grounds"),
        Column("legal_basis", "texts"),
        Column("consulted"),
        Column("dissent"),
        *_FOLLOW_UP,
        Column("act", "code", of="act"),
        Column("act_number"),
        Column("supersedes", "texts", comes_back=False),
        Column("superseded_by", comes_back=False),
        Column("phases", "texts", comes_back=False),
        Column("former_titles", "texts", comes_back=False),
        Column("measures", "texts", comes_back=False),
        Column("assumptions", "texts", comes_back=False),
        Column("answers", "texts", comes_back=False),
        *_ENVELOPE,
    ),
    "measures": (
        EXERCISE,
        _LABEL,
        _NUMBER,
        _WHEN,
        Column("title"),
        Column("status", "code", of="measure", comes_back=False),
        Column("phases", "texts", comes_back=False),
        Column("former_titles", "texts", comes_back=False),
        Column("category"),
        Column("decision"),
        Column("sites", "texts"),
        Column("start_on", "due"),
        *_FOLLOW_UP,
        Column("indicators", "texts", comes_back=False),
        Column("progress", "whole", comes_back=False),
        Column("progress_as_of", "day", comes_back=False),
        Column("answers", "texts", comes_back=False),
        *_ENVELOPE,
    ),
    "indicators": (
        EXERCISE,
        _NUMBER,
        _WHEN,
        Column("measure"),
        Column("as_of", "due"),
        Column("indicator"),
        Column("value", "number"),
        Column("unit"),
        Column("target", "number"),
        Column("scope"),
        Column("progress", "whole"),
        Column("text"),
        Column("earlier", "texts", comes_back=False),
        *_ENVELOPE,
    ),
    "staffing": (
        EXERCISE,
        _NUMBER,
        _WHEN,
        Column("plan"),
        Column("day", "day"),
        Column("organisation"),
        Column("site"),
        Column("mission"),
        *(Column(f"{COUNTS}{modality}", "whole") for modality in MODALITIES),
        Column("total", "whole", comes_back=False),
        Column("reason"),
        Column("earlier", "texts", comes_back=False),
        *_ENVELOPE,
    ),
    "requests": (
        EXERCISE,
        _NUMBER,
        _WHEN,
        Column("text"),
        Column("line_kind", "code", of="line_kind"),
        Column("source"),
        Column("channel"),
        Column("verification", "code", of="verification"),
        Column("tags", "texts"),
        Column("confidential", "flag"),
        Column("status", "code", of="request", comes_back=False),
        Column("answered_by", "texts", comes_back=False),
        Column("closed_by", "whole", comes_back=False),
        Column("closed_reason", comes_back=False),
        *_ENVELOPE,
    ),
    "missions": (
        Column("plan"),
        Column("code"),
        Column("title"),
        Column("essential", "flag"),
        Column("sites", "texts"),
        Column("status", "code", of="mission", comes_back=False),
    ),
}
"""The columns of each table in their order; those of an export are these, or fewer of them."""


def table_of(headers: Iterable[str]) -> str | None:
    """Return which of our tables has all these `headers`, in either language, if one has."""
    wanted = {*map(folded, filter(None, headers))}
    for table, language in product(TABLES, LANGUAGES):
        known = by_header(table, language)
        if wanted <= {*known} and "request_id" in {known[header].field for header in wanted}:
            return table
    return None


@cache
def by_header(table: str, language: Literal["fr", "en"]) -> Mapping[str, Column]:
    """Return the columns of a table by their headers in a language, as `folded`."""
    with speaking(language):
        return {folded(column.header): column for column in (*TABLES[table], _REFUSAL)}


def refusal_header() -> str:
    """Return the header of the column that says why rows are refused, in files of these alone."""
    return _REFUSAL.header


def part_of_request(request_id: str, part: int) -> str:
    """Return the id of one of several rows that a request became: the first one has its own."""
    return f"{request_id}{_PART}{part}" if part > 1 else request_id


def whole_request(request_id: str) -> str:
    """Return the id of the request that `part_of_request` was given."""
    whole, sign, part = request_id.rpartition(_PART)
    return whole if sign and part.isdecimal() else request_id


def joined(texts: Iterable[str]) -> str:
    """Return several texts as one cell holds them: each on a line, what goes on after a tab."""
    return "\n".join(text.replace("\n", _WITHIN) for text in texts)


def parted(cell: str) -> tuple[str, ...]:
    """Return the texts that `joined` put in a cell."""
    kept = cell.replace(_WITHIN, "\0").split("\n")
    return tuple(text.replace("\0", "\n") for text in kept if text)
