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
from crisis_log.scratch import scratch_folder
from crisis_log.storage.errors import BusyError, StorageError
from crisis_log.storage.sqlite.connections import connect
from crisis_log.storage.sqlite.hold import copy_unchanged, let_alone


def check_log_ahead(path: Path) -> None:
    """Check what a killed writer left ahead of `path`, before anybody opens the two as one.

    A register in use was checked by the first who opened it; where there is no room or no
    right for a copy nothing is checked.

    Raises:
        StorageError: the register is sound, but not with that log; nothing was changed.

    """
    if _is_foreign(path, Path(f"{path}-wal")):
        raise StorageError(
            _(
                "{ahead} does not belong to {path}, which is sound without it: a copy was "
                "probably put over a register in use. Nothing was changed. Put the copy "
                "elsewhere and bring it back with “restore”, which sets {ahead} aside."
            ).format(ahead=f"{path}-wal", path=path)
        )


def _is_foreign(path: Path, ahead: Path) -> bool:
    """Whether it is seen that the register is less sound with its log ahead than without it."""
    from shutil import copyfile  # what no other opening should pay for

    is_foreign = False
    with suppress(BusyError, OSError, ValueError):  # what was seen stays, if the folder does
        if ahead.stat().st_size:
            with scratch_folder() as folder:
                both, alone = folder / "both", folder / "alone"
                with let_alone(path) as there:
                    copy_unchanged(path, both, there)
                copyfile(both, alone)
                is_foreign = not _is_sound(both) and _is_sound(alone)
    return is_foreign


def _is_sound(path: Path) -> bool:
    """Whether the database is, and its log and proof tree end together."""
    try:
        with closing(connect(path)) as database:
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
