"""The contained runtime: Asterisk, Redis, espeak-ng and SIPp, unpacked into one folder and run by its own loader."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OLDEST_SAFE: Final = (22, 4, 1)
"""Asterisk below this lets an endpoint claim another's identity (CVE-2025-47779)."""

_PLACES: Final = ("usr/sbin", "usr/bin", "sbin", "bin")


class RuntimeMissing(Exception):
    """The contained runtime is not there; run `./hotline up` or `./hotline test` once, or set HOTLINE_RUNTIME."""


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """One unpacked runtime. Needs neither root nor chroot."""

    root: Path

    @property
    def triplet(self) -> str:
        """Name of the library folder, such as `x86_64-linux-gnu`."""
        found = sorted(self.root.glob("usr/lib/*-linux-gnu*/asterisk/modules"))
        if not found:
            raise RuntimeMissing(f"no Asterisk modules below {self.root}")
        return found[0].parent.parent.name

    @property
    def libraries(self) -> Path:
        return self.root / "usr/lib" / self.triplet

    @property
    def asterisk_modules(self) -> Path:
        return self.libraries / "asterisk/modules"

    @property
    def asterisk_data(self) -> Path:
        return self.root / "usr/share/asterisk"

    @property
    def loader(self) -> Path:
        """The dynamic loader that belongs to the runtime's libraries."""
        for pattern in ("usr/lib64/ld-linux-*.so.*", "usr/lib/ld-linux-*.so.*", "usr/lib/*/ld-linux-*.so.*"):
            for path in sorted(self.root.glob(pattern)):
                return path
        raise RuntimeMissing(f"no loader below {self.root}")

    def program(self, name: str) -> Path:
        """Where a program lies.

        Raises:
            RuntimeMissing: it is not in the runtime.
        """
        for place in _PLACES:
            path = self.root / place / name
            if path.exists():
                return path
        raise RuntimeMissing(f"{name} is not in the runtime at {self.root}")

    def command(self, name: str, *arguments: str) -> list[str]:
        """The argument vector that runs a program of the runtime."""
        paths = f"{self.libraries}:{self.libraries / 'pulseaudio'}"
        return [str(self.loader), "--library-path", paths, str(self.program(name)), *arguments]

    def versions(self) -> dict[str, str]:
        """Versions of `asterisk` and `redis`: from the note of its builder, else asked of the programs."""
        try:
            note = (self.root / "versions.txt").read_text()
        except OSError:
            asked = {"asterisk": ("asterisk", "-V"), "redis": ("redis-server", "--version")}
            return {name: self._ask_version(*words) for name, words in asked.items()}
        rows = (line.split() for line in note.splitlines())
        return {row[0]: row[1] for row in rows if len(row) == 2 and row[0] in {"asterisk", "redis"}}

    def _ask_version(self, *words: str) -> str:
        try:
            done = subprocess.run(self.command(*words), capture_output=True, text=True, timeout=10, check=False)
        except (OSError, subprocess.TimeoutExpired, RuntimeMissing):
            return "unknown"
        found = re.search(r"\d+(\.\d+)+", done.stdout)
        return found.group() if found else "unknown"

    def environ(self) -> dict[str, str]:
        """Environment that the runtime's programs need on top of one's own."""
        return {"ESPEAK_DATA_PATH": str(self.libraries / "espeak-ng-data")}


def is_safe(version: str) -> bool:
    """Whether this Asterisk is new enough to be reached by the public; an unreadable version is not."""
    numbers = re.findall(r"\d+", version)[:3]
    return bool(numbers) and tuple(int(number) for number in numbers) >= OLDEST_SAFE


def find_runtime(environ: dict[str, str] | None = None) -> Runtime:
    """The runtime named by HOTLINE_RUNTIME, which the `hotline` command sets.

    Raises:
        RuntimeMissing: with what to do.
    """
    env = dict(os.environ) if environ is None else environ
    root = env.get("HOTLINE_RUNTIME")
    if not root or not Path(root).is_dir():
        raise RuntimeMissing(RuntimeMissing.__doc__)
    return Runtime(root=Path(root))
