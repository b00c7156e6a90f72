"""Reads a roster from the first sheet of a workbook."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from router.services.config_document import Problem
from router.services.lay_out_table import lay_out_table
from router.services.roster_sheet import Sheet

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_LINES: Final = 50_000
MAX_COLUMNS: Final = 400
BAD_WORKBOOK: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    OSError,
    EOFError,
    RuntimeError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
)
"""What the reader raises for a damaged or a hostile workbook."""


def read_roster_xlsx(path: Path) -> Sheet:
    """The rows of the first sheet. Never raises for what is in the file: look at `problems`."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return _refused(
            path.name, f"the file cannot be read ({error.strerror})", "give the path of a file that you may read"
        )
    return parse_roster_xlsx(raw, path.name)


def parse_roster_xlsx(raw: bytes, file: str) -> Sheet:
    """The rows of the first sheet of a workbook's content. Never raises for what is in it: look at `problems`."""
    try:
        if len(raw) > MAX_BYTES or _unpacked(raw) > MAX_UNPACKED:
            return _refused(file, "the workbook is too large", "import fewer dates at once")
        with warnings.catch_warnings():
            # It tells of styles and extensions that it does not know; none is of interest here.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
            try:
                lines = list(_lines(book.worksheets[0]))
            finally:
                book.close()
    except BAD_WORKBOOK:
        return _refused(file, "this is not a workbook", "save it as .xlsx, without a password")
    if len(lines) > MAX_LINES:
        return _refused(file, f"the sheet has more than {MAX_LINES} lines", "import fewer dates at once")
    return lay_out_table(file, lines)


def _unpacked(raw: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return sum(each.file_size for each in archive.infolist())


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    # What the sheet says of its own size is often wrong: empty cells that once were painted.
    sheet.reset_dimensions()
    for number, cells in enumerate(
        sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS, max_row=MAX_LINES + 1), start=1
    ):
        # Each line comes as wide as may be: fifty thousand empty ones shall cost nothing.
        last = max((place for place, cell in enumerate(cells, start=1) if cell is not None), default=0)
        yield number, [_text(cell) for cell in cells[:last]]


def _text(value: Any) -> str:
    """A cell as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _refused(file: str, what: str, remedy: str) -> Sheet:
    return Sheet(file=file, problems=(Problem(file=file, line=1, what=what, remedy=remedy),))
