"""Long documents: made in parts, by several processes, in bounded memory, joined as one PDF.

    HTML as it comes ──cut──▶ parts ──drawn by workers──▶ PDFs ──joined──▶ one PDF

- `cutting`: where a template lets its document be cut, and the HTML of each part
- `workers`: processes that take one job after another; `worker`: what each of them runs
- `drawing`, `pruning`: how a part becomes a PDF that can be joined
- `joining`, `navigation`: pages, structure, outline, names and page numbers of the whole

A part is laid out as if it stood alone, so a template cuts only where a page ends anyway:
what comes out looks as the same HTML does when it is laid out at once. The page on which
something stands is known once all parts are drawn: the first part, which has the contents,
is drawn again then, and page numbers are laid over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, chain
from pathlib import Path
from typing import Final

from crisis_log.progress import Progress
from crisis_log.reports.long.cutting import Part, cut, page_numbers, with_page_numbers
from crisis_log.reports.long.drawing import Drawn, Enclosed, draw_page_numbers, draw_part
from crisis_log.reports.long.joining import join
from crisis_log.reports.long.workers import Job, Workers
from crisis_log.scratch import scratch_folder

__all__ = ["Enclosed", "long_pdf"]

_CHUNK: Final = 100
"""Pages of page numbers in one job."""
_ATTEMPTS: Final = 4
"""Times that the contents may need other pages than the time before."""


def long_pdf(
    pieces: Iterable[str],
    templates: Path | None,
    enclosed: Enclosed,
    parts: int,
    *,
    progress: Progress,
    workers: int | None = None,
) -> bytes:
    """Return the HTML that comes in `pieces`, cut where its template says, as one PDF.

    It carries the files `enclosed`. `parts` is how many parts there are; `progress` is told
    how many are done, of these and one more, which is their joining. The number of
    `workers` (by default, that of the cores) changes nothing in the result.

    Raises:
        ReportError: a part asks for something that may not be fetched, or a worker ended.

    """
    with scratch_folder() as folder:
        steps, whole = parts + 1, folder / "whole.pdf"
        with Workers(workers) as pool:  # they end, and free what they hold, before all is joined
            making = _Making(cut(pieces), folder, templates, enclosed, pool)
            making.draw(steps, progress)
            making.draw_contents()
            numbers = making.draw_numbers()
        join(making.drawn, numbers, whole)
        progress(steps, steps)
        return whole.read_bytes()


class _Making:
    """A document in the making: its parts, of which the first has the contents."""

    def __init__(
        self,
        parts: Iterator[Part],
        folder: Path,
        templates: Path | None,
        enclosed: Enclosed,
        pool: Workers,
    ) -> None:
        self._front, self._others = next(parts), parts
        self._folder, self._templates = folder, templates
        self._enclosed, self._pool = enclosed, pool
        self.drawn: list[Drawn] = []

    def draw(self, steps: int, progress: Progress) -> None:
        """Draw every part; each is one of `steps`."""
        progress(0, steps)
        found: dict[int, Drawn] = {}
        parts = chain([with_page_numbers(self._front, {})], self._others)
        for index, drawn in self._pool.run(map(self._job, parts)):
            found[index] = drawn
            progress(len(found), steps)
        self.drawn = [found[index] for index in sorted(found)]

    def _job(self, part: Part) -> Job:
        path = self._folder / f"part-{part.index}.pdf"
        enclosed = self._enclosed if part.is_first else None
        return Job(part.index, draw_part, (part, path, self._templates, enclosed))

    def draw_contents(self) -> None:
        """Draw the first part again, now that the page of everything is known."""
        for _attempt in range(_ATTEMPTS):
            before = self.drawn[0].pages
            job = self._job(with_page_numbers(self._front, self._pages()))
            [(_index, self.drawn[0])] = self._pool.run([job])
            if self.drawn[0].pages == before:
                return

    def _pages(self) -> dict[str, int]:
        """Return the page of each anchor, counted from 1; where it stands twice, the first."""
        offsets = accumulate((part.pages for part in self.drawn), initial=1)
        return {
            name: offset + point.page
            for part, offset in reversed(list(zip(self.drawn, offsets, strict=False)))
            for name, point in part.anchors.items()
        }

    def draw_numbers(self) -> list[Drawn]:
        """Draw the page numbers, as pages of their own."""
        total = sum(part.pages for part in self.drawn)
        jobs = [self._numbers(first, total) for first in range(1, total + 1, _CHUNK)]
        return [drawn for _first, drawn in sorted(self._pool.run(jobs))]

    def _numbers(self, first: int, total: int) -> Job:
        html = page_numbers(self._front.head, first, min(_CHUNK, total - first + 1), total)
        path = self._folder / f"numbers-{first}.pdf"
        return Job(first, draw_page_numbers, (html, path, self._templates, first))
