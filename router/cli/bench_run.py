"""Runs benchmarks one after the other."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, Final

from router.benchmarks.suite import Part

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_parts(parts: Sequence[Part], *, port_base: int, small: bool = False) -> tuple[dict[str, Any], list[str]]:
    """The report, and one sentence for each part that failed: its names are null in the report.

    Exits with a message where there is nothing to run them on.
    """
    import logging
    import sys
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import structlog

    from asterisk_conf.runtime import RuntimeMissing, find_runtime
    from router.benchmarks.beside import Bench
    from router.benchmarks.errors import BenchFailed
    from router.cli.bench_machine import machine
    from router.cli.options import fail
    from router.cli.progress import bar_of
    from router.free_ports import NoPorts, free_port_base

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    try:
        runtime = find_runtime()
        report: dict[str, Any] = {"machine": {**machine(), **runtime.versions()}}
    except RuntimeMissing as error:
        fail(str(error))
    failed: list[str] = []
    with TemporaryDirectory(prefix="hotline-bench-") as folder, bar_of("measuring", len(parts)) as step:
        for part in parts:
            try:
                with nullcontext(port_base) if port_base else free_port_base() as base:
                    bench = Bench(runtime=runtime, port_base=base, prompts=Path(folder) / "sounds", small=small)
                    report.update(asyncio.run(_until_signal(part.run(bench))))
            except (BenchFailed, NoPorts) as error:
                failed.append(f"{', '.join(part.gives)}: {error}")
                report.update(dict.fromkeys(part.gives))
            except asyncio.CancelledError:
                fail("stopped", code=130)
            step()
    return report, failed


async def _until_signal(doing: Awaitable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Its outcome. The first signal cancels it, so that it ends what it has started; further ones must not cut that
    short. Raises CancelledError."""
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(doing)

    def stop() -> None:
        for number in SIGNALS:
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    for number in SIGNALS:
        loop.add_signal_handler(number, stop)
    return await task
