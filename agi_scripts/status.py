"""This process's word about itself, in Redis every second. Callers must not notice when Redis is dead."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry

from router.adapters.redis import keys

NAME: Final = "agi"
EVERY: Final = 1.0
WITHIN: Final = 1.0

log = structlog.get_logger()


class StatusWriter:
    """A thread that writes `{"at", "ok", "detail", "pid"}` until it is stopped."""

    def __init__(self, socket_path: Path, word: Callable[[], tuple[bool, str]], *, every: float = EVERY) -> None:
        self._redis = redis.Redis(
            unix_socket_path=str(socket_path),
            socket_timeout=WITHIN,
            socket_connect_timeout=WITHIN,
            # The next word is due in a second anyway.
            retry=Retry(NoBackoff(), 0),
        )
        self._word = word
        self._every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="status", daemon=True)
        self._heard = True

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends within two time limits of Redis at most."""
        self._stopping.set()
        self._thread.join(2 * WITHIN)
        self._redis.close()

    def write(self) -> bool:
        """Write once; False: Redis did not take it."""
        ok, detail = self._word()
        said = json.dumps({"at": time.time(), "ok": ok, "detail": detail, "pid": os.getpid()})
        try:
            self._redis.hset(keys.STATUS, NAME, said)
        except (redis.RedisError, OSError) as error:
            self._note(heard=False, kind=type(error).__name__)
            return False
        self._note(heard=True, kind="")
        return True

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.write()
            self._stopping.wait(self._every)

    def _note(self, *, heard: bool, kind: str) -> None:
        """One line per change, not one per second."""
        if heard != self._heard:
            log.info("status_heard_again") if heard else log.warning("status_not_heard", kind=kind)
            self._heard = heard
