"""Compares the clients' log with what tshark sees in the capture, both ways: nothing missing and nothing extra."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

from corpus import tshark
from corpus.recording import Recording


def problems(recording: Recording, capture: Path, asked: list[dict[str, Any]]) -> list[str]:
    """Everything in which log and capture differ."""
    requests = groupby(asked, key=lambda entry: (entry["source"], entry["request"]))
    told = Counter(key for _, entries in requests for key in recording.check.told(list(entries)))
    seen = recording.check.seen(capture)
    result = [f"only in the capture: {key} x{number}" for key, number in sorted((seen - told).items(), key=str)]
    result += [f"only in the log: {key} x{number}" for key, number in sorted((told - seen).items(), key=str)]
    if not asked:
        result.append("nothing was asked")
    repeated = tshark.fields(
        capture,
        "tcp.len > 0 && (tcp.analysis.retransmission || tcp.analysis.out_of_order || tcp.analysis.lost_segment)",
        ["frame.number"],
    )
    if repeated:
        result.append(f"TCP segments are repeated, out of order or lost: frames {[row[0][0] for row in repeated]}")
    return result
