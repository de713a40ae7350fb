"""Every document of the catalogue, drafted about a register of these tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crisis_log.register import Register
from crisis_log.reports.documents import catalogue
from crisis_log.reports.documents.making import (
    AboutAll,
    AboutDecision,
    AboutMeeting,
    AboutPeriod,
    AboutWeek,
    Kind,
    Question,
    draft,
)
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.formats.json import to_json
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.views.document import Document
from tests.desk import NOW

PLAIN: Final = Path(__file__).parents[1] / "plain"
"""Templates without a layout, for tests of what is around the page."""
NAMES: Final = tuple(catalogue.names())
OF_AN_EMPTY_REGISTER: Final = tuple(
    kind.name for kind in catalogue.DOCUMENTS if kind.question not in {AboutDecision, AboutMeeting}
)
"""Those that can be made before anything is recorded."""


def question_of(kind: Kind[Any, Any], decision: int = 1) -> Question:
    """Return what these tests ask of such a document: the second week, all days …"""
    questions: dict[type[Question], Question] = {
        AboutWeek: AboutWeek(week="2020-W13"),
        AboutPeriod: AboutPeriod(),
        AboutDecision: AboutDecision(decision=decision),
        AboutMeeting: AboutMeeting(meeting=1),
        AboutAll: AboutAll(),
    }
    return questions[kind.question]


@dataclass(frozen=True)
class Draft:
    """A document and its kind."""

    kind: Kind[Any, Any]
    document: Document

    @property
    def html(self) -> str:
        """The page, in the language in use."""
        return to_html(self.kind, self.document)

    @property
    def json(self) -> str:
        """The model."""
        return to_json(self.document)

    @property
    def pdf(self) -> bytes:
        """The file, in the language in use."""
        return to_pdf(self.kind, self.document)


def drafted(register: Register, name: str, decision: int = 1) -> Draft:
    """Return the draft of the document that people ask for as `name`."""
    kind = catalogue.find(name)
    return Draft(kind, draft(register, kind, question_of(kind, decision), NOW))
