"""The archiver process: outbox and channel event log into SQL, raw recordings into finished ones, old ones away; and
beside that it watches for incidents."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import structlog
from redis.exceptions import RedisError

from router.adapters.files.bundle_store import BundleStore
from router.adapters.files.cel_spool import read_spool, rotate_spool
from router.adapters.files.incident_announcements import IncidentAnnouncementFile
from router.adapters.files.kept_recordings import KeptRecordingFolder
from router.adapters.files.raw_recordings import RawRecordingFolder
from router.adapters.files.site_zone import SiteZone
from router.adapters.incidents.feed import IncidentFeed
from router.adapters.incidents.house_days import HouseDays
from router.adapters.incidents.watcher import IncidentWatcher, WatchedFiles
from router.adapters.redis import keys
from router.adapters.redis.outbox import RedisOutbox, open_redis
from router.adapters.redis.talks import RedisTalks
from router.adapters.sql.cel import SqlCel
from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.kept import SqlKept
from router.adapters.sql.recordings import SqlRecordings
from router.adapters.sql.records import SqlRecords
from router.adapters.sql.routing_log import forget_entries
from router.adapters.sql.worker import Worker
from router.domain.bundle import Bundle
from router.domain.call import Call
from router.services.archive_records import archive_records
from router.services.delete_recordings import DAY_SECONDS, Keeper, delete_recordings
from router.services.finish_recordings import Finisher, finish_recordings
from router.services.import_cel import import_cel
from router.services.owe_missed import owe_missed
from router.settings import Settings

log = structlog.get_logger()

NAME: Final = "archiver"
JOIN_SECONDS: Final = 4.0
GATHER_SECONDS: Final = 0.25
"""Records of this long go into one transaction: each costs a write that waits for the disk"""
LOOK_SECONDS: Final = 1.0
DELETE_SECONDS: Final = 3600.0
NO_BUNDLE_SECONDS: Final = 60.0
WAIT_SECONDS: Final = 0.5
NICE: Final = 5
"""Whatever is done here can wait a moment; a caller whose phone shall ring at the same moment cannot"""


class Archiver:
    """One step of each of the five jobs. Each raises what `worker.KNOWN` lists when somebody is away."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._engine = open_engine(settings.database_url, write=True)
        self._reader = open_engine(settings.database_url)
        self._migrated = threading.Lock()
        self._ready = False
        self._records = SqlRecords(self._engine)
        self._cel = SqlCel(self._engine, settings.node, self._owed)
        self._outbox = RedisOutbox(open_redis(settings.redis_socket))
        self._finisher = Finisher(
            raw=RawRecordingFolder(
                settings.raw_recordings, settings.recordings, SiteZone(BundleStore(settings.bundles))
            ),
            archive=SqlRecordings(self._engine),
            talks=RedisTalks(open_redis(settings.redis_socket)),
        )
        self._bundles = BundleStore(settings.bundles)
        self._bundle_read: Bundle | None = None
        self._keeper = Keeper(
            files=KeptRecordingFolder(settings.recordings, settings.raw_recordings),
            archive=SqlKept(self._engine, reader=self._reader),
        )
        self._incidents = IncidentWatcher(
            IncidentFeed(open_redis(settings.redis_socket)),
            self._reader,
            self._bundle,
            WatchedFiles(
                announced=IncidentAnnouncementFile(settings.incident_announcements),
                days=HouseDays(settings.data / "roster" / "shifts.yaml"),
            ),
            now=time.time,
        )
        # Until the outbox was once read to its end: what waits there is a better account than the event log's.
        self._behind = True
        self.stored = 0
        """outbox entries since the start"""
        self.finished = 0
        """recordings since the start"""

    def store_records(self) -> float:
        """One batch of the outbox."""
        self._migrate()
        try:
            moved = archive_records(self._outbox, self._records, wait=WAIT_SECONDS)
        except BaseException:
            self._behind = True
            raise
        self._behind = moved > 0
        self.stored += moved
        return GATHER_SECONDS if moved else 0.0

    def read_event_log(self) -> float:
        """One chunk of the channel event log, and calls that only it can settle."""
        self._migrate()
        spool = self._settings.cel_spool
        rows, settled = import_cel(
            lambda position: read_spool(spool, position), self._cel, now=time.time(), settle=not self._behind
        )
        for item in settled:
            log.warning("call_settled_from_event_log", call_id=item.call.id, outcome=item.call.outcome)
        if not rows:
            rotate_spool(spool, self._cel.position())
        return 0.0 if rows > 100 else LOOK_SECONDS

    def finish(self) -> float:
        """Recordings that are ready."""
        self._migrate()
        self.finished += finish_recordings(self._finisher, now=time.time())
        return LOOK_SECONDS

    def delete(self) -> float:
        """Recordings, and what routing was told, that are past their time, by the bundle in force."""
        self._migrate()
        bundle = self._bundle()
        if bundle is None:
            # Nobody knows yet how long anything is to be kept.
            return NO_BUNDLE_SECONDS
        now = time.time()
        if days := bundle.site.keep_routing_days:
            forget_entries(self._engine, now - days * DAY_SECONDS)
        gone = delete_recordings(self._keeper, bundle, now=now)
        if gone:
            log.info("recordings_deleted", count=gone)
        return DELETE_SECONDS

    def watch_incidents(self) -> float:
        """What came in of the feed, counted."""
        self._migrate()
        return self._incidents.step(settled=not self._behind)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
        self._reader.dispose()

    def _owed(self, settled: Sequence[Call]) -> list[Call]:
        bundle = self._bundle()
        return owe_missed(settled, bundle) if bundle is not None else []

    def _bundle(self) -> Bundle | None:
        """The one in force; read once."""
        number = self._bundles.current()
        known = self._bundle_read
        if number is None or (known is not None and known.number == number):
            return known
        self._bundle_read = self._bundles.find(number)[0]
        return self._bundle_read

    def _migrate(self) -> None:
        with self._migrated:
            if not self._ready:
                migrate(self._engine)
                self._ready = True


