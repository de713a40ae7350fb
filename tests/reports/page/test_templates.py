"""An authority may override any template; a template may not reach outside its folder."""

import re
from pathlib import Path

import pytest

from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.errors import ReportError
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.reports.page.templates import digest, find, shipped
from crisis_log.views.weekly.report import WeeklyReport
from tests.reports.reading import open_pdf
from tests.speaking import speaking

PAGE = (
    '<h1>{{ report.title }}</h1><style>{% include "style.css" %}</style>'
    '<img src="mark.svg" alt="mark">'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An authority's folder of templates."""
    (tmp_path / "partials").mkdir()
    return tmp_path


def override(folder: Path, name: str, content: str) -> Path:
    (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_a_partial_of_the_folder_is_taken_before_the_shipped_one(
    folder: Path, report: WeeklyReport
) -> None:
    override(folder, "partials/signature.html", "<p>Vu et {{ authority.name }}</p>")
    html = to_html(DOCUMENT, report, folder)
    assert "<p>Vu et Département d’essai</p>" in html
    assert "Key points" in html


def test_a_stylesheet_and_its_images_can_be_overridden(folder: Path, report: WeeklyReport) -> None:
    override(folder, "mark.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    override(folder, "weekly.html", PAGE)
    override(folder, "style.css", "@page { size: A5 }")
    page = open_pdf(report, folder).pages[0]
    assert float(page.mediabox.width) == pytest.approx(419.5, abs=0.5)


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        ("<p>\n{{ authority.nam }}\n</p>", 2, "nam"),
        ("<p>\n\n{% if %}\n</p>", 3, "it is not well formed"),
        ("{{ 1 / 0 }}", 1, "ZeroDivisionError"),
        ("\n{{ report.period.week.monday | nosuchfilter }}", 2, "nosuchfilter"),
        ("\n{{ ''.__class__.__mro__ }}", 2, "templates may not do what it asks"),
    ],
)
def test_an_error_names_file_line_and_what(
    folder: Path, report: WeeklyReport, content: str, line: int, what: str
) -> None:
    override(folder, "partials/signature.html", content)
    with pytest.raises(ReportError) as caught:
        to_html(DOCUMENT, report, folder)
    sentence = str(caught.value)
    assert str(folder / "partials/signature.html") in sentence
    assert f"line {line}:" in sentence
    assert what in sentence


@pytest.mark.parametrize(
    "content", ["{{ nope }}", "{% if %}", "{{ ''.__class__ }}", "{{ 1 | no }}"]
)
def test_an_error_of_a_template_is_told_in_french(
    folder: Path, report: WeeklyReport, content: str
) -> None:
    override(folder, "partials/signature.html", content)
    with speaking("fr"), pytest.raises(ReportError, match="ligne 1") as caught:
        to_html(DOCUMENT, report, folder)
    assert not re.search("undefined|expect|unsafe|filter", str(caught.value), re.IGNORECASE)


def test_a_template_that_is_not_there_is_named(folder: Path, report: WeeklyReport) -> None:
    override(folder, "partials/signature.html", '{% include "partials/nowhere.html" %}')
    with pytest.raises(ReportError, match=r"nowhere\.html"):
        to_html(DOCUMENT, report, folder)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, report: WeeklyReport) -> None:
    with pytest.raises(ReportError, match="no folder of templates"):
        to_html(DOCUMENT, report, tmp_path / "nowhere")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/logo.png",
        "http://127.0.0.1:9/logo.png",
        "file:///etc/passwd",
        "../../../../etc/passwd",
        "//example.org/logo.png",
        "ftp://example.org/logo.png",
    ],
)
def test_nothing_but_template_files_is_fetched(
    folder: Path, report: WeeklyReport, url: str
) -> None:
    override(folder, "weekly.html", f'<h1>{{{{ report.title }}}}</h1><img src="{url}" alt="x">')
    with pytest.raises(ReportError, match="not one of the template files"):
        to_pdf(DOCUMENT, report, folder)


def test_a_link_in_the_folder_does_not_lead_out_of_it(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.txt"
    outside.write_text("secret", encoding="utf-8")
    (folder / "secret.txt").symlink_to(outside)
    with pytest.raises(ReportError, match=r"secret\.txt is a link that leads out of the folder"):
        find("secret.txt", folder)
    assert find("../outside/secret.txt", folder) is None
    assert find("style.css", folder) == shipped() / "style.css"


@pytest.mark.parametrize(
    "page",
    [
        '{% include "secret.txt" %}',
        '{% import "secret.txt" as secret %}',
        '{% from "secret.txt" import secret %}',
        '{% extends "secret.txt" %}',
        '{% include "linked/secret.txt" %}',
        '<h1>x</h1><img src="secret.txt" alt="x">',
        '<h1>x</h1><style>@font-face { font-family: A; src: url("secret.txt") }</style>',
        '<h1>x</h1><link rel="stylesheet" href="linked/secret.txt">',
    ],
)
def test_no_way_of_asking_for_a_file_follows_a_link_out_of_the_folder(
    folder: Path, report: WeeklyReport, tmp_path_factory: pytest.TempPathFactory, page: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "secret.txt").symlink_to(outside / "secret.txt")
    (folder / "linked").symlink_to(outside)
    override(folder, "weekly.html", page)
    with pytest.raises(ReportError, match=r"secret\.txt is a link that leads out of the folder"):
        to_pdf(DOCUMENT, report, folder)


def test_a_link_within_the_folder_is_followed(folder: Path, report: WeeklyReport) -> None:
    override(folder, "weekly.html", "{% include 'here.html' %}")
    override(folder, "there.html", "<p>there</p>")
    (folder / "here.html").symlink_to("there.html")
    assert "<p>there</p>" in to_html(DOCUMENT, report, folder)


def test_a_link_instead_of_the_folder_is_followed(
    folder: Path, report: WeeklyReport, tmp_path_factory: pytest.TempPathFactory
) -> None:
    link = tmp_path_factory.mktemp("links") / "templates"
    link.symlink_to(folder)
    override(folder, "weekly.html", "<p>ours</p>")
    assert to_html(DOCUMENT, report, link) == "<p>ours</p>"


def test_what_a_link_leads_to_outside_is_not_in_the_digest(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = digest(folder)
    outside = tmp_path_factory.mktemp("outside") / "other.html"
    outside.write_text("other", encoding="utf-8")
    (folder / "other.html").symlink_to(outside)
    assert digest(folder) == before


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"\xff", "is not UTF-8 text"), (b" " * 20_000_001, "too large: at most 20 MB are read")],
)
def test_a_template_that_cannot_be_one_is_a_sentence(
    folder: Path, report: WeeklyReport, content: bytes, says: str
) -> None:
    (folder / "weekly.html").write_bytes(content)
    with pytest.raises(ReportError, match=says):
        to_html(DOCUMENT, report, folder)


def test_a_template_changed_since_is_taken_as_it_is_now(folder: Path, report: WeeklyReport) -> None:
    for content in ("first", "second"):
        override(folder, "weekly.html", content)
        assert to_html(DOCUMENT, report, folder) == content


def test_a_broken_logo_is_replaced_by_the_name(report: WeeklyReport) -> None:
    authority = report.authority.model_copy(update={"logo": "data:image/png;base64,AAAA"})
    html = to_html(DOCUMENT, report.model_copy(update={"authority": authority}))
    assert "Logo of" not in html
    assert "Département d’essai" in html
