"""Asterisk alone with its own app_queue as a side: the same SIP, prompts and music, a plain dialplan, no Python."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from asterisk_conf.render import render_texts, var_folder
from asterisk_conf.runtime import Runtime
from router.adapters.files.config_folder import compile_folder
from router.adapters.files.secrets import load_or_create_secrets
from router.benchmarks.errors import BenchFailed
from router.benchmarks.program import end
from router.benchmarks.side import APP_QUEUE
from router.benchmarks.small_house import LINE, NOBODYS_LINE
from router.benchmarks.until import until
from router.settings import Settings
from router.supervisor.programs import asterisk_argv, asterisk_console, build_environ
from router.supervisor.ready import fully_booted

TEMPLATES: Final = Path(__file__).with_name("plain")
STOP_SECONDS: Final = 10.0
STAFF_SECONDS: Final = 15.0
_WAITING: Final = re.compile(r"^bench has (\d+) calls", re.MULTILINE)
_WAY_IN: Final = re.compile(r"^\[inbound\]\(leg\)\n(?:(?!\[).*\n)*?context = (\S+)", re.MULTILINE)
_THERE: Final = re.compile(r"\((?:Not in use|In use|Busy|Ringing|Ring\+Inuse)\)")
_INSTEAD: Final = {
    # What an operator of app_queue has as history, in place of the channel event log.
    "logger.conf": "[general]\nqueue_log = yes\n\n[logfiles]\nasterisk-messages = error\n",
    "cel.conf": "[general]\nenable = no\n",
    "cli.conf": "",
}


class QueueSide:
    """See `Side`."""

    name = APP_QUEUE

    def __init__(self, settings: Settings, runtime: Runtime, passwords: Mapping[str, str], pid: int) -> None:
        self.settings = settings
        self.passwords = passwords
        self._console = asterisk_console(settings, runtime)
        self._pid = pid

    @property
    def folder(self) -> Path:
        return self.settings.data

    @property
    def processes(self) -> Mapping[str, int]:
        return {"asterisk": self._pid}

    async def staff(self, seats: Sequence[str], *, ready: int) -> None:
        """Who is ready stands in its configuration: here it is waited for that the queue knows the phones."""

        async def seen() -> bool:
            # Who rings or talks already is there as well.
            return len(_THERE.findall(await self._show())) >= len(seats)

        await until(seen, seconds=STAFF_SECONDS + len(seats) / 50, what="the queue sees all phones")

    async def waiting(self) -> int:
        found = _WAITING.search(await self._show())
        return int(found.group(1)) if found else 0

    async def until_settled(self) -> None:
        """Its history and its recordings are as they stay."""

    async def _show(self) -> str:
        return await self._console.ask("queue show bench") or ""


@asynccontextmanager
async def queue_side(
    settings: Settings, runtime: Runtime, *, sounds: Path, seats: Sequence[str], ready: int
) -> AsyncIterator[QueueSide]:
    """An Asterisk that takes calls, ended afterwards.

    Args:
        sounds: the folder of rendered prompts and music of a copy with the same configuration.
        seats: its queue's members; those beyond the first `ready` are paused.

    Raises:
        BenchFailed: it does not start.
    """
    passwords = _write(settings, runtime, sounds=sounds, seats=seats, ready=ready)
    process = await asyncio.create_subprocess_exec(
        *asterisk_argv(settings, runtime), env=build_environ(settings, runtime), cwd=settings.data,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _until_booted(settings, runtime, process)
        yield QueueSide(settings, runtime, passwords, process.pid)
    finally:
        await end(process, STOP_SECONDS)


async def _until_booted(settings: Settings, runtime: Runtime, process: asyncio.subprocess.Process) -> None:
    console = asterisk_console(settings, runtime)
    for _ in range(100):
        if process.returncode is not None:
            break
        if await fully_booted(console, process.pid):
            return
        # Its control socket is not there yet.
        await asyncio.sleep(0.1)
    raise BenchFailed("Asterisk with app_queue did not start")


def way_in(pjsip: str) -> str:
    """The context that citizens come into, by the platform's own pjsip.conf. Raises BenchFailed when it names none."""
    found = _WAY_IN.search(pjsip)
    if found is None:
        raise BenchFailed("pjsip.conf names no context for citizens")
    return found.group(1)


def _write(
    settings: Settings, runtime: Runtime, *, sounds: Path, seats: Sequence[str], ready: int
) -> Mapping[str, str]:
    bundle = compile_folder(settings.config)
    for folder in (
        settings.asterisk, var_folder(settings) / "spool", settings.run, settings.logs, settings.raw_recordings
    ):  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
    settings.sounds.symlink_to(sounds)
    secrets = load_or_create_secrets(settings, bundle)
    texts = {**render_texts(settings, runtime, bundle, secrets.model_dump()), **_INSTEAD}
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, autoescape=False
    )
    texts["modules.conf"] = texts["modules.conf"].replace("load = cel_custom.so\n", "")
    values = {
        "way_in": way_in(texts["pjsip.conf"]),
        "line": LINE, "nobodys_line": NOBODYS_LINE, "sounds": settings.sounds / bundle.site.languages[0],
        "raw_recordings": settings.raw_recordings, "seats": seats, "ready": ready,
    }  # fmt: skip
    for name in ("extensions.conf", "queues.conf"):
        texts[name] = environment.get_template(f"{name}.j2").render(values)
    for name, text in texts.items():
        (settings.asterisk / name).write_text(text)
    return secrets.sip
