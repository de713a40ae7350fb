"""The authority's colour and logo on its documents."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.colour import contrast, legible
from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.page.identity import DEFAULT, ink_on, palette
from crisis_log.reports.page.logo import flaw, usable
from crisis_log.slices import settings
from tests.cli.running import CommandLine
from tests.desk import Desk
from tests.storage.registers import path_of

BROKEN = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
FETCHING = (
    "data:image/svg+xml;base64,"
    + base64.b64encode(
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.org/a.png"/></svg>'
    ).decode()
)
colours = st.binary(min_size=3, max_size=3).map(lambda parts: legible(f"#{parts.hex()}"))


@given(colours)
def test_tints_of_any_colour_tell_themselves_apart_in_black_and_white(colour: str) -> None:
    grades = palette(colour).grades
    assert grades[-1] == colour
    darker = [contrast(grade, "#ffffff") for grade in grades]
    assert all(other / one >= 1.12 for one, other in zip([1, *darker], darker, strict=False))


@given(colours)
def test_text_on_any_tint_can_be_read(colour: str) -> None:
    chosen = palette(colour)
    for grade, ink in zip(chosen.grades, chosen.inks, strict=True):
        assert contrast(grade, ink) >= 4.5
    assert ink_on(colour) == "#ffffff"


def test_the_colour_of_the_authority_is_that_of_headings_and_charts(busy: Desk) -> None:
    report = busy.report("2020-W13")
    assert f":root {{ --accent: {DEFAULT};" in to_html(DOCUMENT, report)
    green = report.model_copy(
        update={"authority": report.authority.model_copy(update={"colour": "#005b30"})}
    )
    html = to_html(DOCUMENT, green)
    assert ":root { --accent: #005b30;" in html
    assert 'fill="#005b30"' in html
    assert f'"{DEFAULT}"' not in html


def test_the_colour_that_is_set_reaches_the_report(desk: Desk) -> None:
    desk.record(settings.change("colour", "#005B30"))
    assert desk.report("2020-W12").authority.colour == "#005b30"


@pytest.mark.parametrize("logo", [BROKEN, FETCHING, "data:image/png;base64,é", "a value"])
def test_a_logo_that_cannot_be_drawn_is_left_out(desk: Desk, logo: str) -> None:
    assert usable(logo) is None
    desk.record(settings.change("logo", logo))
    html = to_html(DOCUMENT, desk.report("2020-W12"))
    assert 'class="logo"' not in html
    assert "Département d’essai" in html


def test_no_logo_has_no_flaw() -> None:
    assert usable(None) is None


def test_a_report_without_its_logo_says_so(desk: Desk, tmp_path: Path) -> None:
    desk.record(settings.change("logo", BROKEN))
    assert flaw(BROKEN) == "is a PNG image that cannot be read: it is damaged"
    desk.register.close()
    path = path_of(desk.register)
    at_desk = CommandLine(("--register", str(path), "--lang", "en"))
    answer = at_desk("report", "weekly", "--week", "2020-W12", "--output", str(tmp_path / "w.html"))
    assert answer.code == 0
    assert "made without its logo: the one that is recorded is a PNG image" in answer.err
