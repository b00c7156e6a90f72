"""What a running copy says about itself in `<data>/run/copy.json`, so that every command finds its ports."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from router.settings import Settings
from router.supervisor.record import created, write_json


@dataclass(frozen=True, kw_only=True)
class CopyFile:
    """One running copy."""

    pid: int
    """the supervisor's"""
    started_at: float
    environ: Mapping[str, str] = field(default_factory=dict)
    """the settings, as `Settings.to_environ` gives them"""
    versions: Mapping[str, str] = field(default_factory=dict)
    tts: str = ""
    """HOTLINE_TTS of the supervisor: who applies from another shell has the same voice speak"""


def copy_path(data: Path) -> Path:
    """Where the file lies. Computed without settings: it is what they are found with."""
    return data / "run" / "copy.json"


def save_copy(settings: Settings, versions: Mapping[str, str]) -> None:
    """Write it; called by the one who holds the lock."""
    write_json(
        copy_path(settings.data),
        {
            "pid": os.getpid(),
            "started_at": time.time(),
            "environ": settings.to_environ(),
            "versions": dict(versions),
            "tts": os.environ.get("HOTLINE_TTS", ""),
            "sip_port": settings.sip_port,
            "agi_port": settings.agi_port,
            "ami_port": settings.ami_port,
            "api_port": settings.api_port,
            "redis_socket": str(settings.redis_socket),
        },
    )


def forget_copy(settings: Settings) -> None:
    """The copy has ended. What it ran with is kept aside, for those who work on it while it is stopped."""
    path = copy_path(settings.data)
    with suppress(FileNotFoundError):
        path.replace(_ended_path(settings.data))


def load_copy(data: Path) -> CopyFile | None:
    """The copy that runs with this data folder, or ran until its supervisor was killed; None when there is none."""
    return _load(copy_path(data))


def load_ended_copy(data: Path) -> CopyFile | None:
    """The copy that ran last with this data folder, and has ended; None when there was none."""
    return _load(_ended_path(data))


def _ended_path(data: Path) -> Path:
    return copy_path(data).with_name("ended.json")


def _load(path: Path) -> CopyFile | None:
    try:
        body = json.loads(path.read_text())
        return CopyFile(
            pid=int(body["pid"]),
            started_at=float(body["started_at"]),
            environ={str(key): str(value) for key, value in body["environ"].items()},
            versions={str(key): str(value) for key, value in body["versions"].items()},
            tts=str(body.get("tts", "")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def supervised(copy: CopyFile) -> bool:
    """Whether the copy's supervisor lives. An id that was given to a younger process does not count."""
    born = created(copy.pid)
    return born is not None and born <= copy.started_at + 1.0
