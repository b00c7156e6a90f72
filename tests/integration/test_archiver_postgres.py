"""The archiver with PostgreSQL as its archive: the tests of the process, by another URL."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.integration import test_archiver
from tests.integration.postgres_server import PostgresServer, postgres
from tests.integration.redis_server import RedisServer, redis_server
from tests.integration.test_archiver import Process, engine, process, settings

__all__ = ["engine", "postgres", "process", "redis_server", "settings"]
OF_SQLITE_ALONE = {"test_a_database_that_is_away_loses_nothing"}
"""Its like is below."""

for name, value in vars(test_archiver).items():
    if name.startswith("test_") and name not in OF_SQLITE_ALONE:
        globals()[name] = value


@pytest.fixture(autouse=True)
def by_url(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the environment names it; the process inherits it."""
    monkeypatch.setenv("HOTLINE_DATABASE_URL", postgres.database())


def test_a_server_that_is_away_loses_nothing(
    redis_server: RedisServer, process: Process, engine: Engine, postgres: PostgresServer
) -> None:
    t = test_archiver
    t.put(redis_server, t.a_call(1))
    t.until(lambda: t.count(engine) == 1, "the first stored")
    postgres.down()
    try:
        t.put(redis_server, t.a_call(2))
        t.until(lambda: t.word(redis_server).get("ok") is False, "it says that it cannot")
        assert t.length(redis_server) == 1
    finally:
        postgres.up()
    t.until(lambda: t.length(redis_server) == 0, "all stored")
    engine.dispose()
    assert t.count(engine) == 2
    t.until(lambda: t.word(redis_server).get("ok"), "well again")
