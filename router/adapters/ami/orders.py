"""Reads the node's commands and has them carried out. From the stream's end only: a restart replays nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

import structlog
from redis import Redis
from redis.exceptions import RedisError

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.telephony import NodeCommand

log = structlog.get_logger()
BATCH: Final = 200
WAIT_SECONDS: Final = 1
PAUSE_SECONDS: Final = 0.2


class Orders:
    """Used by one thread. Since it nearly always waits for Redis, it is the first to see that Redis is lost."""

    def __init__(
        self,
        node: str,
        *,
        connect: Callable[[], Redis],
        carry_out: Callable[[Sequence[NodeCommand]], None],
        lost: Callable[[], None],
    ) -> None:
        self.reading = False
        """Redis answers"""
        self._stream = keys.node_commands(node)
        self._connect = connect
        self._carry_out = carry_out
        self._lost = lost

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop."""
        while not stop.is_set():
            try:
                self._read_on(stop)
            except RedisError as error:
                if self.reading:
                    log.warning("redis_lost", error=type(error).__name__)
                    self._lost()
                self.reading = False
            except Exception:  # outermost loop: a node that reads no commands is of no use
                log.exception("orders_failed")
            stop.wait(PAUSE_SECONDS)

    def _read_on(self, stop: threading.Event) -> None:
        with self._connect() as redis:
            # Read anew with each connection: a server that came back empty numbers from the front again.
            newest: Any = redis.xrevrange(self._stream, count=1)
            last: Any = newest[0][0] if newest else "0-0"
            self.reading = True
            while not stop.is_set():
                reply: Any = redis.xread({self._stream: last}, count=BATCH, block=WAIT_SECONDS * 1000)
                for _, entries in reply.items() if isinstance(reply, dict) else reply or ():
                    last = entries[-1][0]
                    self._carry_out([command for _, fields in entries if (command := _read(fields)) is not None])


def _read(fields: Any) -> NodeCommand | None:
    try:
        command = codec.load_message(fields[b"c"])
    except (codec.BadMessage, KeyError, TypeError) as error:
        log.warning("command_unreadable", error=type(error).__name__)
        return None
    if not isinstance(command, NodeCommand):
        log.warning("command_unreadable", error="not a command")
        return None
    return command
