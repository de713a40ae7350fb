"""Is the schema of a register as this version makes it? Each table, function, trigger and right.

What is expected is read from the statements that make a register, what is found from the
server's own catalogues, and both are compared as texts: see
https://www.postgresql.org/docs/current/catalogs.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from crisis_log.storage.backend import Cursor
from crisis_log.storage.health import Altered
from crisis_log.storage.postgres import schema
from crisis_log.storage.postgres.schema import Groups, quoted, schema_of

_TABLE: Final = re.compile(r"^CREATE TABLE (\w+) (\(.*?\n\).*?);", re.DOTALL | re.MULTILINE)
_INDEX: Final = re.compile(r"^CREATE INDEX (\w+) (ON .*?);", re.DOTALL | re.MULTILINE)
_TRIGGER: Final = re.compile(
    r"^CREATE OR REPLACE TRIGGER (\w+) (.*? ON (\w+)\s.*?);", re.DOTALL | re.MULTILINE
)
_FUNCTION: Final = re.compile(
    r"^CREATE OR REPLACE FUNCTION (\w+)\((.*?)\)(\sRETURNS .*?) AS \$\$(.*?)\$\$;",
    re.DOTALL | re.MULTILINE,
)
_TABLES: Final = """
SELECT 'table ' || c.relname, '( ' || coalesce((
        SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
            CASE WHEN a.attcollation <> t.typcollation THEN
                (SELECT 'COLLATE ' || quote_ident(collname) FROM pg_collation l
                    WHERE l.oid = a.attcollation) END,
            CASE WHEN a.attgenerated <> '' THEN 'GENERATED' END,
            CASE WHEN a.attidentity <> '' THEN 'IDENTITY' END,
            'DEFAULT ' || (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
                WHERE d.adrelid = c.oid AND d.adnum = a.attnum),
            CASE WHEN a.attnotnull THEN 'NOT NULL' END), ', ' ORDER BY a.attnum)
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    ) || coalesce((
        SELECT string_agg(', ' || pg_get_constraintdef(k.oid), '' ORDER BY k.contype, k.conname)
        FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype <> 'n'
    ), ''), '') || concat_ws(' ', ' )',
        'WITH (' || array_to_string(c.reloptions, ', ') || ')',
        CASE WHEN c.relpersistence <> 'p' THEN 'UNLOGGED' END,
        CASE WHEN c.relrowsecurity THEN 'ROW SECURITY' END,
        CASE WHEN EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent))
            THEN 'INHERITS' END,
        CASE WHEN c.relowner <> (SELECT r.oid FROM pg_roles r WHERE r.rolname = :owner)
            THEN 'OWNER ' || pg_get_userbyid(c.relowner) END)
FROM pg_class c WHERE c.relnamespace = :schema AND c.relkind = 'r'"""
_OTHERS: Final = """
SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view '
        WHEN 'S' THEN 'sequence ' WHEN 'f' THEN 'foreign table ' WHEN 'c' THEN 'type '
        ELSE 'relation ' END || c.relname, c.relkind::text
FROM pg_class c WHERE c.relnamespace = :schema AND c.relkind NOT IN ('r', 'i', 't')"""
_INDEXES: Final = """
SELECT 'index ' || c.relname,
    substr(pg_get_indexdef(c.oid), position(' ON ' IN pg_get_indexdef(c.oid)) + 1)
    || CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN '' ELSE ' INVALID' END
FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
WHERE c.relnamespace = :schema AND c.relkind = 'i' AND NOT EXISTS (
    SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND i.indisvalid)"""
_TRIGGERS: Final = """
SELECT 'trigger ' || c.relname || '.' || g.tgname,
    replace(pg_get_triggerdef(g.oid, true), 'CREATE TRIGGER ' || quote_ident(g.tgname) || ' ', '')
    || CASE g.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' DISABLED' ELSE ' ' || g.tgenabled::text END
FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
WHERE c.relnamespace = :schema AND NOT g.tgisinternal"""
_RULES: Final = """
SELECT 'rule ' || c.relname || '.' || r.rulename, pg_get_ruledef(r.oid)
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = :schema AND c.relkind = 'r'
UNION ALL SELECT 'policy ' || c.relname || '.' || p.polname, p.polcmd::text
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = :schema
UNION ALL SELECT 'operator ' || o.oprname, o.oprcode::text
FROM pg_operator o WHERE o.oprnamespace = :schema
UNION ALL SELECT 'type ' || t.typname, t.typtype::text
FROM pg_type t WHERE t.typnamespace = :schema AND t.typrelid = 0 AND t.typelem = 0"""
_FUNCTIONS: Final = """
SELECT 'function ' || p.proname, '(' || pg_get_function_arguments(p.oid) || ') ' || concat_ws(' ',
        'RETURNS ' || pg_get_function_result(p.oid), 'LANGUAGE ' || l.lanname,
        CASE p.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' END,
        CASE p.proparallel WHEN 's' THEN 'PARALLEL SAFE' WHEN 'r' THEN 'PARALLEL RESTRICTED' END,
        CASE WHEN p.proisstrict THEN 'STRICT' END, CASE WHEN p.proleakproof THEN 'LEAKPROOF' END,
        CASE WHEN p.prokind <> 'f' THEN 'KIND ' || p.prokind::text END,
        CASE WHEN p.prosecdef THEN 'SECURITY DEFINER' END,
        'SET ' || replace(array_to_string(p.proconfig, ' SET '), '"', ''),
        CASE WHEN p.proowner <> (SELECT r.oid FROM pg_roles r WHERE r.rolname = :owner)
            THEN 'OWNER ' || pg_get_userbyid(p.proowner) END)
    || ' AS ' || p.prosrc
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = :schema"""
_GRANTS: Final = """
SELECT 'right of ' || coalesce(CASE WHEN x.grantee = 0 THEN 'PUBLIC' END,
        pg_get_userbyid(x.grantee)), x.privilege_type || ' ON ' || x.name
    || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
FROM (
    SELECT 'SCHEMA' AS name, n.nspowner AS owner, a.* FROM pg_namespace n,
        aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS a WHERE n.oid = :schema
    UNION ALL SELECT c.relname, c.relowner, a.* FROM pg_class c,
        aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) AS a
        WHERE c.relnamespace = :schema AND c.relkind = 'r'
    UNION ALL SELECT c.relname || '.' || t.attname, c.relowner, a.* FROM pg_class c
        JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) AS a
        WHERE c.relnamespace = :schema
    UNION ALL SELECT p.proname || '()', p.proowner, a.* FROM pg_proc p,
        aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
        WHERE p.pronamespace = :schema
) AS x WHERE x.grantee <> x.owner
UNION ALL SELECT 'owner', pg_get_userbyid(n.nspowner) FROM pg_namespace n WHERE n.oid = :schema"""
_FOUND: Final = (_TABLES, _OTHERS, _INDEXES, _TRIGGERS, _RULES, _FUNCTIONS, _GRANTS)
_MAY: Final = "SELECT 'kinds ' || kind_like, role::text FROM {schema}.may WHERE true"
_HAS_MAY: Final = (
    "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = ? AND c.relname = 'may'"
)
_SIGNATURES: Final = """
SELECT 'function ' || p.proname, '(' || pg_get_function_arguments(p.oid) || ') '
    || concat_ws(' ', 'RETURNS ' || pg_get_function_result(p.oid)), p.oid::regprocedure::text
