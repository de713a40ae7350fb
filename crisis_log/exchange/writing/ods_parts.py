"""The parts of an ODS file beside its cells: styles, settings, properties, list of parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from crisis_log.exchange.writing.layout import LINE_POINTS, MOST_LINES, SCALE, names
from crisis_log.exchange.writing.told import About, Cell, Table
from crisis_log.language import current

TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns"
SPACES: Final = {
    "xmlns:office": f"{_OASIS}:office:1.0",
    "xmlns:style": f"{_OASIS}:style:1.0",
    "xmlns:table": f"{_OASIS}:table:1.0",
    "xmlns:text": f"{_OASIS}:text:1.0",
    "xmlns:number": f"{_OASIS}:datastyle:1.0",
    "xmlns:meta": f"{_OASIS}:meta:1.0",
    "xmlns:config": f"{_OASIS}:config:1.0",
    "xmlns:fo": f"{_OASIS}:xsl-fo-compatible:1.0",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "office:version": "1.3",
}
_LEFT: Final = '<style:paragraph-properties fo:text-align="start"/>'
_EDGE: Final = '<style:header-footer-properties fo:min-height="8mm" fo:margin="2mm"/>'
_MILLIMETRES: Final = Decimal("2.1")
"""How wide a character of a column is."""
_WIDTHS: Final = (10, 12, 20, 22, 34, 60)
_DATES: Final = {
    "fr": ("day", "/", "month", "/", "year"),
    "en": ("year", "-", "month", "-", "day"),
}
_CLOCK: Final = ("hours", ":", "minutes", ":", "seconds")
_STRUCK: Final = '<style:text-properties style:text-line-through-style="solid"/>'


def column_style(width: int) -> str:
    """Return the name of the style of a column so wide."""
    return f"co{width}"


def kind(value: Cell) -> str:
    """Return the name of the style of a cell that holds `value`."""
    if isinstance(value, datetime):
        return "instant"
    return "day" if isinstance(value, date) else "plain"


def beside(tables: Sequence[Table], about: About) -> Iterator[tuple[str, str]]:
    """Return the parts of a file beside its type and its content, each with its name."""
    yield "styles.xml", _document("styles", _page(about))
    yield "meta.xml", _document("meta", _properties(about))
    yield "settings.xml", _document("settings", _settings(tables))
    yield "META-INF/manifest.xml", _manifest()


def automatic_styles() -> str:
    """Return the styles of cells, columns and sheets."""
    columns = "".join(
        f'<style:style style:name="{column_style(width)}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * _MILLIMETRES}mm"/>'
        "</style:style>"
        for width in _WIDTHS
    )
    days = _DATES[current()]
    dates = _date_style("d", days) + _date_style("dt", (*days, " ", *_CLOCK))
    return (
        f"<office:automatic-styles>{dates}{columns}"
        f"{''.join(map(_row_style, range(1, MOST_LINES + 1)))}"
        '<style:style style:name="ta" style:family="table" style:master-page-name="sheet"/>'
        '<style:style style:name="head" style:family="table-cell">'
        '<style:table-cell-properties fo:background-color="#e7e6e6" fo:wrap-option="wrap" '
        'fo:border="0.5pt solid #7f7f7f"/>'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
        f"{''.join(_cell_styles())}</office:automatic-styles>"
    )


def row_style(lines: int) -> str:
    """Return the name of the style of a row so many lines high."""
    return f"ro{lines}"


def _row_style(lines: int) -> str:
    return (
        f'<style:style style:name="{row_style(lines)}" style:family="table-row">'
        f'<style:table-row-properties style:row-height="{LINE_POINTS * lines}pt" '
        'style:use-optimal-row-height="false"/></style:style>'
    )


def _cell_styles() -> Iterator[str]:
    for name, dated in (("plain", ""), ("day", "d"), ("instant", "dt")):
        aligned = _LEFT if dated else ""
        data = f' style:data-style-name="{dated}"' if dated else ""
        for ending, looks in (("", ""), ("-struck", _STRUCK)):
            yield (
                f'<style:style style:name="{name}{ending}" style:family="table-cell"{data}>'
                '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
                f"{aligned}{looks}</style:style>"
            )


def _date_style(name: str, parts: Sequence[str]) -> str:
    """Return the style of a date: the names of its parts, and the signs between them."""
    written = "".join(
        f'<number:{part} number:style="long"/>'
        if part.isalpha()
        else f"<number:text>{part}</number:text>"
        for part in parts
    )
    return f'<number:date-style style:name="{name}">{written}</number:date-style>'


def _page(about: About) -> str:
    """Return how sheets are printed: landscape, as wide as a page, under the title."""
    head = [about.title, about.notice, "<text:sheet-name>???</text:sheet-name>"]
    left, centre, right = (
        f"<style:region-{side}><text:p>{text}</text:p></style:region-{side}>"
        for side, text in zip(
            ("left", "center", "right"), (*map(escape, head[:2]), head[2]), strict=True
        )
    )
    number = "<text:page-number>1</text:page-number> / <text:page-count>1</text:page-count>"
    return (
        '<office:automatic-styles><style:page-layout style:name="pl">'
        '<style:page-layout-properties fo:page-width="297mm" fo:page-height="210mm" '
        'style:print-orientation="landscape" '
        f'style:scale-to="{SCALE}%" fo:margin="10mm"/>'
        f"<style:header-style>{_EDGE}</style:header-style>"
        f"<style:footer-style>{_EDGE}</style:footer-style></style:page-layout>"
        "</office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="sheet" style:page-layout-name="pl">'
        f"<style:header>{left}{centre}{right}</style:header>"
        f"<style:footer><text:p>{escape(about.subject)} – {number}</text:p></style:footer>"
        "</style:master-page></office:master-styles>"
    )


def _properties(about: About) -> str:
    title = escape(f"{about.notice} {about.title}".strip())
    at = about.instant.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    return (
        f"<office:meta><dc:title>{title}</dc:title><dc:subject>{escape(about.subject)}</dc:subject>"
        f"<meta:initial-creator>{escape(about.author)}</meta:initial-creator>"
        f"<meta:creation-date>{at}</meta:creation-date></office:meta>"
    )


def _settings(tables: Sequence[Table]) -> str:
    """Return what keeps the header of each sheet, and what names its rows, in sight."""
    sheets = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(table.title)}>"
        + _frozen("Horizontal", "Right", names(table.columns))
        + _frozen("Vertical", "Bottom", 1)
        + "</config:config-item-map-entry>"
        for table in tables
    )
    return (
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'<config:config-item-map-named config:name="Tables">{sheets}'
        "</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings>"
    )


def _frozen(way: str, side: str, count: int) -> str:
    items = (
        (f"{way}SplitMode", "short", 2),
        (f"{way}SplitPosition", "int", count),
        (f"Position{side}", "int", count),
    )
    return "".join(
        f'<config:config-item config:name="{name}" config:type="{kind_}">{value}'
        "</config:config-item>"
        for name, kind_, value in items
    )


def around(name: str) -> tuple[str, str]:
    """Return what stands before and after the content of a part."""
    spaces = " ".join(f"{key}={quoteattr(value)}" for key, value in SPACES.items())
    begin = f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-{name} {spaces}>'
    return begin, f"</office:document-{name}>"


def _document(name: str, content: str) -> str:
    begin, end = around(name)
    return f"{begin}{content}{end}"


def _manifest() -> str:
    space, version = f"{_OASIS}:manifest:1.0", SPACES["office:version"]
    parts = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "meta.xml", "settings.xml")
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{space}" '
        f'manifest:version="{version}"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{TYPE}"/>{parts}</manifest:manifest>'
    )
