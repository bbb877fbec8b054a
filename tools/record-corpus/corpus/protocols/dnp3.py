"""DNP3 with yadnp3 (a maintained fork of opendnp3) on both sides."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import opendnp3

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import CLIENT_ADDRESS, SERVER_ADDRESS, CrossCheck, Key, Recording, pair

PORT = 20000
MASTER = 1
OUTSTATION = 10
# The outstation refuses controls of these points.
REFUSED = 7
TABLES = {
    1: "binary_input", 2: "binary_input", 10: "binary_output", 12: "control_relay", 20: "counter", 21: "frozen_counter",
    30: "analog_input", 34: "analog_input", 41: "analog_output", 50: "time", 60: "class_data", 70: "file",
}  # fmt: skip


class Commands(opendnp3.ICommandHandler):
    """Accepts controls, but for one point."""

    def Select(self, command: Any, index: int) -> Any:  # noqa: N802
        """Checks a control."""
        return self._judge(index)

    def Operate(self, command: Any, index: int, handler: Any, kind: Any) -> Any:  # noqa: N802
        """Executes a control."""
        return self._judge(index)

    @staticmethod
    def _judge(index: int) -> Any:
        return opendnp3.CommandStatus.NOT_SUPPORTED if index == REFUSED else opendnp3.CommandStatus.SUCCESS


class Application(opendnp3.IOutstationApplication):
    """Needs the time once, and can do what the master asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.needs_time = True

    def GetApplicationIIN(self) -> Any:  # noqa: N802
        """The indications of every answer."""
        indications = opendnp3.ApplicationIIN()
        indications.needTime = self.needs_time
        return indications

    def SupportsWriteAbsoluteTime(self) -> bool:  # noqa: N802
        """Yes."""
        return True

    def SupportsWriteTimeAndInterval(self) -> bool:  # noqa: N802
        """No: this write is refused."""
        return False

    def WriteAbsoluteTime(self, timestamp: Any) -> bool:  # noqa: N802
        """Takes the time."""
        self.needs_time = False
        return True

    def SupportsAssignClass(self) -> bool:  # noqa: N802
        """Yes."""
        return True

    def ColdRestartSupport(self) -> Any:  # noqa: N802
        """In seconds."""
        return opendnp3.RestartMode.SUPPORTED_DELAY_COARSE

    def WarmRestartSupport(self) -> Any:  # noqa: N802
        """Not at all."""
        return opendnp3.RestartMode.UNSUPPORTED

    def ColdRestart(self) -> int:  # noqa: N802
        """Takes a minute."""
        return 60


class Files(opendnp3.IFileHandler):
    """One file that can be read, written and deleted."""

    content = b"speed=12.5\n"

    def OpenFile(self, name: str, key: int, rights: Any, mode: Any, block: int, request: int) -> Any:  # noqa: N802
        """Opens the file."""
        result = opendnp3.FileOpenResult()
        known = name == "recipe.txt"
        result.status = opendnp3.FileStatus.SUCCESS if known else opendnp3.FileStatus.FILE_NOT_FOUND
        result.fileHandle, result.fileSize, result.maxBlockSize = 7, len(self.content), 512
        return result

    def ReadBlock(self, handle: int, number: int) -> Any:  # noqa: N802
        """The only block."""
        result = opendnp3.FileBlockResult()
        result.status, result.data, result.lastBlock = opendnp3.FileStatus.SUCCESS, list(self.content), True
        return result

    def WriteBlock(self, handle: int, number: int, last: bool, data: bytes) -> Any:  # noqa: N802
        """Forgets what is written."""
        return opendnp3.FileStatus.SUCCESS

    def CloseFile(self, handle: int, request: int) -> Any:  # noqa: N802
        """Closes it."""
        return opendnp3.FileStatus.SUCCESS

    def DeleteFile(self, name: str) -> Any:  # noqa: N802
        """Refuses."""
        return opendnp3.FileStatus.PERMISSION_DENIED

    def AuthenticateFile(self, user: str, password: str) -> Any:  # noqa: N802
        """Lets the operator in; a key of 0 lets nobody in."""
        result = opendnp3.OutstationFileAuthResult()
        known = user == "operator"
        result.status = opendnp3.FileStatus.SUCCESS if known else opendnp3.FileStatus.PERMISSION_DENIED
        result.authKey = 4711 if known else 0
        return result

    def GetFileInfo(self, name: str) -> Any:  # noqa: N802
        """Tells about the file."""
        result = opendnp3.FileCommandResult()
        result.status = opendnp3.FileStatus.SUCCESS
        return result


