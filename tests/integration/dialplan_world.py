"""A real Asterisk on rendered files, with a stand-in for the listener and one for the AGI server, for tests."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from asterisk_conf import names
from asterisk_conf.render import render
from asterisk_conf.runtime import Runtime, find_runtime
from phones import Phone
from router.domain.bundle import Bundle, Line, Queue, SeatPlace, Site
from router.free_ports import free_port_base
from router.settings import Settings, build_settings

LINE: Final = "12345"
CITIZEN: Final = "13800138000"
LAW_LINE: Final = "12348"
"""Its queue has all that a queue may have."""
QUIET_LINE: Final = "12399"
"""Is not recorded."""
MUSIC_HZ, FALLBACK_HZ, GOODBYE_HZ, BACK_HZ, UNKNOWN_HZ = 300, 500, 600, 700, 1100
LAW_MUSIC_HZ, PLACE_HZ, PATIENCE_HZ, HOLD_KEY_HZ, WAIT_HZ = 370, 2000, 2200, 2400, 2100
LEAVE_HZ, TAKEN_HZ, SURVEY_HZ, THANKS_HZ = 1250, 1350, 1700, 1850
TRANSFERRING_HZ, RETURN_HZ, NO_CODE_HZ, WHISPER_HZ = 2600, 2800, 3000, 3200
AMI: Final = {"user": "hotline", "secret": "not-a-secret"}
Event = dict[str, str]


def sample_bundle(number: int = 1) -> Bundle:
    """Three lines, two queues, four seats."""
    seats = {f"100{n}": SeatPlace(id=f"100{n}", name=f"座席{n}") for n in range(1, 5)}
    line = Line(id="general", number=LINE, name="热线", queue="general", language="zh-CN", greeting="您好")
    law = replace(line, id="law", number=LAW_LINE, name="法律热线", queue="legal")
    quiet = replace(line, id="quiet", number=QUIET_LINE, recorded=False)
    general = Queue(id="general", name="综合", number="8001")
    legal = Queue(
        id="legal", name="法律", number="8002", music="law", message_key="1", message_seconds=7, whisper=True,
        survey=True,
    )  # fmt: skip
    return Bundle(
        number=number,
        site=Site(name="热线", timezone="Asia/Shanghai", languages=("zh-CN",), silent_phone_seconds=3, ring_seconds=4),
        lines={"general": line, "law": law, "quiet": quiet},
        queues={"general": general, "legal": legal},
        skills={},
        seats=seats,
        agents={},
        texts={},
        music={"law": ("0" * 64,)},
    )


def sample_secrets(bundle: Bundle) -> dict[str, dict[str, str]]:
    return {"ami": AMI, "sip": {seat: f"password-{seat}" for seat in bundle.seats}}


def write_tones(sounds: Path) -> None:
    """Each prompt is a tone of its own, so that a phone can tell what it hears."""
    for name, sound in _tones().items():
        path = sounds / f"{name}.alaw"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sound)


@cache
def _tones() -> dict[str, bytes]:
    wanted = {
        "music/music": (MUSIC_HZ, 20), "zh-CN/fallback": (FALLBACK_HZ, 3.2), "zh-CN/goodbye": (GOODBYE_HZ, 0.6),
        "zh-CN/back_to_hold": (BACK_HZ, 1.0), "zh-CN/unknown_line": (UNKNOWN_HZ, 1.0),
        "music-law/music": (LAW_MUSIC_HZ, 20), "zh-CN/place_3": (PLACE_HZ, 1.0), "zh-CN/place_many": (PLACE_HZ, 1.0),
        "zh-CN/hold_patience": (PATIENCE_HZ, 1.0), "zh-CN/hold_message_1": (HOLD_KEY_HZ, 1.0),
        "zh-CN/wait_2": (WAIT_HZ, 1.0),
        "zh-CN/leave_message": (LEAVE_HZ, 0.8), "zh-CN/message_thanks": (TAKEN_HZ, 0.8),
        "zh-CN/survey": (SURVEY_HZ, 0.8), "zh-CN/survey_thanks": (THANKS_HZ, 0.8),
        "zh-CN/transferring": (TRANSFERRING_HZ, 0.8), "zh-CN/transfer_back": (RETURN_HZ, 0.8),
        "zh-CN/code_unavailable": (NO_CODE_HZ, 0.8), "zh-CN/whisper_legal": (WHISPER_HZ, 0.6),
    }  # fmt: skip
    return {name: _tone(hz, seconds) for name, (hz, seconds) in wanted.items()}


def _tone(hz: float, seconds: float) -> bytes:
    """A-law at 8 kHz."""
    sound, wave = io.BytesIO(), 0.3 * np.sin(2 * np.pi * hz * np.arange(int(8000 * seconds)) / 8000)
    soundfile.write(sound, wave, 8000, format="RAW", subtype="ALAW")
    return sound.getvalue()


class Manager:
    """The least that a test needs of AMI: events in order, actions one after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.events: list[Event] = []
        self.on_event: Callable[[Event], None] = lambda _event: None
        self._reader, self._writer = reader, writer
        self._answers: asyncio.Queue[Event] = asyncio.Queue()
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._read())

    async def act(self, action: str, **fields: str) -> Event:
        self.send(action, **fields)
        return await asyncio.wait_for(self._answers.get(), 5)

    def send(self, action: str, **fields: str) -> None:
        lines = [f"Action: {action}", *(f"{name}: {value}" for name, value in fields.items())]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def seen(self, matches: Callable[[Event], bool], what: str, *, within: float = 10, after: int = 0) -> Event:
        """The first event after position `after` that matches."""
        deadline = time.monotonic() + within
        while True:
            for event in self.events[after:]:
                if matches(event):
                    return event
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), max(0.01, deadline - time.monotonic()))
            except TimeoutError:
                raise AssertionError(f"no {what} in {within} s; seen: {self.user_events()[-8:]}") from None

    async def user_event(self, name: str, *, within: float = 10, after: int = 0, **fields: str) -> Event:
        def matches(event: Event) -> bool:
            return event.get("UserEvent") == name and all(event.get(key) == value for key, value in fields.items())

        return await self.seen(matches, f"{name} {fields}", within=within, after=after)

    def user_events(self) -> list[str]:
        return [event["UserEvent"] for event in self.events if "UserEvent" in event]

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._writer.close()
        await self._writer.wait_closed()

    async def _read(self) -> None:
        await self._reader.readline()
        while True:
            block = (await self._reader.readuntil(b"\r\n\r\n")).decode()
            packet = dict(line.partition(": ")[::2] for line in block.split("\r\n") if line)
            if "Response" in packet:
                if "ActionID" not in packet:
                    self._answers.put_nowait(packet)
                continue
            self.events.append(packet)
            self.on_event(packet)
            self._news.set()


