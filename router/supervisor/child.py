"""One running process, started here or taken over."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from router.supervisor import record
from router.supervisor.logfile import open_log
from router.supervisor.program import Program


@dataclass(frozen=True, kw_only=True)
class Exit:
    """How a process ended. A process that was taken over tells nobody but its parent, so its code is None."""

    code: int | None

    def __str__(self) -> str:
        if self.code is None:
            return "ended"
        if self.code < 0:
            with suppress(ValueError):
                return f"signal {signal.Signals(-self.code).name}"
            return f"signal {-self.code}"
        return f"exit code {self.code}"


class Child:
    """A process and the group of which it is the head.

    It is watched by a process descriptor, which works the same for one's own children and for those taken over, and
    can never mean another process that got the same id.
    """

    def __init__(self, pid: int, *, created: float, popen: subprocess.Popen[bytes] | None) -> None:
        self.pid = pid
        self.created = created
        self._popen = popen
        self._loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[Exit] = self._loop.create_future()
        """done when the process is gone and with it all of its group"""
        try:
            self._descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            self._descriptor = -1
            self._bury()
        else:
            self._loop.add_reader(self._descriptor, self._bury)

    @classmethod
    def spawn(cls, program: Program, logs: Path) -> Child:
        """Start a program in a session of its own, so that a Ctrl-C in the terminal does not reach it.

        Its output goes to a file, not to a pipe: it must outlive its supervisor, for its calls' sake.

        Raises:
            OSError: it cannot be started.
        """
        program.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        log = open_log(logs, program.name)
        try:
            popen = subprocess.Popen(
                program.argv,
                env=dict(program.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=program.folder,
            )
        finally:
            os.close(log)
        try:
            return cls(popen.pid, created=record.created(popen.pid) or 0.0, popen=popen)
        except OSError:
            # A process that cannot be watched must not run on beside its successor.
            popen.kill()
            popen.wait()
            raise

    @classmethod
    def adopt(cls, child: record.ChildRecord) -> Child:
        """Take over a process of an earlier supervisor."""
        return cls(child.pid, created=child.created, popen=None)

    def terminate(self) -> None:
        """Ask the process to end. Its group is not asked: that is for the process to do."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End the process and its group at once."""
        if not self.ended.done():
            self._kill_group()
            self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self._descriptor >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, number)

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def _bury(self) -> None:
        # While a dead child is not waited for its id cannot be used again: now is the time to end what it started.
        self._kill_group()
        if self._descriptor >= 0:
            self._loop.remove_reader(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1
        code = self._popen.wait() if self._popen else None
        if not self.ended.done():
            self.ended.set_result(Exit(code=code))