def _serve(over: str) -> Callable[[], None]:
    def serve() -> None:
        manager = opendnp3.DNP3Manager(1)
        channel = _channel(manager, over, is_master=False)
        config = opendnp3.OutstationStackConfig(opendnp3.DatabaseConfig(20))
        config.outstation.eventBufferConfig = opendnp3.EventBufferConfig.AllTypes(20)
        config.outstation.params.allowUnsolicited = True
        config.link.LocalAddr, config.link.RemoteAddr = OUTSTATION, MASTER
        outstation = channel.AddOutstation("outstation", Commands(), Application(), config, Files())
        outstation.Enable()
        time.sleep(3)
        value = 0.0
        while True:
            # What changes is reported without being asked.
            value += 1
            builder = opendnp3.UpdateBuilder()
            builder.Update(opendnp3.Analog(value), 3)
            outstation.Apply(builder.Build())
            time.sleep(2)

    return serve


def _channel(manager: Any, over: str, is_master: bool) -> Any:
    listener, retry = opendnp3.IChannelListener(), opendnp3.ChannelRetry.Default()
    own, other = (CLIENT_ADDRESS, SERVER_ADDRESS) if is_master else (SERVER_ADDRESS, CLIENT_ADDRESS)
    nothing = opendnp3.levels.NOTHING
    if over == "udp":
        ends = opendnp3.IPEndpoint(own, PORT), opendnp3.IPEndpoint(other, PORT)
        return manager.AddUDPChannel("line", nothing, retry, *ends, listener)
    if is_master:
        return manager.AddTCPClient("line", nothing, retry, [opendnp3.IPEndpoint(other, PORT)], own, listener)
    mode = opendnp3.ServerAcceptMode.CloseExisting
    return manager.AddTCPServer("line", nothing, mode, opendnp3.IPEndpoint(own, PORT), listener)


def _objects(group: int, first: int | None = None, count: int | None = None, **more: Any) -> dict[str, Any]:
    return {"unit": OUTSTATION, "table": TABLES[group], "first": first, "count": count, **more}


class Asking(opendnp3.IMasterApplication):
    """A master that waits for the end of each of its tasks."""

    def __init__(self, asked: Asked, over: str) -> None:
        super().__init__()
        self.asked, self.over = asked, f"{over}/{PORT}"
        self.done = threading.Event()
        self.refused = False
        self.result: Any = None
        self.master: Any = None

    def OnReceiveIIN(self, indications: Any) -> None:  # noqa: N802
        """What an answer says about its request."""
        bits = opendnp3.IINBit
        refusals = (bits.FUNC_NOT_SUPPORTED, bits.OBJECT_UNKNOWN, bits.PARAM_ERROR)
        # This comes behind the end of the task; reports of the outstation in between refuse nothing.
        self.refused = self.refused or any(indications.IsSet(bit) for bit in refusals)

    def OnTaskComplete(self, info: Any) -> None:  # noqa: N802
        """Called by the stack."""
        print("task", info.type, info.result, flush=True)
        self.done.set()

    def keep(self, result: Any = None) -> None:
        """Takes what a call gives back."""
        self.result = result
        self.done.set()

    def make(self, call: str, *arguments: Any) -> None:
        """Makes one call of the master, and waits until its task has ended."""
        self.done.clear()
        self.refused, self.result = False, None
        getattr(self.master, call)(*arguments)
        if not self.done.wait(10):
            raise TimeoutError(call)
        time.sleep(0.1)

    def ask(self, call: str, touched: list[dict[str, Any]], *arguments: Any, word: str | None = None) -> None:
        """Makes one call and logs it."""
        self.make(call, *arguments)
        success = opendnp3.FileStatus.SUCCESS
        self.log(word or call, touched, self.refused or getattr(self.result, "statusCode", success) != success)

    def log(self, word: str, touched: list[dict[str, Any]], refused: bool = False) -> None:
        """Logs a call, or what the stack does for it."""
        self.asked.write(word, *touched, to=SERVER_ADDRESS, over=self.over, refused=refused)

    def control(self, call: str, group: int, command: Any, index: int) -> None:
        """Makes one control; a selection that is refused is not followed by an operation."""
        self.make(call, command, index, self.keep)
        (point,) = self.result.to_list()
        refused = point.status != opendnp3.CommandStatus.SUCCESS
        word = "SelectAndOperate refused at once" if refused and call == "SelectAndOperate" else call
        self.log(word, [_objects(group, index, 1)], refused)


