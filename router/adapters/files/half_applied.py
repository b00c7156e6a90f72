"""Which bundle is being put in force: written down before the first step, so that an apply that died is told of."""

from __future__ import annotations

from pathlib import Path

from router.adapters.files.atomic import write_atomically

NAME = "half_applied"


def mark_half_applied(bundles: Path, number: int) -> None:
    """From now on the copy may be half on that bundle; 0: it is whole again. Raises OSError."""
    if number:
        write_atomically(bundles / NAME, f"{number}\n".encode())
    else:
        (bundles / NAME).unlink(missing_ok=True)


def half_applied(bundles: Path) -> int:
    """The bundle that the copy may be half on, because that is being done, or because whoever did it died; 0: none."""
    try:
        text = (bundles / NAME).read_text("ascii").strip()
    except (OSError, ValueError):
        return 0
    return int(text) if text.isdigit() else 0
