"""Brings a running Asterisk to files that changed: registrations, who waits and who talks stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import structlog

from router.supervisor.console import Console

log = structlog.get_logger()

RELOAD_SECONDS: Final = 10.0

_DONE: Final = "reloaded successfully"
RELOADS: Final[dict[str, tuple[str, str]]] = {
    "extensions.conf": ("dialplan reload", "Dialplan reloaded"),
    "pjsip.conf": ("module reload res_pjsip.so", _DONE),
    "queues.conf": ("module reload app_queue.so", _DONE),
    "musiconhold.conf": ("module reload res_musiconhold.so", _DONE),
    "manager.conf": ("module reload manager", _DONE),
    "features.conf": ("module reload features", _DONE),
    "cel.conf": ("module reload cel", _DONE),
    "cel_custom.conf": ("module reload cel_custom.so", _DONE),
    "cdr.conf": ("module reload cdr", _DONE),
    "acl.conf": ("module reload acl", _DONE),
    "logger.conf": ("module reload logger", _DONE),
}
"""File to the console's command that has it read, and the words by which the console says that it was.
The first two in this order: a seat must not ring before the dialplan knows it. All other files are read at the start of
Asterisk alone."""


async def reload_asterisk(console: Console, changed: Sequence[str]) -> frozenset[str]:
    """Have the changed files read; returns those that are in force now.

    The rest counts from Asterisk's next start. Nothing more is asked of a console that does not answer.
    """
    taken: set[str] = set()
    for name, (command, wanted) in RELOADS.items():
        if name not in changed:
            continue
        answer = await console.ask(command, seconds=RELOAD_SECONDS)
        if answer is not None and wanted in answer:
            taken.add(name)
            continue
        log.warning("reload_failed", file=name, answer=answer)
        if answer is None:
            break
    return frozenset(taken)
