"""Insert or update, in the one form that SQLite and PostgreSQL share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    if not rows:
        return
    statement: Any = _insert(connection, table)
    changed: dict[str, Any] = {}
    for name in rows[0]:
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
    statement = statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed)
    connection.execute(statement, list(rows))


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; those that any unique key knows already are left as they are."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), list(rows))


def _first(one: Any, other: Any) -> Any:
    """The first that is neither null nor empty; else the last, so that a column that holds no null gets none."""
    return func.coalesce(func.nullif(one, ""), other, one)


def _insert(connection: Connection, table: Table) -> Any:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