def _ask(over: str, time_sync: Any) -> Callable[[Asked], None]:
    def client(asked: Asked) -> None:
        manager = opendnp3.DNP3Manager(1)
        channel = _channel(manager, over, is_master=True)
        config = opendnp3.MasterStackConfig()
        config.link.LocalAddr, config.link.RemoteAddr = MASTER, OUTSTATION
        config.master.ignoreRestartIIN = True
        config.master.timeSyncMode = time_sync
        asking = Asking(asked, over)
        asking.master = channel.AddMaster("master", opendnp3.ISOEHandler(), asking, config)
        asking.log("Enable: reports off", [_objects(60)] * 3)
        asking.log("Enable: integrity poll", [_objects(60)] * 4)
        asking.log("Enable: reports on", [_objects(60)] * 3)
        first = "measure" if time_sync == opendnp3.TimeSyncMode.NonLAN else "record"
        asking.log(f"{time_sync}: {first}", [{"unit": OUTSTATION}])
        asking.log(f"{time_sync}: write", [_objects(50)])
        asking.master.Enable()
        time.sleep(2)
        for part in (_poll, _control, _write, _manage, _use_files):
            part(asking)
        # The outstation reports changes every other second.
        time.sleep(3)
        manager.Shutdown()

    return client


def _poll(asking: Asking) -> None:
    handler, header, kind = opendnp3.ISOEHandler(), opendnp3.Header, opendnp3.GroupVariationID
    asking.ask("ScanClasses", [_objects(60)] * 4, opendnp3.ClassField.AllClasses(), handler)
    asking.ask("ScanClasses", [_objects(60)] * 2, opendnp3.ClassField(False, True, True, False), handler)
    asking.ask("ScanAllObjects", [_objects(1)], kind(1, 2), handler)
    asking.ask("ScanRange", [_objects(30, 0, 10)], kind(30, 1), 0, 9, handler)
    several = [header.Range8(1, 2, 2, 5), header.AllObjects(20, 0), header.Range16(10, 2, 0, 19)]
    asking.ask("Scan", [_objects(1, 2, 4), _objects(20), _objects(10, 0, 20)], several, handler)
    # More than there are.
    asking.ask("ScanRange", [_objects(30, 0, 100)], kind(30, 1), 0, 99, handler)


def _control(asking: Asking) -> None:
    latch = opendnp3.ControlRelayOutputBlock(opendnp3.OperationType.LATCH_ON)
    pulse = opendnp3.ControlRelayOutputBlock(opendnp3.OperationType.PULSE_ON, opendnp3.TripCloseCode.TRIP)
    for call in ("SelectAndOperate", "DirectOperate"):
        asking.control(call, 12, latch, 3)
        asking.control(call, 12, pulse, 300)
        asking.control(call, 41, opendnp3.AnalogOutputInt16(100), 1)
        asking.control(call, 41, opendnp3.AnalogOutputInt32(-70000), 2)
        asking.control(call, 41, opendnp3.AnalogOutputFloat32(12.5), 4)
        asking.control(call, 41, opendnp3.AnalogOutputDouble64(-0.25), 5)
        asking.control(call, 12, latch, REFUSED)


def _write(asking: Asking) -> None:
    daily = opendnp3.TimeAndInterval(opendnp3.DNPTime(1_780_300_800_000), 1, opendnp3.IntervalUnits.Days)
    asking.ask("Write", [_objects(50, 2, 1)], daily, 2)
    bands = [
        opendnp3.IndexedAnalogInputDeadband(opendnp3.AnalogInputDeadband(value), index)
        for index, value in ((0, 1.0), (3, 2.5))
    ]
    asking.ask("WriteDeadBands", [_objects(34, 0, 1), _objects(34, 3, 1)], bands, asking.keep)


