"""Does this Asterisk lose voices? Told by looking at its machine code, without starting it.

Debian's package changes `ast_translate` so that frames which look late by their RTP sequence number are dropped
(decision 0002). The change compares with 65,535, a number that the function does not hold otherwise.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from asterisk_conf.runtime import Runtime

_SYMBOL: Final = b"ast_translate"
_X86_64, _AARCH64 = 62, 183
_DYNSYM: Final = 11


class UnknownBinary(Exception):
    """This is not an Asterisk binary whose machine code can be read."""


def detect_voice_trap(runtime: Runtime) -> bool:
    """True when the binary drops frames by their sequence number, so that translated or long-lived paths lose voices.

    Raises:
        UnknownBinary: no 64-bit little-endian ELF for x86-64 or arm64, or it does not tell its functions.
        RuntimeMissing: there is no Asterisk in the runtime.
    """
    return drops_by_sequence(runtime.program("asterisk"))


def drops_by_sequence(binary: Path) -> bool:
    """As `detect_voice_trap`, for one file."""
    image = binary.read_bytes()
    if image[:6] != b"\x7fELF\x02\x01":
        raise UnknownBinary(UnknownBinary.__doc__)
    machine = struct.unpack_from("<H", image, 18)[0]
    code = _function(image, _SYMBOL)
    if machine == _X86_64:
        return struct.pack("<I", 0xFFFF) in code
    if machine == _AARCH64:
        # movz w<n>, #65535
        return any(word & 0xFFFFFFE0 == 0x529FFFE0 for (word,) in struct.iter_unpack("<I", code))
    raise UnknownBinary(UnknownBinary.__doc__)


def _function(image: bytes, name: bytes) -> bytes:
    """Machine code of an exported function."""
    sections = list(_sections(image))
    for kind, offset, size, link in sections:
        if kind != _DYNSYM:
            continue
        names = sections[link][1]
        for start in range(offset, offset + size, 24):
            text, _info, _other, _index, address, length = struct.unpack_from("<IBBHQQ", image, start)
            if image.startswith(name + b"\0", names + text) and length:
                place = _file_offset(image, address)
                return image[place : place + length // 4 * 4]
    raise UnknownBinary(UnknownBinary.__doc__)


def _sections(image: bytes) -> Iterator[tuple[int, int, int, int]]:
    """(type, file offset, size, linked section) of each section."""
    table, size, count = *struct.unpack_from("<Q", image, 40), *struct.unpack_from("<HH", image, 58)
    for at in range(table, table + size * count, size):
        _name, kind, _flags, _address, offset, length, link = struct.unpack_from("<IIQQQQI", image, at)
        yield kind, offset, length, link


def _file_offset(image: bytes, address: int) -> int:
    table, size, count = *struct.unpack_from("<Q", image, 32), *struct.unpack_from("<HH", image, 54)
    for at in range(table, table + size * count, size):
        kind, _flags, offset, start, _physical, length = struct.unpack_from("<IIQQQQ", image, at)
        if kind == 1 and start <= address < start + length:
            return int(offset + address - start)
    raise UnknownBinary(UnknownBinary.__doc__)
