"""Whether a logo can be drawn, from itself alone: checked when it is recorded, and when used.

A register that was kept before these checks may hold a logo that cannot be drawn: its
documents are made without it, rather than not at all.
"""

import base64
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

from crisis_log.language import _
from crisis_log.reports.page.svg import UnusableLogoError, check_svg
from crisis_log.reports.turns import ALONE

PNG: Final = "image/png"
SVG: Final = "image/svg+xml"
_PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_JPEG_SIGNATURE: Final = b"\xff\xd8\xff"
_LONGEST_SIDE: Final = 4000


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
        check_svg(image)
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
