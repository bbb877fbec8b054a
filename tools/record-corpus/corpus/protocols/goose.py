"""GOOSE, published and received with libiec61850 through pyiec61850-ng, in plain and VLAN-tagged frames."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

from pyiec61850 import pyiec61850 as iec
from pyiec61850.goose.subscriber import GooseSubscriber

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import (
    CLIENT_ADDRESS,
    CLIENT_MAC,
    SERVER_ADDRESS,
    SERVER_MAC,
    CrossCheck,
    Host,
    Key,
    Recording,
)  # fmt: skip

ETHERTYPE = 0x88B8
BLOCK = "FillerCtrl/LLN0$GO$gcb01"
GROUP = bytes.fromhex("010ccd010001")
PUBLISHER, SUBSCRIBER = CLIENT_MAC, SERVER_MAC


def _receive() -> None:
    subscriber = GooseSubscriber("eth0", BLOCK)
    subscriber.set_listener(lambda message: print(message, flush=True))
    subscriber.start()
    while True:
        time.sleep(1)


def _publish(asked: Asked) -> None:
    """States that change and are repeated; a simulated one; another application, tagged with a VLAN."""
    time.sleep(1)
    plain = _publisher(0x3001, is_tagged=False)
    for state in (False, True):
        iec.GoosePublisher_increaseStNum(plain)
        for _ in range(4):
            _send(asked, plain, 0x3001, [iec.MmsValue_newBoolean(state), iec.MmsValue_newIntegerFromInt32(7)])
    iec.GoosePublisher_setSimulation(plain, True)
    _send(asked, plain, 0x3001, [iec.MmsValue_newBoolean(True)], " simulated")
    tagged = _publisher(0x3002, is_tagged=True)
    for _ in range(3):
        _send(asked, tagged, 0x3002, [iec.MmsValue_newFloat(12.5)])


def _publisher(application: int, is_tagged: bool) -> Any:
    parameters = iec.CommParameters()
    parameters.appId, parameters.vlanId, parameters.vlanPriority = application, 5, 4
    iec.CommParameters_setDstAddress(parameters, *GROUP)
    publisher = iec.GoosePublisher_createEx(parameters, "eth0", is_tagged)
    iec.GoosePublisher_setGoCbRef(publisher, BLOCK)
    iec.GoosePublisher_setGoID(publisher, "filler")
    iec.GoosePublisher_setDataSetRef(publisher, "FillerCtrl/LLN0$values")
    iec.GoosePublisher_setConfRev(publisher, 1)
    iec.GoosePublisher_setTimeAllowedToLive(publisher, 2000)
    return publisher


def _send(asked: Asked, publisher: Any, application: int, values: list[Any], how: str = "") -> None:
    entries = iec.LinkedList_create()
    for value in values:
        iec.LinkedList_add(entries, value)
    if iec.GoosePublisher_publish(publisher, entries) != 0:
        raise RuntimeError("not published")
    asked.write(
        f"GoosePublisher_publish{how}", {"unit": application}, to=GROUP.hex(":"), over=f"ethernet/{ETHERTYPE}",
        source=PUBLISHER,
    )  # fmt: skip
    time.sleep(0.05)


def _seen(capture: Path) -> Counter[Key]:
    rows = tshark.fields(capture, "goose", ["goose.appid", "goose.simulation"])
    return Counter((int(application[0], 0), bool(int(simulation[0]))) for application, simulation in rows)


STACK = ("pyiec61850-ng",)
RECORDINGS = [
    Recording(
        name="publisher",
        protocol="goose",
        about="States of one publisher, repeated, changed, simulated, and tagged with a VLAN.",
        hosts={
            "subscriber": Host(SERVER_ADDRESS, SUBSCRIBER, server=_receive, stacks=STACK),
            "publisher": Host(CLIENT_ADDRESS, PUBLISHER, client=_publish, stacks=STACK),
        },
        check=CrossCheck(_seen, lambda entries: [(entries[0]["unit"], entries[0]["code"] == "publish.simulation")]),
    ),
]
