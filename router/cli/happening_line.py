"""How a happening of the supervisor reads on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.markup import escape

from router.supervisor.happening import Happening, What

_LINES: Final[Mapping[What, str]] = {
    What.ADOPTED: "  {name} [dim]({pid})[/] was still running and is taken over",
    What.RENEWED: "  {name} [dim]({pid})[/] runs on what is old ({detail}): it is started anew, calls go on",
    What.RELOADED: "  {name} [dim]({pid})[/] has taken in what changed, calls go on: {detail}",
    What.OUTDATED: "[yellow]! {name} ({pid}) has not taken in {detail}: that waits for its next start",
    What.READY: "  [green]✓[/] {name} [dim]({pid})[/]",
    What.DIED: "  [red]✗ {name}[/] ({pid}) died: {detail}",
    What.KILLED: "  [red]{name}[/] ({pid}) {detail}; killed",
    What.HUNG: "  [red]✗ {name}[/] ({pid}) {detail}; killed",
    What.SILENT: "[bold red]✗ {name} ({pid}) {detail}[/]; it is left alone, for calls may go on. "
    "If none does: kill -9 {pid} has it started anew",
    What.ANSWERS: "  [green]✓[/] {name} [dim]({pid})[/] answers again",
    What.WARNED: "[yellow]! {detail}",
    What.NOTED: "  {detail}",
    What.UNRECORDED: "[yellow]! {detail}",
    What.LOG_KEPT: "[yellow]! a log has grown large and cannot be set aside: {detail}",
    What.DRAINING: "  {detail}; Ctrl-C again ends them at once",
}
"""What is not here is for the log alone."""


def line_of(happening: Happening) -> str | None:
    """The line, in rich's markup; None when it is for the log alone."""
    line = _LINES.get(happening.what)
    if line is None:
        return None
    return line.format(name=happening.process, pid=happening.pid, detail=escape(happening.detail))
