"""A document as HTML is one file that opens anywhere: all of it is in it, and nothing runs."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from fontTools.ttLib import TTFont

from crisis_log.audit.checkpoints import Taken
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.note import checkpoint_text, sign
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.errors import ReportError
from crisis_log.reports.formats.html import to_html_file
from crisis_log.slices import decision, journal, settings
from crisis_log.views.weekly.report import WeeklyReport
from tests.desk import Desk, hold_a_meeting, record_a_busy_fortnight
from tests.reports.drafts import NAMES, Draft, drafted
from tests.speaking import speaking

MARKING: Final = 'Restreint"} </style><script>alert(1)</script> \\'
MARKUP: Final = "\"'><img src=https://example.org/x.png><a href='x' onclick=alert(1)> url(x.png)"
_INSIDE: Final = ("data:", "#")
_FETCHED: Final = {"src", "srcset", "href", "xlink:href", "poster", "data", "action", "background"}


class _Page(HTMLParser):
    """The tags of a page, and what its stylesheets say."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.styles = ""
        self._is_style = False
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._is_style = tag == "style"

    def handle_data(self, data: str) -> None:
        self.styles += data if self._is_style else ""

    def handle_endtag(self, tag: str) -> None:
        self._is_style = self._is_style and tag != "style"

    def fonts(self) -> list[TTFont]:
        """Return the fonts that it holds."""
        packed = re.findall(r"data:font/woff2;base64,([^\"]+)", self.styles)
        return [TTFont(BytesIO(base64.b64decode(one))) for one in packed]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A busy register, whose pages are marked with what would break out of a stylesheet."""
    desk = record_a_busy_fortnight(Desk(tmp_path_factory.mktemp("one"), register_id="covid-19-0b"))
    desk.record(settings.change("classification", MARKING))
    for command in (journal.log(MARKUP, tags=("point-clé",)), decision.record(MARKUP)):
        desk.record(command)
    hold_a_meeting(desk, f"Masks 🚑 {MARKUP}")
    desk.register.close()
    with Register.open(desk.register.place) as opened:
        yield opened


@pytest.fixture(scope="module", params=NAMES)
def told(register: Register, request: pytest.FixtureRequest) -> Draft:
    """Each document of the catalogue."""
    return drafted(register, request.param)


@pytest.fixture(scope="module")
def page(told: Draft) -> _Page:
    """The same as one file."""
    with speaking("en"):
        return _Page(to_html_file(told.kind, told.document))


def test_it_refers_to_nothing_outside_and_nothing_in_it_runs(page: _Page) -> None:
    assert not {"script", "iframe", "object", "embed", "form", "base"} & {
        tag for tag, _ in page.tags
    }
    values = [
        (tag, name, value)
        for tag, attributes in page.tags
        for name, value in attributes.items()
        if name in _FETCHED or name.startswith("on")
    ]
    assert values
    assert [one for one in values if not one[2].startswith(_INSIDE)] == []
    urls = re.findall(r"url\(\s*[\"']?([^\"')]*)", page.styles)
    assert len(urls) >= len(page.fonts()) > 1
    assert [one for one in urls if not one.startswith(_INSIDE)] == []
    assert "@import" not in page.styles


def test_browsers_are_told_to_fetch_nothing(page: _Page) -> None:
    (policy,) = [
        attributes["content"]
        for tag, attributes in page.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    assert "script-src" not in policy


def test_its_fonts_have_the_signs_that_it_is_written_in(page: _Page) -> None:
    covered = {code for font in page.fonts() for code in font.getBestCmap()}
    assert set(map(ord, "Éàœ’«»–0123456789")) & covered >= set(map(ord, "0123456789"))
    assert sum(len(font.getBestCmap()) for font in page.fonts()) < 3_000  # not whole fonts


def test_it_carries_its_data(told: Draft, page: _Page) -> None:
    saved = {
        attributes["download"]: base64.b64decode(attributes["href"].partition(",")[2]).decode()
        for tag, attributes in page.tags
        if tag == "a" and "download" in attributes
    }
    assert saved == {"report.json": told.json}


def test_what_people_wrote_cannot_leave_a_stylesheet(page: _Page) -> None:
    assert "alert(1)" not in page.styles
    assert page.styles.count(r"\3c \2f style\3e ") == 1


def test_a_sealed_one_carries_its_proofs_and_is_a_witness(desk: Desk) -> None:
    size, origin = desk.register.size(), origin_of(desk.register.register_id)
    key = SigningKey.generate(origin)
    note = sign(checkpoint_text(origin, size, bytes(32)), key)
    seal = Taken(size, note, "history", key.verifier_key)
    draft = drafted(desk.register, "situation")
    page = _Page(to_html_file(draft.kind, draft.document, None, seal))
    saved = [attributes["download"] for tag, attributes in page.tags if "download" in attributes]
    assert saved == ["report.json", "checkpoint.txt", "history.txt", "verifier-key.txt"]


def test_the_same_document_gives_the_same_bytes(report: WeeklyReport) -> None:
    assert to_html_file(DOCUMENT, report) == to_html_file(DOCUMENT, report)


def _templates(folder: Path, head: str, body: str = "") -> Path:
    text = f"<html><head>{head}</head><body>{{{{ report.title }}}}{body}</body></html>"
    (folder / "weekly.html").write_text(text, encoding="utf-8")
    return folder


def test_what_the_templates_of_an_authority_show_is_in_the_file(
    report: WeeklyReport, tmp_path: Path
) -> None:
    (tmp_path / "seal.png").write_bytes(b"\x89PNG")
    (tmp_path / "own.css").write_text("p { background: url(seal.png) }", encoding="utf-8")
    head = "<link rel='stylesheet' href='own.css'><style>h1 { background: url( seal.png ) }</style>"
    templates = _templates(tmp_path, head, '<img src="seal.png"> url(seal.png)')
    page = to_html_file(DOCUMENT, report, templates).decode()
    image = base64.b64encode(b"\x89PNG").decode()
    assert page.count(f"data:image/png;base64,{image}") == 2
    assert " url(seal.png)" in page  # of the text
    (style,) = re.findall(r"href=\"data:text/css;base64,([^\"]+)", page)
    assert base64.b64decode(style).decode() == (
        f'p {{ background: url("data:image/png;base64,{image}") }}'
    )


@pytest.mark.parametrize(
    "body",
    [
        "<img src='https://example.org/x.png'>",
        '<img src="gone.png">',
        "<style>p { background: url(//example.org/x.png) }</style>",
        "<link rel='stylesheet' href='../../etc/passwd'>",
    ],
)
def test_what_is_no_template_file_is_refused(
    report: WeeklyReport, tmp_path: Path, body: str
) -> None:
    with pytest.raises(ReportError, match="which is not one of the template files"):
        to_html_file(DOCUMENT, report, _templates(tmp_path, "", body))
