"""Who is on the line: the rows of hosts.tsv, which the network is built from as well."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

TABLE = Path(__file__).parent.parent / "hosts.tsv"


@dataclass(frozen=True)
class Host:
    """A station of the line. `declared` says whether the plant lists it as an asset."""

    id: str
    zone: str
    mac: str
    ipv4: str
    ipv6: str | None
    declared: bool

    def address_towards(self, destination: str) -> str:
        """The address that this host uses to reach `destination`."""
        if ip_address(destination).version == 4:
            return self.ipv4
        if self.ipv6 is None:
            raise ValueError(f"{self.id} has no IPv6 address to reach {destination} from")
        return self.ipv6


def read_hosts() -> dict[str, Host]:
    """All hosts by id."""
    rows = [line.split("\t") for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    return {
        name: Host(name, zone, mac, ipv4, None if ipv6 == "-" else ipv6, role == "asset")
        for name, zone, mac, ipv4, ipv6, role in rows
    }


def hosts_by_address() -> dict[str, Host]:
    """The same hosts by each of their IP addresses."""
    return {
        address: host for host in read_hosts().values() for address in (host.ipv4, host.ipv6) if address is not None
    }
