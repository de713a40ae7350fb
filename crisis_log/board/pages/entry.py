"""One entry whole: what it says, what it changed, what became of it, and how to check it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from crisis_log.board.log_rows import Row, changes_of, row_of
from crisis_log.board.page import Asked, Page
from crisis_log.board.seen import Seen
from crisis_log.entry import Entry
from crisis_log.evidence.merkle import leaf_hash
from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.language import _
from crisis_log.numbers import NotANumberError, parse_whole
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.slices.validation import Validation
from crisis_log.storage import AlteredEntryError
from crisis_log.views.fact_fields import told_by
from crisis_log.views.fact_times import as_known

_HIGHEST: Final = 999_999_999
_MOST: Final = 50
"""Later entries that are told, at most."""
_ALTERED: Final = (AlteredEntryError, UnreadableEntryError)


class Proof(NamedTuple):
    """What is stored of an entry: its bytes, their SHA-256, and its leaf of the tree, in hex."""

    size: int
    sha256: str
    leaf: str


class Later(NamedTuple):
    """Entries about the same thing recorded later, and how many more there are."""

    entries: Sequence[Entry]
    more: int


def _context(seen: Seen, asked: Asked) -> Mapping[str, Any]:
    number = _number(asked.key)
    if number > seen.size:
        seen.register.entry(number)  # refuses, and says which is the last
    context: dict[str, Any] = {"number": number, "before": number - 1, "after": number + 1}
    try:
        entry = seen.register.entry(number, tolerant=True)
    except _ALTERED as error:
        return context | {"row": Row(number, None), "problem": str(error)} | _NOTHING
    return context | {
        "row": row_of(entry, seen.account, seen.known, seen.zone),
        "problem": "",
        "entry": entry,
        "known_entry": as_known(entry, seen.known.get(entry.subject)),
        "fields": [*told_by(entry.fact)],
        "changes": changes_of(seen.account, entry),
        "later": _later(seen, entry),
        "proof": _proof(seen, number),
    }


_NOTHING: Final[dict[str, Any]] = {
    "entry": None,
    "known_entry": None,
    "fields": (),
    "changes": (),
    "later": Later((), 0),
    "proof": None,
}


def _number(typed: str) -> int:
    try:
        return parse_whole(typed[:20], 1, _HIGHEST)
    except NotANumberError as error:
        raise Refused(_("“{value}” is not the number of an entry.").format(value=typed)) from error


def _later(seen: Seen, entry: Entry) -> Later:
    """Return the later entries about what it is about, that judge it, or that name it."""
    account, number = seen.account, entry.number
    subjects = (entry.subject, StruckEntry.named(number), Validation.named(number))
    numbers = {one for subject in subjects for one in account.about(subject) if one > number}
    numbers.update(account.marked(f"cites:{number}", number))
    first = sorted(numbers)[:_MOST]
    return Later([*_legible(seen, first)], len(numbers) - len(first))


def _legible(seen: Seen, numbers: Iterable[int]) -> Iterator[Entry]:
    for one in seen.register.legible([(number - 1, number) for number in numbers]):
        if isinstance(one, Entry):
            yield one


def _proof(seen: Seen, number: int) -> Proof:
    (stored,) = seen.register.stored(number - 1, number)
    content = stored.content
    return Proof(len(content), sha256(content).hexdigest(), leaf_hash(content).hex())


PAGE: Final = Page(
    name="entry",
    path="/inscriptions/",
    title=lambda: _("Entry"),
    parts=("whole", "effect", "later", "proof"),
    context=_context,
    within="chronology",
    one_key=lambda key: str(_number(key)),
)
