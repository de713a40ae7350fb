"""Reports on very many decisions: short chapters, everything counted, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from crisis_log.reports.documents import decisions, sheets, weekly
from crisis_log.reports.documents.making import AboutPeriod, AboutWeek, Kind, Question, draft
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.formats.json import to_json
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.reports.long.cutting import cut
from crisis_log.reports.page.render import pieces
from crisis_log.slices import decision, journal, measure
from crisis_log.views import record_chapters
from crisis_log.views.weekly import chapters
from tests.desk import NOW, Desk
from tests.reports import verapdf
from tests.reports.reading import text_of_html
from tests.speaking import speaking

MANY: Final = 30
ROOM: Final = 4
PER_SHEET: Final = 20
QUESTIONS: Final[dict[str, tuple[Kind[Any, Any], Question]]] = {
    "weekly": (weekly.DOCUMENT, AboutWeek(week="2020-W13")),
    "decisions": (decisions.DOCUMENT, AboutPeriod()),
}


class Told(NamedTuple):
    """A report that leaves much to its annexes."""

    kind: Kind[Any, Any]
    model: Any

    @property
    def text(self) -> str:
        return text_of_html(to_html(self.kind, self.model))


@pytest.fixture(scope="module", params=list(QUESTIONS))
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    kind, question = QUESTIONS[request.param]
    desk = Desk(tmp_path_factory.mktemp("many"))
    desk.record_all(decision.record(f"Décider {n}") for n in range(MANY))
    desk.record_all(measure.order(f"Agir {n}", due_on=date(2020, 4, 3)) for n in range(MANY))
    desk.at("2020-03-24 09:00").record(decision.record("Dernière"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chapters, "LINES", ROOM)
        patch.setattr(record_chapters, "TAKEN", ROOM)
        patch.setattr(sheets, "PER_SHEET", PER_SHEET)
        yield Told(kind, draft(desk.register, kind, question, NOW))
    desk.register.close()


def test_every_decision_is_on_its_pages_and_in_its_data(told: Told) -> None:
    labels = {f"D-{number}" for number in range(1, MANY + 2)}
    assert labels <= set(re.findall(r"D-\d+", told.text))
    assert labels <= {f"D-{n}" for n in re.findall(r'"number": (\d+)', to_json(told.model))} | {
        *re.findall(r'"label": "(D-\d+)"', to_json(told.model))
    }


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", r"30 taken before this period, .* B: D-1, D-2,|27 others, in annex A: n° 2 to 28"),
        ("fr", r"30 prises avant cette période, .* B : D-1, D-2,|27 autres, .* : n° 2 à 28"),
    ],
)
def test_what_is_left_out_is_counted_and_named(told: Told, language: str, sentence: str) -> None:
    with speaking(language):  # type: ignore[arg-type]  # one of the languages
        assert re.search(sentence, told.text.replace("\N{NO-BREAK SPACE}", " "))


def test_its_parts_are_as_many_as_its_pages_say(told: Told) -> None:
    assert told.kind.parts
    assert told.kind.parts(told.model) == len(list(cut(pieces(told.kind, told.model)))) > 3


def test_it_is_one_file_that_conforms(told: Told) -> None:
    assert verapdf.violations(to_pdf(told.kind, told.model)) == []


def test_a_line_of_an_annex_that_has_no_room_for_all_entries_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_chapters, "TAKEN", 1)
    desk = Desk(tmp_path)
    desk.record(decision.record("Long"))
    for number in range(8):
        desk.record(journal.log("Entre deux"))
        desk.record(decision.amend(1, title=f"Long {number}", reason="précision"))
    desk.record(decision.record("Dernière"))
    told = draft(desk.register, *QUESTIONS["decisions"], NOW)
    text = text_of_html(to_html(decisions.DOCUMENT, told))
    desk.register.close()
    assert "n° 10, n° 12 …" in text.replace("\N{NO-BREAK SPACE}", " ")
