"""Storage: the only place that knows the event sourcing library and SQL.

- `store`: an open register, `Store`
- `creation`: a new register file; copies of one
- `recorder`: the library's recorder and mapper, made to keep a register
- `rows`: the state, one row per subject
- `schema`: the tables
- `file`: the register as a file
- `errors`: what can go wrong, as sentences
"""

from crisis_log.storage.creation import back_up, create
from crisis_log.storage.errors import BusyError, NotARegisterError, StorageError
from crisis_log.storage.store import Store, StoredEntry, Writing

__all__ = [
    "BusyError",
    "NotARegisterError",
    "StorageError",
    "Store",
    "StoredEntry",
    "Writing",
    "back_up",
    "create",
]
