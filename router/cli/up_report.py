"""What `up` tells: a line per happening to the terminal and to its log, and how to try the copy once it is ready."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TextIO

import structlog
from rich.console import Console
from rich.markup import escape

from asterisk_conf.runtime import is_safe
from router.adapters.files.start import bundle_in_force
from router.cli.happening_line import line_of
from router.cli.options import local_host
from router.settings import CHECKOUT, Settings
from router.supervisor.happening import Happening
from router.supervisor.logfile import last_lines, log_path, open_log


class UpReport:
    """Terminal and log of one `up`; whatever else this process logs goes to the same log.

    A terminal that has gone must not end the hotline: it is written to in vain.
    """

    def __init__(self, settings: Settings, *, began: float, console: Console | None = None) -> None:
        self._settings = settings
        self._began = began
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._log_file: TextIO = os.fdopen(open_log(settings.logs, "up"), "a", encoding="utf-8", buffering=1)
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            logger_factory=structlog.WriteLoggerFactory(file=self._log_file),
        )
        self._log = structlog.get_logger()

    def greet(self, versions: Mapping[str, str]) -> None:
        """Before anything is started."""
        asterisk = versions.get("asterisk", "unknown")
        self._say(
            f"Starting on Asterisk {asterisk}, Redis {versions.get('redis', 'unknown')}; data in {self._settings.data}"
        )
        if not is_safe(asterisk):
            self._say(
                f"[yellow]Asterisk {asterisk} is not known to be safe (CVE-2025-47779): keep it off public networks"
            )

    def happened(self, happening: Happening) -> None:
        """One happening of the supervisor."""
        with suppress(OSError):
            self._log.info(happening.what.value, process=happening.process, pid=happening.pid, detail=happening.detail)
        line = line_of(happening)
        if line is not None:
            self._say(line)

    def started(self, missing: Sequence[str]) -> None:
        """All are ready, but those named."""
        if not missing:
            self._say(f"\n[bold green]Ready[/] after {time.monotonic() - self._began:.1f} s\n")
        for name in missing:
            self._say(
                f"[bold red]{name} is not ready[/]; it is kept being tried. {log_path(self._settings.logs, name)}:"
            )
            for line in last_lines(log_path(self._settings.logs, name), 5):
                self._say(f"    {escape(line)}")
        self._show_copy()
        self._say("Ctrl-C lets calls end and stops the copy; twice stops it at once.")

    def ended(self) -> None:
        """Nothing is left running."""
        self._say("Stopped; nothing is left running.")
        self._log_file.close()

    def _show_copy(self) -> None:
        settings = self._settings
        host = local_host(settings)
        bundle = bundle_in_force(settings)
        # Every command shown can be run as it is shown.
        which = "" if settings.data == CHECKOUT / "data" else f" --data {settings.data}"
        rows = [("SIP", f"{host}:{settings.sip_port} (UDP, A-law)")]
        if bundle is not None:
            for line in bundle.lines.values():
                where = f"menu {line.menu}, then {line.queue}" if line.menu else line.queue
                rows.append(("line", f"{line.number}  {escape(line.name)} → {where}"))
            rows.append(("seats", f"{' '.join(bundle.seats)}  [dim]passwords: ./hotline status --accounts{which}[/]"))
        rows += [
            ("secrets", f"{settings.secrets} [dim](mode 600: SIP passwords, PINs, tokens)[/]"),
            ("API", f"http://{host}:{settings.api_port}/v1/health"),
            ("audio", f"{settings.recordings} [dim](finished recordings)[/]"),
            ("logs", f"./hotline logs --follow{which}  [dim]{settings.logs}[/]"),
        ]
        for label, text in rows:
            self._say(f"[bold]{label:<8}[/]{text}")
        if bundle is not None and bundle.lines and bundle.seats and bundle.agents:
            seat, agent = next(iter(bundle.seats)), next(iter(bundle.agents))
            number = next(iter(bundle.lines.values())).number
            self._say("\nTo see a whole call, in two more terminals:")
            self._say(f"  ./hotline phone {seat} --sign-on {agent}{which}")
            self._say(f"  ./hotline call {number}{which}\n")

    def _say(self, text: str) -> None:
        with suppress(OSError):
            self._console.print(text)
