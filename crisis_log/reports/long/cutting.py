"""Where a long document is cut: its HTML as it comes, in parts that stand on their own.

A template says where with `<!-- part -->`, between elements of the body that begin and end
a page. Each part has the head of the whole; `href="#name"` that leads out of it becomes a
link that joining turns back.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

MARK: Final = "<!-- part -->"
ELSEWHERE: Final = "part:"
"""The scheme of links that lead out of a part."""
_BODY: Final = re.compile(r"<body[^>]*>")
_NAME: Final = re.compile(r'\sid="([^"]*)"')
_LINK: Final = re.compile(r'(\shref=")#([^"]*)(")')
_TARGET: Final = re.compile(r'(\sdata-page=")#([^"]*)(")')
_TARGET_PAGE: Final = "target-counter(attr(data-page), page)"
_MARGIN_BOX: Final = re.compile(r"@((?:top|right|bottom|left)(?:-[a-z]+){1,2})\s*\{([^}]*)\}")
_PAGE_COUNTER: Final = re.compile(r"\bcounter\(\s*pages?\b")
_PAGES_COUNTER: Final = re.compile(r"\bcounter\(\s*pages\s*\)")
_NOT_FIRST: Final = '<div style="break-after: page"></div>'
"""A page that is dropped: `@page :first` is for the first page of the whole."""
_NO_PAGE: Final = "000"


@dataclass(frozen=True)
class Part:
    """A part of a document, as an HTML document: `head` ends with the tag of the body."""

    index: int
    head: str
    body: str

    @property
    def is_first(self) -> bool:
        """Whether it begins the document."""
        return self.index == 0

    @property
    def html(self) -> str:
        """All of it, without page numbers, and with links that lead out of it marked."""
        body = self.body if self.is_first else _NOT_FIRST + self.body
        hidden = "".join(f"@{box} {{ content: none }}" for box in _numbered(self.head))
        head = self.head.replace("</head>", f"<style>@page {{ {hidden} }}</style></head>")
        inside = set(_NAME.findall(self.body))
        return head + _LINK.sub(lambda link: _outward(link, inside), body)


def cut(pieces: Iterable[str]) -> Iterator[Part]:
    """Return the parts of the HTML that comes in `pieces`, each as soon as it is whole."""
    head = ""
    for index, text in enumerate(_between_marks(pieces)):
        begin = _BODY.search(text) if index == 0 else None
        if begin:
            head = text[: begin.end()]
        yield Part(index, head, text.removeprefix(head) if index == 0 else text)


def _between_marks(pieces: Iterable[str]) -> Iterator[str]:
    """Return what stands between the marks, without `</body></html>` at its end."""
    held: list[str] = []
    for piece in pieces:
        before, mark, rest = piece.partition(MARK)
        held.append(before)
        while mark:
            yield "".join(held)
            before, mark, rest = rest.partition(MARK)
            held = [before]
    end = "".join(held).rstrip()
    yield end.removesuffix("</html>").rstrip().removesuffix("</body>")


def with_page_numbers(part: Part, pages: Mapping[str, int]) -> Part:
    """Return `part` with the page on which each target of `data-page` stands, as text."""
    return Part(
        part.index,
        part.head.replace(_TARGET_PAGE, "attr(data-page)"),
        _TARGET.sub(
            lambda target: f"{target[1]}{pages.get(target[2], _NO_PAGE)}{target[3]}", part.body
        ),
    )


def page_numbers(head: str, first: int, count: int, total: int) -> str:
    """Return pages `first` to `first + count - 1` of `total`, blank but for their numbers."""
    numbered = _numbered(head)
    others = {box for box, _content in _MARGIN_BOX.findall(head)} - set(numbered)
    hidden = "".join(f"@{box} {{ content: none !important }}" for box in sorted(others))
    style = f"@page {{ background: none !important; {hidden} }}"
    style += f"@page :first {{ counter-reset: page {first - 1} }}" if first > 1 else ""
    blank = _NOT_FIRST * (count if first > 1 else count - 1)
    head = _PAGES_COUNTER.sub(f'"{total}"', head)
    return f"{head.replace('</head>', f'<style>{style}</style></head>')}{blank}<p></p>"


def _numbered(head: str) -> list[str]:
    """Return the margin boxes that hold the number of the page or of pages."""
    boxes = _MARGIN_BOX.findall(head)
    return sorted({box for box, content in boxes if _PAGE_COUNTER.search(content)})


def _outward(link: re.Match[str], inside: set[str]) -> str:
    return link[0] if link[2] in inside else f"{link[1]}{ELSEWHERE}{link[2]}{link[3]}"
