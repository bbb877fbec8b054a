"""Address resolution in a recording: who resolved whom, with the verdict that follows from the plant.

These frames come from the hosts' kernels and not from a client, so they are read out of the capture.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from recorder import tshark
from recorder.endpoints import cast_of, endpoint, is_unknown

Answer = dict[str, Any]
ARP_MESSAGES = {"1": "request", "2": "reply"}
NDP_MESSAGES = {"135": "neighbor-solicitation", "136": "neighbor-advertisement"}


def housekeeping(capture: Path, recording: str) -> list[Answer]:
    """One entry per protocol, source and destination, sorted."""
    counted = Counter(_arp(capture)) + Counter(_ndp(capture))
    pairs = sorted({key[:3] for key in counted})
    return [
        _answer(recording, *pair, {key[3]: frames for key, frames in sorted(counted.items()) if key[:3] == pair})
        for pair in pairs
    ]


def _arp(capture: Path) -> list[tuple[str, str, str, str]]:
    names = ["arp.opcode", "arp.src.proto_ipv4", "arp.dst.proto_ipv4", "eth.dst"]
    return [
        ("arp", source, cast_of(mac) or target, ARP_MESSAGES[opcode])
        for opcode, source, target, mac in tshark.fields(capture, "arp", names)
    ]


def _ndp(capture: Path) -> list[tuple[str, str, str, str]]:
    rows = tshark.fields(capture, "icmpv6", ["icmpv6.type", "ipv6.src", "ipv6.dst"])
    return [("ndp", source, cast_of(target) or target, NDP_MESSAGES[kind]) for kind, source, target in rows]


def _answer(recording: str, protocol: str, source: str, destination: str, messages: dict[str, int]) -> Answer:
    sender = endpoint(source)
    is_group = destination in ("broadcast", "multicast")
    # A group belongs to the zone of the sender.
    receiver = {"cast": destination, "zone": sender["zone"]} if is_group else endpoint(destination)
    reason = None
    if is_unknown(sender):
        reason = "unknown-source"
    elif is_unknown(receiver):
        reason = "unknown-destination"
    return {
        "recording": recording,
        "housekeeping": True,
        "protocol": protocol,
        "source": sender,
        "destination": receiver,
        "verdict": "allowed" if reason is None else "denied",
        **({} if reason is None else {"reason": reason}),
        "frames": messages,
    }
