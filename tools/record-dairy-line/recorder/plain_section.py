"""Takes the options out of the section headers of a pcapng file: they name the operating system of the recorder.

Works in place, on a little-endian file: `python -m recorder.plain_section CAPTURE`
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

SECTION_HEADER = 0x0A0D0D0A
BYTE_ORDER_MAGIC = 0x1A2B3C4D
# Type, length, magic, version, section length; the length again behind it.
FIXED = struct.Struct("<IIIHHq")


def plain_section(capture: bytes) -> bytes:
    """The same blocks, with section headers that hold nothing but what they must."""
    result = bytearray()
    position = 0
    while position < len(capture):
        kind, length = struct.unpack_from("<II", capture, position)
        block = capture[position : position + length]
        result += _without_options(block) if kind == SECTION_HEADER else block
        position += length
    return bytes(result)


def _without_options(block: bytes) -> bytes:
    kind, _, magic, major, minor, section = FIXED.unpack_from(block)
    if magic != BYTE_ORDER_MAGIC:
        raise ValueError("not a little-endian pcapng section")
    length = FIXED.size + 4
    return FIXED.pack(kind, length, magic, major, minor, section) + struct.pack("<I", length)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_bytes(plain_section(path.read_bytes()))
