"""A long document made in parts is the same as when it is made at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

import pikepdf
import pytest
from pypdf import PdfReader

from crisis_log import language
from crisis_log.audit.attached import DATA_FILE
from crisis_log.progress import watcher, watching
from crisis_log.reports.documents import register as register_report
from crisis_log.reports.documents import sheets
from crisis_log.reports.documents import weekly as weekly_report
from crisis_log.reports.documents.making import AboutPeriod, AboutWeek, Kind, Question, draft
from crisis_log.reports.errors import ReportError
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.long import Enclosed, long_pdf
from crisis_log.reports.long.cutting import MARK, cut
from crisis_log.reports.long.workers import Job, Workers
from crisis_log.reports.page.render import pieces
from crisis_log.reports.page.verification import EmbeddedFile
from crisis_log.reports.pdf import html_to_pdf
from crisis_log.slices import journal, line_course
from crisis_log.views.log_lines import LogLine
from tests.conftest import Once
from tests.desk import Desk, journal_line, record_a_busy_fortnight
from tests.reports import verapdf
from tests.reports.jobs import end_abruptly, refuse, square

NOW: Final = datetime(2020, 5, 4, 6, 30, tzinfo=UTC)
FILES: Final = Enclosed((EmbeddedFile(DATA_FILE, "Data", "{}", "Data"),), NOW)
PER_SHEET: Final = 13


class Long(NamedTuple):
    """A document on several sheets, as one to be signed."""

    kind: Kind[Any, Any]
    told: Any
    sheets: tuple[str, ...]
    places: frozenset[str]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A register, and a week of it, on three sheets; the last corrects a line of the first."""
    desk = Desk(tmp_path_factory.mktemp("long"), register_id="covid-19-0badcafe")
    record_a_busy_fortnight(desk)
    desk.at("2020-03-26 09:00")
    early = journal_line(desk, "un chiffre ; 26 mars")
    for number in range(9):
        desk.record(journal.log(f"ligne {number} : 37 °C → 中"))
    desk.record(line_course.correct(early, "l’autre chiffre", reason="inversés"))
    desk.record(line_course.correct(12, "bilan de 211 cas", reason="vérifié"))
    desk.record(line_course.correct(21, "à retenir aussi", reason="complété"))
    yield desk
    desk.register.close()


@pytest.fixture(scope="module", params=["register", "weekly"])
def long(request: pytest.FixtureRequest, desk: Desk) -> Iterator[Long]:
    """A document of either kind."""
    with pytest.MonkeyPatch.context() as patch, language.speaking("en"):
        patch.setattr(register_report, "PER_SHEET", PER_SHEET)
        patch.setattr(sheets, "PER_SHEET", PER_SHEET)
        yield _register(desk) if request.param == "register" else _week(desk)


@pytest.fixture(scope="module")
def whole(long: Long, once: Once) -> bytes:
    """The document laid out at once."""
    name = f"{long.kind.name}-whole.pdf"
    return once(name, lambda: html_to_pdf(to_html(long.kind, long.told), None, FILES.files, NOW))


@pytest.fixture(scope="module")
def joined(long: Long, once: Once) -> bytes:
    """The document made in parts, by two workers."""
    return once(f"{long.kind.name}-joined.pdf", lambda: _in_parts(long, workers=2))


def _register(desk: Desk) -> Long:
    return _signed(
        desk,
        register_report.DOCUMENT,
        AboutPeriod(),
        sheets=("Sheet 1: n° 1 to n° 13", "Sheet 2: n° 14 to n° 26"),
        places=frozenset({"entry-12", "sheet-1", "sheet-2", "day-2020-03-23"}),
    )


def _week(desk: Desk) -> Long:
    return _signed(
        desk,
        weekly_report.DOCUMENT,
        AboutWeek(week="2020-W13"),
        sheets=("Annex A. Entries of the period", "Annex B. Other decisions and measures"),
        places=frozenset({"entry-21", "errata", "log"}),
    )


def _signed(desk: Desk, kind: Kind[Any, Any], question: Question, **expected: Any) -> Long:
    found = draft(desk.register, kind, question, NOW)
    return Long(kind, found.model_copy(update={"status": "final", "number": 1}), **expected)


