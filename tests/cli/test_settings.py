"""Settings at the desk, and the logo in particular."""

import base64
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from tests.cli.running import CommandLine, size


def _image(form: str, size: tuple[int, int] = (20, 10)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "green").save(written, form)
    return written.getvalue()


def _svg(inside: str, declared: str = "", attributes: str = "") -> bytes:
    root = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"{attributes}>'
    return f"{declared}{root}{inside}</svg>".encode()


PNG: Final = _image("PNG")
SVG: Final = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.mark.parametrize(
    ("content", "media_type"), [(PNG, "image/png"), (SVG, "image/svg+xml")], ids=["png", "svg"]
)
def test_a_logo_is_kept_in_the_register_itself(
    desk: CommandLine, content: bytes, media_type: str
) -> None:
    Path("logo").write_bytes(content)
    desk.given("settings set logo logo")
    Path("logo").unlink()
    value = desk.document("settings show")["logo"]["value"]
    assert value == f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def test_a_logo_is_named_and_never_spelt_out_to_people(desk: CommandLine) -> None:
    Path("logo.png").write_bytes(PNG)
    desk.given("settings set logo logo.png")
    for reading in ("settings show", "timeline", "show 2", "audit replay"):
        answer = desk.typed(reading).done("image/png")
        assert base64.b64encode(PNG).decode()[:40] not in answer.out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"GIF89a" + bytes(50), "neither a PNG nor an SVG image"),
        (b"", "neither a PNG nor an SVG image"),
        (PNG + bytes(70_000), "too large: at most 70 kB are read"),
        (PNG[:45], "is a PNG image that cannot be read: it is damaged"),
        (_image("PNG", (4001, 1)), "has 4001 × 1 pixels, at most 4000 a side"),
        (_image("JPEG"), "is a JPEG image; save it as PNG"),
        (b"Rue de la Paix", "is neither a PNG nor an SVG image"),
        (b"<html><svg></svg></html>", "is neither a PNG nor an SVG image"),
        (_svg("<g>"), "is an SVG image that cannot be read: line 1 is not XML"),
        (_svg("<script>1</script>"), "with scripts or pages in it"),
        (_svg("", attributes=' onload="f()"'), "with scripts or pages in it"),
        (_svg("<foreignObject/>"), "with scripts or pages in it"),
        (_svg('<image x:href="https://example.org/a.png"/>'), "another image in it"),
        (_svg('<use href="other.svg#a"/>'), "refers to other.svg#a"),
        (_svg('<image href="data:image/svg+xml;base64,AA"/>'), "another image in it"),
        (_svg("<style>@import 'a.css'</style>"), "refers to @import"),
        (_svg("<style>p { fill: url(a.svg#b) }</style>"), "refers to a.svg#b"),
        (_svg(r'<g style="fill: u\72l(a.svg)"/>'), "refers to "),
        (_svg("", '<?xml-stylesheet href="a.css"?>'), "refers to href="),
        (_svg("&b;", '<!DOCTYPE svg [<!ENTITY b "b">]>'), "defines entities"),
    ],
    ids=[
        "gif",
        "empty",
        "large",
        "damaged",
        "wide",
        "jpeg",
        "text",
        "html",
        "broken svg",
        "script",
        "handler",
        "page",
        "remote image",
        "other file",
        "svg within",
        "import",
        "style",
        "hidden",
        "stylesheet",
        "entities",
    ],
)
def test_a_file_that_is_no_logo_is_wrong_usage(
    desk: CommandLine, content: bytes, says: str
) -> None:
    Path("logo").write_bytes(content)
    desk.typed("settings set logo logo").failed(2, says)
    assert size() == 1


def test_a_drawing_that_refers_to_itself_is_a_logo(desk: CommandLine) -> None:
    drawn = '<style>.a { fill: url("#g") }</style><g id="g"/><use href="#g"/><a href=""/>'
    Path("logo.svg").write_bytes(_svg(drawn, '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "d">'))
    desk.given("settings set logo logo.svg").typed("settings show").done("image/svg")


@pytest.mark.parametrize("path", ["missing.png", ".", "a/b.png"])
def test_a_logo_that_cannot_be_read_is_wrong_usage(desk: CommandLine, path: str) -> None:
    desk.typed(f"settings set logo {path}").failed(2, "cannot be read: ")


def test_a_setting_is_named_by_its_code_or_by_its_name(desk: CommandLine) -> None:
    desk.given("settings set signatory_name 'A. Martin'")
    desk.given("settings set 'function of the signatory' Director")
    shown = desk.document("settings show")
    assert shown == {
        "signatory_name": {"value": "A. Martin", "entry": 2},
        "signatory_function": {"value": "Director", "entry": 3},
    }


def test_a_setting_that_is_cleared_is_gone_and_its_history_stays(desk: CommandLine) -> None:
    desk.given("settings set place Nanterre", "settings clear place")
    desk.typed("settings show").done("Nothing is set")
    desk.typed("timeline").done("2 .*Nanterre")
