"""The texts that the cells of an xlsx share: each is kept once, cells name it by its number."""

from __future__ import annotations

from collections.abc import Mapping

from crisis_log.exchange.reading.package import Package
from crisis_log.exchange.reading.xlsx_cells import escaped_value
from crisis_log.exchange.reading.xlsx_styles import is_true


class _Texts:
    """Gathers texts as they go by, and which of them are struck out, be it in part."""

    def __init__(self) -> None:
        self.found: list[str | None] = []
        self.struck: set[int] = set()
        self._parts: list[str] = []
        self._is_reading = self._is_aside = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "t":
            self._is_reading = not self._is_aside
        elif name == "rPh":  # how the text before is pronounced, in Japanese
            self._is_aside = True
        elif name == "strike" and is_true(attributes.get("val", "1")):
            self.struck.add(len(self.found))

    def data(self, text: str) -> None:
        if self._is_reading:
            self._parts.append(text)

    def end(self, name: str) -> None:
        if name == "t":
            self._is_reading = False
        elif name == "rPh":
            self._is_aside = False
        elif name == "si":
            self.found.append(escaped_value("".join(self._parts)))
            self._parts.clear()


def texts(package: Package, name: str) -> tuple[list[str | None], set[int]]:
    """Return the texts in their order, and the numbers of those that are struck out.

    Raises:
        NotATableError: they are damaged, or too large to be kept.

    """
    gathered = _Texts()
    package.bound(name)
    for _step in package.steps(name, gathered.start, gathered.end, gathered.data):
        pass
    return gathered.found, gathered.struck
