"""Runs an apply or a rollback, and tells how it goes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final

import typer

from router.cli.config_open import Desk
from router.cli.options import fail
from router.domain.errors import InUse, Refusal, StateLost
from router.services.apply_parts import Applied, ApplyParts, Tell

WAIT_SECONDS: Final = 1.0
Work = Callable[[ApplyParts, Tell], Awaitable[Applied]]


def run_apply(desk: Desk, work: Work, *, note: str, wait: bool, offline: bool) -> None:
    """Do it, say what changed; ends the command with the reason when it cannot be done."""
    from rich.console import Console
    from rich.markup import escape

    errors = Console(stderr=True, highlight=False)
    parts = _parts(desk, note=note, offline=offline)
    try:
        with _log_to_file(desk), errors.status("checking") as status:

            def tell(what: str, done: int, total: int) -> None:
                status.update(f"speaking prompts, {done} of {total}: {what}")

            def in_use(why: str) -> None:
                status.update(f"waiting until it is free: {escape(why)}")
                if not errors.is_terminal:
                    errors.print(f"waiting until it is free: {why}", markup=False, soft_wrap=True)

            applied = asyncio.run(_until_free(lambda: work(parts, tell), in_use if wait else None))
    except StateLost as lost:
        fail(f"Redis does not answer ({lost.detail}); nothing was changed. Try again when ./hotline status is good.")
    except Refusal as refusal:
        fail(refusal.message)
    except OSError as error:
        fail(f"the bundle cannot be stored: {error}")
    except KeyboardInterrupt:
        fail("interrupted; the former bundle is in force")
    _show(applied, offline=offline)


async def _until_free(work: Callable[[], Awaitable[Applied]], waiting: Callable[[str], None] | None) -> Applied:
    told = ""
    while True:
        try:
            return await work()
        except InUse as busy:
            if waiting is None:
                raise
            if busy.detail != told:
                told = busy.detail
                waiting(told)
            await asyncio.sleep(WAIT_SECONDS)


def _parts(desk: Desk, *, note: str, offline: bool) -> ApplyParts:
    from asterisk_conf.runtime import RuntimeMissing, find_runtime
    from router.supervisor.applying.parts import live_parts, stopped_parts
    from router.supervisor.copy_file import load_copy
    from router.supervisor.record import alive, load_record

    living = [child.name for child in load_record(desk.settings.run).children if alive(child)]
    if offline:
        if living:
            fail(f"the copy runs ({', '.join(living)}); leave --offline out")
        return stopped_parts(desk.settings)
    if not living:
        fail(f"the copy in {desk.settings.data} is stopped. With --offline it counts from the next start.")
    copy = load_copy(desk.settings.data)
    environ = {**os.environ, **({"HOTLINE_TTS": copy.tts} if copy else {})}
    try:
        return live_parts(desk.settings, find_runtime(), actor="cli", note=note, environ=environ)
    except RuntimeMissing as error:
        fail(str(error))


@contextmanager
def _log_to_file(desk: Desk) -> Iterator[None]:
    """An apply is on record where the copy's other doings are."""
    import structlog

    from router.supervisor.logfile import open_log

    with os.fdopen(open_log(desk.settings.logs, "up"), "a") as file:
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            logger_factory=structlog.WriteLoggerFactory(file=file),
        )
        yield


def _show(applied: Applied, *, offline: bool) -> None:
    if not applied.changes:
        typer.echo(f"bundle {applied.number} is in force already; nothing changes")
        return
    when = "counts from the next start" if offline else "is in force"
    typer.echo(f"bundle {applied.number} {when} (before: {applied.former or 'none'})")
    for change in applied.changes:
        typer.echo(f"  {change}")
