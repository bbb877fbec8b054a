"""What a recording is made of: hosts, each with one program, and how tshark sees what was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.asked import Asked

# A client's program gets the log to write into. It returns when it has asked everything.
Client = Callable[[Asked], None]
# A server's program runs until it is ended.
Server = Callable[[], None]
# What is compared with tshark: any tuple that both sides can build.
Key = tuple[Any, ...]

CLIENT_ADDRESS = "10.99.0.10"
SERVER_ADDRESS = "10.99.0.1"
CLIENT_MAC = "02:00:00:00:00:10"
SERVER_MAC = "02:00:00:00:00:01"


@dataclass(frozen=True)
class Host:
    """A network namespace with one address and one program."""

    address: str
    mac: str
    server: Server | None = None
    client: Client | None = None
    # Where a server listens, as `tcp/502`; the recording waits for it. None: the server needs no waiting.
    listens: str | None = None
    # Seconds that the wire of this host takes each way, for clients that cannot bear a quick answer.
    wire: float = 0
    # A client that listens while the others ask: it is started before them and ends after them.
    is_background: bool = False
    # Packages whose versions the recording names.
    stacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class CrossCheck:
    """How tshark is asked: what it sees in the capture, and what the entries of one request should be seen as."""

    seen: Callable[[Path], Counter[Key]]
    told: Callable[[list[dict[str, Any]]], list[Key]]


def each(told: Callable[[dict[str, Any]], list[Key]]) -> Callable[[list[dict[str, Any]]], list[Key]]:
    """For protocols of which every entry is seen by itself."""
    return lambda entries: [key for entry in entries for key in told(entry)]


@dataclass(frozen=True)
class Recording:
    """One capture with its log."""

    name: str
    protocol: str
    about: str
    hosts: dict[str, Host]
    check: CrossCheck
    # Codes that a stack sends on its own account, so that no client can have logged them, each with the reason.
    unasked: dict[str, str] = field(default_factory=dict)
    # Frames that belong to the recording, as a display filter of tshark; None keeps all.
    keep: str | None = None

    @property
    def path(self) -> str:
        """Where it lies below the folder of recordings, without extension."""
        return f"{self.protocol}/{self.name}"


def pair(
    server: Server, client: Client, listens: str | None, stacks: tuple[str, str], wire: float = 0
) -> dict[str, Host]:
    """The usual two hosts; `stacks` are those of client and server."""
    return {
        "server": Host(SERVER_ADDRESS, SERVER_MAC, server=server, listens=listens, wire=wire, stacks=(stacks[1],)),
        "client": Host(CLIENT_ADDRESS, CLIENT_MAC, client=client, stacks=(stacks[0],)),
    }
