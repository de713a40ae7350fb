"""What is indexed of an entry is what it was when the format of the projections was last raised.

Else an index kept by one version would be none to the next, which would call it altered.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from crisis_log.entry import read_entry
from crisis_log.search import indexed
from crisis_log.storage.rows import STATE_FORMAT
from tests.golden.make import FOLDER

KEPT: Final = Path(__file__).with_name("indexed.json")


def of_golden_files() -> dict[str, list[str]]:
    """Return what is indexed of the golden entry of each kind."""
    files = sorted(FOLDER.glob("*.json"))
    return {file.stem: [*indexed(read_entry(file.read_bytes()))] for file in files}


def test_it_changes_with_the_format_alone() -> None:
    kept = json.loads(KEPT.read_text())
    now = of_golden_files()
    assert {kind: now[kind] for kind in kept["kinds"]} == kept["kinds"], (
        "raise STATE_FORMAT, then python -m tests.storage.test_indexed"
    )
    assert kept["state_format"] == STATE_FORMAT, "python -m tests.storage.test_indexed"


@pytest.mark.parametrize("kind", ["decision.adopted.v3", "journal.logged.v3"])
def test_it_says_what_people_gave(kind: str) -> None:
    words, _stems = of_golden_files()[kind]
    assert len(words.split()) > 20


if __name__ == "__main__":
    document = {"state_format": STATE_FORMAT, "kinds": of_golden_files()}
    KEPT.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
