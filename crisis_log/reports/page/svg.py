"""Whether an SVG image can be drawn in a report: alone, quickly, and as PDF/A asks.

It is read with a parser that fetches nothing, and judged by what stands in it: nothing is
drawn. What refers to something is counted as if that stood there too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from crisis_log.language import _

_REFERENCES: Final = frozenset({"href", "src"})
_OWN: Final = re.compile(r"\s*(#|$)")
_URLS: Final = re.compile(r"url\(\s*['\"]?([^)'\"]*)", re.IGNORECASE)
_IMPORT: Final = re.compile(r"@import", re.IGNORECASE)
_CMYK: Final = re.compile(r"device-cmyk", re.IGNORECASE)
_NO_NUMBER: Final = re.compile(
    r"(?<![\w#.-])[-+]?(nan|inf|infinity)(?!\w)|\d[eE]\+?\d\d", re.IGNORECASE
)
_DEEPEST: Final = 12
"""PDF/A lets a drawing save its state 28 times over (ISO 19005-3, 6.1.13): twice an element."""
_MOST: Final = 5000
"""Elements of a drawing: each takes about a millisecond."""


class UnusableLogoError(ValueError):
    """A logo that cannot be drawn; the message says what is wrong, within a sentence."""


@dataclass
class _Element:
    """An element of an image, those within it, and the names of those it refers to."""

    within: list[_Element] = field(default_factory=list)
    named: list[str] = field(default_factory=list)


def check_svg(image: bytes) -> None:
    """Refuse what would be fetched or run, and what no report can show.

    Raises:
        UnusableLogoError: it is so.

    """
    reader = _Reader()
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = len(image) + 1
    parser.StartElementHandler = reader.element
    parser.EndElementHandler = reader.end
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
    _Measure(reader.known).check(reader.root)


class _Reader:
    """What a parser meets in an SVG."""

    def __init__(self) -> None:
        self.root = _Element()
        self.known: dict[str, _Element] = {}
        self._open = [self.root]
        self._in_style = False

    def element(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2].lower()
        if len(self._open) == 1 and local != "svg":
            raise UnusableLogoError(_("is neither a PNG nor an SVG image"))
        if flaw := _flaw_of(local):
            raise UnusableLogoError(flaw)
        made = _Element()
        self._open[-1].within.append(made)
        self._open.append(made)
        self._in_style = local == "style"
        for qualified, value in attributes.items():
            self._attribute(made, qualified.rpartition(" ")[2].lower(), value)

    def end(self, _name: str) -> None:
        self._open.pop()
        self._in_style = False

    def _attribute(self, made: _Element, name: str, value: str) -> None:
        if name == "id":
            self.known.setdefault(value, made)
        if name.startswith("on"):
            raise UnusableLogoError(_with_scripts())
        if name in _REFERENCES:
            if not _OWN.match(value):
                raise _fetching(value)
            made.named.append(value.strip().removeprefix("#"))
        if name not in {"id", "class"} and _NO_NUMBER.search(value):
            raise UnusableLogoError(_simplify())
        made.named += _check_style(value, escapes=name == "style")

    def text(self, data: str) -> None:
        if self._in_style:
            self.root.named += _check_style(data, escapes=True)

    def entity(self, *_what: object) -> None:
        raise UnusableLogoError(_("is an SVG image that defines entities; save it as plain SVG"))

    def instruction(self, target: str, data: str) -> None:
        if target == "xml-stylesheet":
            raise _fetching(data)


class _Measure:
    """How many elements are drawn, and how deep they are, with those that are referred to."""

    def __init__(self, known: dict[str, _Element]) -> None:
        self._known = known
        self._found: dict[int, tuple[int, int]] = {}
        self._under_way: set[int] = set()

    def check(self, root: _Element) -> None:
        """Refuse a drawing that is too large, too deep, or within itself."""
        try:
            size, depth = self._of(root)
        except RecursionError:
            size = depth = _MOST
        if size > _MOST or depth > _DEEPEST:
            raise UnusableLogoError(_simplify())

    def _of(self, element: _Element) -> tuple[int, int]:
        """Return the number and the depth of the elements that an element draws."""
        key = id(element)
        if key in self._under_way:
            raise UnusableLogoError(
                _("is an SVG image in which a part refers to itself; save it as plain SVG")
            )
        if key not in self._found:
            self._under_way.add(key)
            referred = [self._known[name] for name in element.named if name in self._known]
            parts = [self._of(one) for one in (*element.within, *referred)]
            self._under_way.remove(key)
            size = 1 + sum(size for size, _depth in parts)
            self._found[key] = size, 1 + max((depth for _size, depth in parts), default=0)
        return self._found[key]


def _flaw_of(element: str) -> str | None:
    """Return why an element cannot be in a logo, if it cannot."""
    match element:
        case "script" | "foreignobject" | "iframe":
            return _with_scripts()
        case "image" | "feimage":
            return _("is an SVG image with another image in it; save that one as PNG")
        case "text" | "tspan" | "textpath" | "tref":
            return _("is an SVG image with text, in a font of its own; turn the text into paths")
        case "marker":
            return _("is an SVG image with markers on its lines; turn them into paths")
        case _:
            return None


def _check_style(text: str, *, escapes: bool) -> list[str]:
    """Refuse what a style would fetch; where it may have escapes, these could hide it.

    Return the names that it refers to.
    """
    if _IMPORT.search(text) or (escapes and "\\" in text):
        raise _fetching(text.strip())
    if _CMYK.search(text):
        raise UnusableLogoError(_("is an SVG image with colours for printing (CMYK); use RGB"))
    addresses = _URLS.findall(text)
    for address in addresses:
        if not _OWN.match(address):
            raise _fetching(address)
    return [address.strip().removeprefix("#") for address in addresses]


def _with_scripts() -> str:
    return _("is an SVG image with scripts or pages in it")


def _simplify() -> str:
    return _("is an SVG image too intricate for a report; simplify it, or save it as PNG")


def _fetching(what: str) -> UnusableLogoError:
    return UnusableLogoError(
        _("is an SVG image that refers to {what}, and reports fetch nothing").format(what=what[:60])
    )
