"""A real Asterisk greets callers by the real AGI server. Callers are local channels: no SIP is needed to hear."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from asterisk_conf.runtime import Runtime, find_runtime
from ivr.render import render_prompts
from ivr.sound import RATE, write_alaw
from ivr.speech import espeak
from router.adapters.codec import dump
from router.domain.bundle import Bundle
from router.settings import CHECKOUT, Settings
from tests.unit.ivr.test_prompts import LINE, bundle

WITHIN = 30.0
GREETING_HZ, NOTICE_HZ = 440, 880

MODULES = (
    "pbx_config", "res_clioriginate", "res_timing_timerfd", "format_pcm", "codec_alaw", "res_speech", "res_agi",
    "app_verbose", "app_record", "app_senddtmf", "func_timeout", "func_groupcount",
)  # fmt: skip

FILES = {
    "asterisk.conf": """
[directories]
astetcdir => {root}
astmoddir => {modules}
astvarlibdir => {root}
astdbdir => {root}
astkeydir => {root}
astdatadir => {data}
astagidir => {root}
astspooldir => {root}
astrundir => {root}
astlogdir => {root}
astsbindir => {root}
[options]
systemname = node1
""",
    "modules.conf": "[modules]\nautoload = no\n{loads}\n",
    "logger.conf": "[logfiles]\nheard => notice\nmessages => warning,error\n",
    "extensions.conf": """