def run_archiver(settings: Settings) -> None:
    """The archiver process, until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # Sent when somebody opens a file for writing while it is asked whether anybody writes to it.
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    os.nice(NICE)
    with _alone(settings.run / "archiver.lock", stop):
        if stop.is_set():
            return
        archiver = Archiver(settings)
        workers = [
            Worker("outbox", archiver.store_records, stop),
            Worker("event_log", archiver.read_event_log, stop),
            Worker("recordings", archiver.finish, stop),
            Worker("retention", archiver.delete, stop),
            Worker("incidents", archiver.watch_incidents, stop),
        ]
        for worker in workers:
            worker.start()
        log.info("archiver_started", pid=os.getpid())
        _tell(settings, archiver, workers, stop)
        deadline = time.monotonic() + JOIN_SECONDS
        for worker in workers:
            worker.join(max(0.0, deadline - time.monotonic()))
        archiver.close()
        log.info("archiver_stopped", stored=archiver.stored, finished=archiver.finished)


def _tell(settings: Settings, archiver: Archiver, workers: list[Worker], stop: threading.Event) -> None:
    """Say each second how it goes, for whoever can hear it."""
    client: Any = open_redis(settings.redis_socket)
    while not stop.is_set():
        wrong = [f"{worker.name}: {worker.wrong}" for worker in workers if worker.wrong]
        detail = "; ".join(wrong) or f"{archiver.stored} records, {archiver.finished} recordings"
        word = {"at": time.time(), "ok": not wrong, "detail": detail, "pid": os.getpid()}
        # When Redis is away the outbox worker says so in the log already.
        with suppress(RedisError, OSError):
            client.hset(keys.STATUS, NAME, json.dumps(word))
        stop.wait(1.0)
    client.close()


@contextmanager
def _alone(path: Path, stop: threading.Event) -> Iterator[None]:
    """Two archivers would finish the same recording twice: the second one waits for the first to end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        told = False
        while not stop.is_set():
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not told:
                    log.warning("archiver_waits", why="another archiver of this copy still runs")
                told = True
                stop.wait(0.5)
        yield
    finally:
        os.close(handle)
