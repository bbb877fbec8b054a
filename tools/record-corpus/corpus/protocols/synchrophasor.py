"""IEEE C37.118 with pyc37 on both sides: a measurement unit and a concentrator."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

from pyc37.frame import ConfigFrame2
from pyc37.pdc import Pdc
from pyc37.pmu import Pmu

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import SERVER_ADDRESS, CrossCheck, Key, Recording, pair

PORT = 4712
STREAM = 7734


def _serve() -> None:
    unit = Pmu(pmu_id=STREAM, data_rate=10, ip="0.0.0.0", port=PORT)
    unit.set_configuration(
        ConfigFrame2(
            STREAM, 1000000, 1, "Filler", STREAM, (True, True, True, True), 4, 3, 1,
            ["VA", "VB", "VC", "I1", "LEVEL", "SPEED", "FLOW", *(f"BREAKER {number} STATUS" for number in range(16))],
            [(0, "v"), (0, "v"), (0, "v"), (0, "i")], [(1, "pow"), (1, "rms"), (1, "peak")], [(0x0000, 0xFFFF)],
            50, 22, 10,
        )
    )  # fmt: skip
    unit.set_header("Filler line")
    unit.run()
    while True:
        if unit.clients:
            phasors = [(230.0, 0.0), (230.1, 2.09), (229.9, -2.09), (12.5, 0.1)]
            unit.send_data(phasors=phasors, analog=[9.5, 9.6, 9.7], digital=[0x3C12], freq=0, dfreq=0)
        time.sleep(0.1)


def _ask(asked: Asked) -> None:
    concentrator = Pdc(pdc_id=STREAM, pmu_ip=SERVER_ADDRESS, pmu_port=PORT)
    concentrator.run()

    def ask(word: str, call: str, *arguments: Any) -> Any:
        result = getattr(concentrator, call)(*arguments)
        asked.write(word, {"unit": STREAM}, to=SERVER_ADDRESS, over=f"tcp/{PORT}")
        return result

    ask("get_header", "get_header")
    for version in ("cfg1", "cfg2"):
        ask(f"get_config {version}", "get_config", version)
    ask("start", "start")
    time.sleep(1)
    ask("stop", "stop")
    time.sleep(0.3)
    concentrator.quit()


def _seen(capture: Path) -> Counter[Key]:
    rows = tshark.fields(capture, "synphasor.frtype == 4", ["synphasor.idcode_stream_source", "synphasor.command"])
    return Counter((unit[0], f"4.{int(command[0], 0)}") for unit, command in rows)


RECORDINGS = [
    Recording(
        name="concentrator",
        protocol="synchrophasor",
        about="A concentrator asks for header and configurations, and has data sent.",
        hosts=pair(_serve, _ask, f"tcp/{PORT}", ("pyc37", "pyc37")),
        check=CrossCheck(_seen, lambda entries: [(str(entry["unit"]), entry["code"]) for entry in entries]),
        unasked={code: "what the measurement unit sends" for code in ("0", "1", "2", "3")},
    ),
]
