"""Telling a binary that loses voices, on ELF files made by hand."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from asterisk_conf.selftest import UnknownBinary, drops_by_sequence

X86_64, AARCH64 = 62, 183
BASE = 0x400000


def elf(code: bytes, *, machine: int = X86_64, symbol: bytes = b"ast_translate") -> bytes:
    """An ELF file that exports one function."""
    names = b"\0" + symbol + b"\0"
    place = 64 + 56
    table = struct.pack("<IBBHQQ", 1, 0x12, 0, 1, BASE + place, len(code))
    at_names, at_table = place + len(code), place + len(code) + len(names)
    at_sections = at_table + len(table)
    sections = b"".join(
        struct.pack("<IIQQQQIIQQ", 0, kind, 0, 0, offset, size, link, 0, 1, 24)
        for kind, offset, size, link in ((11, at_table, len(table), 1), (3, at_names, len(names), 0))
    )
    header = b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + struct.pack(
        "<HHIQQQIHHHHHH", 3, machine, 1, 0, 64, at_sections, 0, 64, 56, 1, 64, 2, 0
    )
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, BASE, 0, at_sections, at_sections, 4096)
    return header + load + code + names + table + sections


@pytest.mark.parametrize(
    ("machine", "code", "drops"),
    [
        (X86_64, b"\x90" * 7 + b"\x3d\xff\xff\x00\x00" + b"\x90" * 4, True),
        (X86_64, b"\x90" * 7 + b"\x3d\xff\xff\xff\xff" + b"\x90" * 4, False),
        (AARCH64, struct.pack("<III", 0xD503201F, 0x529FFFE3, 0xD65F03C0), True),
        (AARCH64, struct.pack("<III", 0xD503201F, 0x52800003, 0xD65F03C0), False),
    ],
)
def test_the_number_is_looked_for_in_the_function(tmp_path: Path, machine: int, code: bytes, drops: bool) -> None:
    path = tmp_path / "asterisk"
    path.write_bytes(elf(code, machine=machine))
    assert drops_by_sequence(path) is drops


@pytest.mark.parametrize("image", [b"#!/bin/sh\n", elf(b"\x90" * 8, symbol=b"other"), elf(b"\x90" * 8, machine=40)])
def test_another_kind_of_file_is_not_judged(tmp_path: Path, image: bytes) -> None:
    path = tmp_path / "asterisk"
    path.write_bytes(image)
    with pytest.raises(UnknownBinary):
        drops_by_sequence(path)
