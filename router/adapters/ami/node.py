"""One node's listener, put together: which thread does what, and who tells whom."""

from __future__ import annotations

import json
import os
import threading
import time
from typing import Final

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from router.adapters.ami.commands import Commander, Hands
from router.adapters.ami.connection import Connection, Limits
from router.adapters.ami.dial import dial
from router.adapters.ami.errors import NotConnected
from router.adapters.ami.handovers import Handovers
from router.adapters.ami.inbox import Down, Inbox, RedisLost, Told, Up, Wanted
from router.adapters.ami.orders import WAIT_SECONDS, Orders
from router.adapters.ami.publisher import Publisher
from router.adapters.ami.pump import Pump
from router.adapters.ami.reconnect import Keeper
from router.adapters.ami.recorder import Recorder
from router.adapters.ami.seats import account, known_seats
from router.adapters.ami.translate import Translator
from router.adapters.ami.worker import Worker
from router.adapters.files.secrets import SecretsError
from router.adapters.redis import keys
from router.settings import Settings

log = structlog.get_logger()
REDIS_SECONDS: Final = 1.0
"""A Redis that stands still for longer is taken for gone; the pump waits for no longer than this."""


class Node:
    """The listener beside one Asterisk."""

    def __init__(self, settings: Settings, limits: Limits | None = None) -> None:
        self._settings = settings
        self._limits = limits or Limits()
        self._stop = threading.Event()
        self._inbox = Inbox()
        # One each for the status word and the pump: neither waits for the other's reply.
        self._clients = [redis_client(settings) for _ in range(2)]
        self._worker = Worker(
            settings.node,
            dial=lambda: self._dial(events=False),
            seats=lambda: known_seats(settings),
            inbox=self._inbox,
        )
        self._keeper = Keeper(
            lambda: self._dial(events=True),
            on_up=lambda _: self._inbox.post(Up()),
            on_down=lambda reason: self._inbox.post(Down(reason=reason)),
        )
        self._recorder = Recorder(
            settings.node,
            connection=lambda: self._keeper.connection,
            failed=lambda fact: self._inbox.post(Told(fact=fact)),
        )
        self._commander = Commander(
            settings.node,
            Hands(
                connection=lambda: self._keeper.connection,
                mark=self._worker.mark,
                snapshot=lambda anew: self._inbox.post(Wanted(anew=anew)),
                record=self._recorder.post,
                failed=lambda fact: self._inbox.post(Told(fact=fact)),
                missing=lambda: self._worker.places.missing,
            ),
        )
        self._publisher = Publisher(settings.node, self._clients[1])
        self._pump = Pump(
            inbox=self._inbox,
            translator=Translator(settings.node),
            publisher=self._publisher,
            snapshot=self._worker.take,
            epoch=lambda: self._commander.epoch,
            handovers=Handovers(self._recorder.post),
        )
        self._orders = Orders(
            settings.node,
            # A connection of its own that is not mended unseen: each loss may be a gap.
            connect=lambda: redis_client(settings, single_connection_client=True),
            carry_out=self._commander.carry_out,
            lost=lambda: self._inbox.post(RedisLost()),
        )
        self._threads = [
            threading.Thread(target=self._pump.run, args=(self._stop,), name="ami-pump", daemon=True),
            threading.Thread(target=self._orders.run, args=(self._stop,), name="ami-orders", daemon=True),
        ]

    def start(self) -> None:
        """Begin to work, in threads."""
        self._worker.start()
        self._recorder.start()
        for thread in self._threads:
            thread.start()
        self._keeper.start()

    def stop(self) -> None:
        """End, within three seconds."""
        self._stop.set()
        self._worker.stop()
        self._recorder.stop()
        self._keeper.stop()
        for thread in self._threads:
            thread.join(2)
        self.say()
        for client in self._clients:
            client.close()

    def _dial(self, *, events: bool) -> Connection:
        try:
            where = account(self._settings)
        except SecretsError as error:
            raise NotConnected(str(error)) from error
        return dial(where, on_event=self._inbox.hear if events else None, limits=self._limits)

    def say(self) -> None:
        """Leave a word about oneself in Redis; to be called each second."""
        problems = [
            self._keeper.problem and f"asterisk: {self._keeper.problem}",
            "" if self._orders.reading and not self._publisher.lost else "redis: lost",
            "" if self._pump.live or self._keeper.problem else "waits for a snapshot",
            "stopping" if self._stop.is_set() else "",
        ]
        word = {
            "at": time.time(),
            "ok": not any(problems),
            "detail": "; ".join(problem for problem in problems if problem),
            "pid": os.getpid(),
            "published": self._publisher.published,
            "dropped": self._inbox.dropped,
            "waiting": len(self._inbox),
            "epoch": self._commander.epoch,
        }
        try:
            self._clients[0].hset(keys.STATUS, "ami", json.dumps(word))
        except RedisError:
            # Those who read the word see that it is old; the threads that need Redis log its loss.
            return


def redis_client(settings: Settings, *, single_connection_client: bool = False) -> Redis:
    """A client that never retries. With a single connection it connects at once, and may raise RedisError."""
    return Redis(
        unix_socket_path=str(settings.redis_socket),
        single_connection_client=single_connection_client,
        # A blocking read may take its own wait and then as long as any other.
        socket_timeout=REDIS_SECONDS + (WAIT_SECONDS if single_connection_client else 0),
        socket_connect_timeout=REDIS_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
