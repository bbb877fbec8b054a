"""Reads fields of a capture with tshark, the second opinion beside the clients' own logs."""

from __future__ import annotations

import subprocess
from pathlib import Path


def fields(capture: Path, display_filter: str, names: list[str]) -> list[list[str]]:
    """One row per frame that the filter matches; repeated fields are joined with `,`."""
    options = [option for name in names for option in ("-e", name)]
    command = ["tshark", "-n", "-r", str(capture), "-Y", display_filter, "-T", "fields", *options]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return [line.split("\t") for line in result.stdout.splitlines()]


def count(capture: Path, display_filter: str) -> int:
    """How many frames the filter matches."""
    return len(fields(capture, display_filter, ["frame.number"]))