FROM pg_proc p WHERE p.pronamespace = :schema"""
_TABLE_NAME: Final = "table "
_RIGHT: Final = "right of "


class Piece(NamedTuple):
    """A table, function, trigger, right … and how it is told."""

    name: str
    text: str


def altered(cursor: Cursor, register: str, groups: Groups) -> list[Altered]:
    """Return what of a register is missing, altered or added."""
    as_made, found = set(shipped(register, groups)), set(pieces(cursor, register, groups))
    missing, added = sorted(as_made - found), sorted(found - as_made)
    names = dict.fromkeys(piece.name for piece in (*missing, *added))
    return [Altered(name, _text(name, missing), _text(name, added)) for name in names]


def _text(name: str, pieces: list[Piece]) -> str | None:
    return ", ".join(piece.text for piece in pieces if piece.name == name) or None


def is_readable(found: list[Altered]) -> bool:
    """Whether every table is there, of what was found altered."""
    return not any(one.name.startswith(_TABLE_NAME) and one.expected for one in found)


def shipped(register: str, groups: Groups) -> Iterator[Piece]:
    """Return the pieces that this version makes a register of."""
    tables = schema.tables(register, groups)
    for name, told in _TABLE.findall(tables):
        yield Piece(f"table {name}", _on_one_line(told))
    for name, told in _INDEX.findall(tables):
        yield Piece(f"index {name}", _on_one_line(told))
    for name, told, table in _TRIGGER.findall(schema.triggers(register, groups)):
        yield Piece(f"trigger {table}.{name}", _on_one_line(told))
    for name, given, attributes, body in _FUNCTION.findall(schema.functions(register, groups)):
        head = _on_one_line(f"({given}){attributes}").replace("( ", "(").replace(" )", ")")
        head = head.replace(" = ", "=").replace('"', "")
        yield Piece(f"function {name}", f"{head} AS {body}")
        if name in schema.READERS_FUNCTIONS:
            yield from _granted(f"EXECUTE ON {name}()", schema.RIGHTS, groups)
        elif name in schema.WRITERS_FUNCTIONS:
            yield from _granted(f"EXECUTE ON {name}()", schema.WRITERS, groups)
    for name, _told in _TABLE.findall(tables):
        yield from _granted(f"SELECT ON {name}", schema.RIGHTS, groups)
    yield from _granted("USAGE ON SCHEMA", schema.RIGHTS, groups)
    yield Piece("owner", groups.owner)
    for kind, group in schema.kinds_and_groups(groups):
        yield Piece(f"kinds {kind}", group)


def _granted(what: str, rights: tuple[str, ...], groups: Groups) -> Iterator[Piece]:
    for right in rights:
        yield Piece(f"right of {groups.named(right)}", what)


def pieces(cursor: Cursor, register: str, groups: Groups) -> Iterator[Piece]:
    """Return the pieces that are there; `cursor` looks for names in the schema first."""
    name = schema_of(register)
    for question in _FOUND:
        for called, told in _asked(cursor, question, name, groups):
            yield Piece(called, _as_made(told, name) if told.startswith("ON ") else told)
    if _select(cursor, _HAS_MAY, name):
        for called, told in _select(cursor, _MAY.format(schema=quoted(name))):
            yield Piece(called, told)


def obsolete_functions(cursor: Cursor, register: str, groups: Groups) -> list[str]:
    """Return the functions of a register that this version has not, or not with this result."""
    kept = {
        (piece.name, piece.text.partition(" LANGUAGE ")[0]) for piece in shipped(register, groups)
    }
    found = _asked(cursor, _SIGNATURES, schema_of(register), groups)
    return [signature for name, told, signature in found if (name, told) not in kept]


def strangers(cursor: Cursor, register: str, groups: Groups) -> list[str]:
    """Return who has a right in a register and is none of its groups."""
    ours = {groups.owner, "PUBLIC", *map(groups.named, schema.RIGHTS)}
    found = (name for name, _told in _asked(cursor, _GRANTS, schema_of(register), groups))
    named = (name.removeprefix(_RIGHT) for name in found if name.startswith(_RIGHT))
    return [name for name in dict.fromkeys(named) if name not in ours]


def _asked(cursor: Cursor, question: str, name: str, groups: Groups) -> list[Any]:
    ((there,),) = _select(cursor, "SELECT oid::bigint FROM pg_namespace WHERE nspname = ?", name)
    values = {"schema": f"{there}::oid", "owner": schema.literal(groups.owner)}
    filled = re.sub(r"(?<!:):(schema|owner)\b", lambda found: values[found[1]], question)
    return _select(cursor, filled.strip())


def _as_made(told: str, name: str) -> str:
    """Return the text of an index without the schema, which is told only where it must be."""
    return told.replace(f"ON {quoted(name)}.", "ON ").replace(f"ON {name}.", "ON ")


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _select(cursor: Cursor, statement: str, *parameters: Any) -> list[Any]:
    cursor.execute(statement, parameters)
    return cursor.fetchall()
