"""What was written is read again before it is acknowledged, in the same transaction.

Whatever keeps a register may swallow a row, alter it or add another: a trigger that was put
there, a damaged file, a fault of ours. Then nothing is committed, and nobody is told that it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crisis_log.evidence.merkle import NodeAt
from crisis_log.storage.ahead import ask_ahead
from crisis_log.storage.backend import Cursor
from crisis_log.storage.errors import not_kept
from crisis_log.storage.evidence import Evidence, StoredTimestamp
from crisis_log.storage.tree import leaf_rows

if TYPE_CHECKING:
    from crisis_log.storage.batch import Batch


class Expected(NamedTuple):
    """The rows that a question must be answered with, all of them."""

    question: str
    about: Sequence[Any]
    rows: Sequence[Sequence[Any]]


def check_batch(cursor: Cursor, place: str, batch: Batch, node: NodeAt) -> None:
    """Check that the log ends with the entries of `batch`, and all that belongs to them.

    `node` returns the nodes of the tree before them.

    Raises:
        StorageError: it does not; `place` names the register.

    """
    expected = list(_of_batch(batch, node))
    ask_ahead(cursor, [(one.question, one.about) for one in expected])
    _check(cursor, place, expected)


def _of_evidence(evidence: Evidence) -> Expected:
    if isinstance(evidence, StoredTimestamp):
        question = "SELECT DISTINCT note, reply FROM timestamps WHERE note = ? AND reply = ?"
        return Expected(question, evidence, [evidence])
    kept = (evidence.size, evidence.carrier, evidence.note)
    question = (
        "SELECT DISTINCT size, carrier, note FROM checkpoints "
        "WHERE size = ? AND carrier = ? AND note = ?"
    )
    return Expected(question, kept, [kept])


def _of_batch(batch: Batch, node: NodeAt) -> Iterator[Expected]:
    if batch.entries:
        yield from _of_entries(batch, node)
    if batch.requests:
        names = [name for name, _first, _last in batch.requests]
        question = (
            "SELECT request_id, first_entry, last_entry FROM requests "
            f"WHERE request_id IN ({', '.join('?' * len(names))}) ORDER BY first_entry"
        )
        yield Expected(question, names, batch.requests)
    for sha256, content in batch.files.items():
        question = "SELECT content FROM attachments WHERE sha256 = ?"
        yield Expected(question, (sha256,), [(content,)])
    yield from map(_of_evidence, batch.evidence)


def _of_entries(batch: Batch, node: NodeAt) -> Iterator[Expected]:
    contents = [entry.to_bytes() for entry in batch.entries]
    before = batch.entries[0].number - 1
    one_more = f"LIMIT {len(contents) + 1}"  # which tells a server, too, that they are few
    yield Expected(
        "SELECT originator_version, topic, state FROM entries WHERE originator_id = ? "
        f"AND originator_version > ? ORDER BY originator_version {one_more}",
        (batch.entries[0].register_id, before),
        [(e.number, e.kind, content) for e, content in zip(batch.entries, contents, strict=True)],
    )
    yield Expected(
        f"SELECT entry, nodes FROM tree WHERE entry > ? ORDER BY entry {one_more}",
        (before,),
        leaf_rows(before, contents, node),
    )


def _check(cursor: Cursor, place: str, everything: Iterable[Expected]) -> None:
    for question, about, rows in everything:
        cursor.execute(question, about)
        if list(map(tuple, cursor.fetchall())) != list(map(tuple, rows)):
            raise not_kept(place)
