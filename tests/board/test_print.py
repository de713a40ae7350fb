"""A printed page says that it is paper: what it is the state of, when it was printed, EXERCICE."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from crisis_log.board import page as pages
from crisis_log.board.pages import MENU


@pytest.mark.parametrize("one", MENU, ids=lambda one: one.name)
def test_every_sheet_says_what_it_is(
    demonstrated: str, page: Page, tmp_path: Path, one: pages.Page
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(demonstrated + one.path)
    path = tmp_path / "page.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    told = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    sheets = told.stdout.decode().split("\f")[:-1]
    assert [sheet.count("données fictives") for sheet in sheets] == [2] * len(sheets)
    assert "État après l’inscription n°" in sheets[0]
    assert re.search(r"Imprimé à \d+\sh\s\d\d, état de \d+\sh\s\d\d\.", sheets[-1])
    assert "Pause" not in sheets[0]
    assert all(menu.title() not in sheets[0].splitlines() for menu in MENU if menu != one)
