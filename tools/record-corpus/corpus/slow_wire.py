"""Passes frames between two interfaces, each a while after it came: `python -m corpus.slow_wire ONE OTHER SECONDS`.

Some clients miss an answer that comes before they have begun to wait for it, and not every kernel can delay packets.
"""

from __future__ import annotations

import socket
import sys
import threading
import time

ALL_PROTOCOLS = 3


def pass_frames(source: socket.socket, target: socket.socket, seconds: float) -> None:
    """Passes what arrives at the source; frames that were sent there are not for us."""
    while True:
        frame, (_, _, kind, *_) = source.recvfrom(65536)
        if kind != socket.PACKET_OUTGOING:
            time.sleep(seconds)
            target.send(frame)


def main(one: str, other: str, seconds: float) -> None:
    """Passes frames both ways until the process is ended."""
    ends = []
    for interface in (one, other):
        end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
        end.bind((interface, ALL_PROTOCOLS))
        ends.append(end)
    threading.Thread(target=pass_frames, args=(ends[1], ends[0], seconds), daemon=True).start()
    pass_frames(ends[0], ends[1], seconds)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
