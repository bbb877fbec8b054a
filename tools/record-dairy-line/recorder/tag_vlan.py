"""Puts an 802.1Q tag on every frame of a capture, as a switch does that mirrors a VLAN to a remote probe.

Works on the old capture format, in place: `python -m recorder.tag_vlan CAPTURE VLAN`. The kernel's own VLAN
devices would need a module that many machines lack.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

HEADER_LENGTH = 24
RECORD = struct.Struct("<IIII")
MICROSECONDS = 0xA1B2C3D4


def tag_vlan(capture: bytes, vlan: int) -> bytes:
    """The capture with a tag behind the two addresses of each frame."""
    if struct.unpack_from("<I", capture)[0] != MICROSECONDS:
        raise ValueError("not a little-endian capture with microseconds")
    tag = struct.pack(">HH", 0x8100, vlan)
    result = bytearray(capture[:HEADER_LENGTH])
    position = HEADER_LENGTH
    while position < len(capture):
        seconds, micros, kept, length = RECORD.unpack_from(capture, position)
        frame = capture[position + RECORD.size : position + RECORD.size + kept]
        result += RECORD.pack(seconds, micros, kept + len(tag), length + len(tag))
        result += frame[:12] + tag + frame[12:]
        position += RECORD.size + kept
    return bytes(result)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_bytes(tag_vlan(path.read_bytes(), int(sys.argv[2])))
