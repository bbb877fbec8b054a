"""Writes the answer key of a recording: every conversation that a correct tool reports, with its verdict.

`python -m recorder.answers SCENARIO WORK CAPTURE ANSWERS`. The conversations come from the clients' logs in WORK,
the verdicts from the scenario; the entries of other recordings in ANSWERS stay.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from recorder.endpoints import endpoint
from recorder.housekeeping import housekeeping
from recorder.request_log import Request, read_logs
from recorder.scenario import Expectation, Scenario, read_scenario

Answer = dict[str, Any]
PLAIN_TEXT = re.compile(r"[a-zA-Z][a-zA-Z0-9_. ;'-]*|[0-9]+(\.[0-9]+){3}")

HEADER = """\
# What a correct tool reports for the recordings of this folder. Written by tools/record-dairy-line from the
# logs of the clients that made the traffic, checked against tshark; Zonewright had no part in it.
#
# One entry per conversation: source, destination, service, operation, object. `requests` counts requests, and
# `refused` those among them that the device answered with an exception; both only where operations are decoded
# (Modbus, S7, NTP). Function 23 is a read and a write. `operation: null`: the protocol is granted whole.
# `housekeeping: true`: address resolution, with its frames by message. Replies are listed too; a tool that takes a
# reply to be part of its request does not report an entry that has nothing else.
"""


def answers(scenario: Scenario, requests: list[Request]) -> list[Answer]:
    """The entries of one recording, in order of first appearance."""
    jobs = {job.name: job for job in scenario.jobs}
    found: dict[Request, Answer] = {}
    for request in requests:
        job = jobs[request.job]
        decoded = request.operation is not None
        expected = job.expectation_of(request.request) if decoded else job.expectation
        key = replace(request, job="", request=0, refused=False)
        entry = found.setdefault(key, _entry(scenario.recording, request, expected))
        if (entry["verdict"], entry.get("reason")) != (expected.verdict, expected.reason):
            raise ValueError(f"{job.name}: the same conversation has two verdicts")
        if decoded:
            entry["requests"] += 1
            entry["refused"] += int(request.refused)
    return list(found.values())


def _entry(recording: str, request: Request, expected: Expectation) -> Answer:
    decoded = request.operation is not None
    return {
        "recording": recording,
        "source": _without_mac(endpoint(request.source)),
        "destination": _without_mac(endpoint(request.destination)),
        "protocol": request.protocol,
        "transport": request.transport,
        "port": request.port,
        "operation": _operation(request) if decoded else None,
        "object": _object(request) if request.unit is not None else None,
        "verdict": expected.verdict,
        **({} if expected.reason is None else {"reason": expected.reason}),
        **({"missing": ["operation"]} if expected.verdict == "unjudged" else {}),
        **({"requests": 0, "refused": 0} if decoded else {}),
        "because": expected.because,
    }


def _without_mac(found: dict[str, Any]) -> dict[str, Any]:
    """Behind a firewall a frame has the firewall's address, so that only IP addresses tell who speaks."""
    return {key: value for key, value in found.items() if key != "mac"}


def _operation(request: Request) -> dict[str, Any]:
    return {"class": request.operation_class, "code": request.code, "name": request.operation}


def _object(request: Request) -> dict[str, Any]:
    return {"unit": request.unit, "table": request.table, "first": request.first, "count": request.count}


def write(path: Path, entries: list[Answer]) -> None:
    """One block per entry."""
    path.write_text(HEADER + "answers:\n" + "\n".join(_block(entry) for entry in entries))


def _block(entry: Answer) -> str:
    lines = [f"{key}: {_inline(value)}\n" for key, value in entry.items()]
    return "  - " + "    ".join(lines)


def _inline(value: object) -> str:
    """A value on one line, with quotes only where text could be taken for something else."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {_inline(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    if isinstance(value, str) and PLAIN_TEXT.fullmatch(value):
        return value
    return json.dumps(value)


def read(path: Path) -> list[Answer]:
    """The entries of an answer key; none when the file does not exist."""
    if not path.exists():
        return []
    entries: list[Answer] = yaml.safe_load(path.read_text())["answers"]
    return entries


def main(scenario_path: Path, work: Path, capture: Path, target: Path) -> None:
    """Replaces the entries of one recording."""
    scenario = read_scenario(scenario_path)
    own = answers(scenario, read_logs(work)) + housekeeping(capture, scenario.recording)
    others = [entry for entry in read(target) if entry["recording"] != scenario.recording]
    write(target, sorted(others + own, key=lambda entry: str(entry["recording"])))


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:5]))
