"""Who may read: whoever took a link that is good, or whom the proxy names."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, Self

from crisis_log.board.codes import meant
from crisis_log.board.links import Link, Links, Taken
from crisis_log.files import file_errors
from crisis_log.language import _
from crisis_log.recording import Clock
from crisis_log.register import system_clock
from crisis_log.text import visible

_LONGEST_NAME: Final = 200


class Reader(NamedTuple):
    """A reader: the `name` to show, and the number of the `link`; None: a proxy names them."""

    name: str
    link: int | None = None


def named(header: bytes) -> Reader | None:
    """Return whom a proxy names, if it names anybody; what acts on a page is shown as text."""
    name = visible(header.decode(errors="replace")).strip()
    return Reader(name[:_LONGEST_NAME]) if name else None


class _Read(NamedTuple):
    """What the file of links told when it was as `at` says; changed as a whole alone."""

    at: tuple[int, ...]
    by_cookie: dict[str, Link]
    taken: dict[int, Link]
    codes: frozenset[str]

    @classmethod
    def of(cls, at: tuple[int, ...], links: Iterable[Link]) -> Self:
        """Sort the links by what they are asked for."""
        links = (*links,)
        taken = [(one.cookie, one) for one in links if one.cookie]
        by_number = {one.number: one for _cookie, one in taken}
        return cls(at, dict(taken), by_number, frozenset(one.code for one in links))


class Readers:
    """Those who took a link, as the file of links tells it now: it is read when it changes.

    A clock that is turned back does not lengthen what began before: while the board runs, it
    measures what is left by itself.
    """

    def __init__(
        self,
        links: Links,
        clock: Clock = system_clock,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self.links = links
        self._clock = clock
        self._elapsed = elapsed
        self._read: _Read | None = None
        self._until: dict[int, float] = {}

    def of(self, token: str) -> Reader | None:
        """Return whose cookie it is, if it is good.

        Raises:
            FileError: that cannot be told.

        """
        link = self._look().by_cookie.get(self.links.digest(token))
        return Reader(visible(link.label), link.number) if link and self._is_good(link) else None

    def may_go_on(self, reader: Reader) -> bool:
        """Whether a reader who was let in may read on; as far as that can be told.

        Raises:
            FileError: that cannot be told.

        """
        if reader.link is None:
            return True
        link = self._look().taken.get(reader.link)
        return link is not None and self._is_good(link)

    def take(self, typed: str) -> Taken | None:
        """Take the link of a code; None where there is none to be taken.

        Raises:
            FileError: it cannot be noted that it was taken: it was not.

        """
        is_waiting = self.links.digest(meant(typed)) in self._look().codes
        if not is_waiting:  # guesses cost next to nothing
            return None
        return self.links.take(typed, self._clock())

    def end(self, reader: Reader) -> None:
        """End what a reader was given."""
        if reader.link is not None:
            self.links.revoke(reader.link, self._clock())

    def _is_good(self, link: Link) -> bool:
        now = self._clock()
        if link.status(now) != "open" or link.expires_at is None:
            return False
        left = (link.expires_at - now).total_seconds()
        return self._elapsed() < self._until.setdefault(link.number, self._elapsed() + left)

    def _look(self) -> _Read:
        """Return what the file of links tells now; from any thread."""
        with file_errors(_("{path} cannot be read: {reason}."), self.links.path):
            try:
                found = os.stat(self.links.path)  # noqa: PTH116 - for each request
                at: tuple[int, ...] = (found.st_ino, found.st_mtime_ns, found.st_size)
            except FileNotFoundError:
                at = ()
        read = self._read
        if read is None or at != read.at:
            self._read = read = _Read.of(at, self.links.all())
        return read