def _manage(asking: Asking) -> None:
    header, function = opendnp3.Header, opendnp3.FunctionCode
    for kind in opendnp3.FreezeType.__members__.values():
        word = f"Freeze {kind.name}"
        # Nobody answers the kinds without acknowledgement; the task ends all the same.
        asking.ask("Freeze", [_objects(20)], kind, [header.AllObjects(20, 0)], word=word)
        asking.ask("Freeze", [_objects(20, 2, 3)], kind, [header.Range8(20, 0, 2, 4)], word=word)
    for kind in opendnp3.RestartType.__members__.values():
        asking.ask("Restart", [{"unit": OUTSTATION}], kind, asking.keep, word=f"Restart {kind.name}")
    for called, headers, touched in (
        (function.DISABLE_UNSOLICITED, [header.AllObjects(60, 2)], [_objects(60)]),
        (function.ENABLE_UNSOLICITED, [header.AllObjects(60, 2)], [_objects(60)]),
        (function.ASSIGN_CLASS, [header.AllObjects(60, 3), header.Range8(1, 0, 0, 3)], [_objects(60), _objects(1, 0, 4)]),
        (function.INITIALIZE_DATA, [], [{"unit": OUTSTATION}]),
        (function.STOP_APPLICATION, [], [{"unit": OUTSTATION}]),
    ):  # fmt: skip
        word = f"PerformFunction {called.name}"
        asking.ask("PerformFunction", touched, called.name, called, headers, word=word)
    asking.ask("CheckLinkStatus", [{"unit": OUTSTATION}], asking.keep)


def _use_files(asking: Asking) -> None:
    asking.ask("ReadFile", [_objects(70)], "recipe.txt", asking.keep)
    asking.ask("WriteFile", [_objects(70)], "recipe.txt", b"speed=13\n", opendnp3.FilePermissions(), asking.keep)
    asking.ask("GetFileInfo", [_objects(70)], "recipe.txt", asking.keep)
    asking.ask("DeleteFile", [_objects(70)], "recipe.txt", asking.keep)
    asking.ask("AuthenticateFile", [_objects(70)], "operator", "dairy", asking.keep)
    asking.ask("AuthenticateFile", [_objects(70)], "guest", "guest", asking.keep)
    asking.ask("AbortFile", [_objects(70)], 7, asking.keep)


# Functions of which tshark shows no objects.
WHOLE = {"22", "28", "29", "30"}


def _seen(capture: Path) -> Counter[Key]:
    """Requests by function and object header, and link frames without data; not what no client can log."""
    found: Counter[Key] = Counter()
    names = ["dnp3.al.func", "dnp3.al.obj"]
    for functions, objects in tshark.fields(capture, "dnp3.ctl.dir == 1 && dnp3.al.func", names):
        if functions[0] == "0":
            continue
        groups = [] if functions[0] in WHOLE else [int(each, 0) >> 8 for each in objects]
        for group in groups or [0]:
            code = f"{functions[0]}.{group}" if group in (50, 70) and functions[0] in ("1", "2") else functions[0]
            found[code, TABLES.get(group, "-")] += 1
    for (function,) in tshark.fields(capture, "dnp3.ctl.dir == 1 && dnp3.len == 5", ["dnp3.ctl.prifunc"]):
        found[f"p{int(function[0], 0)}", "-"] += 1
    return found


def _told(entries: list[dict[str, Any]]) -> list[Key]:
    if entries[0]["code"] in WHOLE:
        return [(entries[0]["code"], "-")]
    # Objects with an index of their own share a header.
    keys = [(entry["code"], entry.get("table", "-")) for entry in entries]
    return sorted(set(keys)) if entries[0]["call"] == "WriteDeadBands" else keys


UNASKED = {
    "0": "confirmations, which the stacks send when they see fit",
    "130": "what the outstation reports without being asked",
}
STACKS = ("yadnp3", "yadnp3")
RECORDINGS = [
    Recording(
        name=f"master-{over}",
        protocol="dnp3",
        about=f"Polls, controls, writes, freezes, restarts, files and link status over {over.upper()}, with refusals.",
        hosts=pair(_serve(over), _ask(over, time_sync), f"{over}/{PORT}", STACKS),
        check=CrossCheck(_seen, _told),
        unasked=UNASKED,
    )
    for over, time_sync in (("tcp", opendnp3.TimeSyncMode.NonLAN), ("udp", opendnp3.TimeSyncMode.LAN))
]
