"""Records captures from real protocol stacks, each with its clients' own log of what they asked.

    sudo VENV/bin/python tools/record-corpus/record.py [--work FOLDER] [--to FOLDER] [PROTOCOL[/NAME] ...]

Without names all are recorded. Needs root, for network namespaces; only namespaces `zwc-*` are made and deleted.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True
os.environ |= {"PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "TZ": "UTC"}

from corpus import asked, capture, cross_check, leaks, network  # noqa: E402
from corpus.recording import Recording  # noqa: E402
from corpus.recordings import all_recordings  # noqa: E402

RECORDINGS = HERE.parent.parent / "test" / "recordings"
# A capture that is larger does not belong into a repository.
MOST_BYTES = 150_000
# Longer than any client takes.
MOST_SECONDS = 60


def main() -> int:
    """Records what the command line names; 1 when a recording is not as it should be."""
    parser = argparse.ArgumentParser(description="Records captures with their clients' own log.")
    parser.add_argument("names", nargs="*", help="protocol, or protocol/name")
    parser.add_argument("--work", type=Path, help="keep logs and raw captures here")
    parser.add_argument("--to", type=Path, default=RECORDINGS, help="where recordings go")
    options = parser.parse_args()
    if os.geteuid() != 0:
        print("network namespaces need root", file=sys.stderr)
        return 2
    names = set(options.names)
    chosen = [each for each in all_recordings() if not names or names & {each.protocol, each.path}]
    known = {name for each in chosen for name in (each.protocol, each.path)}
    if names - known:
        print(f"no such recording: {', '.join(sorted(names - known))}", file=sys.stderr)
        return 2
    with ExitStack() as stack:
        work = options.work or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="record-corpus.")))
        return max([attempt(each, work / each.protocol / each.name, options.to) for each in chosen], default=0)


def attempt(recording: Recording, work: Path, to: Path) -> int:
    """Makes one recording, in three tries; one that fails does not keep the others from being made."""
    try:
        found = record(recording, work, to)
        # On a busy machine a segment may be sent again, and a stack may ask again; a mistake comes again each time.
        for _ in range(2):
            if found:
                found = record(recording, work, to)
        return 1 if found else 0
    except (RuntimeError, subprocess.SubprocessError) as error:
        print(f"{recording.path}: {error}", file=sys.stderr)
        return 1


def record(recording: Recording, work: Path, to: Path) -> list[str]:
    """Makes one recording, says how it went, and answers what is wrong with it."""
    work.mkdir(parents=True, exist_ok=True)
    for left in work.glob("*"):
        left.unlink()
    raw, target = work / "raw.pcap", to / f"{recording.path}.pcap"
    with network.network(recording.hosts), capture.capture(raw):
        run_hosts(recording, work)
    entries = [entry for host in recording.hosts for entry in asked.read(work / f"{host}.asked.jsonl")]
    capture.finish(raw, target, recording.keep)
    write_asked(recording, entries, target.with_suffix(".asked.json"))
    found = cross_check.problems(recording, target, entries) + leaks.problems(target)
    if target.stat().st_size > MOST_BYTES:
        found.append(f"{target.stat().st_size} bytes are too many")
    for problem in found:
        print(f"  {problem}", file=sys.stderr)
    print(f"{recording.path}: {len(entries)} asked, {target.stat().st_size} bytes, {len(found)} problems", flush=True)
    return found


def run_hosts(recording: Recording, work: Path) -> None:
    """Starts the servers, then the clients one after the other, and waits for these."""
    servers = [name for name, host in recording.hosts.items() if host.server is not None]
    for name in servers:
        process = start(recording, name, work)
        listens = recording.hosts[name].listens
        if listens is not None:
            network.wait_until_listening(name, listens, process)
    time.sleep(0.5)
    clients = {name: host for name, host in recording.hosts.items() if host.client is not None}
    background = {name: start(recording, name, work) for name, host in clients.items() if host.is_background}
    time.sleep(1 if background else 0)
    for name in clients:
        if name not in background:
            finish(recording, name, start(recording, name, work), work)
    for name, process in background.items():
        finish(recording, name, process, work)


def finish(recording: Recording, name: str, process: Any, work: Path) -> None:
    """Waits until a client has ended; it must have succeeded."""
    if process.wait(timeout=MOST_SECONDS) != 0:
        print(*(work / f"{name}.log").read_text().splitlines()[-4:], sep="\n", file=sys.stderr)
        raise RuntimeError(f"{recording.path}: {name} failed")


def start(recording: Recording, name: str, work: Path) -> Any:
    """Starts the program of a host."""
    command = [sys.executable, "-m", "corpus.role", recording.path, name, str(work / f"{name}.asked.jsonl")]
    return network.start(name, command, work / f"{name}.log")


def write_asked(recording: Recording, entries: list[dict[str, Any]], target: Path) -> None:
    """One entry a line, so that two recordings can be compared."""
    stacks = {
        name: {stack: stack_version(stack) for stack in host.stacks}
        for name, host in recording.hosts.items()
        if host.stacks
    }
    head = {
        "recording": recording.path,
        "protocol": recording.protocol,
        "about": recording.about,
        "stacks": stacks,
        "unasked": recording.unasked,
    }
    lines = ",\n".join(f"    {json.dumps(entry)}" for entry in entries)
    text = json.dumps(head, indent=2)[:-2] + ',\n  "asked": [\n' + lines + "\n  ]\n}\n"
    target.write_text(text)


def stack_version(stack: str) -> str:
    """The version of a Python package, or of a program that the system has."""
    try:
        return version(stack)
    except PackageNotFoundError:
        return network.run("dpkg-query", "--show", "--showformat=${Version}", stack)


if __name__ == "__main__":
    sys.exit(main())
