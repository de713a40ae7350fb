"""Whether a logo can be drawn, from itself alone: checked when it is recorded, and when used.

A register that was kept before these checks may hold a logo that cannot be drawn: its
documents are made without it, rather than not at all.
"""

import base64
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from crisis_log.language import _
from crisis_log.reports.turns import ALONE

PNG: Final = "image/png"
SVG: Final = "image/svg+xml"
_PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_JPEG_SIGNATURE: Final = b"\xff\xd8\xff"
_LONGEST_SIDE: Final = 4000
_REFERENCES: Final = frozenset({"href", "src"})
_OWN: Final = re.compile(r"\s*(#|data:image/(png|jpeg);base64,|$)", re.IGNORECASE)
_URLS: Final = re.compile(r"url\(\s*['\"]?([^)'\"]*)", re.IGNORECASE)
_IMPORT: Final = re.compile(r"@import", re.IGNORECASE)


class UnusableLogoError(ValueError):
    """A logo that cannot be drawn; the message says what is wrong, within a sentence."""


def media_type_of(image: bytes) -> str:
    """Return the media type of `image`, a PNG or SVG that can be drawn from itself alone.

    Raises:
        UnusableLogoError: it cannot, or it is something else.

    """
    if image.startswith(_PNG_SIGNATURE):
        _check_png(image)
        return PNG
    if image.startswith(_JPEG_SIGNATURE):
        raise UnusableLogoError(_("is a JPEG image; save it as PNG"))
    if b"<svg" in image or b":svg" in image:
        _check_svg(image)
        return SVG
    raise UnusableLogoError(_("is neither a PNG nor an SVG image"))


def usable(logo: str | None) -> str | None:
    """Return `logo`, a `data:` URI, if it can be drawn."""
    return None if logo is None or flaw(logo) else logo


def flaw(logo: str) -> str | None:
    """Return why `logo`, a `data:` URI, cannot be drawn, within a sentence; None if it can."""
    try:
        media_type_of(base64.b64decode(logo.partition(",")[2], validate=True))
    except UnusableLogoError as error:
        return str(error)
    except ValueError:
        return _("is not an image")
    return None


def _check_png(image: bytes) -> None:
    from PIL import Image  # slow to import, for few commands

    try:
        with ALONE, warnings.catch_warnings(), _whole_images():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(image), formats=["PNG"]) as opened:
                width, height = opened.size
                if max(width, height) <= _LONGEST_SIDE:
                    opened.load()
    except (
        OSError,  # and what Pillow cannot identify
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise UnusableLogoError(_("is a PNG image that cannot be read: it is damaged")) from error
    if max(width, height) > _LONGEST_SIDE:
        raise UnusableLogoError(
            _("has {width} × {height} pixels, at most {most} a side can be used").format(
                width=width, height=height, most=_LONGEST_SIDE
            )
        )


@contextmanager
def _whole_images() -> Iterator[None]:
    """Refuse images that are cut off; WeasyPrint lets Pillow draw what there is of them."""
    from PIL import ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _check_svg(image: bytes) -> None:
    """Read an SVG with a parser that fetches nothing, and refuse what would be fetched or run."""
    reader = _Reader()
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = len(image) + 1
    parser.StartElementHandler = reader.element
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = reader.entity
    parser.ProcessingInstructionHandler = reader.instruction
    try:
        parser.Parse(image, True)
    except ExpatError as error:
        raise UnusableLogoError(
            _("is an SVG image that cannot be read: line {line} is not XML").format(
                line=error.lineno
            )
        ) from error
    except (ValueError, LookupError) as error:
        if isinstance(error, UnusableLogoError):
            raise
        raise UnusableLogoError(_("is an SVG image that cannot be read")) from error


class _Reader:
    """What a parser meets in an SVG."""

    def __init__(self) -> None:
        self._depth = 0
        self._in_style = False

    def element(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2].lower()
        if not self._depth and local != "svg":
            raise UnusableLogoError(_("is neither a PNG nor an SVG image"))
        self._depth += 1
        self._in_style = local == "style"
        if local in {"script", "foreignobject", "iframe"}:
            raise UnusableLogoError(_("is an SVG image with scripts or pages in it"))
        for qualified, value in attributes.items():
            self._attribute(qualified.rpartition(" ")[2].lower(), value)

    def _attribute(self, name: str, value: str) -> None:
        if name.startswith("on"):
            raise UnusableLogoError(_("is an SVG image with scripts or pages in it"))
        if name in _REFERENCES and not _OWN.match(value):
            raise _fetching(value)
        _check_style(value, escapes=name == "style")

    def text(self, data: str) -> None:
        if self._in_style:
            _check_style(data, escapes=True)

    def entity(self, *_what: object) -> None:
        raise UnusableLogoError(_("is an SVG image that defines entities; save it as plain SVG"))

    def instruction(self, target: str, data: str) -> None:
        if target == "xml-stylesheet":
            raise _fetching(data)


def _check_style(text: str, *, escapes: bool) -> None:
    """Refuse what a style would fetch; where it may have escapes, these could hide it."""
    if _IMPORT.search(text) or (escapes and "\\" in text):
        raise _fetching(text.strip())
    for address in _URLS.findall(text):
        if not _OWN.match(address):
            raise _fetching(address)


def _fetching(what: str) -> UnusableLogoError:
    return UnusableLogoError(
        _("is an SVG image that refers to {what}, and reports fetch nothing").format(what=what[:60])
    )
