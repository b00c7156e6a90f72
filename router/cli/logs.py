"""`hotline logs`: what the processes wrote."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from router.cli.options import Data, PortBase, copy_settings, fail

POLL_SECONDS = 0.3


def logs(
    process: Annotated[str, typer.Argument(help="One process (redis, asterisk, agi ...); else all.")] = "",
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as lines are written.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many of the last lines of each.")] = 50,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Show the last lines of the logs of all processes, or of one; Asterisk's warnings stand after its output."""
    from router.supervisor.logfile import last_lines, log_paths
    from router.supervisor.programs import NAMES

    settings, _ = copy_settings(data, port_base)
    known = ("up", *NAMES)
    if process and process not in known:
        fail(f"there is no process {process!r}; processes: {', '.join(known)}")
    wanted = [process] if process else list(known)
    width = 0 if process else max(map(len, known))
    paths = [(name, path) for name in wanted for path in log_paths(settings.logs, name)]
    tails = [(name, Tail(path)) for name, path in paths]
    if not follow and not any(path.exists() for _, path in paths):
        fail(f"there are no logs in {settings.logs} yet; was this copy ever started?")
    for name, path in paths:
        for line in last_lines(path, lines):
            typer.echo(_labelled(name, line, width))
    try:
        while follow:
            time.sleep(POLL_SECONDS)
            for name, tail in tails:
                for line in tail.read():
                    typer.echo(_labelled(name, line, width))
    except (KeyboardInterrupt, BrokenPipeError):
        raise typer.Exit from None


def _labelled(name: str, line: str, width: int) -> str:
    return f"{name:<{width}}  {line}" if width else line


class Tail:
    """The whole lines that were added to a file since the last look, also when it was set aside for a new one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rest = b""
        self._inode, self._offset = self._look()

    def read(self) -> list[str]:
        """What is new. An unfinished line waits for its end."""
        inode, size = self._look()
        if inode != self._inode or size < self._offset:
            self._inode, self._offset, self._rest = inode, 0, b""
        if size == self._offset:
            return []
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                text = file.read()
        except OSError:
            return []
        self._offset += len(text)
        *whole, self._rest = (self._rest + text).split(b"\n")
        return [line.decode(errors="replace") for line in whole]

    def _look(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError:
            return 0, 0
        return found.st_ino, found.st_size
