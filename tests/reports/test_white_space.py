"""What the demonstration's documents look like on paper: no page is half empty, no table torn."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from demo_register import FILE_NAME, KEY_NAME

from crisis_log.audit import checkpoints
from crisis_log.audit.key_file import read_key_file
from crisis_log.evidence.keys import origin_of
from crisis_log.register import Register
from crisis_log.reports.documents import catalogue
from crisis_log.reports.documents.making import draft
from crisis_log.reports.formats.pdf import to_pdf
from tests.conftest import Once
from tests.demonstration import made_once
from tests.desk import ZONE
from tests.reports import paper
from tests.reports.drafts import question_of
from tests.speaking import speaking

NOW: Final = datetime(2020, 3, 30, 9, tzinfo=ZONE)
LEAST: Final = 0.55
MOST_PAGES: Final = {
    "R-1": 12,
    "R-2": 13,
    "R-3": 20,
    "R-4": 22,
    "R-5": 21,
    "R-6": 5,
    "situation": 2,
    "decisions": 13,
    "register": 23,
    "dossier": 8,
    "after-action": 16,
}
"""Each document of the demonstration, and the pages that it may have."""
SIGNED: Final = sorted(MOST_PAGES.keys() - {"situation", "dossier"})
BEGINS_ANEW: Final = re.compile(
    r"1\. |Feuillet \d|Annexe A\. (Inscriptions|Méthode)|\d\. Inscrit plus tard|"
    r"(Vérification|Ce qui a changé)$"
)
"""Chapters that begin on a page of their own: the first, the log, its sheets, what is overleaf."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The demonstration's register and its issued reports, made once for all workers."""
    return made_once(tmp_path_factory, worker_id)


@pytest.fixture(params=MOST_PAGES)
def name(request: pytest.FixtureRequest) -> str:
    """Every document of the demonstration."""
    return str(request.param)


@pytest.fixture
def pdf(folder: Path, once: Once, name: str) -> bytes:
    """One of them, as it is given out."""
    if name.startswith("R-"):
        return (folder / "covid-19-reports" / f"covid-19-{name}.pdf").read_bytes()
    with speaking("fr"):
        return once(f"demonstration-{name}.pdf", lambda: _draft(folder, name))


def _draft(folder: Path, name: str) -> bytes:
    with Register.open(folder / FILE_NAME, lambda: NOW, read_only=True) as register:
        kind = catalogue.find(name)
        key = read_key_file(folder / KEY_NAME, origin_of(register.register_id))
        told = draft(register, kind, question_of(kind, decision=4), NOW)
        return to_pdf(kind, told, seal=checkpoints.make(register, key))


def test_no_page_is_half_empty(pdf: bytes) -> None:
    full = paper.fullness(pdf)
    anew = {page for title, page in paper.outline(pdf) if BEGINS_ANEW.match(title)}
    may_end = {page - 1 for page in anew} | {len(full) - 1}
    empty = {page + 1: part for page, part in enumerate(full) if part < LEAST}
    assert empty.keys() <= {page + 1 for page in may_end}, empty


def test_no_table_is_torn_at_one_row(pdf: bytes) -> None:
    assert [rows for rows in paper.rows_by_page(pdf) if min(rows[0], rows[-1]) < 2] == []


@pytest.mark.parametrize("name", SIGNED)
def test_nobody_signs_a_page_without_words(pdf: bytes) -> None:
    assert len(paper.above_the_signature(pdf)) > 80


def test_it_is_no_longer_than_it_was(pdf: bytes, name: str) -> None:
    assert len(paper.fullness(pdf)) <= MOST_PAGES[name]


@pytest.mark.parametrize("name", ["R-5"])
def test_an_ordinary_week_is_told_in_eight_pages_before_its_annexes(pdf: bytes) -> None:
    assert dict(paper.outline(pdf))["Annexe A. Inscriptions de la période"] <= 8
