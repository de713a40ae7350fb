"""The JSON Schema of what is stored: of an entry, and of every kind of fact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from crisis_log.entry import Entry
from crisis_log.fact import KINDS, Fact


def schemas() -> Iterator[tuple[str, bytes]]:
    """Return the name and content of every schema, the entry's first (JSON Schema 2020-12)."""
    yield "entry", _document(Entry)
    for kind in sorted(KINDS):
        yield kind, _document(KINDS[kind])


def _document(model: type[Entry | Fact]) -> bytes:
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(mode="validation"),
    }
    return (json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