def _in_parts(long: Long, workers: int, templates: Path | None = None) -> bytes:
    return long_pdf(
        pieces(long.kind, long.told, templates),
        templates,
        FILES,
        _count(long),
        progress=watcher(),
        workers=workers,
    )


def _count(long: Long) -> int:
    assert long.kind.parts
    return long.kind.parts(long.told)


def _texts(pdf: bytes) -> list[str]:
    """Return the words of each page, wherever the number of the page comes among them."""
    found = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return [" ".join(sorted(re.split(r"\s+", text))) for text in found]


def _outline(pdf: bytes) -> list[Any]:
    def titles(items: Any) -> list[Any]:
        return [(item.title, titles(item.children)) for item in items]

    with pikepdf.open(BytesIO(pdf)) as opened, opened.open_outline() as outline:
        return titles(outline.root)


def _tree(node: Any) -> Iterator[tuple[Any, Any]]:
    """Return the pairs of a tree of names or numbers, in order."""
    for kid in node.get("/Kids", ()):
        yield from _tree(kid)
    flat = list(node.get("/Names", node.get("/Nums", ())))
    yield from zip(flat[::2], flat[1::2], strict=True)


def _places(pdf: bytes) -> dict[str, list[float]]:
    """Return the page, left and top of each named place."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        numbers = {page.obj.objgen: number for number, page in enumerate(opened.pages)}
        return {
            str(name): [numbers[page.objgen], float(left), float(top)]
            for name, (page, _fit, left, top, _zoom) in _tree(opened.Root.Names.Dests)
        }


def _links(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        yield from (one for one in page.get("/Annots", ()) if one.Subtype == "/Link")


def _elements(element: Any) -> Iterator[Any]:
    yield element
    for kid in element.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
            assert element == kid.P
            yield from _elements(kid)


def test_every_page_has_the_same_words(whole: bytes, joined: bytes) -> None:
    assert _texts(joined) == _texts(whole)


def test_the_joined_file_conforms(joined: bytes) -> None:
    assert verapdf.violations(joined) == []


def test_the_outline_is_that_of_the_whole(whole: bytes, joined: bytes, long: Long) -> None:
    assert _outline(joined) == _outline(whole)
    titles = [title for title, _below in _outline(joined)[0][1]]
    first = titles.index(long.sheets[0])
    assert titles[first : first + 2] == list(long.sheets)


def test_places_have_the_names_they_have_in_the_whole(whole: bytes, joined: bytes) -> None:
    ours, theirs = _places(joined), _places(whole)
    assert list(ours) == sorted(ours) == list(theirs)
    for name, place in ours.items():
        assert place == pytest.approx(theirs[name], abs=0.01)


def test_every_link_leads_to_a_place_of_the_document(joined: bytes, long: Long) -> None:
    with pikepdf.open(BytesIO(joined)) as opened:
        names = {str(name) for name, _place in _tree(opened.Root.Names.Dests)}
        targets = [str(link.Dest) for link in _links(opened)]
    assert set(targets) <= names
    assert long.places <= set(targets)  # an entry: from the last sheet to the first


def test_every_page_tells_its_number(joined: bytes) -> None:
    pages = PdfReader(BytesIO(joined)).pages
    for number, page in enumerate(pages, start=1):
        assert f"Page {number}/{len(pages)}" in page.extract_text()


def test_all_content_is_found_in_the_structure(joined: bytes) -> None:
    with pikepdf.open(BytesIO(joined)) as opened:
        root = opened.Root.StructTreeRoot
        (document,) = root.K
        assert document.S == "/Document"
        reached = {element.objgen for element in _elements(document)}
        owners = dict(_tree(root.ParentTree))
        assert list(owners) == list(range(len(owners)))
        for page in opened.pages:
            for owner in owners[int(page.StructParents)]:
                assert owner is None or owner.objgen in reached
            for link in page.get("/Annots", ()):
                assert owners[int(link.StructParent)].objgen in reached
        identified = dict(_tree(root.IDTree))
        assert all(str(found.ID) == str(name) for name, found in identified.items())


def test_each_entry_is_a_row_of_the_structure(joined: bytes, long: Long) -> None:
    with pikepdf.open(BytesIO(joined)) as opened:
        (document,) = opened.Root.StructTreeRoot.K
        tables = [one for one in _elements(document) if one.S == "/Table"]
        rows = sum(one.S == "/TR" for table in tables[-40:] for one in _elements(table))
    assert rows >= len(long.told.log)


def test_the_files_are_enclosed_once(joined: bytes) -> None:
    with pikepdf.open(BytesIO(joined)) as opened:
        assert list(opened.attachments) == [DATA_FILE]
        assert len(opened.Root.AF) == 1


def test_a_document_to_be_signed_has_its_field(joined: bytes) -> None:
    with pikepdf.open(BytesIO(joined)) as opened:
        (field,) = opened.Root.AcroForm.Fields
        assert field.FT == "/Sig"


def test_the_number_of_workers_changes_nothing_and_who_watches_is_told_of_each_part(
    long: Long, joined: bytes
) -> None:
    seen: list[tuple[int, int]] = []
    with watching(lambda done, total: seen.append((done, total))):
        assert _in_parts(long, workers=1) == joined
    steps = _count(long) + 1
    assert seen == [(done, steps) for done in range(steps + 1)]


def test_parts_are_the_html_of_the_whole_cut_at_its_marks(long: Long) -> None:
    html = to_html(long.kind, long.told)
    (first, *others) = cut([html])
    assert [first, *others] == list(cut(pieces(long.kind, long.told)))
    assert len(others) + 1 == _count(long)
    assert "".join([first.head, first.body, *(MARK + part.body for part in others)]) in html


def test_a_week_on_one_sheet_is_laid_out_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = draft(desk.register, weekly_report.DOCUMENT, AboutWeek(week="2020-W13"), NOW)
    monkeypatch.setattr(sheets, "PER_SHEET", len(told.log))
    assert weekly_report.parts(told) == 1
    assert MARK not in to_html(weekly_report.DOCUMENT, told)


def test_sheets_of_a_week_are_as_few_as_hold_it_and_even(long: Long) -> None:
    log = long.told.log[:28]
    found = sheets.even_sheets(log)
    assert [sum(len(day.lines) for day in sheet.days) for sheet in found] == [10, 10, 8]
    assert [line for sheet in found for day in sheet.days for line in day.lines] == list(log)
    before: LogLine | None = None
    for sheet in found:
        for day in sheet.days:
            assert day.begun == (before is not None and before.day == day.day)
            before = day.lines[-1]
    assert sheets.even_sheets(()) == []


@pytest.mark.parametrize("long", ["register"], indirect=True)
def test_what_a_part_may_not_fetch_is_told(long: Long, tmp_path: Path) -> None:
    partials = tmp_path / "partials"
    partials.mkdir()
    (partials / "verification.html").write_text('<img src="https://example.org/x.png" alt="x">')
    with pytest.raises(ReportError, match=re.escape("https://example.org/x.png")):
        _in_parts(long, workers=1, templates=tmp_path)


def test_results_come_for_every_job() -> None:
    with Workers(2) as workers:
        found = dict(workers.run(Job(number, square, (number,)) for number in range(20)))
    assert found == {number: number**2 for number in range(20)}


def test_a_worker_that_ends_is_told_as_a_sentence() -> None:
    jobs = [Job(1, square, (1,)), Job(2, end_abruptly, ())]
    with pytest.raises(ReportError, match="code 9"), Workers(2) as workers:
        list(workers.run(jobs))


def test_what_a_job_raises_is_raised() -> None:
    with pytest.raises(ReportError, match="no"), Workers(1) as workers:
        list(workers.run([Job(1, refuse, ("no",))]))


def test_nothing_is_left_behind_when_it_is_interrupted() -> None:
    def interrupted() -> Iterator[Job]:
        yield Job(1, square, (1,))
        raise KeyboardInterrupt

    pool = Workers(2)
    with pytest.raises(KeyboardInterrupt), pool:
        list(pool.run(interrupted()))
    processes = [worker.process for worker in pool.started]
    assert len(processes) == 2
    assert all(process.poll() is not None for process in processes)
