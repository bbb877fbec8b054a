"""Looks for anything of the recording machine in a capture: its name, its kernel, its paths, addresses not ours."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

from corpus import tshark

# Our own network, and the groups that protocols send to.
OUR_ADDRESSES = re.compile(r"^(10\.99\.0\.\d+|224\.0\.\d+\.\d+|239\.\d+\.\d+\.\d+|255\.255\.255\.255|0\.0\.0\.0)$")


def problems(capture: Path) -> list[str]:
    """What must not be in a recording."""
    content = capture.read_bytes()
    machine_id = Path("/etc/machine-id")
    words = [socket.gethostname(), os.uname().release, "record-corpus", "/home/", "/tmp/", "/root/", "PRIVATE KEY"]
    words += [machine_id.read_text().strip()] if machine_id.exists() else []
    # A short name would be found by chance in encrypted bytes: only whole words count.
    result = [
        f"holds `{word}`"
        for word in words
        if len(word) > 3 and re.search(rb"(?<![A-Za-z0-9])" + re.escape(word.encode()) + rb"(?![A-Za-z0-9])", content)
    ]
    addresses = {
        address
        for row in tshark.fields(capture, "ip", ["ip.src", "ip.dst"])
        for field in row
        for address in field
        if not OUR_ADDRESSES.match(address)
    }
    return result + [f"holds the address {address}" for address in sorted(addresses)]
