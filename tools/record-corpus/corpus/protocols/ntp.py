"""NTP with ntplib as the client and chrony as the server."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from pathlib import Path

import ntplib

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import SERVER_ADDRESS, CrossCheck, Key, Recording, pair

PORT = 123


def _serve() -> None:
    folder = Path(tempfile.mkdtemp())
    settings = ["local stratum 3", "allow", "cmdport 0", f"pidfile {folder}/pid", "bindaddress 0.0.0.0"]
    (folder / "chrony.conf").write_text("\n".join(settings) + "\n")
    # -x: the clock of the machine is left alone.
    os.execvp("chronyd", ["chronyd", "-x", "-d", "-u", "root", "-f", str(folder / "chrony.conf")])


def _ask(asked: Asked) -> None:
    for version in (2, 3, 4):
        for _ in range(2):
            with asked.call("request", to=SERVER_ADDRESS, over=f"udp/{PORT}"):
                ntplib.NTPClient().request(SERVER_ADDRESS, version=version, timeout=5)
            time.sleep(0.1)


def _seen(capture: Path) -> Counter[Key]:
    return Counter((row[0][0],) for row in tshark.fields(capture, f"udp.dstport == {PORT}", ["ntp.flags.mode"]))


RECORDINGS = [
    Recording(
        name="client",
        protocol="ntp",
        about="Requests of versions 2 to 4.",
        hosts=pair(_serve, _ask, f"udp/{PORT}", ("ntplib", "chrony")),
        check=CrossCheck(_seen, lambda entries: [(entry["code"],) for entry in entries]),
        unasked={"4": "answers of the server"},
    ),
]
