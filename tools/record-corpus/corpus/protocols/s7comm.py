"""S7 communication with Snap7 on both sides, through python-snap7."""

from __future__ import annotations

import ctypes
import struct
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from snap7.client import Client
from snap7.server import Server
from snap7.type import Area, Block, S7DataItem, SrvArea, WordLen

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import SERVER_ADDRESS, CrossCheck, Key, Recording, each, pair

PORT = 102
TABLES = {
    Area.PE: "inputs", Area.PA: "outputs", Area.MK: "flags", Area.DB: "db", Area.CT: "counters", Area.TM: "timers",
}  # fmt: skip
Ask = Callable[..., None]


def _serve() -> None:
    """Two data blocks, inputs, outputs, flags, counters and timers; Snap7 refuses what needs a real program."""
    server = Server(log=False)
    areas = [(SrvArea.DB, 1, 512), (SrvArea.DB, 20, 64), (SrvArea.PE, 0, 128), (SrvArea.PA, 0, 128)]
    areas += [(SrvArea.MK, 0, 256), (SrvArea.CT, 0, 64), (SrvArea.TM, 0, 64)]
    memory = []
    for area, number, size in areas:
        content = (ctypes.c_uint8 * size)(*(each % 256 for each in range(size)))
        memory.append(content)
        server.register_area(area, number, content)
    server.start()
    while True:
        time.sleep(1)


def _bytes(area: Area, first: int, count: int, block: int | None = None, **more: Any) -> dict[str, Any]:
    """An object: bytes of an area or data block, or counters and timers by their number."""
    return {"unit": block, "table": TABLES[area], "first": first, "count": count, **more}


def _asking(asked: Asked, client: Client) -> Ask:
    def ask(call: str, touched: list[dict[str, Any]], *arguments: Any, **named: Any) -> Any:
        try:
            with asked.call(call, *touched, to=SERVER_ADDRESS, over=f"tcp/{PORT}") as entry:
                result = getattr(client, call)(*arguments, **named)
                # Some calls raise what the controller refuses, and others return it.
                entry.refused = isinstance(result, int) and result != 0
                return result
        except RuntimeError as refusal:
            print(f"{call}: {refusal}", flush=True)
            return None

    return ask


def _variables(asked: Asked) -> None:
    """Reading and writing: every area, one item and several, bits, and what is not there."""
    client = Client()
    ask = _asking(asked, client)
    ask("connect", [], SERVER_ADDRESS, 0, 1)
    ask("db_read", [_bytes(Area.DB, 0, 16, 1)], 1, 0, 16)
    ask("db_write", [_bytes(Area.DB, 40, 3, 1)], 1, 40, bytearray(b"\x01\x02\x03"))
    ask("db_read", [_bytes(Area.DB, 60, 4, 20)], 20, 60, 4)
    ask("eb_read", [_bytes(Area.PE, 2, 4)], 2, 4)
    ask("ab_read", [_bytes(Area.PA, 0, 2)], 0, 2)
    ask("mb_read", [_bytes(Area.MK, 100, 10)], 100, 10)
    ask("ct_read", [_bytes(Area.CT, 3, 2)], 3, 2)
    ask("tm_read", [_bytes(Area.TM, 5, 1)], 5, 1)
    ask("eb_write", [_bytes(Area.PE, 8, 2)], 8, 2, bytearray(b"\x0f\xf0"))
    ask("ab_write", [_bytes(Area.PA, 4, 1)], 4, bytearray(b"\xaa"))
    ask("mb_write", [_bytes(Area.MK, 255, 1)], 255, 1, bytearray(b"\x55"))
    ask("ct_write", [_bytes(Area.CT, 7, 1)], 7, 1, bytearray(b"\x00\x10"))
    ask("tm_write", [_bytes(Area.TM, 9, 1)], 9, 1, bytearray(b"\x00\x20"))
    for area, first, count, block in (
        (Area.DB, 500, 12, 1), (Area.MK, 0, 1, 0), (Area.PE, 16, 8, 0), (Area.PA, 16, 8, 0),
    ):  # fmt: skip
        touched = [_bytes(area, first, count, block or None)]
        ask("read_area", touched, area, block, first, count)
        ask("write_area", touched, area, block, first, bytearray(count))
    _several(ask)
    # Refused: beyond the block, a block that is not there, an area that is too small.
    ask("db_read", [_bytes(Area.DB, 510, 10, 1)], 1, 510, 10)
    ask("db_read", [_bytes(Area.DB, 0, 4, 99)], 99, 0, 4)
    ask("db_write", [_bytes(Area.DB, 64, 1, 20)], 20, 64, bytearray(1))
    ask("mb_read", [_bytes(Area.MK, 1000, 2)], 1000, 2)
    client.disconnect()


