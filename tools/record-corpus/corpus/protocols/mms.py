"""MMS, as IEC 61850 uses it, with libiec61850 on both sides through pyiec61850-ng."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from pyiec61850 import pyiec61850 as iec

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import SERVER_ADDRESS, CrossCheck, Key, Recording, pair

PORT = 102
OVER = f"tcp/{PORT}"
DOMAIN = "FillerCtrl"
CONTROLS = {
    "SPCSO1": iec.CDC_CTL_MODEL_DIRECT_NORMAL,
    "SPCSO2": iec.CDC_CTL_MODEL_SBO_NORMAL | iec.CDC_CTL_MODEL_HAS_CANCEL,
    "SPCSO3": iec.CDC_CTL_MODEL_DIRECT_ENHANCED,
    "SPCSO4": iec.CDC_CTL_MODEL_SBO_ENHANCED | iec.CDC_CTL_MODEL_HAS_CANCEL,
}


def _serve() -> None:
    """A device with measured values, a set point, four kinds of control, a data set, reports and files."""
    model = iec.IedModel_create("Filler")
    device = iec.LogicalDevice_create("Ctrl", model)
    zero, points = iec.LogicalNode_create("LLN0", device), iec.LogicalNode_create("GGIO1", device)
    parent = iec.toModelNode(points)
    level = iec.CDC_MV_create("AnIn1", parent, 0, False)
    iec.CDC_SPS_create("Ind1", parent, 0)
    iec.CDC_ASG_create("SetLevel", parent, 0, False)
    for name, control in CONTROLS.items():
        iec.CDC_SPC_create(name, parent, 0, control)
    values = iec.DataSet_create("values", zero)
    for entry in ("GGIO1$MX$AnIn1$mag$f", "GGIO1$ST$Ind1$stVal"):
        iec.DataSetEntry_create(values, entry, -1, None)
    triggers = iec.TRG_OPT_DATA_CHANGED | iec.TRG_OPT_INTEGRITY | iec.TRG_OPT_GI
    fields = iec.RPT_OPT_SEQ_NUM | iec.RPT_OPT_TIME_STAMP | iec.RPT_OPT_REASON_FOR_INCLUSION
    iec.ReportControlBlock_create("urcb01", zero, "report", False, "values", 1, triggers, fields, 0, 0)
    folder = Path(tempfile.mkdtemp())
    (folder / "recipe.txt").write_text("speed=12.5\n")
    (folder / "old.txt").write_text("speed=1\n")
    server = iec.IedServer_create(model)
    iec.IedServer_setFilestoreBasepath(server, f"{folder}/")
    iec.IedServer_setWriteAccessPolicy(server, iec.IEC61850_FC_SP, iec.ACCESS_POLICY_ALLOW)
    iec.IedServer_start(server, PORT)
    attribute = iec.toDataAttribute(iec.ModelNode_getChild(iec.toModelNode(level), "mag.f"))
    value = 0.0
    while True:
        value += 1
        iec.IedServer_updateFloatAttributeValue(server, attribute, value)
        time.sleep(1)


class Asking:
    """A client that logs each service that it asks for."""

    def __init__(self, asked: Asked, connection: Any) -> None:
        self.asked, self.connection = asked, connection

    def ask(self, call: str, *arguments: Any, name: str | None = None) -> Any:
        """Makes one call of the MMS client."""
        error = iec.MmsError_create()
        result = getattr(iec, f"MmsConnection_{call}")(self.connection, error, *arguments)
        code = iec.MmsError_getValue(error)
        failed = code != 0 or (call == "readVariable" and iec.MmsValue_getType(result) == iec.MMS_DATA_ACCESS_ERROR)
        failed = failed or (call == "writeVariable" and result not in (-1, iec.DATA_ACCESS_ERROR_SUCCESS))
        print(call, arguments, result, code, flush=True)
        self.log(f"MmsConnection_{call}", failed, name)
        return result

    def log(self, word: str, refused: bool = False, name: str | None = None) -> None:
        """Logs a call that has been made."""
        self.asked.write(word, {"name": name} if name else {}, to=SERVER_ADDRESS, over=OVER, refused=refused)


def _services(asked: Asked) -> None:
    asking = Asking(asked, iec.MmsConnection_create())
    asking.ask("connect", SERVER_ADDRESS, PORT)
    asking.ask("identify")
    for call in ("getDomainNames", "getVMDVariableNames"):
        asking.ask(call)
    for call in ("getDomainVariableNames", "getDomainVariableListNames", "getDomainJournals"):
        asking.ask(call, DOMAIN)
    level, single = "GGIO1$MX$AnIn1$mag$f", "GGIO1$ST$Ind1"
    asking.ask("getVariableAccessAttributes", DOMAIN, "GGIO1", name="GGIO1")
    for item in (level, single, "GGIO1$MX$Nothing"):
        asking.ask("readVariable", DOMAIN, item, name=item)
    point = "GGIO1$SP$SetLevel$setMag$f"
    asking.ask("writeVariable", DOMAIN, point, iec.MmsValue_newFloat(6.5), name=point)
    asking.ask("writeVariable", DOMAIN, "GGIO1$SP$Nothing", iec.MmsValue_newFloat(1.0), name="GGIO1$SP$Nothing")
    items = iec.LinkedList_create()
    for item in (level, "GGIO1$ST$Ind1$stVal"):
        iec.LinkedList_add(items, iec.MmsVariableAccessSpecification_create(DOMAIN, item))
    asking.ask("defineNamedVariableList", DOMAIN, "LLN0$mine", items, name="LLN0$mine")
    asking.ask("readNamedVariableListDirectory", DOMAIN, "LLN0$values", None, name="LLN0$values")
    for listed in ("LLN0$mine", "LLN0$values"):
        asking.ask("readNamedVariableListValues", DOMAIN, listed, True, name=listed)
    asking.ask("deleteNamedVariableList", DOMAIN, "LLN0$mine", name="LLN0$mine")
    asking.ask("conclude")


def _reference(name: str) -> str:
    return f"{DOMAIN}/GGIO1.{name}"


class Operator:
    """A client that controls objects, as IEC 61850 maps it onto MMS."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.connection = iec.IedConnection_create()
        _, error = iec.IedConnection_connect(self.connection, SERVER_ADDRESS, PORT)
        if error != 0:
            raise ConnectionError(error)
        self.log("IedConnection_connect")

    def leave(self) -> None:
        """Ends the association, and then the connection."""
        iec.IedConnection_release(self.connection)
        self.log("IedConnection_release")
        iec.IedConnection_close(self.connection)

    def log(self, word: str, name: str | None = None, refused: bool = False) -> None:
        """Logs a call that has been made."""
        self.asked.write(word, {"name": name} if name else {}, to=SERVER_ADDRESS, over=OVER, refused=refused)

    def control(self, name: str, *steps: str) -> None:
        """Makes an object of the control, and takes the steps with it."""
        control = iec.ControlObjectClient_create(_reference(name), self.connection)
        self.log("ControlObjectClient_create", name)
        for step in steps:
            value = iec.MmsValue_newBoolean(True)
            arguments = {"select": [], "selectWithValue": [value], "cancel": [], "operate": [value, 0]}[step]
            accepted = getattr(iec, f"ControlObjectClient_{step}")(control, *arguments)
            print(name, step, accepted, flush=True)
            self.log(f"ControlObjectClient_{step}", name, not accepted)
        iec.ControlObjectClient_destroy(control)


