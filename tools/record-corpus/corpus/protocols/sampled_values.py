"""Sampled values, published and received with libiec61850 through pyiec61850-ng."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from pyiec61850 import pyiec61850 as iec

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

ETHERTYPE = 0x88BA
GROUP = bytes.fromhex("010ccd040001")
PUBLISHER, RECEIVER = CLIENT_MAC, SERVER_MAC


def _receive() -> None:
    receiver = iec.SVReceiver_create()
    iec.SVReceiver_setInterfaceId(receiver, "eth0")
    iec.SVReceiver_start(receiver)
    while True:
        time.sleep(1)


def _publish(asked: Asked) -> None:
    """Two streams: one with a value a frame, one with two data units a frame."""
    time.sleep(1)
    for application, names in ((0x4001, ["current"]), (0x4002, ["voltage", "current"])):
        parameters = iec.CommParameters()
        parameters.appId = application
        iec.CommParameters_setDstAddress(parameters, *GROUP)
        publisher = iec.SVPublisher_createEx(parameters, "eth0", False)
        units = [iec.SVPublisher_addASDU(publisher, f"filler-{name}", None, 1) for name in names]
        places = [iec.SVPublisher_ASDU_addFLOAT(unit) for unit in units]
        iec.SVPublisher_setupComplete(publisher)
        for sample in range(6):
            for unit, place in zip(units, places, strict=True):
                iec.SVPublisher_ASDU_setFLOAT(unit, place, sample * 0.5)
                iec.SVPublisher_ASDU_setSmpCnt(unit, sample)
            iec.SVPublisher_publish(publisher)
            asked.write(
                "SVPublisher_publish", {"unit": application}, to=GROUP.hex(":"), over=f"ethernet/{ETHERTYPE}",
                source=PUBLISHER,
            )  # fmt: skip
            time.sleep(0.02)


def _seen(capture: Path) -> Counter[Key]:
    return Counter((int(row[0][0], 0),) for row in tshark.fields(capture, "sv", ["sv.appid"]))


STACK = ("pyiec61850-ng",)
RECORDINGS = [
    Recording(
        name="publisher",
        protocol="sampled-values",
        about="Two streams of samples.",
        hosts={
            "receiver": Host(SERVER_ADDRESS, RECEIVER, server=_receive, stacks=STACK),
            "publisher": Host(CLIENT_ADDRESS, PUBLISHER, client=_publish, stacks=STACK),
        },
        check=CrossCheck(_seen, lambda entries: [(entries[0]["unit"],)]),
    ),
]