def _several(ask: Ask) -> None:
    """Several items in one request; the controller answers each for itself."""
    wanted = [
        (Area.DB, WordLen.Byte, 1, 0, 4, _bytes(Area.DB, 0, 4, 1)),
        (Area.DB, WordLen.Byte, 20, 8, 2, _bytes(Area.DB, 8, 2, 20)),
        (Area.MK, WordLen.Byte, 0, 10, 1, _bytes(Area.MK, 10, 1)),
        (Area.PE, WordLen.Byte, 0, 0, 8, _bytes(Area.PE, 0, 8)),
        (Area.TM, WordLen.Timer, 0, 2, 1, _bytes(Area.TM, 2, 1)),
        # Bit 3 of byte 10; three words from byte 4 on; two floating-point numbers.
        (Area.MK, WordLen.Bit, 0, 10 * 8 + 3, 1, _bytes(Area.MK, 10, 1)),
        (Area.DB, WordLen.Word, 1, 4, 3, _bytes(Area.DB, 4, 6, 1)),
        (Area.DB, WordLen.Real, 20, 16, 2, _bytes(Area.DB, 16, 8, 20)),
        (Area.DB, WordLen.Byte, 77, 0, 2, _bytes(Area.DB, 0, 2, 77, refused=True)),
    ]
    items = (S7DataItem * len(wanted))()
    room = [(ctypes.c_uint8 * 64)() for _ in wanted]
    for item, memory, (area, length, block, first, count, _) in zip(items, room, wanted, strict=True):
        item.Area, item.WordLen, item.DBNumber = int(area), int(length), block
        item.Start, item.Amount = first, count
        item.pData = ctypes.cast(memory, ctypes.POINTER(ctypes.c_uint8))
    ask("read_multi_vars", [touched for *_, touched in wanted], items)
    ask("write_multi_vars", [touched for *_, touched in wanted[:3]], list(items[:3]))


def _block(number: int) -> bytearray:
    """A data block as it is loaded: header of 36 bytes, eight bytes of content, and a footer."""
    content, footer = bytes(8), bytes(36)
    head = struct.pack(
        ">HBBBBHIIIHIHHHHH",
        0x7070, 1, 1, 5, 0x0A, number, 36 + len(content) + len(footer), 0, 0, 0, 0, 0, 0, 0, 0, len(content),
    )  # fmt: skip
    return bytearray(head + content + footer)


def _services(asked: Asked) -> None:
    """What is no variable: lists of blocks, system state lists, clock, password, program and operating state."""
    client = Client()
    ask = _asking(asked, client)
    ask("connect", [], SERVER_ADDRESS, 0, 1)
    ask("list_blocks", [])
    ask("list_blocks_of_type", [], Block.DB, 8)
    ask("get_block_info", [], Block.DB, 1)
    ask("get_block_info", [], Block.DB, 99)
    for identifier, index in ((0x0011, 0), (0x001C, 0), (0x0131, 1), (0x0232, 4), (0x0424, 0)):
        ask("read_szl", [], identifier, index)
    for call in ("get_cpu_state", "get_order_code", "get_protection", "get_plc_datetime"):
        ask(call, [])
    ask("set_plc_datetime", [], datetime(2026, 6, 1, 8, 0, 0))
    ask("set_session_password", [], "dairy1")
    ask("clear_session_password", [])
    ask("upload", [], 1)
    ask("full_upload", [], Block.OB, 1)
    ask("download", [], _block(5), 5)
    ask("delete", [], Block.DB, 20)
    ask("compress", [], 1000)
    ask("copy_ram_to_rom", [], 1000)
    ask("plc_stop", [])
    ask("get_cpu_state", [])
    ask("plc_hot_start", [])
    ask("plc_stop", [])
    ask("plc_cold_start", [])
    client.disconnect()