def _controls(asked: Asked) -> None:
    operator = Operator(asked)
    operator.control("SPCSO1", "operate")
    operator.control("SPCSO2", "select", "operate")
    operator.control("SPCSO2", "select", "cancel")
    operator.control("SPCSO3", "operate")
    operator.control("SPCSO4", "selectWithValue", "operate")
    operator.control("SPCSO4", "selectWithValue", "cancel")
    # Refused: nobody has selected it.
    operator.control("SPCSO2", "operate")
    time.sleep(0.5)
    operator.leave()


def _reports(asked: Asked) -> None:
    operator = Operator(asked)
    connection, block = operator.connection, f"{DOMAIN}/LLN0.RP.urcb01"
    values = iec.ClientReportControlBlock_create(block)
    _, error = iec.IedConnection_getRCBValues(connection, block, values)
    operator.log("IedConnection_getRCBValues", block, error != 0)
    iec.ClientReportControlBlock_setRptEna(values, True)
    _, error = iec.IedConnection_setRCBValues(connection, values, iec.RCB_ELEMENT_RPT_ENA, True)
    operator.log("IedConnection_setRCBValues", block, error != 0)
    _, error = iec.IedConnection_triggerGIReport(connection, block)
    operator.log("IedConnection_triggerGIReport", block, error != 0)
    time.sleep(2.5)
    operator.leave()


