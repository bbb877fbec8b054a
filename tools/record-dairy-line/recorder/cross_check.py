"""Compares the answer key with what tshark sees in the capture, both ways: nothing missing and nothing extra.

`python -m recorder.cross_check CAPTURE ANSWERS`
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from recorder import answers, tshark

Answer = dict[str, Any]
ADDRESSES = ["ip.src", "ipv6.src", "ip.dst", "ipv6.dst"]
# Address of the client, address of the server, unit, function, and the objects as text.
ModbusKey = tuple[str, str, str, str, str]


def modbus_in_capture(capture: Path) -> Counter[ModbusKey]:
    """Requests by what they ask for."""
    names = [
        "mbtcp.unit_id", "modbus.func_code", "modbus.diagnostic_code", "modbus.mei", "modbus.data",
        "modbus.reference_num", "modbus.bit_cnt", "modbus.word_cnt",
        "modbus.read_reference_num", "modbus.read_word_cnt", "modbus.write_reference_num", "modbus.write_word_cnt",
    ]  # fmt: skip
    found: Counter[ModbusKey] = Counter()
    for row in tshark.fields(capture, "modbus && tcp.dstport == 502", ADDRESSES + names):
        source, destination = row[0] or row[1], row[2] or row[3]
        unit, function, diagnostic, mei, data, first, bits, words, *both = row[4:]
        code = _code(function, diagnostic, mei, data)
        for objects in _objects(function, first, bits or words, both):
            found[source, destination, unit, code, objects] += 1
    return found


def _code(function: str, diagnostic: str, mei: str, data: str) -> str:
    if function == "90":
        return f"90.0x{data.replace(':', '')[2:4]}"
    if function == "8":
        return f"8.{int(diagnostic, 0)}"
    return f"43.{int(mei, 0)}" if function == "43" else function


def _objects(function: str, first: str, number: str, both: list[str]) -> list[str]:
    if function == "23":
        return [f"{both[0]}+{both[1]}", f"{both[2]}+{both[3]}"]
    if first == "":
        return ["none"]
    return [f"{first}+{number or 1}"]


def modbus_in_answers(entries: list[Answer]) -> Counter[ModbusKey]:
    """The same from the answer key."""
    found: Counter[ModbusKey] = Counter()
    for entry in entries:
        touched = entry["object"]
        objects = "none" if touched["first"] is None else f"{touched['first']}+{touched['count']}"
        found[
            entry["source"]["address"],
            entry["destination"]["address"],
            str(touched["unit"]),
            entry["operation"]["code"],
            objects,
        ] += entry["requests"]
    return found


def services_in_capture(capture: Path) -> set[tuple[str, str, str, int]]:
    """Who began a TCP connection or sent the first datagram to a server port, except Modbus."""
    connections = tshark.fields(capture, "tcp.flags.syn == 1 && tcp.flags.ack == 0", [*ADDRESSES, "tcp.dstport"])
    datagrams = tshark.fields(
        capture, "ntp.flags.mode == 3 || dns.flags.response == 0 && udp", [*ADDRESSES, "udp.dstport"]
    )
    rows = [("tcp", row) for row in connections] + [("udp", row) for row in datagrams]
    found = {(transport, row[0] or row[1], row[2] or row[3], int(row[4])) for transport, row in rows}
    return {each for each in found if each[3] != 502}


def services_in_answers(entries: list[Answer]) -> set[tuple[str, str, str, int]]:
    """The same from the answer key."""
    return {
        (entry["transport"], entry["source"]["address"], entry["destination"]["address"], entry["port"])
        for entry in entries
    }


def problems(capture: Path, entries: list[Answer]) -> list[str]:
    """Everything in which key and capture differ, and everything that a clean recording does not hold."""
    traffic = [entry for entry in entries if not entry.get("housekeeping")]
    modbus = [entry for entry in traffic if entry["protocol"] == "modbus"]
    others = [entry for entry in traffic if entry["protocol"] != "modbus"]
    seen, told = modbus_in_capture(capture), modbus_in_answers(modbus)
    result = [f"only in the capture: modbus {key} x{number}" for key, number in (seen - told).items()]
    result += [f"only in the key: modbus {key} x{number}" for key, number in (told - seen).items()]
    result += [
        f"service on one side only: {each}" for each in services_in_capture(capture) ^ services_in_answers(others)
    ]
    refused = sum(entry["refused"] for entry in modbus)
    if tshark.count(capture, "modbus.exception_code") != refused:
        result.append(f"exceptions differ from the {refused} of the key")
    strangers = tshark.count(capture, "!(arp || icmpv6.type in {135, 136} || tcp || udp)")
    if strangers > 0:
        result.append(f"{strangers} frames are of another kind")
    # A busy machine may send a FIN again; data must be there exactly once.
    repeated = tshark.count(
        capture,
        "tcp.len > 0 && (tcp.analysis.retransmission || tcp.analysis.out_of_order || tcp.analysis.lost_segment)",
    )
    if repeated > 0:
        result.append(f"{repeated} TCP segments are repeated, out of order or lost")
    return result


def main(capture: Path, key: Path) -> int:
    """Prints the differences; 1 when there are any."""
    entries = [entry for entry in answers.read(key) if entry["recording"] == capture.name]
    found = problems(capture, entries)
    for problem in found:
        print(problem, file=sys.stderr)
    verdicts = Counter(entry["verdict"] for entry in entries if not entry.get("housekeeping"))
    frames = tshark.count(capture, "frame")
    print(f"{capture.name}: {frames} frames, conversations {dict(verdicts)}, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
