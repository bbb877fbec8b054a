"""Runs the program of one host of a recording: `python -m corpus.role PROTOCOL/NAME HOST LOG`."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from corpus.asked import Asked
from corpus.recordings import find

if __name__ == "__main__":
    recording = find(sys.argv[1])
    host = recording.hosts[sys.argv[2]]
    # Stacks choose session numbers by chance; the same ones each time keep two recordings alike.
    random.seed(f"{recording.path}/{sys.argv[2]}")
    if host.server is not None:
        host.server()
    if host.client is not None:
        host.client(Asked(Path(sys.argv[3]), recording.protocol, host.address))