class World:
    """One running Asterisk."""

    def __init__(self, settings: Settings, runtime: Runtime) -> None:
        self.settings, self.runtime = settings, runtime
        self.manager: Manager
        self.decision = "queue"
        """What the stand-in of the AGI server leaves behind; empty: it ends without a word."""
        self.left: dict[str, str] = {}
        """What it leaves behind before that: variable to value."""
        self.agi_hangs = False
        self.scripts: list[tuple[str, str, str]] = []
        """(script, code, seat) that the stand-in of the AGI server was asked for."""
        self.place = 0
        """Place that the router's stand-in tells a waiting call; 0: none."""
        self.wait = 0
        """Seconds that it expects a call to wait; 0: it does not know."""
        self._agi: asyncio.Server | None = None
        self._beat: asyncio.Task[None] | None = None
        self._offers = 0

    # --- Asterisk itself
    def command(self, text: str) -> str:
        argv = self.runtime.command("asterisk", "-C", str(self.settings.asterisk / "asterisk.conf"), "-rx", text)
        return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=10).stdout

    def log(self) -> list[str]:
        """Warnings and errors of Asterisk, but two: that both sides hung up in the same moment, and that the timer of a
        leg which was handed on found no channel any more."""
        text = (self.settings.logs / "asterisk-messages").read_text()
        found = [line for line in text.splitlines() if " WARNING" in line or " ERROR" in line]
        usual = ("Session already DISCONNECTED", "channel.c: name must be provided")
        return [line for line in found if not any(words in line for words in usual)]

    async def facts(self, last: str, *, times: int = 1) -> list[tuple[str, str]]:
        """(fact, what it says) from the channel event log, once `last` is there so many times."""
        deadline = time.monotonic() + 10
        while True:
            # Not there before the first fact has been written.
            text = self.settings.cel_spool.read_text() if self.settings.cel_spool.exists() else ""
            rows = [row for row in csv.reader(text.splitlines()) if row[0] == "USER_DEFINED"]
            if sum(row[1] == last for row in rows) >= times:
                return [(row[1], json.loads(row[10])["extra"]) for row in rows]
            assert time.monotonic() < deadline, f"no {last} in the channel event log"
            await asyncio.sleep(0.05)

    # --- who else is there
    async def start_python(self) -> None:
        """The AGI server answers, the router beats and acknowledges what waits."""
        self._agi = await asyncio.start_server(self._serve_agi, "127.0.0.1", self.settings.agi_port)
        self.manager.on_event = self._acknowledge
        self._beat = asyncio.create_task(self._beat_on())

    async def kill_python(self) -> None:
        """Nobody answers, nobody beats."""
        if self._agi is not None:
            self._agi.close()
            await self._agi.wait_closed()
        if self._beat is not None:
            self._beat.cancel()
            await asyncio.gather(self._beat, return_exceptions=True)
        self.manager.on_event = lambda _event: None

    async def offer(self, hold: Event, seat: str, ring: int = 15, *, queue: str = "") -> str:
        """Ring a seat for a waiting call, as the listener does."""
        self._offers += 1
        offer = f"o{self._offers}"
        if queue:
            await self.manager.act("Setvar", Channel=hold["Channel"], Variable=names.QUEUE, Value=queue)
        await self.manager.act("Setvar", Channel=hold["Channel"], Variable=names.OFFER, Value=f"{offer}:{seat}:{ring}")
        await self.manager.act("Redirect", Channel=hold["Channel"], Context="connect", Exten="s", Priority="1")
        return offer

    async def send_on(self, hold: Event, queue: str) -> None:
        """Let a waiting call wait in another queue, as the listener does."""
        for variable, value in ((names.QUEUE, queue), (names.WHY, names.WHY_PASSED_ON)):
            await self.manager.act("Setvar", Channel=hold["Channel"], Variable=variable, Value=value)
        await self.manager.act("Redirect", Channel=hold["Channel"], Context="hold", Exten="s", Priority="1")

    async def variable(self, channel: str, name: str) -> str:
        return (await self.manager.act("Getvar", Channel=channel, Variable=name)).get("Value", "")

    # --- phones
    @asynccontextmanager
    async def seat(self, seat: str, *, tone: float | None = 880, sequence: int | None = None) -> AsyncIterator[Phone]:
        """A registered softphone that Asterisk has found reachable."""
        server = ("127.0.0.1", self.settings.sip_port)
        phone = Phone(seat, f"password-{seat}", server, tone_hz=tone, rtp_first_sequence=sequence)
        async with phone:
            after = len(self.manager.events)
            await phone.register()
            await self.manager.seen(
                lambda event: event.get("Device") == f"PJSIP/{seat}" and event.get("State") == "NOT_INUSE",
                f"{seat} reachable", after=after,
            )  # fmt: skip
            yield phone

    @asynccontextmanager
    async def citizen(
        self, *, number: str = CITIZEN, tone: float | None = 440, sequence: int | None = None
    ) -> AsyncIterator[Phone]:
        server = ("127.0.0.1", self.settings.sip_port)
        async with Phone(number, None, server, tone_hz=tone, rtp_first_sequence=sequence) as phone:
            yield phone

    def recording(self, name: str) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
        """(first channel, second channel) of a raw recording, 16 bit."""
        samples = np.fromfile(self.settings.raw_recordings / name, dtype="<i2")
        pairs = samples[: len(samples) // 2 * 2].reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    # --- inside
    def _acknowledge(self, event: Event) -> None:
        if event.get("UserEvent") == names.EVENT_HOLD:
            if self.place:
                self.manager.send(
                    "Setvar", Channel=event["Channel"], Variable=names.PLACE, Value=str(self.place), ActionID="ack"
                )
            now = int(time.time())
            if self.wait:
                self.manager.send(
                    "Setvar", Channel=event["Channel"], Variable=names.WAIT, Value=f"{self.wait}:{now}", ActionID="ack"
                )
            self.manager.send("Setvar", Channel=event["Channel"], Variable=names.ACK, Value=str(now), ActionID="ack")

    async def _beat_on(self) -> None:
        while True:
            self.manager.send("Setvar", Variable=names.BEAT, Value=str(int(time.time())), ActionID="beat")
            await asyncio.sleep(1)

    async def _serve_agi(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = (await reader.readuntil(b"\n\n")).decode()
            script = asked.partition("agi_network_script: ")[2].partition("\n")[0]
            code, seat = [await _ask(reader, writer, name) for name in (names.CODE, names.FROM)]
            self.scripts.append((script, code, seat))
            if self.agi_hangs:
                await reader.read()
            elif self.decision:
                for name, value in (self.left | {names.DECISION: self.decision}).items():
                    writer.write(f'SET VARIABLE {name} "{value}"\n'.encode())
                    await reader.readline()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


async def until(holds: Callable[[], bool], what: str, *, within: float = 10) -> None:
    """Return once it holds: for what tells nobody, such as a file."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"no {what} in {within} s"
        await asyncio.sleep(0.02)


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str) -> str:
    writer.write(f"GET VARIABLE {name}\n".encode())
    return (await reader.readline()).decode().partition("(")[2].rstrip(")\n")


@asynccontextmanager
async def running_world(
    path_bytes: int = 0, *, change: Callable[[Bundle, Settings], Bundle] = lambda bundle, _: bundle, **environ: str
) -> AsyncIterator[World]:
    """Render, start, log on; stop and clear away afterwards. `path_bytes`: how long the data folder's path is, 0: as it
    comes. `change`: makes the bundle of the sample. `environ`: more of what settings are built from."""
    runtime = find_runtime()
    folder = Path(tempfile.mkdtemp(prefix="hotline-"))
    data = folder / ("d" * (path_bytes - len(f"{folder}/")) if path_bytes else "")
    with free_port_base(wait=60) as base:
        said = {"HOTLINE_ASTERISK_LOG": "warning,error", **environ}
        settings = build_settings(data=data, port_base=base, environ=said)
        bundle = change(sample_bundle(), settings)
        render(settings, runtime, bundle, sample_secrets(bundle))
        write_tones(settings.sounds)
        world = World(settings, runtime)
        process = await asyncio.create_subprocess_exec(
            *runtime.command("asterisk", "-C", str(settings.asterisk / "asterisk.conf"), "-f"),
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            world.manager = await _log_on(settings.ami_port)
            try:
                yield world
            finally:
                await world.kill_python()
                await world.manager.close()
        finally:
            # Asked to end, it would sleep for up to a second; all that a test looks at, it has looked at.
            process.kill()
            await process.wait()
            shutil.rmtree(folder)


async def _log_on(port: int) -> Manager:
    deadline = time.monotonic() + 20
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            assert time.monotonic() < deadline, "Asterisk does not open its manager port"
            await asyncio.sleep(0.1)
            continue
        manager = Manager(reader, writer)
        answer = await manager.act("Login", Username=AMI["user"], Secret=AMI["secret"])
        assert answer["Response"] == "Success", answer
        await manager.seen(lambda event: event.get("Event") == "FullyBooted", "FullyBooted", within=20)
        return manager
