"""Reads a roster from CSV, as people's spreadsheets write it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

from router.services.config_document import Problem
from router.services.lay_out_table import lay_out_table
from router.services.roster_sheet import Sheet

MAX_BYTES: Final = 20 * 1024 * 1024


def read_roster_csv(path: Path) -> Sheet:
    """The rows of a file, parted by commas, semicolons or tabs, in UTF-8 or, as some spreadsheets write it, GB 18030.

    Never raises for what is in it: look at `problems`.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return _refused(
            path.name, f"the file cannot be read ({error.strerror})", "give the path of a file that you may read"
        )
    if len(raw) > MAX_BYTES:
        return _refused(
            path.name, f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB", "import fewer dates at once"
        )
    return parse_roster_csv(raw, path.name)


def parse_roster_csv(raw: bytes, file: str) -> Sheet:
    """The rows of a file's content. Never raises for what is in it: look at `problems`."""
    text = _decode(raw)
    if text is None or "\0" in text:
        return _refused(file, "this is neither UTF-8 nor GB 18030 text", "save it as CSV in UTF-8")
    head = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    lines = []
    try:
        # A quoted cell may hold line breaks: the line that a row begins on is told.
        begins = 1
        for cells in reader:
            lines.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        return _refused(file, f"this is not CSV ({error})", "close the quotes", line=reader.line_num)
    return lay_out_table(file, lines)


def _decode(raw: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _refused(file: str, what: str, remedy: str, *, line: int = 1) -> Sheet:
    return Sheet(file=file, problems=(Problem(file=file, line=line, what=what, remedy=remedy),))
