"""An endpoint in the answer key: the address, and the zone and asset that it stands for in the plant."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from recorder.hosts import hosts_by_address

ZONES = Path(__file__).parent.parent / "zones.tsv"
HOSTS = hosts_by_address()


def _gateways() -> dict[str, tuple[str, str]]:
    """The firewall's own address in each zone, to the zone and the firewall."""
    result = {"10.20.0.1": ("scada", "firewall-line"), "fd20:20::1": ("scada", "firewall-line")}
    for line in ZONES.read_text().splitlines():
        if line.startswith("#"):
            continue
        zone, _, _, _, gateway4, gateway6, firewall, *_ = line.split("\t")
        result.update({address: (zone, firewall) for address in (gateway4, gateway6) if address != "-"})
    return result


GATEWAYS = _gateways()


def endpoint(address: str) -> dict[str, Any]:
    """The endpoint of an IP address; `asset` is null for a device that the plant does not list."""
    if address in GATEWAYS:
        zone, firewall = GATEWAYS[address]
        return {"address": address, "zone": zone, "asset": firewall}
    host = HOSTS[address]
    return {"address": address, "zone": host.zone, "asset": host.id if host.declared else None}


def is_unknown(found: dict[str, Any]) -> bool:
    """Whether the address is an unlisted device of a zone whose members are all declared."""
    return found["asset"] is None and found["zone"] != "enterprise"


def is_multicast(address: str) -> bool:
    """Whether an IPv6 address is a group."""
    return ip_address(address) in ip_network("ff00::/8")
