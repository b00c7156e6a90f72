"""`hotline up`: start a copy and keep it running."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from router.cli.options import Data, PortBase, fail, new_settings


def up(
    data: Data = None,
    port_base: PortBase = None,
    listen: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address for SIP, RTP and the API; 127.0.0.1 by default.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of lines, queues, seats ...; config/ by default.")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Put that folder in force, not the last bundle.")] = False,
) -> None:
    """Start a copy and keep it running; Ctrl-C lets calls end and stops it, a second Ctrl-C stops it at once."""
    import asyncio

    from asterisk_conf.runtime import RuntimeMissing, find_runtime
    from router.cli.up_report import UpReport
    from router.cli.voices import tell_voices
    from router.supervisor.drain import AsteriskDrain
    from router.supervisor.errors import CannotStart
    from router.supervisor.happening import Happening, What
    from router.supervisor.prepare import prepare
    from router.supervisor.programs import asterisk_console, build_programs
    from router.supervisor.supervisor import Supervisor

    began = time.monotonic()
    settings = new_settings(data, port_base, listen=listen, config=config)
    try:
        runtime = find_runtime()
        versions = runtime.versions()
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        report = UpReport(settings, began=began)
        supervisor = Supervisor(
            settings,
            build_programs(settings, runtime),
            report=report.happened,
            drain=AsteriskDrain(asterisk_console(settings, runtime)),
            versions=versions,
        )

        def greet_and_prepare() -> Sequence[str]:
            # Not before: a copy that is refused does not say that it starts.
            report.greet(versions)
            if said := tell_voices(runtime):
                report.happened(Happening(what=What.NOTED, detail=said))
            return prepare(settings, runtime, take_folder=apply)

        asyncio.run(supervisor.run(report.started, prepare=greet_and_prepare))
    except (CannotStart, RuntimeMissing) as error:
        fail(str(error))
    except OSError as error:
        fail(f"cannot use the data folder {settings.data}: {error}")
    report.ended()
