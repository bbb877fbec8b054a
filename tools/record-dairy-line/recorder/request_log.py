"""What the clients write down about each request: the source of the answer key."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO


@dataclass(frozen=True)
class Request:
    """One request as the client made it. A field is None where the protocol has no such thing."""

    job: str
    request: int
    source: str
    destination: str
    protocol: str
    transport: str
    port: int
    code: str | None = None
    operation: str | None = None
    operation_class: str | None = None
    unit: int | None = None
    table: str | None = None
    first: int | None = None
    count: int | None = None
    refused: bool = False


class RequestLog:
    """Appends requests to a file, one JSON object per line."""

    def __init__(self, path: Path) -> None:
        self._file: TextIO = path.open("a", buffering=1)

    def add(self, request: Request) -> None:
        """Writes one line at once, so that nothing is lost when a client is ended."""
        self._file.write(json.dumps({"time": time.time(), **asdict(request)}) + "\n")


def read_logs(folder: Path) -> list[Request]:
    """All requests of a recording, in order of time."""
    lines = [
        json.loads(line) for path in sorted(folder.glob("*.requests.jsonl")) for line in path.read_text().splitlines()
    ]
    lines.sort(key=lambda entry: entry["time"])
    return [Request(**{key: value for key, value in entry.items() if key != "time"}) for entry in lines]
