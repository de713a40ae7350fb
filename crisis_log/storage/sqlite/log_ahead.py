"""Does the log ahead of a register belong to it? SQLite believes any log of the right name.

After `cp backup covid-19.crisis` over a register whose last writer was killed, it would put
pages of the one file into the other: https://www.sqlite.org/howtocorrupt.html, section 1.4.
Nothing in either file says that they belong together, so they are tried out, in a copy.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from crisis_log.evidence.merkle import HASH_SIZE, leaf_hash
from crisis_log.language import _
from crisis_log.storage.errors import StorageError
from crisis_log.storage.sqlite.connecting import connect
from crisis_log.storage.sqlite.hold import is_in_use, private_copy
from crisis_log.storage.sqlite.shape import shape


def check_log_ahead(path: Path) -> None:
    """Check what a killed writer left ahead of `path`, before anybody opens the two as one.

    A register in use was checked by the first who opened it; where there is no room or no
    right for a copy nothing is checked.

    Raises:
        StorageError: the register is sound, but not with that log; nothing was changed.

    """
    is_foreign = False
    with suppress(StorageError, OSError, ValueError):
        if _has_log(path) and not is_in_use(path):
            with private_copy(path) as copy:
                is_foreign = _is_foreign(copy)
    if is_foreign:
        raise _foreign(path)


def check_log_of_copy(path: Path, copy: Path) -> None:
    """Check in the same way what was copied from `path`."""
    if _has_log(copy) and _is_foreign(copy):
        raise _foreign(path)


def _foreign(path: Path) -> StorageError:
    return StorageError(
        _(
            "{ahead} does not belong to {path}, which is sound without it: a copy was "
            "probably put over a register in use. Nothing was changed. Put the copy "
            "elsewhere and bring it back with “restore”, which sets {ahead} aside."
        ).format(ahead=f"{path}-wal", path=path)
    )


def _has_log(path: Path) -> bool:
    ahead = Path(f"{path}-wal")
    return path.is_file() and ahead.is_file() and ahead.stat().st_size > 0


def _is_foreign(copy: Path) -> bool:
    """Whether a copy is seen to be less sound with its log ahead than without it."""
    from shutil import copyfile  # what no other opening should pay for

    alone = copy.with_name("alone")
    copyfile(copy, alone)
    return not _is_sound(copy) and _is_sound(alone)


def _is_sound(path: Path) -> bool:
    """Whether the database is, and its log and proof tree end together."""
    try:
        with closing(connect(path)) as database:
            if not shape(database.cursor()).is_readable:
                return False
            ((verdict, *_more),) = database.execute("PRAGMA integrity_check(1)")
            return verdict == "ok" and _end_together(database)
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def _end_together(database: sqlite3.Connection) -> bool:
    entries, last = database.execute(
        "SELECT count(*), max(originator_version) FROM entries"
    ).fetchone()
    leaves, end = database.execute("SELECT count(*), max(entry) FROM tree").fetchone()
    if not entries == last == leaves == end:
        return False
    (content, nodes) = database.execute(
        "SELECT state, nodes FROM entries JOIN tree ON entry = originator_version WHERE entry = ?",
        (end,),
    ).fetchone()
    return bool(nodes[:HASH_SIZE] == leaf_hash(content))
