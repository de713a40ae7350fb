"""What a slice declares at its end: its collections of subjects, and all that is said of them.

The command line, the documents, the auditor's page and the store derive from it: what sorts
and labels a subject, the words of its fields, what may be amended.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from pydantic import BaseModel

from crisis_log.command import Subject
from crisis_log.entry import Entry
from crisis_log.fact import Fact
from crisis_log.when import show_date
from crisis_log.words import Words

Evolve = Callable[[Any, Any, Entry], Subject]
"""How a fact changes a subject: from its state before, None at first, to that after."""
_NUMBER_WIDTH = 10


class Collection(NamedTuple):
    """A collection of subjects: `decision/3` is a `Decision`, changed by its `evolve`.

    `prefix` goes before the key where people name a subject (`D-3`); one without is the
    only one of its kind, and has no name. The keys of a `numbered` collection begin with a
    number. `title` is what entries of the kinds `decision.…` are about. `wording` are the
    fields that an amendment may change. `part_of` is the collection whose page tells the
    subjects of this one: figures are told with their measure. `in_situation` says that the
    situation tells its subjects in a form of its own; others are listed as they are.
    """

    model: type[Subject]
    evolve: Evolve
    prefix: str | None = None
    numbered: bool = False
    title: Callable[[], str] | None = None
    wording: type[BaseModel] | None = None
    part_of: type[Subject] | None = None
    in_situation: bool = False

    @property
    def name(self) -> str:
        """The name of the collection: `decision`."""
        return self.model.collection

    @property
    def worded(self) -> frozenset[str]:
        """The fields that an amendment may change."""
        return frozenset(self.wording.model_fields if self.wording else ())

    def sort_key(self, key: str) -> str:
        """Return the key by which a subject is sorted, and stored, within the collection."""
        if not self.numbered:
            return key
        number, colon, rest = key.partition(":")
        return f"{number.zfill(_NUMBER_WIDTH)}{colon}{rest}"

    def key(self, sort_key: str) -> str:
        """Return the key of the subject that is sorted by `sort_key`."""
        if not self.numbered:
            return sort_key
        number, colon, rest = sort_key.partition(":")
        return f"{int(number)}{colon}{rest}"

    def label(self, key: str) -> str | None:
        """Return what people call the subject of `key`: `D-3`, `M-1 (18/03/2020)`."""
        if self.prefix is None:
            return None
        thing, colon, day = key.partition(":")
        dated = f" ({show_date(date.fromisoformat(day))})" if colon else ""
        return f"{self.prefix}{thing}{dated}"


class Echo(NamedTuple):
    """A fact of one slice that changes a subject of another, below it.

    The measure that carries out a decision is named by that decision too.
    """

    model: type[Subject]
    facts: tuple[type[Fact], ...]
    evolve: Evolve


class Slice(NamedTuple):
    """All that a slice declares."""

    collections: tuple[Collection, ...]
    words: Callable[[], Words]
    echoes: tuple[Echo, ...] = ()
