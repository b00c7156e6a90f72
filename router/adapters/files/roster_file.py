"""Reads a roster from a file, by its ending."""

from __future__ import annotations

from pathlib import Path

from router.adapters.files.roster_csv import read_roster_csv
from router.adapters.files.roster_yaml import read_roster_yaml
from router.services.config_document import Problem
from router.services.roster_sheet import Sheet

ENDINGS = (".yaml", ".yml", ".csv", ".xlsx")


def read_roster_file(path: Path) -> Sheet:
    """The rows of a file. Never raises for what is in it: look at `problems`."""
    ending = path.suffix.lower()
    if ending in {".yaml", ".yml"}:
        return read_roster_yaml(path)
    if ending == ".csv":
        return read_roster_csv(path)
    if ending == ".xlsx":
        # Takes a fifth of a second to import: only who has a workbook pays.
        from router.adapters.files.roster_xlsx import read_roster_xlsx  # noqa: PLC0415

        return read_roster_xlsx(path)
    what = f"a file that ends in `{ending}` is not read" if ending else "the file's name has no ending"
    problem = Problem(file=path.name, line=1, what=what, remedy=f"save it as one of {', '.join(ENDINGS)}")
    return Sheet(file=path.name, problems=(problem,))