[lines]
exten => _X.,1,Answer()
 same => n,Set(__HL_CALL=${{UNIQUEID}})
 same => n,Set(HL_ARRIVED=1764000000.250)
 same => n,Set(__HL_LINE=a)
 same => n,Set(AGIEXITONHANGUP=yes)
 same => n,Set(TIMEOUT(absolute)=8)
 same => n,AGI(agi://127.0.0.1:{port}/arrive)
 same => n,Set(LEFT=${{TIMEOUT(absolute)}})
 same => n,Set(TIMEOUT(absolute)=0)
 same => n,Set(FACTS=${{HL_DECISION}} ${{HL_QUEUE}} ${{HL_LANGUAGE}} [${{HL_SKILLS}}] ${{HL_BUNDLE}} ${{HL_RANK}})
 same => n,Log(NOTICE,end ${{EXTEN}} ${{FACTS}} ${{HL_CALL}} ${{LEFT}} ${{AGISTATUS}})
 same => n,Log(NOTICE,informed ${{EXTEN}} ${{HL_INFORMED}})
 same => n,Wait(0.5)
 same => n,Hangup()
exten => T,1,Log(NOTICE,deadman ${{EXTEN}})
exten => h,1,Log(NOTICE,gone ${{EXTEN}} [${{HL_DECISION}}])
 same => n,Log(NOTICE,left [${{HL_DECISION}}] ${{HL_INFORMED}})
[far]
exten => listen,1,Record({root}/listen.alaw,0,20,qk)
; Answering a local channel waits half a second for its first sound, and only then the script begins.
exten => press,1,Wait(1.5)
 same => n,SendDTMF(5)
 same => n,Wait(20)
exten => leave,1,Wait(1.5)
 same => n,Hangup()
exten => stay,1,Wait(20)
; What stands behind the k are keys, and w for half a second.
exten => _k.,1,Wait(1.5)
 same => n,SendDTMF(${{EXTEN:1}})
 same => n,Wait(20)
; The same, and hangs up four seconds later.
exten => _l.,1,Wait(1.5)
 same => n,SendDTMF(${{EXTEN:1}})
 same => n,Wait(4)
 same => n,Hangup()
[crowd]
exten => _X.,1,Answer()
 same => n,Set(GROUP(waiting)=legal)
 same => n,Log(NOTICE,waits ${{EXTEN}})
 same => n,Wait(30)
[codes]
exten => _*X.,1,Answer()
 same => n,Set(HL_FROM=1001)
 same => n,Set(HL_CODE=${{EXTEN:1}})
 same => n,Set(AGIEXITONHANGUP=yes)
 same => n,Set(TIMEOUT(absolute)=8)
 same => n,AGI(agi://127.0.0.1:{port}/code)
 same => n,Log(NOTICE,coded ${{EXTEN}} ${{AGISTATUS}} ${{HL_DECISION}})
 same => n,Hangup()
exten => T,1,Log(NOTICE,deadman ${{EXTEN}})
""",
}


class Asterisk:
    """The contained Asterisk on a configuration of a few lines, with the AGI server beside it."""

    def __init__(self, runtime: Runtime, root: Path, port_base: int, some: Bundle | None = None) -> None:
        self.root = root
        self._bundle = some or bundle(LINE)
        self.settings = Settings(data=root / "data", config=root, port_base=port_base)
        self._runtime = runtime
        self._configure()
        self.agi = self._start_agi()
        self._asterisk = subprocess.Popen(
            runtime.command("asterisk", "-C", str(root / "asterisk.conf"), "-f"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        eventually(lambda: "fully booted" in self.command("core waitfullybooted"))
        eventually(lambda: "serving" in self.said())
        self._at_boot = len(self._messages())

    def command(self, words: str) -> str:
        argv = self._runtime.command("asterisk", "-C", str(self.root / "asterisk.conf"), "-rx", words)
        return subprocess.run(argv, capture_output=True, text=True, check=False).stdout

    def call(self, number: str, far: str, context: str = "lines") -> None:
        self.command(f"channel originate Local/{number}@{context}/n extension {far}@far")

    def tone(self, prompt: str, hz: int, seconds: float) -> None:
        """A prompt (`language/name`) that is a tone."""
        sound = 0.3 * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)
        write_alaw(self.settings.sounds / f"{prompt}.alaw", sound.astype(np.float32))

    def said(self) -> str:
        """What the AGI server logged."""
        return (self.root / "agi.log").read_text()

    def heard(self, word: str) -> list[str]:
        """What the dialplan noted, that begins with a word."""
        log = self.root / "heard"
        return re.findall(rf"\] Ext\. \S+: ({word} .*)", log.read_text()) if log.exists() else []

    def warned(self) -> str:
        """Warnings and errors of Asterisk since it was ready (before, it misses files that these calls do not need)."""
        return self._messages()[self._at_boot :]

    def _messages(self) -> str:
        return (self.root / "messages").read_text()

    def close(self) -> None:
        for process in (self.agi, self._asterisk):
            process.kill()
            process.wait()

    def _configure(self) -> None:
        loads = "\n".join(f"load = {module}.so" for module in MODULES)
        facts = {
            "root": self.root,
            "modules": self._runtime.asterisk_modules,
            "data": self._runtime.asterisk_data,
            "loads": loads,
            "port": self.settings.agi_port,
        }
        for name, text in FILES.items():
            (self.root / name).write_text(text.format(**facts))
        self.settings.bundles.mkdir(parents=True)
        (self.settings.bundles / "000001.json").write_text(dump(self._bundle))
        (self.settings.bundles / "current").write_text("1")
        for name, hz in (("greeting", GREETING_HZ), ("notice", NOTICE_HZ)):
            self.tone(f"zh-CN/line_a_{name}", hz, 2)

    def _start_agi(self) -> subprocess.Popen[bytes]:
        with (self.root / "agi.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "agi_scripts"],
                env={**os.environ, **self.settings.to_environ()},
                cwd=CHECKOUT,
                stderr=log,
            )


def eventually(true: Callable[[], bool]) -> None:
    """Waits until something holds; the deadline is only there to fail."""
    deadline = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)


@pytest.fixture
def asterisk(port_base: int) -> Iterator[Asterisk]:
    # A control socket's path may be 107 bytes long.
    root = Path(tempfile.mkdtemp(prefix="hl-agi-"))
    running = Asterisk(find_runtime(), root, port_base)
    try:
        yield running
    finally:
        running.close()
        shutil.rmtree(root)


def strength(samples: np.ndarray, hz: int) -> float:
    """Part of the sound's energy that is at a frequency."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    at = round(hz * len(samples) / RATE)
    return float(spectrum[at - 5 : at + 6].sum() / spectrum.sum())


def test_a_caller_hears_both_prompts_and_the_facts_are_left(asterisk: Asterisk) -> None:
    asterisk.call("12345", "listen")
    eventually(lambda: bool(asterisk.heard("end")))
    (facts,) = asterisk.heard("end")
    found = re.fullmatch(
        r"end 12345 queue q zh-CN \[\] 1 1764000000\.250:(\d+) node1-\d+\.(\d+) (\d+)(?:\.\d+)? SUCCESS", facts
    )
    assert found
    assert found[1] == found[2]
    assert 0 < int(found[3]) <= 8
    heard = asterisk.root / "listen.alaw"
    eventually(lambda: heard.exists() and heard.stat().st_size >= 3.5 * RATE)
    eventually(lambda: bool(asterisk.heard("gone")))
    samples, _ = soundfile.read(heard, samplerate=RATE, channels=1, format="RAW", subtype="ALAW")
    loud = np.flatnonzero(np.abs(samples) > 0.1)
    told = samples[loud[0] : loud[-1]]
    assert strength(told[: 3 * len(told) // 8], GREETING_HZ) > 0.9
    assert strength(told[-3 * len(told) // 8 :], NOTICE_HZ) > 0.9
    assert asterisk.warned() == ""


def test_a_key_skips_the_rest_and_a_leaver_is_no_fault(asterisk: Asterisk) -> None:
    # Were the notice not skipped, its absence would be told.
    (asterisk.settings.sounds / "zh-CN" / "line_a_notice.alaw").unlink()
    asterisk.call("12345", "press")
    eventually(lambda: bool(asterisk.heard("end")))
    assert asterisk.heard("end")[0].startswith("end 12345 queue q")
    asterisk.call("12346", "leave")
    eventually(lambda: len(asterisk.heard("gone")) == 2)
    assert asterisk.heard("gone")[1] == "gone h []"
    eventually(lambda: '"caller_left"' in asterisk.said())
    log = [json.loads(line) for line in asterisk.said().splitlines()]
    # Redis is not there, which callers do not notice.
    assert {line["event"] for line in log if line["level"] != "info"} == {"status_not_heard"}


def test_killed_in_mid_prompt_leaves_no_decision(asterisk: Asterisk) -> None:
    asterisk.call("12345", "stay")
    eventually(lambda: "AGI" in asterisk.command("core show channels concise"))
    asterisk.agi.send_signal(signal.SIGKILL)
    asterisk.agi.wait()
    eventually(lambda: bool(asterisk.heard("end")))
    assert re.fullmatch(r"end 12345 {4}\[\].* SUCCESS", asterisk.heard("end")[0])


def test_espeak_speaks_chinese_and_english(tmp_path: Path) -> None:
    render_prompts(bundle(LINE, languages=("zh-CN", "en")), tmp_path, espeak(find_runtime()))
    for language in ("zh-CN", "en"):
        fallback = tmp_path / language / "fallback.alaw"
        assert fallback.stat().st_size >= 3 * RATE
        goodbye, _ = soundfile.read(
            tmp_path / language / "goodbye.alaw", samplerate=RATE, channels=1, format="RAW", subtype="ALAW"
        )
        assert np.abs(goodbye).max() > 0.3
