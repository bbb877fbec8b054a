"""IEC 60870-5-104 with c104 (lib60870-C) on both sides."""

import functools
import time
from collections import Counter
from pathlib import Path
from typing import Any

import c104

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import SERVER_ADDRESS, CrossCheck, Key, Recording, each, pair

PORT = 2404
STATION = 47
OTHER_STATION = 1000
MISSING_STATION = 99
# Addresses of points, by what they are.
MEASURED = {11: c104.Type.M_ME_NC_1, 12: c104.Type.M_SP_NA_1, 70000: c104.Type.M_DP_TB_1, 20: c104.Type.M_IT_NA_1}
COMMANDS = {
    101: c104.Type.C_SC_NA_1, 102: c104.Type.C_DC_NA_1, 103: c104.Type.C_RC_NA_1, 104: c104.Type.C_SE_NA_1,
    105: c104.Type.C_SE_NB_1, 106: c104.Type.C_SE_NC_1, 107: c104.Type.C_BO_NA_1, 108: c104.Type.C_SC_TA_1,
    109: c104.Type.C_DC_TA_1, 110: c104.Type.C_RC_TA_1, 111: c104.Type.C_SE_TA_1, 112: c104.Type.C_SE_TB_1,
    113: c104.Type.C_SE_TC_1, 16777215: c104.Type.C_BO_TA_1,
}  # fmt: skip
SELECTED = {
    201: c104.Type.C_SC_NA_1, 202: c104.Type.C_DC_NA_1, 203: c104.Type.C_SE_NC_1, 204: c104.Type.C_SC_TA_1,
}  # fmt: skip
# The server says no to this command, and does not have the next one.
REFUSED = 301
UNKNOWN = 302


def _serve() -> None:
    server = c104.Server(ip="0.0.0.0", port=PORT, tick_rate_ms=50)
    for common_address in (STATION, OTHER_STATION):
        station = server.add_station(common_address=common_address)
        for address, kind in MEASURED.items():
            station.add_point(io_address=address, type=kind)
        for address, kind in COMMANDS.items():
            station.add_point(io_address=address, type=kind).on_receive(callable=accept)
        for address, kind in SELECTED.items():
            point = station.add_point(io_address=address, type=kind, command_mode=c104.CommandMode.SELECT_AND_EXECUTE)
            point.on_receive(callable=accept)
        station.add_point(io_address=REFUSED, type=c104.Type.C_SC_NA_1).on_receive(callable=refuse)
    server.start()
    while True:
        time.sleep(1)


# c104 compares the annotations of these two with its own, so they must not be text.
def accept(point: c104.Point, previous_info: c104.Information, message: c104.IncomingMessage) -> c104.ResponseState:
    """Answers a command with a positive confirmation."""
    return c104.ResponseState.SUCCESS


def refuse(point: c104.Point, previous_info: c104.Information, message: c104.IncomingMessage) -> c104.ResponseState:
    """Answers a command with a negative confirmation."""
    return c104.ResponseState.FAILURE


def _value(kind: c104.Type) -> c104.Information:
    name = kind.name[:4]
    if name == "C_SC":
        return c104.SingleCmd(on=True)
    if name == "C_DC":
        return c104.DoubleCmd(state=c104.Double.ON)
    if name == "C_RC":
        return c104.StepCmd(direction=c104.Step.HIGHER)
    if name == "C_BO":
        return c104.BinaryCmd(blob=c104.Byte32(0xA5))
    targets = {"A": (c104.NormalizedCmd, c104.NormalizedFloat(0.25)), "B": (c104.ScaledCmd, c104.Int16(-1234))}
    command, target = targets.get(kind.name[6], (c104.ShortCmd, 12.5))
    return command(target=target)


