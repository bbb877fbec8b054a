"""Plays a scenario: starts each job on its host at its time and waits for all of them.

Starts no more jobs once one has failed.

`python -m recorder.run_scenario SCENARIO WORK`; fails if any job does.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from recorder.scenario import Job, read_scenario
from recorder.service_client import SERVICES

NAMESPACE_PREFIX = "zwd"


def start(job: Job, number: int, scenario: Path, work: Path) -> subprocess.Popen[bytes]:
    """Starts the client of a job in the namespace and under the name of its host."""
    module = "service_client" if job.client in SERVICES else f"{job.client}_client"
    take_name = 'printf %s "$0" >/proc/sys/kernel/hostname; exec "$@"'
    namespace = f"{NAMESPACE_PREFIX}-{job.host}"
    in_host = ["ip", "netns", "exec", namespace, "unshare", "--uts", "sh", "-c", take_name, job.host]
    client = [sys.executable, "-m", f"recorder.{module}", str(scenario), job.name]
    return subprocess.Popen([*in_host, *client, str(work / f"{number:02}.requests.jsonl")])


def play(scenario: Path, work: Path) -> list[str]:
    """Plays all jobs; returns the names of those that failed."""
    jobs = sorted(read_scenario(scenario).jobs, key=lambda job: job.begin)
    begin = time.monotonic()
    running: list[tuple[Job, subprocess.Popen[bytes]]] = []
    for number, job in enumerate(jobs):
        time.sleep(max(0.0, begin + job.begin - time.monotonic()))
        running.append((job, start(job, number, scenario, work)))
        if any(process.poll() not in (None, 0) for _, process in running):
            break
    return [job.name for job, process in running if process.wait(timeout=300) != 0]


if __name__ == "__main__":
    failed = play(Path(sys.argv[1]), Path(sys.argv[2]))
    if failed:
        sys.exit(f"these jobs failed: {', '.join(failed)}")
