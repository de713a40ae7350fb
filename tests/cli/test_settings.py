"""Settings at the desk, and the logo in particular."""

import base64
from pathlib import Path
from typing import Final

import pytest

from tests.cli.running import CommandLine, size

PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(100)
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


@pytest.mark.parametrize("reading", ["settings show", "timeline", "show 2", "audit replay"])
def test_a_logo_is_named_and_never_spelt_out_to_people(desk: CommandLine, reading: str) -> None:
    Path("logo.png").write_bytes(PNG)
    answer = desk.given("settings set logo logo.png").typed(reading).done("image/png")
    assert base64.b64encode(PNG).decode()[:40] not in answer.out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"GIF89a" + bytes(50), "neither a PNG nor an SVG image"),
        (b"", "neither a PNG nor an SVG image"),
        (PNG + bytes(70_000), "too large for a logo: 71 kB, at most 70 kB"),
    ],
    ids=["gif", "empty", "large"],
)
def test_a_file_that_is_no_logo_is_wrong_usage(
    desk: CommandLine, content: bytes, says: str
) -> None:
    Path("logo").write_bytes(content)
    desk.typed("settings set logo logo").failed(2, says)
    assert size() == 1


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
