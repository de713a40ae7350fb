"""Is an entry spelled as a register writes it? `bundle/verify.py` asks the same.

JSON allows many spellings of one value: spaces and line breaks between its parts, escapes,
names said twice or in another order. A register writes one of them, so that any other is
the work of somebody else, and no two readers can take the same bytes for two things.
"""

import json
import re
from typing import Any, Final

from crisis_log.fact import Attachment, Entry

_NAMES: Final = list(Entry.model_fields)
_USUAL: Final = [name for name in _NAMES if name != "attachments"]
_ATTACHED: Final = list(Attachment.model_fields)
_INSTANT: Final = re.compile(
    r"[-0-9]{10}T[:0-9]{8}(\.[0-9]{3,6})?Z"  # as bundle/verify.py
)


def is_as_written(stored: bytes) -> bool:
    """Whether these bytes of a readable entry are spelled as they were written."""
    entry: dict[str, Any] = json.loads(stored)
    return (
        json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
        == stored
        and list(entry) in (_NAMES, _USUAL)
        and type(entry["number"]) is int
        and all(
            isinstance(entry[name], str) and _INSTANT.fullmatch(entry[name])
            for name in ("recorded_at", "occurred_at")
        )
        and all(list(file) == _ATTACHED for file in entry.get("attachments", []))
        and all(type(file["size"]) is int for file in entry.get("attachments", []))
    )
