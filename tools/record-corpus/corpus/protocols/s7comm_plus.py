"""S7comm-plus with s7commplus on both sides: its client, and its emulator of an S7-1200/1500."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

from s7commplus.client import S7CommPlusClient
from s7commplus.server import S7CommPlusServer

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import SERVER_ADDRESS, CrossCheck, Key, Recording, pair

PORT = 102
OVER = f"tcp/{PORT}"
# What the data blocks are numbered from among the objects of a controller.
BLOCKS = 0x8A0E0000
PROGRAM = 3


def _serve() -> None:
    server = S7CommPlusServer()
    server.register_db(1, {"level": ("Real", 0), "count": ("Int", 4)}, size=64)
    server.register_db(20, {"speed": ("Real", 0)}, size=64)
    server.start(host="0.0.0.0", port=PORT)
    while True:
        time.sleep(1)


def _ask(asked: Asked) -> None:
    client = S7CommPlusClient()

    def ask(call: str, touched: list[dict[str, Any]], *arguments: Any) -> None:
        refused = False
        try:
            print(call, getattr(client, call)(*arguments), flush=True)
        except RuntimeError as refusal:
            print(call, refusal, flush=True)
            refused = True
        asked.write(call, *touched, to=SERVER_ADDRESS, over=OVER, refused=refused)

    ask("connect", [], SERVER_ADDRESS, PORT)
    ask("db_read", [_object(BLOCKS + 1)], 1, 0, 4)
    ask("db_write", [_object(BLOCKS + 1)], 1, 4, b"\x00\x07")
    ask("db_read_multi", [_object(BLOCKS + 1), _object(BLOCKS + 20)], [(1, 0, 4), (20, 0, 4)])
    # Refused: there is no such block.
    ask("db_read", [_object(BLOCKS + 99)], 99, 0, 4)
    ask("explore", [_object(PROGRAM)], PROGRAM)
    ask("disconnect", [])


def _object(identifier: int) -> dict[str, Any]:
    return {"first": identifier, "count": 1}


def _seen(capture: Path) -> Counter[Key]:
    """Functions of the client: tshark does not know the protocol, but where TCP keeps its messages."""
    found: Counter[Key] = Counter()
    for ((payload,),) in tshark.fields(capture, f"tcp.dstport == {PORT} && tcp.len > 14", ["tcp.payload"]):
        message = bytes.fromhex(payload)
        # TPKT and COTP take seven bytes; then come the protocol, its version, a length, and the opcode of a request.
        if message[7] == 0x72 and message[11] == 0x31:
            found[f"{int.from_bytes(message[14:16], 'big'):#06x}",] += 1
    return found


def _told(entries: list[dict[str, Any]]) -> list[Key]:
    return [(code,) for code in dict.fromkeys(entry["code"].split(".")[0] for entry in entries)]


RECORDINGS = [
    Recording(
        name="variables",
        protocol="s7comm-plus",
        about="A session without protection: reading, writing, exploring, and a refusal.",
        hosts=pair(_serve, _ask, OVER, ("s7commplus", "s7commplus")),
        check=CrossCheck(_seen, _told),
    ),
]
