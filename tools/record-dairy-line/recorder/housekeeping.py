"""Address resolution in a recording: who resolved whom, with the verdict that follows from the plant.

These frames come from the hosts' kernels and not from a client, so they are read out of the capture.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from recorder import tshark
from recorder.endpoints import endpoint, is_multicast, is_unknown

Answer = dict[str, Any]
ARP_MESSAGES = {"1": "request", "2": "reply"}
NDP_MESSAGES = {"135": "neighbor-solicitation", "136": "neighbor-advertisement"}


def housekeeping(capture: Path, recording: str) -> list[Answer]:
    """One entry per pair and message, sorted."""
    counted = Counter(_arp(capture)) + Counter(_ndp(capture))
    return [_answer(recording, *key, frames) for key, frames in sorted(counted.items())]


def _arp(capture: Path) -> list[tuple[str, str, str, str]]:
    names = ["arp.opcode", "arp.src.proto_ipv4", "arp.dst.proto_ipv4", "eth.dst"]
    return [
        ("arp", ARP_MESSAGES[opcode], source, "broadcast" if mac == "ff:ff:ff:ff:ff:ff" else target)
        for opcode, source, target, mac in tshark.fields(capture, "arp", names)
    ]


def _ndp(capture: Path) -> list[tuple[str, str, str, str]]:
    names = ["icmpv6.type", "ipv6.src", "ipv6.dst"]
    return [
        ("ndp", NDP_MESSAGES[kind], source, "multicast" if is_multicast(destination) else destination)
        for kind, source, destination in tshark.fields(capture, "icmpv6", names)
    ]


def _answer(recording: str, protocol: str, message: str, source: str, destination: str, frames: int) -> Answer:
    sender = endpoint(source)
    cast = destination in ("broadcast", "multicast")
    receiver = {"cast": destination, "zone": sender["zone"]} if cast else endpoint(destination)
    reason = None
    if is_unknown(sender):
        reason = "unknown-source"
    elif not cast and is_unknown(receiver):
        reason = "unknown-destination"
    return {
        "recording": recording,
        "housekeeping": True,
        "protocol": protocol,
        "message": message,
        "source": sender,
        "destination": receiver,
        "verdict": "allowed" if reason is None else "denied",
        **({} if reason is None else {"reason": reason}),
        "frames": frames,
    }
