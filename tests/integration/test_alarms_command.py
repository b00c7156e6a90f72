"""`hotline alarms`: over a real archive and a real Redis, and a test of a channel to a server on loopback."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import insert
from typer.testing import CliRunner

from router.adapters import codec
from router.adapters.files.bundle_store import BundleStore
from router.adapters.files.config_folder import read_folder
from router.adapters.files.secrets import load_or_create_secrets
from router.adapters.redis import keys
from router.adapters.sql import schema as s
from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.late_alarms import alarms_beyond, last_alarm
from router.cli.app import app
from router.domain.alarms.basket import Basket, Item, Raised
from router.domain.alarms.severity import Severity
from router.settings import CHECKOUT, Settings, build_settings

from .redis_server import RedisServer, redis_server

__all__ = ["redis_server"]

ALARMS = [
    (1000.125, 3, "phone_lost", "1001"),
    (2000.0, 0, "recording_failed", "call-1"),
    (3000.5, 3, "last_seat", "1002"),
]


class Receiver(BaseHTTPRequestHandler):
    """Takes the first, and nothing after it."""

    got: list[bytes]

    def do_POST(self) -> None:
        self.got.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200 if len(self.got) == 1 else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@dataclass(kw_only=True)
class Copy:
    """A copy that does not run: archive, live state, a bundle in force with one channel."""

    settings: Settings
    server: RedisServer
    got: list[bytes]

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--data", str(self.settings.data)])


@pytest.fixture
def copy(redis_server: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Copy]:
    for name in ("HOTLINE_DATA", "HOTLINE_PORT_BASE"):
        monkeypatch.setenv(name, "")
    got: list[bytes] = []
    receiver = HTTPServer(("127.0.0.1", 0), type("Taker", (Receiver,), {"got": got}))
    thread = threading.Thread(target=receiver.serve_forever)
    thread.start()
    settings = build_settings(data=tmp_path / "data", environ={})
    settings.redis_socket.parent.mkdir(parents=True)
    settings.redis_socket.symlink_to(redis_server.socket)
    config = tmp_path / "config"
    config.mkdir()
    for path in (CHECKOUT / "tests" / "bundle").glob("*.yaml"):
        (config / path.name).write_text(path.read_text())
    (config / "channels.yaml").write_text(f"crm: {{kind: webhook, url: 'http://127.0.0.1:{receiver.server_port}/a'}}\n")
    store = BundleStore(settings.bundles)
    bundle = store.keep(read_folder(config))
    store.set_current(bundle.number)
    load_or_create_secrets(settings, bundle)
    engine = open_engine(settings.database_url, write=True)
    migrate(engine)
    with engine.begin() as connection:
        rows = [{"at": at, "epoch": e, "code": c, "subject": sub, "text": f"text of {c}"} for at, e, c, sub in ALARMS]
        connection.execute(insert(s.alarms), rows)
    engine.dispose()
    yield Copy(settings=settings, server=redis_server, got=got)
    receiver.shutdown()
    thread.join()
    receiver.server_close()


def test_the_last_alarms_with_who_was_told(copy: Copy) -> None:
    said = Raised(at=1000.125, code="phone_lost", subject="1001", text="")
    with copy.server.client() as client:
        for at in (1001.0, 1100.0):
            client.xadd(keys.ALARMS_TOLD, {"t": json.dumps({"at": at, "channel": "crm", "ids": [said.id]})})
    found = json.loads(copy.run("alarms", "--json").stdout)["alarms"]
    assert [(one["code"], one["severity"], one["told"]) for one in found] == [
        ("phone_lost", "warning", {"crm": 1001.0}), ("recording_failed", "warning", {}), ("last_seat", "urgent", {}),
    ]  # fmt: skip
    lines = copy.run("alarms", "--limit", "2").stdout.splitlines()
    assert len(lines) == 3
    assert "recording_failed" in lines[1] and "nobody" in lines[1]


def test_without_redis_nobody_knows_who_was_told(copy: Copy) -> None:
    copy.server.kill()
    found = json.loads(copy.run("alarms", "--json").stdout)["alarms"]
    assert [one["told"] for one in found] == [None, None, None]


def test_without_an_archive_it_says_so() -> None:
    # Short enough for a data folder, wherever pytest keeps its own.
    with tempfile.TemporaryDirectory(prefix="hl-") as nothing:
        result = CliRunner().invoke(app, ["alarms", "--data", nothing])
    assert result.exit_code == 1
    assert "the archive does not answer" in result.output


def test_a_test_is_sent_and_the_answer_told(copy: Copy) -> None:
    result = copy.run("alarms", "test", "crm")
    assert (result.exit_code, result.stdout) == (0, "crm took it: answered 200\n")
    told = json.loads(copy.got[0])
    assert (told["channel"], told["severity"], told["alarms"]) == ("crm", "info", [])
    result = copy.run("alarms", "test", "crm")
    assert result.exit_code == 1
    assert "crm did not take it: answered 503" in result.output


def test_an_unknown_channel_is_told_with_what_was_meant(copy: Copy) -> None:
    result = copy.run("alarms", "test", "crn")
    assert result.exit_code == 1
    assert "did you mean `crm`?" in result.output
    assert copy.got == []


def test_status_shows_how_telling_goes(copy: Copy) -> None:
    item = Item(
        code="cut_off", subject="x", text="", severity=Severity.URGENT, first_at=1, last_at=1, due_at=1, times=4
    )
    basket = Basket(items=(item,), failing_since=1.0, last_error="answered 500")
    with copy.server.client() as client:
        client.hset(keys.CHANNELS, "crm", codec.dump(basket))
    (row,) = json.loads(copy.run("status", "--json").stdout)["channels"]
    assert (row["id"], row["waiting"], row["failing_since"], row["last_error"]) == ("crm", 4, 1.0, "answered 500")
    assert "answered 500" in copy.run("status").stdout


def test_only_what_no_router_raised_is_read_from_the_archive(copy: Copy) -> None:
    engine = open_engine(copy.settings.database_url)
    try:
        assert last_alarm(engine) == 3
        assert [(row, alarm.code) for row, alarm in alarms_beyond(engine, 0)] == [(2, "recording_failed")]
        assert alarms_beyond(engine, 2) == []
    finally:
        engine.dispose()
