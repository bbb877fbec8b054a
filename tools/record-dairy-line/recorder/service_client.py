"""A client of an ordinary service at work: runs the service's own tool and writes down that it did.

`python -m recorder.service_client SCENARIO JOB LOG`; the folder of the log holds keys and passwords.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from recorder.hosts import read_hosts
from recorder.request_log import Request, RequestLog
from recorder.scenario import Job, read_scenario


@dataclass(frozen=True)
class Service:
    """A service by its port, and the command that uses it."""

    protocol: str
    transport: str
    port: int
    command: Callable[[Job, Path], list[str]]


def _https(job: Job, work: Path) -> list[str]:
    name = f"{job.options['server']}.dairy.example"
    trust = ["--cacert", str(work / f"{job.options['server']}.crt"), "--resolve", f"{name}:443:{job.target}"]
    return ["curl", "--silent", "--show-error", *trust, "--output", "/dev/null", f"https://{name}/"]


def _ssh(job: Job, work: Path) -> list[str]:
    """Logs in, works a moment, and where the job says so goes on to another host from there."""
    line = "sleep 1"
    if "onward" in job.options:
        line = " ".join(_ssh_to(job.options["onward"], work)) + " 'sleep 1; uptime >/dev/null'"
    return [*_ssh_to(job.target, work), line]


def _ssh_to(target: str, work: Path) -> list[str]:
    options = ["BatchMode=yes", "LogLevel=ERROR", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"]
    settings = [word for option in options for word in ("-o", option)]
    return ["ssh", "-F", "none", "-i", str(work / "ssh_client"), *settings, f"root@{target}"]


NTP_SAMPLES = 2


def _ntp(job: Job, work: Path) -> list[str]:
    """Asks for the time and leaves the clock alone."""
    directives = ["cmdport 0", f"pidfile {work}/chronyd.{job.host}.pid", f"server {job.target} iburst maxsamples {NTP_SAMPLES}"]
    if job.options.get("from-port-123"):
        directives.append("acquisitionport 123")
    return ["chronyd", "-Q", "-x", "-u", "root", "-f", "/dev/null", "-t", "10", *directives]


def _dns(job: Job, work: Path) -> list[str]:
    _ = work
    tcp = ["+tcp"] if job.options.get("tcp") else []
    return ["dig", *tcp, "+tries=1", f"@{job.target}", job.options["question"], job.options.get("type", "A")]


def _sql(job: Job, work: Path) -> list[str]:
    _ = work
    query = "select now(), generate_series(1, 20) as batch"
    server = f"host={job.target} user=batch dbname=postgres sslmode=disable gssencmode=disable"
    return ["psql", "--no-psqlrc", "--quiet", "--output=/dev/null", "--command", query, server]


def _knock(job: Job, work: Path) -> list[str]:
    """Begins a TCP connection that nobody accepts."""
    _ = work
    return ["bash", "-c", f"exec 3<>/dev/tcp/{job.target}/{SERVICES[job.client].port}"]


SERVICES: dict[str, Service] = {
    "https": Service("https", "tcp", 443, _https),
    "ssh": Service("ssh", "tcp", 22, _ssh),
    "ntp": Service("ntp", "udp", 123, _ntp),
    "dns": Service("dns", "udp", 53, _dns),
    "dns-over-tcp": Service("dns", "tcp", 53, _dns),
    "postgresql": Service("postgresql", "tcp", 5432, _sql),
    "knock-http": Service("http", "tcp", 80, _knock),
    "knock-rdp": Service("rdp", "tcp", 3389, _knock),
}


def run(job: Job, log: RequestLog, work: Path) -> None:
    """Runs the tool as often as the job says."""
    service = SERVICES[job.client]
    source = read_hosts()[job.host].address_towards(job.target)
    environment = {**os.environ, "PGPASSWORD": (work / "sql.password").read_text().strip(), "HOME": str(work)}
    for cycle in range(job.times):
        result = subprocess.run(service.command(job, work), env=environment, check=False, capture_output=True)
        refused = result.returncode != 0
        if refused != bool(job.options.get("refused", False)):
            raise RuntimeError(f"{job.name}: {result.stdout.decode()} {result.stderr.decode()}")
        request = Request(job.name, cycle, source, job.target, service.protocol, service.transport, service.port)
        if service.protocol == "ntp":
            asked = replace(request, code="3", operation="client_request", operation_class="read")
            for _ in range(NTP_SAMPLES):
                log.add(asked)
        else:
            log.add(request)
        if "onward" in job.options:
            onward = job.options["onward"]
            log.add(Request(job.name, cycle, job.target, onward, service.protocol, service.transport, service.port))
        if cycle + 1 < job.times:
            time.sleep(job.every)


if __name__ == "__main__":
    jobs = {job.name: job for job in read_scenario(Path(sys.argv[1])).jobs}
    log_path = Path(sys.argv[3])
    run(jobs[sys.argv[2]], RequestLog(log_path), log_path.parent)
