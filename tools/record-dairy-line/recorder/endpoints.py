"""An endpoint in the answer key: the address, and the zone and asset that it stands for in the plant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from recorder.hosts import hosts_by_address

FIREWALLS = Path(__file__).parent.parent / "firewalls.tsv"
HOSTS = hosts_by_address()


def _firewalls() -> dict[str, dict[str, Any]]:
    """The endpoint of each address of a firewall."""
    result: dict[str, dict[str, Any]] = {}
    for line in FIREWALLS.read_text().splitlines():
        if line.startswith("#"):
            continue
        firewall, _, zone, mac, ipv4, ipv6, _ = line.split("\t")
        for address in (ipv4, ipv6):
            result[address] = {"address": address, "mac": mac, "zone": zone, "asset": firewall}
    return result


FIREWALL_ENDPOINTS = _firewalls()


def endpoint(address: str) -> dict[str, Any]:
    """The endpoint of an IP address; `asset` is null for a device that the plant does not list."""
    if address in FIREWALL_ENDPOINTS:
        return FIREWALL_ENDPOINTS[address]
    host = HOSTS[address]
    return {"address": address, "mac": host.mac, "zone": host.zone, "asset": host.id if host.declared else None}


def cast_of(address: str) -> str | None:
    """`broadcast` or `multicast` for the MAC or IPv6 address of a group; None for that of one host."""
    if address == "ff:ff:ff:ff:ff:ff":
        return "broadcast"
    return "multicast" if address.startswith("ff02:") else None


def is_unknown(found: dict[str, Any]) -> bool:
    """Whether the address is an unlisted device of a zone whose members are all declared."""
    return found.get("cast") is None and found["asset"] is None and found["zone"] != "enterprise"
