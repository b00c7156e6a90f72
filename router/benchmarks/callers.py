"""Citizens by SIPp: each dials, waits for as long as it is patient, and lets the other side hang up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asterisk_conf.runtime import Runtime
from router.benchmarks.program import end
from router.benchmarks.small_house import LINE
from router.settings import Settings

SCENARIO: Final = Path(__file__).with_name("waiting_caller.xml")
MOST_SECONDS: Final = 300
STOP_SECONDS: Final = 3.0
LOOK_SECONDS: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """How they come."""

    count: int
    rate: float
    """calls begun per second"""
    at_once: int = 0
    """no more than so many at a time; 0: any number"""
    line: str = LINE
    patience: float = 200.0
    """seconds without the other side's BYE after which a call counts as failed"""
    port: int = 0
    """0 or 1: of two crowds at a time, which one"""
    voice: Path | None = None
    """A-law that is spoken in a loop; None: silent"""

    @property
    def rate_words(self) -> tuple[str, ...]:
        """SIPp takes whole calls per period: slow rates are told per ten seconds."""
        return ("-r", str(round(self.rate))) if self.rate >= 5 else ("-r", str(round(self.rate * 10)), "-rp", "10000")


class Callers:
    """A crowd on its way."""

    def __init__(self, process: asyncio.subprocess.Process, errors: Path) -> None:
        self._process, self._errors = process, errors

    async def all_served(self) -> bool:
        """True once all calls were taken and ended as they should; False as soon as one did not."""
        over = asyncio.create_task(self._process.wait())
        while not over.done():
            await asyncio.wait({over}, timeout=LOOK_SECONDS)
            if self._aborted():
                over.cancel()
                return False
        return await over == 0

    def _aborted(self) -> bool:
        try:
            return b"aborting call" in self._errors.read_bytes().lower()
        except FileNotFoundError:
            return False


@asynccontextmanager
async def callers(settings: Settings, runtime: Runtime, crowd: Crowd) -> AsyncIterator[Callers]:
    """Let them dial; those that are left at the end are cut off."""
    scenario = settings.data / f"caller{crowd.port}.xml"
    scenario.write_text(scenario_of(crowd.voice))
    base, errors = settings.port_base, settings.data / f"caller{crowd.port}-errors.log"
    errors.unlink(missing_ok=True)
    command = runtime.command(
        "sipp", f"{settings.listen}:{settings.sip_port}", "-sf", str(scenario), "-s", crowd.line,
        "-m", str(crowd.count), "-l", str(crowd.at_once or crowd.count), *crowd.rate_words,
        "-i", "127.0.0.1", "-p", str(base + 90 + crowd.port),
        "-min_rtp_port", str(base + 1_700), "-max_rtp_port", str(base + 1_998),
        "-recv_timeout", str(round(crowd.patience * 1_000)), "-timeout", str(MOST_SECONDS), "-nostdin",
        "-trace_err", "-error_file", str(errors),
    )  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *command, cwd=settings.data, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield Callers(process, errors)
    finally:
        await end(process, STOP_SECONDS)


def scenario_of(voice: Path | None) -> str:
    """The scenario of a silent caller, or of one who speaks that file in a loop."""
    text = SCENARIO.read_text("latin-1")
    if voice is None:
        return text.replace("<!-- voice -->", "")
    play = f'<nop><action><exec rtp_stream="{voice},-1,8,PCMA/8000"/></action></nop>'
    return text.replace("<!-- voice -->", play).replace("[media_port]", "[rtpstream_audio_port]")
