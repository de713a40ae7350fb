"""What is stored is read, by its envelope where its fact cannot be, or refused in a sentence."""

from __future__ import annotations

import pytest

from crisis_log.fact import UnreadableEntryError, UntakenFact
from crisis_log.storage import StoredEntry, typed

KIND = "journal.logged.v3"


def _stored(number: str) -> StoredEntry:
    at = "2020-03-18T18:30:00Z"
    said = f'{{"number":{number},"kind":"{KIND}","recorded_at":"{at}","fact":{{"text":3}}}}'
    return StoredEntry(4, KIND, said.encode())


def test_an_entry_whose_fact_cannot_be_read_is_told_by_its_envelope() -> None:
    entry = typed(_stored("4"))
    assert (entry.number, entry.kind, type(entry.fact)) == (4, KIND, UntakenFact)


@pytest.mark.parametrize("number", ['"four"', "null", "NaN", "1e999", "-1e999", "9" * 5000])
def test_one_without_a_number_is_refused_in_a_sentence(number: str) -> None:
    with pytest.raises(UnreadableEntryError):
        typed(_stored(number))
