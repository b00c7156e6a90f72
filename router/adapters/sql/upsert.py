"""Insert or update, in the one form that SQLite and PostgreSQL share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, case, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import String


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    keep: bool = False,
    earliest: Collection[str] = (),
) -> None:
    """Insert rows; where the primary key is there already, set what the new row knows.

    A null or an empty word in the new row leaves the old value. With `keep` the old value stays wherever there is one.
    Of the columns `earliest` the lower value stays. All rows must have the same columns.
    """
    if rows:
        columns, dialect = tuple(rows[0]), connection.dialect.name
        connection.execute(_upserting(table, columns, dialect, keep, frozenset(earliest)), list(rows))


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; those that any unique key knows already are left as they are."""
    if rows:
        connection.execute(_inserting(table, connection.dialect.name), list(rows))


@cache
def _upserting(table: Table, columns: tuple[str, ...], dialect: str, keep: bool, earliest: frozenset[str]) -> Any:
    # Kept: to put such a statement together costs ten times what it costs to run it.
    statement = _insert(table, dialect)
    changed: dict[str, Any] = {}
    for name in columns:
        column = table.c[name]
        if column.primary_key:
            continue
        new, old = statement.excluded[name], column
        if name in earliest:
            changed[name] = case((old < new, old), else_=func.coalesce(new, old))
        elif isinstance(column.type, String):
            changed[name] = _first(old, new) if keep else _first(new, old)
        elif column.nullable or keep:
            changed[name] = func.coalesce(old, new) if keep else func.coalesce(new, old)
        else:
            changed[name] = new
    return statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed)


@cache
def _inserting(table: Table, dialect: str) -> Any:
    return _insert(table, dialect).on_conflict_do_nothing()


def _first(one: Any, other: Any) -> Any:
    """The first that is neither null nor empty; else the last, so that a column that holds no null gets none."""
    return func.coalesce(func.nullif(one, ""), other, one)


def _insert(table: Table, dialect: str) -> Any:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
