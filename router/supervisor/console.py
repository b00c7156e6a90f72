"""Asterisk's console: a short-lived process that speaks to the running one over its control socket."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Console:
    """How to reach one Asterisk's console."""

    argv: tuple[str, ...]
    """ends with the option after which the command stands"""
    environ: Mapping[str, str]

    async def ask(self, command: str, *, seconds: float = 3.0) -> str | None:
        """What it answers. An Asterisk that is not there is told in words, too.

        None when no answer comes in time, or the console cannot be started.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *self.argv,
                command,
                env=self.environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError:
            return None
        try:
            out, _ = await asyncio.wait_for(process.communicate(), seconds)
            return out.decode(errors="replace")
        except TimeoutError:
            return None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
