"""Runs a reader of the packet filter's log for log-reader.ts, until its own standard input ends."""
import select
import signal
import subprocess
import sys

with open(sys.argv[1], "w") as told:
    reader = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=told, stderr=told)
    print(reader.pid, flush=True)
    while reader.poll() is None and not select.select([sys.stdin], [], [], 0.1)[0]:
        pass
    if reader.poll() is None:
        reader.send_signal(signal.SIGTERM)
    print(reader.wait(), flush=True)
