"""What a page of the board says, as a reader without scripts gets it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import tinyhtml5  # type: ignore[import-untyped]  # it has no types
from cssselect2 import ElementWrapper  # type: ignore[import-untyped]  # nor has this

from crisis_log.register import stopped_clock
from crisis_log.slices import journal
from crisis_log.storage.rows import SNAPSHOT_EVERY
from tests.attacks.attacker import shell
from tests.board.served import reader, served
from tests.desk import Desk

_SPACES = {ord(sign): " " for sign in "\u00a0\u202f\u2009"}


@dataclass
class Told:
    """A page: its status, its HTML, and what people read on it."""

    status: int
    source: str

    def all(self, css: str) -> list[ElementWrapper]:
        """Return the elements that a selector finds."""
        root = tinyhtml5.parse(self.source, namespace_html_elements=False)
        return list(ElementWrapper.from_html_root(root).query_all(css))

    def text(self, css: str = "main") -> str:
        """Return the text of all that a selector finds, with plain spaces."""
        told = " ".join(" ".join(one.etree_element.itertext()) for one in self.all(css))
        return " ".join(told.translate(_SPACES).split())

    def value(self, css: str) -> str | None:
        """Return the value of the first field that a selector finds."""
        return next((one.etree_element.get("value") for one in self.all(css)), None)

    def numbers(self) -> list[int]:
        """Return the entries that a list tells, in its order."""
        return [int(one.id[1:]) for one in self.all("[role=log] li[id^=n]")]

    def link(self, css: str) -> str | None:
        """Return where the first link that a selector finds leads."""
        return next((one.etree_element.get("href") for one in self.all(css)), None)


class Reading:
    """A reader of a board."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def page(self, address: str, **fields: str) -> Told:
        """Return a page, asked for by the fields of a form."""
        answer = self._client.get(address, params=fields or None)
        return Told(answer.status_code, answer.text)

    def redirected(self, address: str) -> str | None:
        """Return where an address leads that is another way to say one."""
        answer = self._client.get(address)
        return answer.headers["location"] if answer.is_redirect else None

    def pages(self, address: str, **fields: str) -> Iterator[Told]:
        """Return a page, and those that its links lead to, going back in time."""
        told = self.page(address, **fields)
        yield told
        while older := told.link(".pages a[rel=next]"):
            told = self.page(older)
            yield told


@contextmanager
def read(desk: Desk) -> Iterator[Reading]:
    """Read the board of a desk, at its present."""
    place = desk.register.place.text
    with served(place, stopped_clock(desk.now)) as address, reader(address) as client:
        yield Reading(client)


def with_an_altered_entry(desk: Desk) -> int:
    """Record lines 2, 3 and 4, alter what is stored of the third, and go on for a month.

    The situation, which every page tells, no more rests on it. Return its number.
    """
    desk.at("2020-03-17 09:00")
    _before, number, _after = (desk.record(journal.log(f"Ligne {name}")) for name in "abc")
    with shell(Path(desk.register.place.text)) as connection:
        connection.execute(
            "UPDATE entries SET state = CAST(replace(state, 'Ligne', 'Linge') AS BLOB) "
            "WHERE originator_version = ?",
            (number,),
        )
    desk.at("2020-04-15 09:00")
    desk.record_all(journal.log("Plus tard") for _each in range(SNAPSHOT_EVERY))
    desk.at("2020-04-17 09:00")
    return number
