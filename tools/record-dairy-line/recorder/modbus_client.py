"""A Modbus/TCP client at work: sends the requests of a job over one connection and writes each into the log.

`python -m recorder.modbus_client SCENARIO JOB LOG`
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymodbus.client import ModbusTcpClient
from pymodbus.pdu import ModbusPDU

from recorder import umas
from recorder.request_log import Request, RequestLog
from recorder.scenario import Job, read_scenario

Fields = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """What one request asks for; reading and writing at once is two parts."""

    code: str
    operation: str
    operation_class: str
    table: str | None = None
    first: int | None = None
    count: int | None = None


@dataclass(frozen=True)
class Function:
    """How to send a request, and what it asks for."""

    send: Callable[[ModbusTcpClient, Fields], ModbusPDU]
    parts: Callable[[Fields], list[Part]]


def _read(code: int, operation: str, table: str, method: str) -> Function:
    return Function(
        lambda client, f: getattr(client, method)(f["first"], count=f["count"], device_id=f["unit"]),
        lambda f: [Part(str(code), operation, "read", table, f["first"], f["count"])],
    )


def _write(code: int, operation: str, table: str, method: str, value: Callable[[Fields], object]) -> Function:
    return Function(
        lambda client, f: getattr(client, method)(f["first"], value(f), device_id=f["unit"]),
        lambda f: [Part(str(code), operation, "write", table, f["first"], f["count"])],
    )


def _plain(
    code: str, operation: str, operation_class: str, send: Callable[[ModbusTcpClient, Fields], ModbusPDU]
) -> Function:
    return Function(send, lambda f: [Part(code, operation, operation_class)])


def _numbers(f: Fields) -> list[int]:
    return [(f["first"] * 7 + number) % 1000 for number in range(f["count"])]


def _bits(f: Fields) -> list[bool]:
    return [number % 2 == 0 for number in range(f["count"])]


def _send_mask(client: ModbusTcpClient, f: Fields) -> ModbusPDU:
    return client.mask_write_register(address=f["first"], and_mask=0xFF00, or_mask=0x0012, device_id=f["unit"])


def _send_read_write(client: ModbusTcpClient, f: Fields) -> ModbusPDU:
    values = [500 + number for number in range(f["write-count"])]
    return client.readwrite_registers(
        read_address=f["first"],
        read_count=f["count"],
        write_address=f["write-first"],
        values=values,
        device_id=f["unit"],
    )


def _read_write_parts(f: Fields) -> list[Part]:
    name = "read_write_multiple_registers"
    return [
        Part("23", name, "read", "holding", f["first"], f["count"]),
        Part("23", name, "write", "holding", f["write-first"], f["write-count"]),
    ]


def _send_umas(client: ModbusTcpClient, f: Fields) -> ModbusPDU:
    data = bytes.fromhex(f.get("data", "00"))
    pdu = umas.UmasPdu(dev_id=f["unit"], payload=bytes([f.get("key", 0), f["umas"]]) + data)
    return client.execute(False, pdu)


def _umas_parts(f: Fields) -> list[Part]:
    operation, operation_class = umas.OPERATIONS[f["umas"]]
    return [Part(f"90.0x{f['umas']:02x}", operation, operation_class)]


FUNCTIONS: dict[str, Function] = {
    "read_coils": _read(1, "read_coils", "coils", "read_coils"),
    "read_discrete_inputs": _read(2, "read_discrete_inputs", "discrete", "read_discrete_inputs"),
    "read_holding_registers": _read(3, "read_holding_registers", "holding", "read_holding_registers"),
    "read_input_registers": _read(4, "read_input_registers", "input", "read_input_registers"),
    "write_single_coil": _write(5, "write_single_coil", "coils", "write_coil", lambda f: True),
    "write_single_register": _write(6, "write_single_register", "holding", "write_register", lambda f: 42),
    "write_multiple_coils": _write(15, "write_multiple_coils", "coils", "write_coils", _bits),
    "write_multiple_registers": _write(16, "write_multiple_registers", "holding", "write_registers", _numbers),
    "mask_write_register": Function(
        _send_mask, lambda f: [Part("22", "mask_write_register", "write", "holding", f["first"], 1)]
    ),
    "read_write_multiple_registers": Function(_send_read_write, _read_write_parts),
    "return_query_data": _plain(
        "8.0",
        "return_query_data",
        "diagnostic",
        lambda client, f: client.diag_query_data(b"\x12\x34", device_id=f["unit"]),
    ),
    "report_server_id": _plain(
        "17", "report_server_id", "discovery", lambda client, f: client.report_device_id(device_id=f["unit"])
    ),
    "read_device_identification": _plain(
        "43.14",
        "read_device_identification",
        "discovery",
        lambda client, f: client.read_device_information(read_code=1, object_id=0, device_id=f["unit"]),
    ),
    "umas": Function(_send_umas, _umas_parts),
}


def run(job: Job, log: RequestLog) -> None:
    """Sends all requests of a job, in step with its period."""
    client = ModbusTcpClient(job.target, timeout=3, retries=0)
    if not client.connect() or client.socket is None:
        raise ConnectionError(f"{job.name}: no connection to {job.target}")
    client.register(umas.UmasPdu)
    source = client.socket.getsockname()[0]
    begin = time.monotonic()
    for cycle in range(job.times):
        time.sleep(max(0.0, begin + cycle * job.every - time.monotonic()))
        for number, fields in enumerate(job.requests):
            _send(client, job, number, {"unit": 1, "count": 1, **fields}, source, log)
            time.sleep(fields.get("pause", 0.01))
    client.close()


def _send(client: ModbusTcpClient, job: Job, number: int, fields: Fields, source: str, log: RequestLog) -> None:
    function = FUNCTIONS[fields["function"]]
    response = function.send(client, fields)
    refused = bool(response.isError())
    if refused != bool(fields.get("refused", False)):
        raise RuntimeError(f"{job.name}: request {number} was answered with {response}")
    for part in function.parts(fields):
        log.add(
            Request(
                job=job.name,
                request=number,
                source=source,
                destination=job.target,
                protocol="modbus",
                transport="tcp",
                port=502,
                code=part.code,
                operation=part.operation,
                operation_class=part.operation_class,
                unit=fields["unit"],
                table=part.table,
                first=part.first,
                count=part.count,
                refused=refused,
            )
        )


if __name__ == "__main__":
    jobs = {job.name: job for job in read_scenario(Path(sys.argv[1])).jobs}
    run(jobs[sys.argv[2]], RequestLog(Path(sys.argv[3])))
