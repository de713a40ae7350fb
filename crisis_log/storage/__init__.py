"""Storage: the only rooms that know SQL and the event sourcing library.

- `place`: from what people type to where a register lies; its `shelf` of issued reports
- `backend`: what keeps a register must offer: `sqlite/`, a file; `postgres/`, a server; `bundle/`
  reads what was handed over to an auditor
- `store`: an open register, `Store`, and `stored_log`, its entries; `reading`, `writing`,
  `examination`: one transaction of it
- `batch`: what a transaction writes; `read_back`: that it was; `events`: the library's event
  store
- `log`, `tree`, `rows`, `evidence`: the statements of each kind of row; `words`: what an index of
  words offers; `ahead`: which questions a distant cursor is told beforehand
- `servers`: what an administrator does with a server
- `rows`, `stored_state`: the state, present and past; `projections`: what else is made again
  from the log; `folding`: how; `account`: what is told of a register from them
- `transfer`: from what was handed over to the empty tables of a register; `copying`: from one
  register to another
- `rebuilding`: how they are made again; `expected`: what must be stored beside a log, for an
  audit; `streams`: rows to compare
- `health`: how a register is kept
- `errors`: what can go wrong, as sentences

Nothing above knows a database, a cursor, or that a register is a file.
"""

from crisis_log.storage.backend import Astray, Place
from crisis_log.storage.copying import Copied
from crisis_log.storage.errors import (
    AlteredBundleError,
    AlteredEntryError,
    AlteredTablesError,
    BusyError,
    ConnectionLostError,
    NoScratchError,
    NotARegisterError,
    NotWritableYetError,
    OutcomeUnknownError,
    ReadOnlyError,
    StorageError,
    UnconfirmedError,
)
from crisis_log.storage.evidence import CheckpointRow, Evidence, StoredCheckpoint, StoredTimestamp
from crisis_log.storage.examination import Examination
from crisis_log.storage.folding import Folding
from crisis_log.storage.health import Altered
from crisis_log.storage.log import BEFORE_ALL, RUN, RUN_LEVEL, ProvenLog, ScannedEntry, StoredEntry
from crisis_log.storage.place import (
    SUFFIX,
    Where,
    is_address,
    new_place,
    place,
    places_here,
    places_in,
)
from crisis_log.storage.reading import typed
from crisis_log.storage.rows import mark_at, rows_of
from crisis_log.storage.shelf import Shelf
from crisis_log.storage.store import Store

__all__ = [
    "BEFORE_ALL",
    "RUN",
    "RUN_LEVEL",
    "SUFFIX",
    "Altered",
    "AlteredBundleError",
    "AlteredEntryError",
    "AlteredTablesError",
    "Astray",
    "BusyError",
    "CheckpointRow",
    "ConnectionLostError",
    "Copied",
    "Evidence",
    "Examination",
    "Folding",
    "NoScratchError",
    "NotARegisterError",
    "NotWritableYetError",
    "OutcomeUnknownError",
    "Place",
    "ProvenLog",
    "ReadOnlyError",
    "ScannedEntry",
    "Shelf",
    "StorageError",
    "Store",
    "StoredCheckpoint",
    "StoredEntry",
    "StoredTimestamp",
    "UnconfirmedError",
    "Where",
    "is_address",
    "mark_at",
    "new_place",
    "place",
    "places_here",
    "places_in",
    "rows_of",
    "typed",
]
