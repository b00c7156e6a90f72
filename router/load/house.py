"""The sample configuration, made larger, and open day and night."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

SEATS: Final = range(1025, 1145)
"""beside the sample's own"""
AGENTS: Final = 8500
"""number of the first agent beside the sample's own; as many as there are seats"""
SKILLS: Final = ("legal: 3", "legal: 4", "membership: 2", "mutual_aid: 2", "hardship: 2", "activities: 2", "english: 3")
"""one each, in turn, so that every queue grows"""
OPEN: Final = '  - {days: mon-sun, from: "00:00", until: "24:00"}\n'


def config_for_load(sample: Path, folder: Path) -> Path:
    """The folder with that configuration; made if it is not there.

    Day and night: what is closed at night would be tried by day alone.
    """
    if not folder.exists():
        shutil.copytree(sample, folder)
        (folder / "hours.yaml").write_text(f"office:\n{OPEN}extended:\n{OPEN}")
        _add(folder / "seats.yaml", [f"{seat}: {{name: {seat}}}" for seat in SEATS])
        _add(
            folder / "agents.yaml",
            [
                f"{AGENTS + number}: {{name: Agent {number}, skills: {{{SKILLS[number % len(SKILLS)]}}}}}"
                for number in range(len(SEATS))
            ],
        )
    return folder


def _add(path: Path, lines: list[str]) -> None:
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
