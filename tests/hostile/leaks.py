"""What must not be found anywhere after a run: secrets, callers' numbers in full, keys that were pressed.

| where | numbers | secrets |
|---|---|---|
| logs of every process, Asterisk's own, whatever else lies in the log folder | none | none |
| names of Redis keys; arguments and environments of processes | none | none |
| rendered files, status, run folder | none | only `pjsip.conf`, `manager.conf`, `secrets.json`, mode 600 |
| values in Redis: live calls, node events, history on its way | legitimate | none |
| archive, event log of Asterisk (`spool/cel`) | legitimate | none |
| Redis' own files, folder of mode 700 | legitimate | a PIN that was asked for, until Redis writes its file anew |
"""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import psutil
from redis import Redis

from router.adapters.sql import read
from router.settings import Settings
from router.supervisor.record import load_record
from tests.acceptance.world import World

KEEP_SECRETS: Final = frozenset({"secrets.json", "pjsip.conf", "manager.conf"})
SHORTEST_NUMBER: Final = 8
"""Digits. A shorter one is found by chance among ports, ids and times."""
LONGEST_FILE: Final = 64 * 1024 * 1024


def assert_nothing_leaked(world: World, *, numbers: Iterable[str] = ()) -> None:
    """Fails with every place where something was found. `numbers`: further ones, beside those in the archive."""
    found = list(leaks(world.settings, world.engine, numbers))
    assert not found, "leaked:\n" + "\n".join(sorted(found))


def leaks(settings: Settings, engine: Any, numbers: Iterable[str] = ()) -> Iterator[str]:
    """Places and what was found there; a secret is told by its name, a number masked."""
    secrets = secrets_of(settings)
    callers = {number.lstrip("+") for number in (*numbers, *archived_numbers(engine))}
    callers = {number for number in callers if len(number) >= SHORTEST_NUMBER}
    for path in files_of(settings.data):
        content = path.read_bytes()[:LONGEST_FILE].decode("utf-8", "replace")
        place = str(path.relative_to(settings.data))
        if path.name in KEEP_SECRETS:
            if stat.S_IMODE(path.stat().st_mode) != 0o600:
                yield f"{place}: others may read it"
        elif not path.is_relative_to(settings.data / "redis"):
            yield from in_text(place, content, secrets)
        if told_to_people(path, settings):
            yield from in_text(place, content, {mask(number): number for number in callers})
    for folder in (settings.data / "redis", settings.run):
        if stat.S_IMODE(folder.stat().st_mode) != 0o700:
            yield f"{folder.name}: others may read it"
    wanted = secrets | {mask(number): number for number in callers}
    for child in load_record(settings.run).children:
        try:
            process = psutil.Process(child.pid)
            said = [*process.cmdline(), *(f"{key}={value}" for key, value in process.environ().items())]
        except psutil.Error:
            continue
        yield from in_text(f"process {child.name}", "\n".join(said), wanted)
    with Redis(unix_socket_path=str(settings.redis_socket), socket_timeout=10) as redis:
        for key in redis.scan_iter():
            yield from in_text("names of Redis keys", key.decode(errors="replace"), wanted)
            yield from in_text(f"Redis {key.decode(errors='replace')}", value_of(redis, key), secrets)


def secrets_of(settings: Settings) -> dict[str, str]:
    """Name to secret, of all that the copy made for itself."""
    kept = json.loads(settings.secrets.read_text())
    found = {"the manager's password": kept["ami"]["secret"]}
    found |= {f"password of seat {seat}": word for seat, word in kept["sip"].items()}
    found |= {f"token {name}": token["token"] for name, token in kept["tokens"].items()}
    found |= {f"PIN of agent {agent}": pin for agent, pin in kept["pins"].items()}
    return found


def archived_numbers(engine: Any) -> set[str]:
    """Of every caller of the run."""
    numbers: set[str] = set()
    for stored in read.find_calls(engine, limit=100_000):
        numbers.add(stored.call.caller)
    return numbers


def files_of(data: Path) -> Iterator[Path]:
    """All that a copy wrote and a person might read; sound and databases are stores of their own."""
    for path in data.rglob("*"):
        if path.is_file() and path.suffix not in {".alaw", ".flac", ".raw", ".wav", ".opus", ".ogg"}:
            yield path


def told_to_people(path: Path, settings: Settings) -> bool:
    """Whether a caller's number has no business there: it has in the archive, Redis' own file and the event log."""
    stores = (settings.cel_spool.parent, settings.data / "redis")
    return not any(path.is_relative_to(store) for store in stores) and not path.name.startswith("archive.sqlite3")


def in_text(place: str, text: str, wanted: dict[str, str]) -> Iterator[str]:
    """Whole words only: a PIN's six digits may stand within a time."""
    for name, word in wanted.items():
        if word and word in text and re.search(rf"(?<![\w.]){re.escape(word)}(?![\w.])", text):
            yield f"{place}: {name}"


def value_of(redis: Redis, key: bytes) -> str:
    """All that lies under a key, as text."""
    kind = redis.type(key).decode()
    looks: dict[str, Any] = {
        "string": redis.get, "hash": redis.hgetall, "stream": redis.xrange, "set": redis.smembers,
        "list": lambda k: redis.lrange(k, 0, -1), "zset": lambda k: redis.zrange(k, 0, -1),
    }  # fmt: skip
    return repr(looks[kind](key)) if kind in looks else ""


def mask(number: str) -> str:
    return f"number {number[:3]}…{number[-2:]}"
