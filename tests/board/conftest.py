"""A real browser, the crisis of the demonstration, and a board that shows it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from crisis_log.register import stopped_clock
from tests.board.served import served
from tests.demonstration import made_once
from tests.speaking import speaking

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PRESENT = datetime(2020, 3, 30, 7, tzinfo=UTC)
"""When the demonstration is looked at."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium, where there is one."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("there is no chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _speak_french(french: None) -> None:
    """The board speaks French, unless a test says otherwise."""


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The register of the demonstration, to be read only."""
    (register,) = made_once(tmp_path_factory, worker_id).glob("*.crisis")
    return register


@pytest.fixture(scope="session")
def demonstrated(demonstration: Path) -> Iterator[str]:
    """The address of a board that shows it, as on the last day of it."""
    with speaking("fr"), served(demonstration, stopped_clock(PRESENT)) as address:
        yield address


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page of it, which fails the test where a script does."""
    failures: list[str] = []
    page = chromium.new_page()
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    page.close()
    assert not failures
