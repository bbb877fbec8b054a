"""Reads fields of a capture with tshark, the second opinion beside the clients' own logs."""

from __future__ import annotations

import subprocess
from pathlib import Path


def fields(
    capture: Path, display_filter: str, names: list[str], options: list[str] | None = None
) -> list[list[list[str]]]:
    """One row per frame that the filter matches; of each field all its values, in order."""
    command = ["tshark", "-n", "-r", str(capture), *(options or []), "-Y", display_filter, "-T", "fields"]
    command += ["-E", "aggregator=|", *(option for name in names for option in ("-e", name))]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return [
        [field.split("|") if field else [] for field in line.split("\t")]
        for line in result.stdout.split("\n")
        if line != ""
    ]


def first(values: list[str]) -> str:
    """The first value of a field, or nothing."""
    return values[0] if values else ""
