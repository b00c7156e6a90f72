"""The archive on PostgreSQL: every test that SQLite is held to, by another URL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.schema import metadata
from tests.integration import test_archive, test_archive_deletion, test_archive_routing, test_archive_told
from tests.integration.postgres_server import PostgresServer, postgres
from tests.integration.test_archive_deletion import World

__all__ = ["postgres"]
OF_SQLITE_ALONE = {"test_migrations_make_the_schema", "test_times_are_stored_as_utc"}
"""Tests of how SQLite writes things; their like are below."""

# The engine of one who reads the last sign-ons lives as long as its process, and in a test until it is collected.
pytestmark = pytest.mark.filterwarnings("ignore:.*BaseConnection.__del__:pytest.PytestUnraisableExceptionWarning")

for module in (test_archive, test_archive_deletion, test_archive_routing, test_archive_told):
    for name, value in vars(module).items():
        if name.startswith("test_") and name not in OF_SQLITE_ALONE:
            assert name not in globals(), f"two tests are called {name}"
            globals()[name] = value


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.database()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url, write=True)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def world(engine: Engine, tmp_path: Path) -> World:
    return World(engine, tmp_path)


def test_it_is_postgresql(engine: Engine) -> None:
    assert engine.dialect.name == "postgresql"


def test_migrations_make_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        # SQLite knows no comments, so nothing else compares them.
        assert compare_metadata(context, metadata) == []


def test_times_are_moments(engine: Engine) -> None:
    test_archive.store(engine, test_archive.record(test_archive.answered()))
    with engine.connect() as connection:
        stored = connection.scalar(text("SELECT arrived_at FROM calls"))
    assert stored == datetime(2025, 11, 22, 2, 0, 1, 125_000, tzinfo=UTC)
