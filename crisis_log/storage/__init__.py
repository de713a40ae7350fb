"""Storage: the only place that knows the event sourcing library and SQL.

- `store`: an open register, `Store`
- `creation`: a new register file; copies of one
- `recorder`: the library's recorder and mapper, made to keep a register
- `log`: the rows of the log
- `rows`: the state, one row per subject
- `tree`: the proof tree, one row per entry
- `evidence`: checkpoints, timestamps, attachments
- `schema`: the tables
- `file`: the register as a file
- `hold`: which files this process has open
- `examination`: what audits need to know of a file
- `errors`: what can go wrong, as sentences
"""

from crisis_log.storage.errors import (
    BusyError,
    NotARegisterError,
    ReadOnlyError,
    StorageError,
)
from crisis_log.storage.evidence import StoredCheckpoint, StoredTimestamp
from crisis_log.storage.log import BEFORE_ALL, RUN, RUN_LEVEL, ProvenLog, ScannedEntry, StoredEntry
from crisis_log.storage.rows import rows_of
from crisis_log.storage.sqlite.creation import back_up, create
from crisis_log.storage.sqlite.examination import Altered, Examination, database_version, opened_log
from crisis_log.storage.sqlite.file import create_private, sync_folder
from crisis_log.storage.store import Store, Writing

__all__ = [
    "BEFORE_ALL",
    "RUN",
    "RUN_LEVEL",
    "Altered",
    "BusyError",
    "Examination",
    "NotARegisterError",
    "ProvenLog",
    "ReadOnlyError",
    "ScannedEntry",
    "StorageError",
    "Store",
    "StoredCheckpoint",
    "StoredEntry",
    "StoredTimestamp",
    "Writing",
    "back_up",
    "create",
    "create_private",
    "database_version",
    "opened_log",
    "rows_of",
    "sync_folder",
]
