"""A scenario: which host does what, when, and whether the policy of the plant lets it.

The expected verdicts stand in the scenario files, written by hand from the meaning of the policy. Zonewright
has no part in them.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Expectation:
    """What a correct tool says about a conversation."""

    verdict: str
    reason: str | None
    because: str


@dataclass(frozen=True)
class Job:
    """One client at work on one host: `requests` in this order, `times` times, `every` so many seconds."""

    name: str
    host: str
    client: str
    target: str
    begin: float
    every: float
    times: int
    expectation: Expectation
    requests: tuple[dict[str, Any], ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    def expectation_of(self, request: int) -> Expectation:
        """The verdict of one request: its own where the scenario states one, else that of the job."""
        own = self.requests[request]
        if "verdict" not in own:
            return self.expectation
        return _expectation({"name": self.name, **own})


@dataclass(frozen=True)
class Scenario:
    """All that happens in one recording."""

    name: str
    recording: str
    begins: datetime
    jobs: tuple[Job, ...]


def read_scenario(path: Path) -> Scenario:
    """Reads a scenario file."""
    data = yaml.safe_load(path.read_text())
    jobs = tuple(_job(entry) for entry in data["jobs"])
    names = [job.name for job in jobs]
    if len(set(names)) != len(names):
        raise ValueError(f"{path}: two jobs have the same name")
    return Scenario(data["name"], data["recording"], datetime.fromisoformat(data["begins"]), jobs)


def _expectation(entry: dict[str, Any]) -> Expectation:
    because = entry.get("because", entry["name"])
    return Expectation(entry.get("verdict", "allowed"), entry.get("reason"), because)


def _job(entry: dict[str, Any]) -> Job:
    return Job(
        name=entry["name"],
        host=entry["host"],
        client=entry["client"],
        target=entry["target"],
        begin=float(entry["begin"]),
        every=float(entry.get("every", 1)),
        times=int(entry.get("times", 1)),
        expectation=_expectation(entry),
        requests=tuple(entry.get("requests", ())),
        options=dict(entry.get("options", {})),
    )


if __name__ == "__main__":
    # `python -m recorder.scenario FILE FIELD` prints one field, for the shell scripts.
    print(getattr(read_scenario(Path(sys.argv[1])), sys.argv[2]))