AREAS = {"0x81": "inputs", "0x82": "outputs", "0x83": "flags", "0x84": "db", "0x1c": "counters", "0x1d": "timers"}

# Bytes of an element by its transport size, where it is not one.
SIZES = {4: 2, 5: 2, 6: 4, 7: 4, 8: 4}


def _seen(capture: Path) -> Counter[Key]:
    """Jobs with their items, userdata requests, and what was answered with an error."""
    item = "s7comm.param.item"
    names = [
        "s7comm.header.pduref", "s7comm.param.func", "s7comm.param.pistart.servicename", f"{item}.area", f"{item}.db",
        f"{item}.address.byte", f"{item}.address.number", f"{item}.length", f"{item}.transp_size",
    ]  # fmt: skip
    found: Counter[Key] = Counter()
    codes: dict[str, str] = {}
    for references, functions, services, areas, blocks, offsets, numbers, counts, sizes in tshark.fields(
        capture, "s7comm.header.rosctr == 1", names
    ):
        code = f"{int(functions[0], 0):#04x}"
        code = codes[references[0]] = f"{code}.{services[0]}" if services and code == "0x28" else code
        if not areas:
            found[code, "-"] += 1
        # Every item names a block, 0 where it is in none; counters and timers have a number, all others an offset.
        for area, block, number, size in zip(areas, blocks, counts, sizes, strict=True):
            table, count = AREAS[area], int(number) * SIZES.get(int(size), 1)
            first = numbers.pop(0) if table in ("counters", "timers") else offsets.pop(0)
            found[code, f"{table} {block if table == 'db' else ''} {first}+{count}"] += 1
    userdata = tshark.fields(
        capture, f"s7comm.header.rosctr == 7 && tcp.dstport == {PORT}",
        ["s7comm.header.pduref", "s7comm.param.userdata.funcgroup", "s7comm.param.userdata.subfunc"],
    )  # fmt: skip
    for references, groups, functions in userdata:
        code = codes[references[0]] = f"7.{int(groups[0], 0) & 15}/{int(functions[0], 0):#04x}"
        found[code, "-"] += 1
    errors = ["s7comm.header.pduref", "s7comm.header.errcls", "s7comm.data.returncode", "s7comm.param.errcod"]
    for references, classes, items, others in tshark.fields(capture, f"s7comm && tcp.srcport == {PORT}", errors):
        code = codes[references[0]]
        failed = [each for each in items if int(each, 0) != 0xFF] if code in ("0x04", "0x05") else []
        failed = failed or [each for each in classes + others if int(each, 0) != 0]
        if failed:
            found["refused", code] += len(failed) if code in ("0x04", "0x05") else 1
    return found


def _told(entry: dict[str, Any]) -> list[Key]:
    touched = f"{entry['table']} {entry.get('unit', '')} {entry['first']}+{entry['count']}" if "table" in entry else "-"
    keys: list[Key] = [(entry["code"], touched)]
    return [*keys, ("refused", entry["code"])] if entry["refused"] else keys


CHECK = CrossCheck(_seen, each(_told))
STACKS = ("python-snap7", "python-snap7")
RECORDINGS = [
    Recording(
        name="variables",
        protocol="s7comm",
        about="Reading and writing in every area, one item and several, with refusals.",
        hosts=pair(_serve, _variables, f"tcp/{PORT}", STACKS),
        check=CHECK,
    ),
    Recording(
        name="services",
        protocol="s7comm",
        about="Blocks, system state lists, clock, password, program transfer and operating state.",
        hosts=pair(_serve, _services, f"tcp/{PORT}", STACKS),
        check=CHECK,
    ),
]
