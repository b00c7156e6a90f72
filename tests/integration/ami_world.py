"""The listener as a process of its own beside a real Asterisk and a real Redis, with the test as the router."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from asterisk_conf.runtime import find_runtime
from router.adapters import codec
from router.adapters.files.bundle_store import BundleStore
from router.adapters.redis import keys
from router.domain.telephony import Beat, NodeCommand, NodeEvent
from router.settings import CHECKOUT, Settings
from tests.integration.dialplan_world import World, running_world, sample_bundle, sample_secrets
from tests.integration.redis_server import RedisServer

Fact = TypeVar("Fact", bound=NodeEvent)
EPOCH = 7


class Router:
    """Sends commands and reads facts, as the router does."""

    def __init__(self, world: World, redis_server: RedisServer) -> None:
        self.world = world
        self.settings: Settings = world.settings
        self.redis_server = redis_server
        self.redis = redis_server.client()
        self.process: asyncio.subprocess.Process | None = None
        self.beating = True
        """False: the router has nothing to say; to be set before Redis is stalled, which would stall the test too"""

        self._log_begin = 0

    async def begin_anew(self) -> None:
        """Forget what former tests left behind, and see that all is well."""
        if self.process is None or self.process.returncode is not None:
            await self.start_listener()
        self.redis.delete(keys.STATUS)
        await self.ready()
        self.redis.delete(keys.node_events(self.settings.node))
        self._log_begin = (self.settings.data / "ami.log").stat().st_size

    # --- the listener
    async def start_listener(self) -> None:
        with (self.settings.data / "ami.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "router.adapters.ami",
                cwd=CHECKOUT,
                env={**os.environ, **self.settings.to_environ()},
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
            )

    async def stop_listener(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), 5)

    def log(self) -> str:
        """What the listener logged since the test began."""
        return (self.settings.data / "ami.log").read_bytes()[self._log_begin :].decode()

    # --- facts and commands
    def facts(self) -> list[NodeEvent]:
        entries: Any = self.redis.xrange(keys.node_events(self.settings.node))
        return [codec.load_message(fields[b"e"]) for _, fields in entries]

    async def fact(
        self, kind: type[Fact], matches: Callable[[Fact], bool] = lambda _fact: True, *, after: int = 0
    ) -> Fact:
        """The first fact of the kind after position `after` that matches, waited for."""

        def find() -> Fact | None:
            return next((one for one in self.facts()[after:] if isinstance(one, kind) and matches(one)), None)

        return await until(find, lambda: f"{kind.__name__}; seen {[type(one).__name__ for one in self.facts()]}")

    def send(self, kind: type[NodeCommand], *, epoch: int = EPOCH, seconds: float = 1.0, **fields: object) -> None:
        command = kind(node=self.settings.node, epoch=epoch, expires_at=time.time() + seconds, **fields)
        self.redis.xadd(keys.node_commands(self.settings.node), {"c": codec.dump_message(command)})

    async def beat_on(self) -> None:
        while True:
            if self.beating:
                self.send(Beat)
            await asyncio.sleep(1)

    async def ready(self) -> None:
        """Wait until the listener says that it is well."""
        await until(lambda: self.word().get("ok"), lambda: f"a listener that is well; {self.word()}; {self.log()}")

    def word(self) -> dict[str, Any]:
        text: Any = self.redis.hget(keys.STATUS, "ami")
        return json.loads(text) if text else {}

    async def global_variable(self, name: str) -> str:
        return (await self.world.manager.act("Getvar", Variable=name)).get("Value", "")


async def until(find: Callable[[], Any], what: Callable[[], str], *, timeout: float = 15) -> Any:  # noqa: ASYNC109
    """What `find` finds, asked for every 20 ms; fails with `what` was waited for."""
    deadline = time.monotonic() + timeout
    while not (found := find()):
        assert time.monotonic() < deadline, f"waited in vain for {what()}"
        await asyncio.sleep(0.02)
    return found


@asynccontextmanager
async def listening() -> AsyncIterator[Router]:
    """A running Asterisk, Redis and listener, the router beating; all cleared away afterwards."""
    async with running_world() as world:
        settings, bundle = world.settings, sample_bundle()
        store = BundleStore(settings.bundles)
        settings.bundles.mkdir(parents=True)
        store.set_current(store.put(bundle).number)
        settings.secrets.write_text(json.dumps({**sample_secrets(bundle), "pins": {}, "tokens": {}}))
        settings.secrets.chmod(0o600)
        server = RedisServer(find_runtime(), settings.run)
        server.start()
        router = Router(world, server)
        await world.start_python()
        world.manager.on_event = lambda _event: None
        assert world._beat is not None
        world._beat.cancel()
        beats = asyncio.create_task(router.beat_on())
        try:
            await router.begin_anew()
            yield router
        finally:
            beats.cancel()
            if router.process is not None and router.process.returncode is None:
                await router.stop_listener()
            router.redis.close()
            server.kill()
