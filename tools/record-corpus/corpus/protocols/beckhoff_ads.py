"""Beckhoff ADS with pyads: its client (Beckhoff's own library below it), and its test server."""

from __future__ import annotations

import ctypes
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pyads
from pyads.testserver import AdsTestServer, AdvancedHandler, PLCVariable

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import CLIENT_ADDRESS, SERVER_ADDRESS, CrossCheck, Key, Recording, pair

PORT = 48898
AMS_PORT = 851
GROUP = 0x4020


def _serve() -> None:
    handler = AdvancedHandler()
    for number, name in enumerate(("level", "speed")):
        variable = PLCVariable(name, bytes(4), pyads.constants.ADST_REAL32, "REAL", GROUP, 100 + 4 * number)
        handler.add_variable(variable)
    server = AdsTestServer(handler, ip_address="0.0.0.0", port=PORT)
    server.start()
    while True:
        time.sleep(1)


def _ask(asked: Asked) -> None:
    pyads.open_port()
    pyads.set_local_address(f"{CLIENT_ADDRESS}.1.1")
    plc = pyads.Connection(f"{SERVER_ADDRESS}.1.1", AMS_PORT, SERVER_ADDRESS)
    plc.open()

    def ask(call: str, touched: dict[str, Any], *arguments: Any) -> Any:
        refused, result = False, None
        try:
            result = getattr(plc, call)(*arguments)
            print(call, result, flush=True)
        except pyads.ADSError as refusal:
            print(call, refusal, flush=True)
            refused = True
        asked.write(call, {"unit": AMS_PORT, **touched}, to=SERVER_ADDRESS, over=f"tcp/{PORT}", refused=refused)
        return result

    ask("read_device_info", {})
    ask("read_state", {})
    ask("read", {"first": 100, "count": 4}, GROUP, 100, pyads.PLCTYPE_REAL)
    ask("write", {"first": 104, "count": 4}, GROUP, 104, 12.5, pyads.PLCTYPE_REAL)
    # Asking for the handle of a name is reading and writing at once, at one place that stands for all names.
    ask("get_handle", {"first": 0, "count": 1}, "level")
    attributes = pyads.NotificationAttrib(ctypes.sizeof(pyads.PLCTYPE_REAL))
    notification, user = ask(
        "add_device_notification", {"first": 100, "count": 4}, (GROUP, 100), attributes, lambda *_: None
    )
    ask("del_device_notification", {}, notification, user)
    for state in (pyads.ADSSTATE_STOP, pyads.ADSSTATE_RUN):
        ask("write_control", {}, state, 0, 0, pyads.PLCTYPE_INT)
    plc.close()


def _seen(capture: Path) -> Counter[Key]:
    found: Counter[Key] = Counter()
    names = ["ams.cmdid", "ams.ads_indexoffset"]
    for codes, offsets in tshark.fields(capture, f"ams && tcp.dstport == {PORT}", names):
        found[str(int(codes[0], 0)), *(str(int(offset, 0)) for offset in offsets)] += 1
    return found


def _told(entries: list[dict[str, Any]]) -> list[Key]:
    return [(entry["code"], *([str(entry["first"])] if "first" in entry else [])) for entry in entries]


RECORDINGS = [
    Recording(
        name="variables",
        protocol="beckhoff-ads",
        about="Reading, writing, handles, notifications and the operating state.",
        hosts=pair(_serve, _ask, f"tcp/{PORT}", ("pyads", "pyads")),
        check=CrossCheck(_seen, _told),
        unasked={"8": "values that the controller sends to whoever asked to be notified"},
    ),
]
