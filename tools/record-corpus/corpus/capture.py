"""Takes a capture at the switch, and makes a recording of it: only its frames, at a fixed time, in a plain pcap."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from corpus.network import BRIDGE, SWITCH, run

# The first frame of every recording is at 2026-06-01T08:00:00Z.
BEGINS = Decimal(1780300800)


@contextmanager
def capture(raw: Path) -> Iterator[None]:
    """Records all frames that pass the switch."""
    options = ["-i", BRIDGE, "-U", "--immediate-mode", "-B", "32768", "-s", "0", "-Z", "root", "-w", str(raw)]
    command = ["ip", "netns", "exec", SWITCH, "tcpdump", *options]
    with raw.with_suffix(".tcpdump.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        for _ in range(100):
            if raw.exists() and raw.stat().st_size >= 24:
                break
            time.sleep(0.05)
        else:
            raise RuntimeError("tcpdump writes no capture")
        time.sleep(0.3)
        yield
    finally:
        _wait_until_quiet(raw)
        process.terminate()
        process.wait()


def _wait_until_quiet(raw: Path) -> None:
    """Waits until nothing has been written for a while."""
    quiet, size = 0, -1
    while quiet < 5:
        time.sleep(0.2)
        now = raw.stat().st_size if raw.exists() else 0
        quiet, size = (quiet + 1, size) if now == size else (0, now)


def finish(raw: Path, target: Path, keep: str | None) -> None:
    """Leaves out what does not belong to the recording and moves its time."""
    kept = raw.with_suffix(".kept.pcap")
    chosen = ["-Y", keep] if keep is not None else []
    run("tshark", "-n", "-r", str(raw), *chosen, "-F", "pcap", "-w", str(kept))
    first = Decimal(run("tshark", "-n", "-r", str(kept), "-c", "1", "-T", "fields", "-e", "frame.time_epoch").strip())
    target.parent.mkdir(parents=True, exist_ok=True)
    run("editcap", "-F", "pcap", "-t", f"{BEGINS - first:.6f}", str(kept), str(target))