def _ask(asked: Asked) -> None:
    client = c104.Client(tick_rate_ms=50, command_timeout_ms=3000)
    connection = client.add_connection(ip=SERVER_ADDRESS, port=PORT, init=c104.Init.NONE)
    client.originator_address = 7
    stations = {address: connection.add_station(address) for address in (STATION, OTHER_STATION, MISSING_STATION)}

    def ask(call: str, make: Any, unit: int | None, first: int | None = 0) -> None:
        touched = {"unit": unit, "first": first, "count": None if first is None else 1}
        with asked.call(call, touched, to=SERVER_ADDRESS, over=f"tcp/{PORT}") as entry:
            entry.refused = make() is False

    def command(kind: c104.Type, unit: int, first: int, word: str = "transmit") -> None:
        station = stations[unit]
        point = station.get_point(first) or station.add_point(io_address=first, type=kind)
        if word != "transmit":
            point.command_mode = c104.CommandMode.SELECT_AND_EXECUTE
        point.info = _value(kind)
        ask(f"{word} {kind.name}", lambda: point.transmit(cause=c104.Cot.ACTIVATION), unit, first)

    def connect() -> None:
        client.start()
        while connection.state != c104.ConnectionState.OPEN:
            time.sleep(0.05)

    ask("connect", connect, None, None)
    ask("interrogation", lambda: connection.interrogation(STATION), STATION)
    ask("interrogation", lambda: connection.interrogation(STATION, qualifier=c104.Qoi.GROUP_3), STATION)
    ask("counter_interrogation", lambda: connection.counter_interrogation(STATION), STATION)
    ask("clock_sync", lambda: connection.clock_sync(STATION), STATION)
    ask("test", lambda: connection.test(STATION), STATION)
    # The server does not know this one and says nothing.
    without_time = functools.partial(connection.test, STATION, with_time=False, wait_for_response=False)
    ask("test without time", without_time, STATION)
    time.sleep(0.2)
    measured = stations[STATION].get_point(11) or stations[STATION].add_point(io_address=11, type=c104.Type.M_ME_NC_1)
    ask("read", measured.read, STATION, 11)
    for address, kind in COMMANDS.items():
        command(kind, STATION, address)
    for address, kind in SELECTED.items():
        command(kind, STATION, address, "select and transmit")
    command(c104.Type.C_SC_NA_1, OTHER_STATION, 101)
    ask("interrogation", lambda: connection.interrogation(OTHER_STATION), OTHER_STATION)
    # Refused: by the program behind the point, for want of the point, for want of the station, without selection.
    command(c104.Type.C_SC_NA_1, STATION, REFUSED)
    command(c104.Type.C_SC_NA_1, STATION, UNKNOWN)
    command(c104.Type.C_SC_NA_1, MISSING_STATION, 101)
    ask("interrogation", lambda: connection.interrogation(MISSING_STATION), MISSING_STATION)
    time.sleep(1)
    client.stop()


def _seen(capture: Path) -> Counter[Key]:
    """ASDUs of the client by type, common address and object address; STARTDT; negative answers by type."""
    found: Counter[Key] = Counter()
    names = ["iec60870_asdu.typeid", "iec60870_asdu.addr", "iec60870_asdu.ioa"]
    for row in tshark.fields(capture, f"iec60870_asdu && tcp.dstport == {PORT}", names):
        for code, unit, first in zip(*row, strict=True):
            found[code, unit, first] += 1
    for row in tshark.fields(capture, f"iec60870_asdu.nega == 1 && tcp.srcport == {PORT}", names):
        # A negative confirmation may be followed by an answer that says why.
        found["refused", *(values[0] for values in row)] = 1
    for (kinds,) in tshark.fields(capture, f"iec60870_104.utype && tcp.dstport == {PORT}", ["iec60870_104.utype"]):
        found["u0x07", "", ""] += kinds.count("0x01") + kinds.count("0x00000001")
    return +found


def _told(entry: dict[str, Any]) -> list[Key]:
    keys: list[Key] = [(entry["code"], str(entry.get("unit", "")), str(entry.get("first", "")))]
    return [*keys, ("refused", *keys[0])] if entry["refused"] else keys


UNASKED = {
    "s": "acknowledgements of the link, sent when the stack sees fit",
    "u0x43": "tests of the link",
    "u0x83": "answers to tests of the link",
    **{str(int(kind)): "what the station reports" for kind in MEASURED.values()},
}
RECORDINGS = [
    Recording(
        name="commands",
        protocol="iec-104",
        about="Interrogation, clock, reading, every command with and without time and selection, and refusals.",
        hosts=pair(_serve, _ask, f"tcp/{PORT}", ("c104", "c104"), wire=0.02),
        check=CrossCheck(_seen, each(_told)),
        unasked=UNASKED,
    ),
]
