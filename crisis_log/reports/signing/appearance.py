"""What a reader sees of a signature, in the room that the report keeps for it."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Final

from pyhanko.pdf_utils.font import FontEngineFactory
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import TextStampStyle
from typing_extensions import override

from crisis_log.language import _
from crisis_log.reports.page import typography
from crisis_log.reports.page.templates import find

_FONT: Final = "fonts/SourceSans3-Regular.ttf"
_SIZE: Final = 9  # points, as are all lengths here
_LEADING: Final = 12
_MARGIN: Final = 5
_REPLACEMENT: Final = "?"


def stamp_style(name: str, at: datetime, zone: tzinfo, width: float) -> TextStampStyle:
    """Return what shows that `name` signed at `at`, in lines that fit in `width` points."""
    sentence = _("Electronically signed by {name}, on {moment}").format(
        name=" ".join(name.split()), moment=typography.moment(at, zone)
    )
    font = _Font(_font_file().read_bytes(), _SIZE)
    lines = font.wrapped(typography.typeset(sentence), width - 2 * _MARGIN)
    return TextStampStyle(
        stamp_text="\n".join(lines).replace("%", "%%"),
        border_width=0,
        background=None,
        text_box_style=TextBoxStyle(font=font, font_size=_SIZE, leading=_LEADING),
        inner_content_layout=SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MIN,
            y_align=AxisAlignment.ALIGN_MID,
            margins=Margins(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
            inner_content_scaling=InnerScaling.SHRINK_TO_FIT,
        ),
    )


def _font_file() -> Path:
    path = find(_FONT, None)
    if path is None:
        raise FileNotFoundError(_FONT)
    return path


@dataclass(frozen=True)
class _Font(FontEngineFactory):
    """The font, each use of which embeds the glyphs used; pyHanko's own leaves its file open."""

    content: bytes
    size: int

    @override
    def create_font_engine(self, writer: BasePdfFileWriter, obj_stream: Any = None) -> Any:
        if obj_stream is None and writer.stream_xrefs:
            obj_stream = writer.prepare_object_stream()  # type: ignore[no-untyped-call]  # pyhanko's
        return GlyphAccumulator(
            writer, io.BytesIO(self.content), font_size=self.size, obj_stream=obj_stream
        )

    def wrapped(self, text: str, width: float) -> Sequence[str]:
        """Return `text` in lines of at most `width` points, as far as words allow."""
        from fontTools.ttLib import TTFont

        font = TTFont(io.BytesIO(self.content))
        glyphs = font.getBestCmap()
        advances = font["hmtx"]
        scale = self.size / float(font["head"].unitsPerEm)
        held = "".join(one if ord(one) in glyphs else _REPLACEMENT for one in text)

        def measured(line: str) -> float:
            return math.fsum(float(advances[glyphs[ord(one)]][0]) for one in line) * scale

        lines: list[str] = []
        for word in held.split(" "):
            if lines and measured(f"{lines[-1]} {word}") <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines
