"""The archiver process with a real Redis and a real database: what is killed loses nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from sqlalchemy import Engine, select

from router.adapters import codec
from router.adapters.files.bundle_to_start import bundle_to_start
from router.adapters.redis import keys
from router.adapters.redis.outbox import OutboxAway, RedisOutbox, open_redis
from router.adapters.redis.talks import RedisTalks
from router.adapters.sql import schema as s
from router.adapters.sql.engine import ArchiveAway, open_engine
from router.adapters.sql.read import StoredCall, find_calls, find_recording, get_call
from router.domain.call import Call, CallState, Outcome, Segment, Where
from router.domain.history import AlarmRaised, CallRecorded
from router.settings import CHECKOUT, Settings, build_settings
from tests.integration.redis_server import RedisServer, redis_server

__all__ = ["redis_server"]

PATIENCE_SECONDS = 20.0
T0 = 1_763_776_800.125


def until(what: Callable[[], Any], why: str) -> Any:
    """The first true answer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if found := what():
                return found
        except ArchiveAway:
            pass
        time.sleep(0.05)
    pytest.fail(f"it never came to this: {why}")


class Process:
    """The archiver in a process of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.child: subprocess.Popen[bytes] | None = None
        self.log = settings.data / "archiver.log"

    def start(self) -> None:
        code = (
            "from router.settings import build_settings;"
            "from router.adapters.sql.archiver import run_archiver;"
            "run_archiver(build_settings())"
        )
        with self.log.open("ab") as out:
            self.child = subprocess.Popen(
                [sys.executable, "-c", code],
                cwd=CHECKOUT,
                env={**os.environ, **self.settings.to_environ()},
                stdout=out,
                stderr=out,
            )

    def end(self, number: signal.Signals) -> int:
        assert self.child is not None
        self.child.send_signal(number)
        code = self.child.wait(10.0)
        self.child = None
        return code


@pytest.fixture
def settings(redis_server: RedisServer) -> Iterator[Settings]:
    # Short, as a socket's path has to be.
    data = Path(tempfile.mkdtemp(prefix="hl-arc-"))
    settings = build_settings(data=data, config=CHECKOUT / "tests" / "bundle", environ={})
    settings.run.mkdir()
    settings.redis_socket.symlink_to(redis_server.socket)
    bundle_to_start(settings)
    yield settings
    shutil.rmtree(data)


@pytest.fixture
def process(settings: Settings) -> Iterator[Process]:
    process = Process(settings)
    process.start()
    yield process
    if process.child is not None:
        process.child.kill()
        process.child.wait(10.0)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.database_url)
    yield engine
    engine.dispose()


def a_call(number: int, **fields: object) -> Call:
    call = Call(
        id=f"node1-1763776800.{number}",
        node="node1",
        channel="c",
        line="general",
        caller="13800138000",
        arrived_at=T0 + number,
        counter=number,
        version=1,
    )
    return replace(call, **fields)  # type: ignore[arg-type]


def ended(number: int) -> Call:
    return a_call(
        number, version=2, state=CallState.ENDED, outcome=Outcome.ABANDONED, where=Where.HOLD, ended_at=T0 + 9
    )


def put(server: RedisServer, *calls: Call) -> None:
    with server.client() as client, client.pipeline() as pipe:
        for call in calls:
            pipe.xadd(keys.OUTBOX, {"r": codec.dump_message(CallRecorded(at=T0, epoch=1, event="x", call=call))})
        pipe.execute()


def length(server: RedisServer) -> int:
    with server.client() as client:
        return int(client.xlen(keys.OUTBOX))  # type: ignore[arg-type]


def count(engine: Engine) -> int:
    return len(find_calls(engine, limit=100_000))


def word(server: RedisServer) -> dict[str, Any]:
    with server.client() as client:
        text = client.hget(keys.STATUS, "archiver")
    return json.loads(text) if text else {}  # type: ignore[arg-type]


def test_the_outbox_is_stored_and_trimmed(redis_server: RedisServer, process: Process, engine: Engine) -> None:
    put(redis_server, *map(a_call, range(700)), ended(5))
    until(lambda: count(engine) == 700 and length(redis_server) == 0, "all stored, outbox empty")
    found = get_call(engine, ended(5).id)
    assert found is not None
    assert found.call.outcome is Outcome.ABANDONED
    said = until(lambda: word(redis_server), "a word about itself")
    assert said["ok"] is True
    assert process.child is not None
    assert said["pid"] == process.child.pid
    assert process.end(signal.SIGTERM) == 0


def test_poison_is_set_aside(redis_server: RedisServer, process: Process, engine: Engine) -> None:
    with redis_server.client() as client:
        client.xadd(keys.OUTBOX, {"r": "{"})
        client.xadd(keys.OUTBOX, {"other": "field"})
        client.xadd(keys.OUTBOX, {"r": '{"type": "Pause", "seat": "1", "actor": "x", "reason": "y"}'})
        client.xadd(keys.OUTBOX, {b"r": b"\xff\xfe"})
    put(redis_server, a_call(1, arrived_at=1e200))
    put(redis_server, a_call(2))
    until(lambda: length(redis_server) == 0, "outbox empty")
    assert [item.call.counter for item in find_calls(engine)] == [2]
    with engine.connect() as connection:
        assert len(connection.scalars(select(s.rejected_records.c.reason)).all()) == 5


def test_kill_9_loses_nothing(redis_server: RedisServer, process: Process, engine: Engine) -> None:
    put(redis_server, *map(a_call, range(300)))
    until(lambda: count(engine) > 0, "it began")
    process.end(signal.SIGKILL)
    put(redis_server, *map(a_call, range(300, 400)))
    process.start()
    until(lambda: count(engine) == 400 and length(redis_server) == 0, "all stored")


def test_a_redis_that_was_killed_and_comes_back_empty(
    redis_server: RedisServer, process: Process, engine: Engine
) -> None:
    put(redis_server, a_call(1))
    until(lambda: count(engine) == 1, "stored")
    with engine.connect() as connection:
        assert connection.scalar(select(s.archive_position.c.value)) != "0-0"
    redis_server.restart()
    with redis_server.client() as client:
        # The clock of a stream follows the machine's; here it lies behind, as after a step back.
        text = codec.dump_message(CallRecorded(at=T0, epoch=2, event="x", call=a_call(2)))
        client.xadd(keys.OUTBOX, {"r": text}, id="5-1")
    until(lambda: count(engine) == 2 and length(redis_server) == 0, "stored after the loss")
    until(lambda: word(redis_server).get("ok"), "well again")


def test_a_database_that_is_away_loses_nothing(redis_server: RedisServer, settings: Settings, engine: Engine) -> None:
    process = Process(settings)
    database = settings.data / "archive.sqlite3"
    database.mkdir()
    process.start()
    try:
        put(redis_server, a_call(1))
        until(lambda: word(redis_server).get("ok") is False, "it says that it cannot")
        put(redis_server, a_call(2))
        assert length(redis_server) == 2
        database.rmdir()
        until(lambda: count(engine) == 2 and length(redis_server) == 0, "all stored")
        until(lambda: word(redis_server).get("ok"), "well again")
        assert "13800138000" not in process.log.read_text()
    finally:
        assert process.end(signal.SIGTERM) == 0


def cel(*columns: str, extra: str = "") -> str:
    row = (*columns, "l", "PJSIP/inbound-00000001", "c", "s", "", "", extra.replace('"', '""'))
    return ",".join(f'"{column}"' for column in row) + "\n"


def test_a_call_that_only_the_event_log_saw(
    settings: Settings, process: Process, engine: Engine, redis_server: RedisServer
) -> None:
    name = "node1-1763776800.50"
    settings.cel_spool.parent.mkdir(parents=True)
    arrived = f'{{"extra":"Call={name}|Line=general|Caller=13800138000|Arrived={T0}"}}'
    settings.cel_spool.write_text(
        cel("CHAN_START", "", "1763776800.100000", name)
        + cel("USER_DEFINED", "HotlineArrived", "1763776800.200000", name, extra=arrived)
        + cel("HANGUP", "", "1763776805.000000", name, extra='{"hangupcause":16,"hangupsource":"x"}')
        + cel("CHAN_END", "", "1763776805.500000", name)
    )
    found: StoredCall = until(lambda: get_call(engine, name), "the call was stored")
    assert (found.call.outcome, found.call.where, found.source) == (Outcome.ABANDONED, Where.MENU, "cel")
    assert (found.call.line, found.call.ended_at, found.call.cause) == ("general", 1763776805.5, 16)


def test_a_recording_from_raw_to_the_archive(
    settings: Settings, process: Process, engine: Engine, redis_server: RedisServer
) -> None:
    stem = "node1-1763776800.1-1"
    segment = Segment(number=1, queue="q", queued_at=T0, talked_at=T0, seat="1001", recording=f"{stem}.raw")
    talking = a_call(1, state=CallState.TALKING, segments=(segment,))
    put(redis_server, talking)
    times = np.arange(8000) / 8000
    sides = [np.sin(2 * np.pi * hertz * times) * 9000 for hertz in (880, 440)]
    settings.raw_recordings.mkdir(parents=True)
    raw = settings.raw_recordings / f"{stem}.raw"
    raw.write_bytes(np.stack(sides, axis=1).astype("<i2").tobytes())
    recording = until(lambda: find_recording(engine, stem), "finished")
    assert recording.recorded
    assert recording.path == f"2025/11/22/{stem}.opus"
    sound, _ = soundfile.read(settings.recordings / recording.path)
    assert sound.shape == (8000, 2)
    until(lambda: not raw.exists(), "raw is gone")
    done = replace(
        talking,
        version=2,
        state=CallState.ENDED,
        outcome=Outcome.ANSWERED,
        where=Where.TALKING,
        segments=(replace(segment, ended_at=T0 + 60),),
    )
    put(redis_server, done)
    found = until(lambda: (c := get_call(engine, done.id)) and c.call.outcome and c, "ended")
    assert found.recorded is True


def test_a_talk_without_a_file_raises_an_alarm(
    settings: Settings, process: Process, engine: Engine, redis_server: RedisServer
) -> None:
    segment = Segment(
        number=1, queue="q", queued_at=T0, talked_at=T0, ended_at=time.time() - 60, seat="1001", recording="x-1.1-1.raw"
    )
    put(redis_server, a_call(1, segments=(segment,)))
    put_alarm = codec.dump_message(AlarmRaised(at=T0, epoch=1, code="phone_lost", subject="1001", text="x"))
    with redis_server.client() as client:
        client.xadd(keys.OUTBOX, {"r": put_alarm})

    def told() -> bool:
        with engine.connect() as connection:
            return set(connection.scalars(select(s.alarms.c.code))) == {"phone_lost", "recording_failed"}

    until(lambda: count(engine) == 1 and told(), "the alarm")
    found = get_call(engine, a_call(1).id)
    assert found is not None
    assert (found.recorded, found.not_recorded) == (False, "no file")


def test_a_second_archiver_waits_for_the_first(settings: Settings, process: Process, redis_server: RedisServer) -> None:
    until(lambda: word(redis_server), "the first one runs")
    second = Process(settings)
    second.start()
    until(lambda: "another archiver" in second.log.read_text(), "the second one says that it waits")
    assert process.child is not None
    assert word(redis_server)["pid"] == process.child.pid
    assert second.end(signal.SIGTERM) == 0


def test_whether_a_talk_runs(redis_server: RedisServer) -> None:
    segment = Segment(number=1, queue="q", queued_at=T0, talked_at=T0, recording="node1-1763776800.1-1.raw")
    with open_redis(redis_server.socket) as client:
        talks = RedisTalks(client)
        assert talks.running("node1-1763776800.1-1.raw") is None, "an empty Redis knows nothing"
        client.set(keys.MARKER, "1")
        assert talks.running("node1-1763776800.1-1.raw") is False
        client.hset(keys.CALLS, a_call(1).id, codec.dump(a_call(1, segments=(segment,))))
        assert talks.running("node1-1763776800.1-1.raw") is True
        assert talks.running("node1-1763776800.1-2.raw") is False
        over = replace(segment, ended_at=T0)
        client.hset(keys.CALLS, a_call(1).id, codec.dump(a_call(1, segments=(over,))))
        assert talks.running("node1-1763776800.1-1.raw") is False
        redis_server.kill()
        assert talks.running("node1-1763776800.1-1.raw") is None
        with pytest.raises(OutboxAway):
            RedisOutbox(client).newest()
