"""Network namespaces: one per host, and one with the switch between them, at which everything is recorded."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.recording import Host

PREFIX = "zwc"
SWITCH = f"{PREFIX}-switch"
BRIDGE = "switch"

# No IPv6, hence no router solicitations; no TCP timestamps, which tell how long the machine has been up.
SETTINGS = [
    "net.ipv6.conf.all.disable_ipv6=1",
    "net.ipv6.conf.default.disable_ipv6=1",
    "net.ipv4.tcp_timestamps=0",
    "net.ipv4.ip_local_port_range=40000 40999",
]


def namespace(host: str) -> str:
    """The name of a host's namespace."""
    return f"{PREFIX}-{host}"


def run(*command: str) -> str:
    """Runs a command and answers what it prints; a failure is an error."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def ours() -> list[str]:
    """Namespaces with our prefix that exist."""
    return [line.split()[0] for line in run("ip", "netns", "list").splitlines() if line.startswith(f"{PREFIX}-")]


@contextmanager
def network(hosts: dict[str, Host]) -> Iterator[None]:
    """Makes the network and takes it down again, whatever happens between."""
    if ours():
        raise RuntimeError(f"namespaces {PREFIX}-* exist: another recording runs, or one was killed; see README.md")
    try:
        _up(hosts)
        yield
    finally:
        _down()


def _up(hosts: dict[str, Host]) -> None:
    for name in [SWITCH, *map(namespace, hosts)]:
        run("ip", "netns", "add", name)
        run("ip", "netns", "exec", name, "sysctl", "-qw", *SETTINGS)
        run("ip", "-n", name, "link", "set", "lo", "up")
    run("ip", "-n", SWITCH, "link", "add", BRIDGE, "type", "bridge", "mcast_snooping", "0")
    run("ip", "-n", SWITCH, "link", "set", BRIDGE, "up")
    for number, (name, host) in enumerate(hosts.items()):
        _plug(namespace(name), host, f"port{number}")
    for name in hosts:
        for other in hosts.values():
            if other != hosts[name]:
                run("ip", "-n", namespace(name), "neighbour", "replace", other.address,
                    "lladdr", other.mac, "dev", "eth0", "nud", "permanent")  # fmt: skip


def _plug(host: str, what: Host, port: str) -> None:
    """Connects a host to the switch, without offloads so that frames look as on a wire."""
    run("ip", "-n", SWITCH, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", host)
    run("ip", "-n", host, "link", "set", "eth0", "address", what.mac)
    for where, interface in ((SWITCH, port), (host, "eth0")):
        run(
            "ip",
            "netns",
            "exec",
            where,
            "ethtool",
            "-K",
            interface,
            "tx",
            "off",
            "gso",
            "off",
            "tso",
            "off",
            "gro",
            "off",
        )
        run("ip", "-n", where, "link", "set", interface, "up")
    run("ip", "-n", SWITCH, "link", "set", _behind_wire(port, what.wire), "master", BRIDGE)
    run("ip", "-n", host, "address", "add", f"{what.address}/24", "broadcast", "10.99.0.255", "dev", "eth0")
    run("ip", "-n", host, "route", "add", "default", "dev", "eth0")


def _behind_wire(port: str, seconds: float) -> str:
    """The interface that goes to the switch: the port itself, or what lies behind a slow wire."""
    if seconds == 0:
        return port
    near, far = f"{port}-near", f"{port}-far"
    run("ip", "-n", SWITCH, "link", "add", near, "type", "veth", "peer", "name", far)
    for interface in (near, far):
        run("ip", "-n", SWITCH, "link", "set", interface, "up")
    command = [sys.executable, "-m", "corpus.slow_wire", port, near, str(seconds)]
    subprocess.Popen(["ip", "netns", "exec", SWITCH, *command], stdin=subprocess.DEVNULL)
    return far


def _down() -> None:
    """Ends what still runs in our namespaces, and only there, then deletes them."""
    for name in ours():
        for process in run("ip", "netns", "pids", name).split():
            subprocess.run(["kill", process], check=False, capture_output=True)
    time.sleep(0.3)
    for name in ours():
        for process in run("ip", "netns", "pids", name).split():
            subprocess.run(["kill", "-KILL", process], check=False, capture_output=True)
        run("ip", "netns", "delete", name)


def start(host: str, command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Starts a program in the namespace of a host, under the host's own name."""
    named = 'printf %s "$0" >/proc/sys/kernel/hostname; exec "$@"'
    with log.open("ab") as output:
        return subprocess.Popen(
            ["ip", "netns", "exec", namespace(host), "unshare", "--uts", "sh", "-c", named, host, *command],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip


def wait_until_listening(host: str, listens: str, process: subprocess.Popen[bytes]) -> None:
    """Waits for a server by looking at the socket table; sends nothing."""
    transport, port = listens.split("/")
    option = "-Hltn" if transport == "tcp" else "-Haun"
    for _ in range(150):
        if process.poll() is not None:
            raise RuntimeError(f"{host} ended before it listened on {listens}")
        if run("ip", "netns", "exec", namespace(host), "ss", option, f"sport = :{port}").strip():
            return
        time.sleep(0.1)
    raise RuntimeError(f"{host} does not listen on {listens}")
