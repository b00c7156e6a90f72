"""The sample configuration, open day and night, with callbacks by a trunk that leads to this machine."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

KEY: Final = "2"
OPEN: Final = '  - {days: mon-sun, from: "00:00", until: "24:00"}\n'
QUEUE: Final = f"  message_seconds: 10\n  callback: {{key: {KEY}, after_seconds: 5}}\n"
OUTBOUND: Final = """trunk: carrier
ring_seconds: 10
a_day: 10
callbacks:
  retry_minutes: [1, 1]
  at_most: 2000
"""
HEADS: Final = ("13*", "15*", "17*", "18*")
"""of the numbers that the town has"""
_ENTRY: Final = re.compile(r"^(\w+):$\n", re.MULTILINE)
_ALLOWED: Final = re.compile(r"^outbound_allowed:.*$", re.MULTILINE)


def config_for_surge(sample: Path, folder: Path, carrier_port: int) -> Path:
    """The folder, made from the sample. Day and night: what is closed at night would be tried by day alone."""
    shutil.copytree(sample, folder)
    hours = _ENTRY.findall(_read(folder, "hours.yaml"))
    _write(folder, "hours.yaml", "".join(f"{name}:\n{OPEN}" for name in hours))
    _write(folder, "queues.yaml", _ENTRY.sub(rf"\g<0>{QUEUE}", _read(folder, "queues.yaml")))
    allowed = ", ".join(f'"{head}"' for head in HEADS)
    _write(folder, "site.yaml", _ALLOWED.sub(f"outbound_allowed: [{allowed}]", _read(folder, "site.yaml")))
    _write(folder, "outbound.yaml", OUTBOUND)
    # Loopback, whatever the copy listens on: nothing that is rung here leaves the machine.
    _write(folder, "trunks.yaml", f'carrier: {{server: "127.0.0.1:{carrier_port}"}}\n')
    return folder


def _read(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def _write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
