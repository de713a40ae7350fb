"""How a server keeps its registers: settings, standbys, who may change everything, who writes."""

from __future__ import annotations

from typing import Any, Final

from crisis_log.storage.backend import Cursor
from crisis_log.storage.health import Holder, Hosting
from crisis_log.storage.postgres.schema import RIGHTS, Groups, literal, register_of

SETTINGS: Final = ("fsync", "full_page_writes", "synchronous_commit")
"""Those without which an acknowledged entry can be lost."""
_SETTINGS: Final = (
    *SETTINGS,
    "synchronous_standby_names",
    "wal_level",
    "data_checksums",
    "max_prepared_transactions",
    "server_version",
)
_PROMOTED: Final = (
    "SELECT pg_is_in_recovery(), CASE WHEN pg_is_in_recovery() THEN false "
    "ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) <> '00000001' END WHERE true"
)
"""A server that was promoted, or restored to a moment, left the first timeline."""
_STANDBYS: Final = (
    "SELECT coalesce(application_name, ''), coalesce(sync_state, '') FROM pg_stat_replication "
    "WHERE pg_has_role('pg_monitor', 'usage') OR sync_state IS NOT NULL ORDER BY 1"
)
_LINK: Final = (
    "SELECT coalesce(host(inet_server_addr()) <> '::1' AND NOT inet_server_addr() <<= "
    "'127.0.0.0/8', false), coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), "
    "false) WHERE true"
)
_AWAKE: Final = (
    "SELECT rolname::text FROM pg_roles WHERE rolname IN ({names}) "
    "AND (rolcanlogin OR rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication) ORDER BY 1"
)
_MASTERS: Final = (
    "SELECT r.rolname::text FROM pg_roles r WHERE r.rolcanlogin AND (r.rolsuper "
    "OR (r.rolcreaterole AND current_setting('server_version_num')::int < 160000) OR EXISTS ("
    "SELECT FROM pg_roles g WHERE g.rolname IN ({owner}, 'pg_write_all_data', "
    "'pg_execute_server_program', 'pg_write_server_files') "
    "AND pg_has_role(r.oid, g.oid, 'member'))) ORDER BY r.rolname COLLATE \"C\""
)
_HOLDERS: Final = (
    "SELECT n.nspname::text, coalesce(a.usename::text, ''), coalesce(l.pid, 0), "
    "clock_timestamp() - a.xact_start "
    "FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
    "JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_activity a ON a.pid = l.pid "
    "WHERE l.locktype = 'relation' AND c.relname = 'head' AND l.mode = 'RowExclusiveLock' "
    "AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid() "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND NOT EXISTS (SELECT FROM pg_locks w WHERE w.pid = l.pid AND NOT w.granted) ORDER BY 1"
)
_EVENT_TRIGGERS: Final = (
    "SELECT evtname::text FROM pg_event_trigger WHERE evtenabled <> 'D' ORDER BY 1"
)


def hosting(cursor: Cursor, groups: Groups) -> Hosting:
    """Return how the server is set and who may do what with all registers of a database."""
    names = [groups.owner, *map(groups.named, RIGHTS)]
    ((is_follower, was_promoted),) = select(cursor, _PROMOTED)
    ((is_remote, is_encrypted),) = select(cursor, _LINK)
    awake = _AWAKE.format(names=", ".join(map(literal, names)))
    return Hosting(
        settings={name: setting(cursor, name) for name in _SETTINGS},
        is_follower=is_follower,
        was_promoted=was_promoted,
        standbys=[
            f"{name} ({state})" if state else name for name, state in select(cursor, _STANDBYS)
        ],
        in_step=sum(state in {"sync", "quorum"} for _name, state in select(cursor, _STANDBYS)),
        sees_standbys=_is(cursor, "pg_has_role('pg_monitor', 'usage')"),
        is_remote=is_remote,
        is_encrypted=is_encrypted,
        awake=_names(cursor, awake),
        masters=_names(cursor, _MASTERS.format(owner=literal(groups.owner))),
        holders=[
            Holder(register_of(there) or there, *held) for there, *held in select(cursor, _HOLDERS)
        ],
        event_triggers=_names(cursor, _EVENT_TRIGGERS),
        is_examined=amcheck(cursor) is not None,
    )


def amcheck(cursor: Cursor) -> str | None:
    """Return the schema of the extension that examines tables and indexes, if we may use it."""
    found = select(
        cursor,
        "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n "
        "ON n.oid = e.extnamespace JOIN pg_proc p ON p.pronamespace = n.oid "
        "AND p.proname IN ('bt_index_check', 'verify_heapam') WHERE e.extname = 'amcheck' "
        "GROUP BY n.nspname HAVING bool_and(has_function_privilege(p.oid, 'execute'))",
    )
    return str(found[0][0]) if found else None


def setting(cursor: Cursor, name: str) -> str:
    """Return a setting in force on this connection."""
    return str(
        select(cursor, "SELECT coalesce(current_setting(?, true), '') WHERE true", name)[0][0]
    )


def select(cursor: Cursor, statement: str, *parameters: Any) -> list[Any]:
    """Return every row that answers a question."""
    cursor.execute(statement, parameters)
    return cursor.fetchall()


def _names(cursor: Cursor, statement: str) -> list[str]:
    return [name for (name,) in select(cursor, statement)]


def _is(cursor: Cursor, question: str) -> bool:
    return bool(select(cursor, f"SELECT {question} WHERE true")[0][0])
