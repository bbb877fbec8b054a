"""An S7comm client at work: reads data block 1, and writes into it where the job says so.

`python -m recorder.s7_client SCENARIO JOB LOG`
"""

from __future__ import annotations

import sys
import time
from functools import partial
from pathlib import Path

from snap7.client import Client

from recorder.hosts import read_hosts
from recorder.request_log import Request, RequestLog
from recorder.scenario import Job, read_scenario


def run(job: Job, log: RequestLog) -> None:
    """Reads in step with the period of the job."""
    source = read_hosts()[job.host].address_towards(job.target)
    client = Client()
    client.connect(job.target, 0, 1)
    asked = partial(Request, job.name, 0, source, job.target, "s7comm", "tcp", 102)
    log.add(asked("0xf0", "setup_communication", "session"))
    for cycle in range(job.times):
        client.db_read(1, 0, 32)
        log.add(asked("0x04", "read_var", "read", 1, "db", 0, 32))
        if job.options.get("write") and cycle % 5 == 0:
            client.db_write(1, 40, bytearray([cycle % 256]))
            log.add(asked("0x05", "write_var", "write", 1, "db", 40, 1))
        time.sleep(job.every)
    client.disconnect()


if __name__ == "__main__":
    jobs = {job.name: job for job in read_scenario(Path(sys.argv[1])).jobs}
    run(jobs[sys.argv[2]], RequestLog(Path(sys.argv[3])))
