"""Coverage-guided fuzzing by hand: `python -m tests.hostile.fuzz TARGET [libFuzzer options]`; needs atheris.

`-max_total_time=60 FOLDER` ends after a minute and keeps what it found in a folder.
"""

from __future__ import annotations

import sys

import atheris


def main() -> None:
    with atheris.instrument_imports(include=["agi_scripts", "router", "asterisk_conf"]):
        from tests.hostile.targets import TARGETS

    target = TARGETS.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if target is None:
        sys.exit(f"which target? {', '.join(TARGETS)}")
    atheris.Setup([sys.argv[0], *sys.argv[2:]], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