def _files(asked: Asked) -> None:
    operator = Operator(asked)
    connection = operator.connection
    _, error = iec.IedConnection_getFileDirectory(connection, "/")
    operator.log("IedConnection_getFileDirectory", refused=error != 0)
    error = iec.MmsError_create()
    client = iec.IedConnection_getMmsConnection(connection)
    (asked.work / "recipe.txt").unlink(missing_ok=True)
    downloaded = iec.MmsConnection_downloadFile(client, error, "recipe.txt", str(asked.work / "recipe.txt"))
    operator.log("MmsConnection_downloadFile", "recipe.txt", not downloaded)
    iec.MmsConnection_fileRename(client, error, "recipe.txt", "new.txt")
    operator.log("MmsConnection_fileRename", "recipe.txt", iec.MmsError_getValue(error) != 0)
    for name in ("old.txt", "nothing.txt"):
        _, failed = iec.IedConnection_deleteFile(connection, name)
        operator.log("IedConnection_deleteFile", name, failed != 0)
    # The device fetches the file from the client: it asks in turn.
    (asked.work / "load.txt").write_text("speed=13\n")
    iec.IedConnection_setFilestoreBasepath(connection, f"{asked.work}/")
    _, error = iec.IedConnection_setFile(connection, "load.txt", "load.txt")
    operator.log("IedConnection_setFile", "load.txt", error != 0)
    operator.leave()


def _seen(capture: Path) -> Counter[Key]:
    """Confirmed services of the client by their tag, with the control object that is named last, and the associations."""
    found: Counter[Key] = Counter()
    names = [
        "mms.confirmedServiceRequest",
        "mms.itemId",
        "mms.initiate_RequestPDU_element",
        "mms.conclude_RequestPDU_element",
    ]
    for services, items, initiates, concludes in tshark.fields(capture, f"mms && tcp.dstport == {PORT}", names):
        for service in services:
            last = (
                next((part.lower() for part in reversed(items[0].split("$")) if part in CONTROL_PARTS), "")
                if items
                else ""
            )
            found[f"{service}.{last}" if last else service,] += 1
        found["p8",] += len(initiates)
        found["p11",] += len(concludes)
    return +found


CONTROL_PARTS = ("Oper", "SBO", "SBOw", "Cancel")
UNASKED = {"u0": "what the device reports, and the end of a control with enhanced security"}
STACKS = ("pyiec61850-ng", "pyiec61850-ng")
CHECK = CrossCheck(_seen, lambda entries: [(entry["code"],) for entry in entries])
RECORDINGS = [
    Recording(
        name=name,
        protocol="mms",
        about=about,
        hosts=pair(_serve, client, OVER, STACKS, wire=0.01),
        check=CHECK,
        unasked=UNASKED,
    )
    for name, about, client in (
        ("services", "Names, types, reading, writing and lists of variables, with refusals.", _services),
        (
            "controls",
            "The four control models of IEC 61850: select, operate, cancel, and an operation without selection.",
            _controls,
        ),
        ("reports", "A report is enabled, asked for, and comes with each change.", _reports),
        ("files", "Files are listed, read, renamed, deleted and written.", _files),
    )
]
