"""Making the archive's tables before anybody reads them."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from router.adapters.sql.engine import open_engine
from router.adapters.sql.read import last_epoch
from router.settings import Settings
from router.supervisor import open_archive as module
from router.supervisor.open_archive import open_archive
from router.supervisor.record import ChildRecord, created, save_record


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("HOTLINE_DATABASE_URL", raising=False)
    return Settings(data=tmp_path, config=tmp_path)


def test_the_tables_are_there_and_can_be_opened_again(settings: Settings) -> None:
    assert open_archive(settings)() == ()
    assert last_epoch(open_engine(settings.database_url)) == 0
    assert open_archive(settings)() == ()


def test_a_living_archiver_has_made_them(settings: Settings) -> None:
    settings.run.mkdir()
    me = ChildRecord(name="archiver", pid=os.getpid(), created=created(os.getpid()) or 0.0)
    save_record(settings.run, {}, [me])
    assert open_archive(settings)() == ()
    assert not (settings.data / "archive.sqlite3").exists()


def test_a_database_that_is_away_keeps_nothing_from_starting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_DATABASE_URL", "sqlite:////dev/null/archive.sqlite3")
    (warning,) = open_archive(settings)()
    assert "the archive cannot be opened" in warning


def test_an_archive_of_a_newer_version_is_told(settings: Settings) -> None:
    with sqlite3.connect(settings.data / "archive.sqlite3") as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES ('from the future')")
    connection.close()
    (warning,) = open_archive(settings)()
    assert "newer version" in warning


def test_a_password_is_not_in_a_warning(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("nonsense:hunter2", "mysql+nothing://u:hunter2@h/d", "sqlite://u:hunter2@h:x/d"):
        monkeypatch.setenv("HOTLINE_DATABASE_URL", url)
        (warning,) = open_archive(settings)()
        assert "hunter2" not in warning


def test_a_database_that_does_not_answer_is_not_waited_for(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(module, "_migrate", lambda _url, _problems: answered.wait(30))
    try:
        (warning,) = open_archive(settings)()
    finally:
        answered.set()
    assert "no answer within" in warning
