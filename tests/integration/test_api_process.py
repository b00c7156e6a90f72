"""The API as a process: `python -m router serve`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from router.adapters import codec
from router.adapters.files.bundle_store import BundleStore
from router.adapters.files.roster_journal import FileRosterJournal
from router.adapters.redis import keys
from router.domain.shifts.edits import Entry, Leave
from router.settings import CHECKOUT, Settings

from .api_house import BUNDLE, ROSTER
from .redis_server import RedisServer, redis_server

__all__ = ["redis_server"]

TOKEN = "t" * 40
WITHIN = 20.0


def eventually(found: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + WITHIN
    while not (value := found()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return value


def get(settings: Settings, path: str, token: str = TOKEN) -> tuple[int, dict[str, Any]]:
    """Status and body; (0, {}) while nobody listens."""
    url = f"http://127.0.0.1:{settings.api_port}{path}"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())
    except OSError:
        return 0, {}


@pytest.fixture
def serving(redis_server: RedisServer, port_base: int) -> Iterator[tuple[subprocess.Popen[bytes], Settings, Path]]:
    """The process as the supervisor starts it, its log beside."""
    data = redis_server.folder.parent
    settings = Settings(data=data, config=data, port_base=port_base)
    settings.secrets.write_text(json.dumps({"tokens": {"admin": {"token": TOKEN, "role": "admin"}}}))
    settings.secrets.chmod(0o600)
    store = BundleStore(settings.bundles)
    settings.bundles.mkdir(exist_ok=True)
    store.set_current(store.put(BUNDLE).number)
    path = data / "api.log"
    with path.open("wb") as log:
        api = subprocess.Popen(
            [sys.executable, "-m", "router", "serve"],
            env={**os.environ, **settings.to_environ()}, cwd=CHECKOUT, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield api, settings, path
    finally:
        api.kill()
        api.wait()


def test_it_serves_says_its_word_survives_redis_and_ends_on_sigterm(
    serving: tuple[subprocess.Popen[bytes], Settings, Path], redis_server: RedisServer
) -> None:
    api, settings, path = serving
    eventually(lambda: get(settings, "/v1/whoami")[0] == 200)
    assert get(settings, "/v1/whoami", "x" * 40)[0] == 401
    status, said = get(settings, "/v1/lines")
    assert (status, said["lines"][0]["number"]) == (200, "12345")
    assert get(settings, "/v1/calls")[1]["code"] in {"archive_away", "state_lost"}
    with redis_server.client() as client:
        word = json.loads(eventually(lambda: client.hget(keys.STATUS, "api")))
        assert (word["ok"], word["pid"]) == (True, api.pid)
        redis_server.kill()
    assert get(settings, "/v1/seats")[1]["code"] == "state_lost"
    redis_server.restart()
    with redis_server.client() as client:
        eventually(lambda: client.hget(keys.STATUS, "api"))
    # A token that is withdrawn is refused without a restart.
    settings.secrets.write_text(json.dumps({"tokens": {}}))
    eventually(lambda: get(settings, "/v1/whoami")[0] == 401)
    api.send_signal(signal.SIGTERM)
    assert api.wait(WITHIN) == 0
    log = path.read_text()
    assert "api_stopped" in log
    assert "Traceback" not in log
    assert TOKEN not in log


def test_who_changes_the_roster_by_its_file_is_seen_and_told_of(
    serving: tuple[subprocess.Popen[bytes], Settings, Path], redis_server: RedisServer
) -> None:
    _, settings, _ = serving
    folder = settings.data / "roster"
    folder.mkdir()
    (folder / "shifts.yaml").write_text(ROSTER, "utf-8")
    with redis_server.client() as client:
        assert eventually(lambda: client.get(keys.ROSTER_TOLD)) == b"0"
        day = date(2026, 10, 12)
        edit = Leave(person="8001", first=day, last=day)
        FileRosterJournal(folder).append(Entry(number=1, at=datetime(2026, 10, 1, tzinfo=UTC), author="Li", edit=edit))
        told = eventually(
            lambda: [text for _, fields in client.xrange(keys.FEED) if b"roster" in (text := fields[b"r"])]
        )
    assert [codec.load_message(text).actor for text in told] == ["Li"]
    status, said = get(settings, "/v1/roster?date=2026-10-12")
    assert (status, said["number"], said["leave"]) == (200, 1, [{"date": "2026-10-12", "agent": "8001"}])
