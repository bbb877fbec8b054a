"""Modbus with pymodbus on both sides: every function of its client, over TCP, UDP, and serial frames in TCP."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pymodbus import FramerType
from pymodbus.client import ModbusTcpClient, ModbusUdpClient
from pymodbus.framer import FramerRTU
from pymodbus.pdu.device import ModbusDeviceIdentification
from pymodbus.pdu.file_message import FileRecord
from pymodbus.server import ModbusTcpServer, ModbusUdpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import SERVER_ADDRESS, CrossCheck, Key, Recording, each, pair

PORT = 502
UNIT = 1
OTHER_UNIT = 17
MISSING_UNIT = 99
Objects = list[dict[str, Any]]
Client = ModbusTcpClient | ModbusUdpClient


def _device(unit: int) -> SimDevice:
    """64 coils and discrete inputs, 300 holding and 100 input registers; beyond them is an illegal address."""
    bits = [SimData(0, values=[number % 3 == 0 for number in range(64)], datatype=DataType.BITS)]
    holding = [SimData(0, values=[1000 + number for number in range(300)], datatype=DataType.REGISTERS)]
    inputs = [SimData(0, values=[20 + number for number in range(100)], datatype=DataType.REGISTERS)]
    identity = ModbusDeviceIdentification(
        info_name={"VendorName": "Dairy North", "ProductCode": f"unit {unit}", "MajorMinorRevision": "3.20"}
    )
    return SimDevice(id=unit, simdata=(bits, list(bits), holding, inputs), identity=identity)


def _serve(kind: type[ModbusTcpServer] | type[ModbusUdpServer], framer: FramerType) -> None:
    async def forever() -> None:
        devices = [_device(UNIT), _device(OTHER_UNIT)]
        await kind(devices, framer=framer, address=("0.0.0.0", PORT)).serve_forever()

    asyncio.run(forever())


def _registers(first: int, count: int = 1) -> Objects:
    return [{"table": "holding", "first": first, "count": count}]


def _coils(first: int, count: int = 1) -> Objects:
    return [{"table": "coils", "first": first, "count": count}]


def _ask(client: Client, asked: Asked, over: str) -> None:
    """Every function of the client once, then other units, refusals, the largest requests, and repetition."""
    is_serial = client.transaction.framer.__class__ is FramerRTU

    def ask(call: str, touched: Objects, *arguments: Any, unit: int = UNIT, **named: Any) -> None:
        with asked.call(call, *touched, to=SERVER_ADDRESS, over=over, unit=unit) as entry:
            answer = getattr(client, call)(*arguments, device_id=unit, **named)
            # A request that nobody answers has no answer to look at.
            entry.refused = not named.get("no_response_expected", False) and answer.isError()

    if not client.connect():
        raise ConnectionError("no connection")
    ask("read_coils", _coils(0, 8), 0, count=8)
    ask("read_discrete_inputs", [{"table": "discrete", "first": 3, "count": 21}], 3, count=21)
    ask("read_holding_registers", _registers(100, 20), 100, count=20)
    ask("read_input_registers", [{"table": "input", "first": 10, "count": 4}], 10, count=4)
    ask("write_coil", _coils(5), 5, True)
    ask("write_coil", _coils(6), 6, False)
    ask("write_register", _registers(42), 42, 4711)
    ask("read_exception_status", [])
    _ask_diagnostics(ask)
    ask("write_coils", _coils(8, 11), 8, [True, False] * 5 + [True])
    ask("write_registers", _registers(200, 3), 200, [1, 2, 3])
    ask("report_device_id", [])
    ask("read_file_record", [], [FileRecord(file_number=4, record_number=1, record_length=4)])
    ask("write_file_record", [], [FileRecord(file_number=4, record_number=7, record_data=b"\x06\xaf\x04\xbe")])
    ask("mask_write_register", _registers(4), address=4, and_mask=0xF2, or_mask=0x25)
    both = [{"of": "read", **_registers(3, 6)[0]}, {"of": "write", **_registers(14, 3)[0]}]
    ask("readwrite_registers", both, read_address=3, read_count=6, write_address=14, values=[255, 255, 255])
    # pymodbus expects two bytes less of this answer when it is a serial frame, and never finds its end.
    if not is_serial:
        ask("read_fifo_queue", _registers(0x4DE), address=0x4DE)
    for read_code in (1, 2, 3):
        ask("read_device_information", [], read_code=read_code, object_id=0)
    _ask_elsewhere(ask)
    # Nobody waits for an answer to this, but the server gives one: it comes last.
    ask("diag_force_listen_only", [], no_response_expected=True)
    client.close()


def _ask_diagnostics(ask: Callable[..., None]) -> None:
    ask("diag_query_data", [], b"\xa5\x37")
    ask("diag_restart_communication", [], True)
    ask("diag_change_ascii_input_delimeter", [], delimiter=0x0A)
    ask("diag_clear_counters", [])
    for register in (
        "diag_read_diagnostic_register", "diag_read_bus_message_count", "diag_read_bus_comm_error_count",
        "diag_read_bus_exception_error_count", "diag_read_device_message_count", "diag_read_device_no_response_count",
        "diag_read_device_nak_count", "diag_read_device_busy_count", "diag_read_bus_char_overrun_count",
        "diag_read_iop_overrun_count", "diag_clear_overrun_counter", "diag_getclear_modbus_response",
        "diag_get_comm_event_counter", "diag_get_comm_event_log",
    ):  # fmt: skip
        ask(register, [])


def _ask_elsewhere(ask: Callable[..., None]) -> None:
    # The last address and the largest counts that the specification allows.
    ask("read_holding_registers", _registers(65535), 65535, count=1)
    ask("read_holding_registers", _registers(0, 125), 0, count=125)
    ask("read_coils", _coils(0, 2000), 0, count=2000)
    ask("write_registers", _registers(0, 123), 0, list(range(123)))
    # Beyond what the device has.
    ask("read_coils", _coils(60, 10), 60, count=10)
    ask("write_register", _registers(300), 300, 1)
    ask("write_coils", _coils(100, 4), 100, [True] * 4)
    ask("mask_write_register", _registers(5000), address=5000, and_mask=0, or_mask=1)
    both = [{"of": "read", **_registers(299, 2)[0]}, {"of": "write", **_registers(0, 1)[0]}]
    ask("readwrite_registers", both, read_address=299, read_count=2, write_address=0, values=[9])
    # Another unit, and one that is not there.
    ask("read_holding_registers", _registers(0, 2), 0, count=2, unit=OTHER_UNIT)
    ask("write_register", _registers(1), 1, 7, unit=OTHER_UNIT)
    ask("read_holding_registers", _registers(0, 2), 0, count=2, unit=MISSING_UNIT)
    for _ in range(3):
        ask("read_input_registers", [{"table": "input", "first": 0, "count": 10}], 0, count=10)


def _over_tcp(asked: Asked) -> None:
    _ask(ModbusTcpClient(SERVER_ADDRESS, port=PORT, timeout=3, retries=0), asked, f"tcp/{PORT}")


def _over_udp(asked: Asked) -> None:
    _ask(ModbusUdpClient(SERVER_ADDRESS, port=PORT, timeout=3, retries=0), asked, f"udp/{PORT}")


def _serial_over_tcp(asked: Asked) -> None:
    client = ModbusTcpClient(SERVER_ADDRESS, port=PORT, framer=FramerType.RTU, timeout=3, retries=0)
    _ask(client, asked, f"tcp/{PORT}")


def _check(transport: str) -> CrossCheck:
    """tshark on the requests: unit, function with its sub-function, first object and count, refused or not."""

    def seen(capture: Path) -> Counter[Key]:
        names = [
            "mbtcp.unit_id", "modbus.func_code", "modbus.diagnostic_code", "modbus.mei", "modbus.reference_num",
            "modbus.bit_cnt", "modbus.word_cnt", "modbus.read_reference_num", "modbus.read_word_cnt",
            "modbus.write_reference_num", "modbus.write_word_cnt",
        ]  # fmt: skip
        rows = tshark.fields(capture, f"modbus && {transport}.dstport == {PORT}", names)
        found: Counter[Key] = Counter()
        for row in rows:
            unit, function, diagnostic, mei, first, bits, words, *both = map(tshark.first, row)
            code = f"8.{int(diagnostic, 0)}" if function == "8" else function
            code = f"43.{int(mei, 0)}" if function == "43" else code
            for objects in _objects(function, first, bits or words, both):
                found[unit, code, objects] += 1
        exceptions = tshark.fields(capture, f"modbus.exception_code && {transport}.srcport == {PORT}", names[:2])
        for unit, function in exceptions:
            found["refused", tshark.first(unit), tshark.first(function)] += 1
        return found

    return CrossCheck(seen, each(_told))


def _seen_serial(capture: Path) -> Counter[Key]:
    """Wireshark tells queries from answers by a port that cannot be set, and skips those of four bytes: read here."""
    found: Counter[Key] = Counter()
    for (payload,), (port,) in tshark.fields(capture, "tcp.len > 0", ["tcp.payload", "tcp.dstport"]):
        frame = bytes.fromhex(payload)
        unit, function = str(frame[0]), frame[1]
        words = [str(int.from_bytes(frame[at : at + 2], "big")) for at in range(2, len(frame) - 3, 2)]
        if int(port) != PORT:
            found["refused", unit, str(function & 0x7F)] += 1 if function & 0x80 else 0
            continue
        code = {8: f"8.{words[0] if words else ''}", 43: f"43.{frame[2]}"}.get(function, str(function))
        counted = words[1] if function in (1, 2, 3, 4, 15, 16) else ""
        reference = words[0] if counted or function in (5, 6, 22) else ""
        for objects in _objects(str(function), reference, counted, words):
            found[unit, code, objects] += 1
    return +found


def _objects(function: str, first: str, number: str, both: list[str]) -> list[str]:
    if function == "23":
        return [f"{both[0]}+{both[1]}", f"{both[2]}+{both[3]}"]
    # The references of file records are numbers inside a file.
    if first == "" or function in ("20", "21"):
        return ["none"]
    return [f"{first}+{number or 1}"]


def _told(entry: dict[str, Any]) -> list[Key]:
    objects = f"{entry['first']}+{entry['count']}" if "first" in entry else "none"
    keys: list[Key] = [(str(entry["unit"]), entry["code"], objects)]
    if entry["refused"] and entry.get("class") != "write":
        keys.append(("refused", str(entry["unit"]), entry["code"].split(".")[0]))
    return keys


STACKS = ("pymodbus", "pymodbus")
RECORDINGS = [
    Recording(
        name="functions-tcp",
        protocol="modbus",
        about="Every function of pymodbus over TCP, with refusals, limits, other units and repetition.",
        hosts=pair(lambda: _serve(ModbusTcpServer, FramerType.SOCKET), _over_tcp, f"tcp/{PORT}", STACKS),
        check=_check("tcp"),
    ),
    Recording(
        name="functions-udp",
        protocol="modbus",
        about="The same over UDP.",
        hosts=pair(lambda: _serve(ModbusUdpServer, FramerType.SOCKET), _over_udp, f"udp/{PORT}", STACKS),
        check=_check("udp"),
    ),
    Recording(
        name="serial-over-tcp",
        protocol="modbus",
        about="The same as serial frames (address, function, data, CRC) in TCP, as serial gateways pass them on.",
        hosts=pair(lambda: _serve(ModbusTcpServer, FramerType.RTU), _serial_over_tcp, f"tcp/{PORT}", STACKS),
        check=CrossCheck(_seen_serial, each(_told)),
    ),
]
