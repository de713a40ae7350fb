"""A logo that is kept gives documents that conform, quickly; another is refused with a reason."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from crisis_log.reports.page.logo import flaw, media_type_of, usable
from crisis_log.reports.page.svg import UnusableLogoError
from crisis_log.reports.page.trial import check_drawn
from crisis_log.reports.pdf import html_to_pdf
from tests.cli.conftest import _at_a_desk, nothing  # noqa: F401 - fixtures
from tests.cli.running import OPENING, CommandLine
from tests.reports.verapdf import violations

_XLINK: Final = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
_SHAPE: Final = '<rect width="9" height="9" fill="red"/>'
_NOW: Final = datetime(2020, 1, 1, tzinfo=UTC)


def _svg(content: str) -> bytes:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {_XLINK} viewBox="0 0 100 50">'
    return f"{head}{content}</svg>".encode()


def _image(kind: str, size: int = 9) -> str:
    made = BytesIO()
    Image.new("RGB", (size, size)).save(made, kind)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(made.getvalue()).decode()}"


_BOMB: Final = "".join(
    f'<g id="l{level}">' + f'<use href="#l{level - 1}"/>' * 9 + "</g>" for level in range(1, 10)
)
_REFUSED: Final = {
    "png within": (f'<image width="9" height="9" href="{_image("PNG")}"/>', "another image in it"),
    "jpeg within": (f'<image width="9" xlink:href="{_image("JPEG")}"/>', "another image in it"),
    "text": ('<text y="20">Bonjour</text>', "turn the text into paths"),
    "deep": ("<g>" * 300 + _SHAPE + "</g>" * 300, "simplify it"),
    "very deep": ("<g>" * 5000 + _SHAPE + "</g>" * 5000, "simplify it"),
    "itself": ('<g id="a"><use href="#a"/></g>', "refers to itself"),
    "one another": (
        '<g id="a"><use href="#b"/></g><g id="b"><use xlink:href="#a"/></g>',
        "refers to itself",
    ),
    "cmyk": ('<rect width="9" height="9" fill="device-cmyk(0 1 1 0)"/>', "use RGB"),
    "cmyk in a style": ("<style>rect { fill: device-cmyk(0 1 1 0) }</style>" + _SHAPE, "use RGB"),
    "bomb": (f'{_BOMB}<circle id="l0" r="1"/><use href="#l9"/>', "simplify it"),
    "no number": ('<rect width="1e400" height="nan"/>', "simplify it"),
    "markers": ('<marker id="a"/><path d="M0 0L9 9"/>', "turn them into paths"),
}
_KEPT: Final = {
    "shape": _SHAPE,
    "gradient": '<linearGradient id="a"><stop offset="0" stop-color="red"/><stop offset="1" '
    'stop-opacity=".3"/></linearGradient><rect fill="url(#a)" width="9" height="9"/>',
    "clipped": '<clipPath id="a"><circle r="5"/></clipPath><g clip-path="url(#a)">'
    f'<g opacity=".5">{_SHAPE}</g></g>',
    "used": f'<symbol id="a" viewBox="0 0 9 9">{_SHAPE}</symbol><use href="#a" x="3"/>',
    "as deep as may be": '<g opacity=".9" clip-path="url(#none)">' * 9 + _SHAPE + "</g>" * 9,
}


@pytest.mark.parametrize(("content", "says"), _REFUSED.values(), ids=_REFUSED)
def test_what_cannot_conform_is_refused_at_once_with_what_to_change(
    content: str, says: str
) -> None:
    begun = time.monotonic()
    with pytest.raises(UnusableLogoError, match=says):
        media_type_of(_svg(content))
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("content", _KEPT.values(), ids=_KEPT)
def test_what_is_kept_conforms(content: str) -> None:
    image = _svg(content)
    logo = f"data:{media_type_of(image)};base64,{base64.b64encode(image).decode()}"
    page = '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>T</title></head>'
    body = f'<body><h1>T</h1><img alt="Logo" src="{logo}"></body></html>'
    check_drawn(image, media_type_of(image))
    assert violations(html_to_pdf(page + body, None, [], _NOW)) == []


def test_a_logo_is_tried_for_so_long_and_in_a_process_of_its_own() -> None:
    begun = time.monotonic()
    with pytest.raises(UnusableLogoError, match="takes too long"):
        check_drawn(_svg(_SHAPE), "image/svg+xml", seconds=0.01)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("name", ["png within", "deep", "cmyk", "no number"])
def test_what_is_drawn_is_judged_too(name: str) -> None:
    with pytest.raises(UnusableLogoError, match="PDF/A"):
        check_drawn(_svg(_REFUSED[name][0]), "image/svg+xml")


def test_a_register_that_holds_one_goes_without_it() -> None:
    bomb = f"data:image/svg+xml;base64,{base64.b64encode(_svg(_REFUSED['bomb'][0])).decode()}"
    assert usable(bomb) is None
    assert "too intricate" in (flaw(bomb) or "")


def test_a_command_refuses_and_records_nothing(
    nothing: CommandLine,  # noqa: F811 - the fixture imported above
) -> None:
    nothing.given(OPENING)
    Path("logo.svg").write_bytes(_svg(_REFUSED["text"][0]))
    nothing.typed("settings set logo logo.svg").failed(2, "turn the text into paths")
    Path("logo.svg").write_bytes(_svg(_SHAPE))
    nothing.typed("settings set logo logo.svg").done()
