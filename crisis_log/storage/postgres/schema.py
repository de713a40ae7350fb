"""The statements that make a register on a server, and the groups of people who may use it."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import crisis_log.slices  # noqa: F401 - which declare every kind
from crisis_log.fact import known_kinds
from crisis_log.storage import rows

APPEND_ONLY: Final = ("entries", "tree", "requests", "attachments", "checkpoints", "timestamps")
GROWING: Final = ("entries", "tree")
RIGHTS: Final = ("record", "validate", "publish", "audit", "read")
"""What a person may be granted; each is a group of the database."""
MAY: Final = (
    ("%", "record"),
    ("entry.validated.%", "validate"),
    ("report.issued.%", "publish"),
    ("checkpoint.%", "publish"),
    ("seal.key_%", "publish"),
    ("seal.clock_anomaly_noted.%", "record"),
    ("seal.clock_anomaly_noted.%", "validate"),
    ("seal.clock_anomaly_noted.%", "publish"),
    ("register.exported.%", "record"),
    ("register.exported.%", "publish"),
    ("register.moved.%", "owner"),
    ("register.taken_up.%", "owner"),
    ("register.stayed.%", "owner"),
)
"""Which groups may record facts of which kinds."""
LONGEST_HOLD: Final = "10 minutes"
"""For how long a writer may hold a register before what it records is refused."""
LARGEST_ENTRY: Final = 1 << 24
"""Bytes of an entry at most: files are kept beside it."""
READERS_FUNCTIONS: Final = ("bytes_of", "text_of")
WRITERS_FUNCTIONS: Final = ("begin_recording", "record")
WRITERS: Final = ("record", "validate", "publish")
"""The rights of those who may call the functions that write: see granting.sql."""
_FUNCTIONS: Final = ("guarding", "reading", "recording")
_PREFIX: Final = "register_"


class Groups(NamedTuple):
    """The groups of one database, named after it; `owner` owns its registers."""

    database: str

    def named(self, right: str) -> str:
        """Return the group that has a right, or that owns."""
        return f"{self.database}_{right}"

    @property
    def owner(self) -> str:
        """The group that owns every register, and logs in nowhere."""
        return self.named("owner")


def right_to(kind: str) -> str:
    """Return the first right by which facts of a kind may be recorded."""
    rules = [(pattern, right) for pattern, right in MAY if fnmatchcase(kind, _globbed(pattern))]
    longest = max(len(pattern) for pattern, _right in rules)
    return next(right for pattern, right in rules if len(pattern) == longest)


def _globbed(like: str) -> str:
    return like.replace("%", "*").replace("_", "?")


def schema_of(register: str) -> str:
    """Return the schema of a register."""
    return f"{_PREFIX}{register}"


def register_of(schema: str) -> str | None:
    """Return the register whose schema that is, if it is one."""
    return schema.removeprefix(_PREFIX) if schema.startswith(_PREFIX) else None


def quoted(name: str) -> str:
    """Return a name as SQL writes it."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def literal(text: str) -> str:
    """Return a text as SQL writes it, of which we choose the signs."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def tables(register: str, groups: Groups) -> str:
    """Return the statements that make the empty tables of a register."""
    return _filled("tables", register, groups)


def functions(register: str, groups: Groups) -> str:
    """Return the statements that make its functions, or those of this version."""
    return "\n".join(_filled(name, register, groups) for name in _FUNCTIONS)


def triggers(register: str, groups: Groups) -> str:
    """Return the statements that protect its tables, or do so again."""
    protections = [_filled("triggers", register, groups, table=one) for one in APPEND_ONLY]
    protections += [_filled("gaps", register, groups, table=one) for one in GROWING]
    return "\n".join(protections)


def grants(register: str, groups: Groups) -> str:
    """Return the statements that say who may do what with them, whatever was said before."""
    return "\n".join(_filled(name, register, groups) for name in ("naming", "granting"))


def kinds_and_groups(groups: Groups) -> list[tuple[str, str]]:
    """Return the rows of the table `may`."""
    return [(kind, groups.named(right)) for kind, right in MAY]


def _filled(name: str, register: str, groups: Groups, table: str = "") -> str:
    may = (f"({literal(kind)}, {literal(group)})" for kind, group in kinds_and_groups(groups))
    values = {
        "schema": quoted(schema_of(register)),
        "table": table,
        "may": ",\n    ".join(may),
        "kinds": ", ".join(map(literal, known_kinds())),
        "deadline": LONGEST_HOLD,
        "largest": str(LARGEST_ENTRY),
        "mark": str(rows.SNAPSHOT_EVERY),
        **{right: quoted(groups.named(right)) for right in RIGHTS},
    }
    return re.sub(r"@(\w+)@", lambda found: values[found[1]], _text(name))


@cache
def _text(name: str) -> str:
    return (files(__package__) / f"{name}.sql").read_text(encoding="utf-8")
