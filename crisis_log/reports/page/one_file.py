"""A page as one file that opens anywhere: what it shows is in it, and nothing runs or is fetched.

Of the fonts, it holds the characters that it is written in. Browsers are told to fetch nothing,
whatever the templates of an authority may ask for.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable
from functools import partial
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Final

from crisis_log.reports.page.data_uri import data_uri
from crisis_log.reports.page.fonts import legible
from crisis_log.reports.page.templates import asked_for

_POLICY: Final = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline' data:; img-src data:; font-src data:\">"
)
"""What a browser may use: https://www.w3.org/TR/CSP3/."""
_HEAD: Final = re.compile(r"(<head\b[^>]*>\s*(?:<meta charset[^>]*>)?)", re.IGNORECASE)
_STYLE: Final = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.IGNORECASE | re.DOTALL)
_SHOWN: Final = re.compile(r"<(?:img|image|input|link|source|use)\b[^>]*>", re.IGNORECASE)
_SOURCE: Final = re.compile(r"""(\s(?:src|href|xlink:href)=)(?:"([^"]*)"|'([^']*)')""")
_URL: Final = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]+))\s*\)""")
_INSIDE: Final = ("data:", "#")
"""How what is in the page already begins."""
_FONTS: Final = (".ttf", ".otf", ".woff", ".woff2")
_FEATURES: Final = ("ccmp", "lnum", "locl", "tnum")
"""Of fonts: figures as the stylesheet wants them, and accents; kerning would take a second more."""
_Inline = Callable[[str], str]


def one_file(html: str, templates: Path | None) -> str:
    """Return a page with all that it shows in it: fonts, images and styles of the template files.

    Raises:
        ReportError: it asks for something that is none of them.

    """
    page = legible(html)
    inline = partial(_inlined, templates, _signs(page))
    page = _STYLE.sub(lambda style: style[1] + _styled(style[2], inline) + style[3], page)
    page = _SHOWN.sub(lambda tag: _SOURCE.sub(partial(_sourced, inline), tag[0]), page)
    with_policy, heads = _HEAD.subn(lambda head: f"{head[1]}\n{_POLICY}", page, count=1)
    return with_policy if heads else _POLICY + page


def _signs(page: str) -> frozenset[str]:
    """Return the characters that a page may show, in either case: styles change it."""
    text = unescape(page)
    return frozenset(text) | frozenset(text.upper())


def _styled(style: str, inline: _Inline) -> str:
    return _URL.sub(lambda url: f'url("{inline(url[1] or url[2] or url[3] or "")}")', style)


def _sourced(inline: _Inline, source: re.Match[str]) -> str:
    return f'{source[1]}"{inline(source[2] or source[3] or "")}"'


def _inlined(templates: Path | None, signs: frozenset[str], name: str) -> str:
    """Return what a page asks for by a name as a `data:` URI."""
    if name.startswith(_INSIDE) or not name:
        return name
    content = asked_for(name, templates)
    if name.endswith(_FONTS):
        return data_uri("font/woff2", _subset(content, signs))
    if name.endswith(".css"):
        inline = partial(_inlined, templates, signs)
        content = _styled(content.decode(errors="replace"), inline).encode()
    return data_uri(mimetypes.guess_type(name)[0] or "application/octet-stream", content)


def _subset(font: bytes, signs: frozenset[str]) -> bytes:
    """Return a font with the glyphs of these characters alone, packed."""
    from fontTools import subset

    options = subset.Options(
        flavor="woff2",
        hinting=False,
        layout_features=[*_FEATURES],
        notdef_outline=True,
        recalc_timestamp=False,
    )
    options.drop_tables += ["GPOS"]
    opened = subset.load_font(BytesIO(font), options)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=map(ord, signs))
    chosen.subset(opened)
    packed = BytesIO()
    subset.save_font(opened, packed, options)
    return packed.getvalue()
