"""BACnet/IP with bacpypes3 on both sides."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bacpypes3 import apdu, basetypes
from bacpypes3.app import Application
from bacpypes3.basetypes import (
    DateTime,
    ProgramRequest,
    PropertyReference,
    PropertyValue,
    ReadAccessSpecification,
    TimeStamp,
    WriteAccessSpecification,
)  # fmt: skip
from bacpypes3.comm import bind
from bacpypes3.constructeddata import Any as AnyValue
from bacpypes3.ipv4.app import BBMDApplication, ForeignApplication, NormalApplication
from bacpypes3.ipv4.bvll import DeleteForeignDeviceTableEntry
from bacpypes3.ipv4.service import BVLLServiceElement
from bacpypes3.local.analog import AnalogValueObject
from bacpypes3.local.binary import BinaryValueObject
from bacpypes3.local.device import DeviceObject
from bacpypes3.object import FileObject, ProgramObject
from bacpypes3.pdu import Address, IPv4Address, LocalBroadcast
from bacpypes3.primitivedata import Date, ObjectIdentifier, Real, Time
from bacpypes3.service.device import DeviceCommunicationControlServices

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import CLIENT_ADDRESS, SERVER_ADDRESS, CrossCheck, Key, Recording, pair

PORT = 47808
OVER = f"udp/{PORT}"
BROADCAST = "10.99.0.255"
DEVICE, CLIENT_DEVICE = 3001, 4001
SERVER = Address(SERVER_ADDRESS)


class Controller(NormalApplication, DeviceCommunicationControlServices):
    """A controller."""


class Router(BBMDApplication):
    """A controller that also passes broadcasts on to other networks."""


def _device(number: int, name: str) -> DeviceObject:
    return DeviceObject(objectIdentifier=("device", number), objectName=name, vendorIdentifier=999)


def _serve(kind: type[Application]) -> Callable[[], None]:
    async def forever() -> None:
        application = kind(_device(DEVICE, "Filler"), IPv4Address(f"{SERVER_ADDRESS}/24"))
        level, other = (
            AnalogValueObject(
                objectIdentifier=("analog-value", number), objectName=name, presentValue=4.5, covIncrement=0.5,
                statusFlags=[0, 0, 0, 0], eventState="normal", outOfService=False, units="percent",
            )
            for number, name in ((1, "Level"), (4194302, "Other"))
        )  # fmt: skip
        valve = BinaryValueObject(
            objectIdentifier=("binary-value", 2), objectName="Valve", presentValue="inactive",
            statusFlags=[0, 0, 0, 0], eventState="normal", outOfService=False,
        )  # fmt: skip
        program = ProgramObject(objectIdentifier=("program", 1), objectName="Recipe", programChange="ready")
        file = FileObject(objectIdentifier=("file", 1), objectName="Log", fileType="text", fileSize=10)
        for each in (level, other, valve, program, file):
            application.add_object(each)
        await asyncio.Event().wait()

    return lambda: asyncio.run(forever())


def _object(kind: str, instance: int) -> dict[str, Any]:
    return {"table": kind, "first": instance, "count": 1}


def _id(touched: dict[str, Any]) -> ObjectIdentifier:
    return ObjectIdentifier((touched["table"], touched["first"]))


class Asking:
    """A client that logs each service that it asks for."""

    def __init__(self, asked: Asked, application: Application) -> None:
        self.asked, self.application = asked, application

    async def ask(self, request: Any, *touched: dict[str, Any], word: str = "") -> None:
        """Asks the controller for a service, and waits for what it says."""
        request.pduDestination = SERVER
        self.log(word or type(request).__name__, *touched, refused=not await self._accepted(request))

    async def _accepted(self, request: Any) -> bool:
        try:
            answer = await self.application.request(request)
        except apdu.ErrorRejectAbortNack as refusal:
            answer = refusal
        print(type(request).__name__, answer, flush=True)
        return not isinstance(answer, apdu.ErrorRejectAbortNack)

    async def broadcast(self, request: Any, *touched: dict[str, Any]) -> None:
        """Asks everybody; nobody has to answer."""
        request.pduDestination = LocalBroadcast()
        self.asked.write(type(request).__name__, *touched, to=BROADCAST, over=OVER)
        self.application.request(request)
        await asyncio.sleep(0.2)

    def log(self, call: str, *touched: dict[str, Any], refused: bool = False) -> None:
        """Logs a call that has been made."""
        self.asked.write(call, *touched, to=SERVER_ADDRESS, over=OVER, refused=refused)


LEVEL, OTHER, VALVE = _object("analog-value", 1), _object("analog-value", 4194302), _object("binary-value", 2)
PROGRAM, FILE = _object("program", 1), _object("file", 1)
CONTROLLER, MISSING = _object("device", DEVICE), _object("analog-input", 77)


async def _talk(asked: Asked) -> None:
    application = Controller(_device(CLIENT_DEVICE, "Station"), IPv4Address(f"{CLIENT_ADDRESS}/24"))
    asking = Asking(asked, application)
    await asyncio.sleep(0.3)
    await asking.broadcast(apdu.WhoIsRequest())
    await asking.broadcast(apdu.WhoIsRequest(deviceInstanceRangeLowLimit=3000, deviceInstanceRangeHighLimit=3999))
    await asking.broadcast(apdu.WhoHasRequest(object=basetypes.WhoHasObject(objectName="Level")))
    for part in (_read, _write, _subscribe, _manage, _alarms, _networks):
        await part(asking)
    await asyncio.sleep(0.5)


async def _read(asking: Asking) -> None:
    for touched, named in ((CONTROLLER, "object-name"), (LEVEL, "present-value"), (MISSING, "present-value")):
        request = apdu.ReadPropertyRequest(objectIdentifier=_id(touched), propertyIdentifier=named)
        await asking.ask(request, touched)
    wanted = [
        ReadAccessSpecification(
            objectIdentifier=_id(touched),
            listOfPropertyReferences=[PropertyReference(propertyIdentifier=named) for named in names],
        )
        for touched, names in (
            (LEVEL, ["present-value", "status-flags"]), (VALVE, ["present-value"]), (MISSING, ["object-name"]),
        )
    ]  # fmt: skip
    await asking.ask(apdu.ReadPropertyMultipleRequest(listOfReadAccessSpecs=wanted), LEVEL, VALVE, MISSING)
    request = apdu.ReadRangeRequest(objectIdentifier=_id(CONTROLLER), propertyIdentifier="object-list")
    await asking.ask(request, CONTROLLER)
    request = apdu.AtomicReadFileRequest(
        fileIdentifier=_id(FILE),
        accessMethod=basetypes.AtomicReadFileRequestAccessMethodChoice(
            streamAccess=basetypes.AtomicReadFileRequestAccessMethodChoiceStreamAccess(
                fileStartPosition=0, requestedOctetCount=10
            )
        ),
    )
    await asking.ask(request, FILE)


async def _write(asking: Asking) -> None:
    for touched, value in ((LEVEL, Real(6.5)), (MISSING, Real(1.0))):
        request = apdu.WritePropertyRequest(
            objectIdentifier=_id(touched), propertyIdentifier="present-value", propertyValue=AnyValue(value)
        )
        await asking.ask(request, touched)
    request = apdu.WritePropertyRequest(
        objectIdentifier=_id(PROGRAM), propertyIdentifier="program-change",
        propertyValue=AnyValue(ProgramRequest("load")),
    )  # fmt: skip
    await asking.ask(request, PROGRAM, word="WritePropertyRequest program-change")
    changes = [
        WriteAccessSpecification(
            objectIdentifier=_id(touched),
            listOfProperties=[PropertyValue(propertyIdentifier="present-value", value=AnyValue(Real(5.0)))],
        )
        for touched in (LEVEL, OTHER)
    ]
    await asking.ask(apdu.WritePropertyMultipleRequest(listOfWriteAccessSpecs=changes), LEVEL, OTHER)
    request = apdu.AtomicWriteFileRequest(
        fileIdentifier=_id(FILE),
        accessMethod=basetypes.AtomicWriteFileRequestAccessMethodChoice(
            streamAccess=basetypes.AtomicWriteFileRequestAccessMethodChoiceStreamAccess(
                fileStartPosition=0, fileData=b"recipe"
            )
        ),
    )
    await asking.ask(request, FILE)
    for kind in (apdu.AddListElementRequest, apdu.RemoveListElementRequest):
        request = kind(
            objectIdentifier=_id(LEVEL), propertyIdentifier="present-value", listOfElements=AnyValue(Real(1.0))
        )
        await asking.ask(request, LEVEL)
    created = apdu.CreateObjectRequest(
        objectSpecifier=basetypes.CreateObjectRequestObjectSpecifier(
            objectIdentifier=ObjectIdentifier(("analog-value", 9))
        )
    )
    await asking.ask(created, _object("analog-value", 9))
    await asking.ask(apdu.DeleteObjectRequest(objectIdentifier=_id(VALVE)), VALVE)


async def _subscribe(asking: Asking) -> None:
    for confirmed, number in ((True, 1), (False, 2)):
        request = apdu.SubscribeCOVRequest(
            subscriberProcessIdentifier=number, monitoredObjectIdentifier=_id(LEVEL),
            issueConfirmedNotifications=confirmed, lifetime=60,
        )  # fmt: skip
        await asking.ask(request, LEVEL)
    await asyncio.sleep(0.3)
    request = apdu.WritePropertyRequest(
        objectIdentifier=_id(LEVEL), propertyIdentifier="present-value", propertyValue=AnyValue(Real(9.5))
    )
    await asking.ask(request, LEVEL)
    await asyncio.sleep(0.5)
    await asking.ask(
        apdu.SubscribeCOVRequest(subscriberProcessIdentifier=1, monitoredObjectIdentifier=_id(LEVEL)), LEVEL
    )
    request = apdu.SubscribeCOVPropertyRequest(
        subscriberProcessIdentifier=3, monitoredObjectIdentifier=_id(VALVE), issueConfirmedNotifications=False,
        lifetime=60, monitoredPropertyIdentifier="present-value",
    )  # fmt: skip
    await asking.ask(request, VALVE)


async def _manage(asking: Asking) -> None:
    now = DateTime(date=Date("2026-6-1"), time=Time("08:00:00"))
    await asking.ask(apdu.TimeSynchronizationRequest(time=now))
    await asking.ask(apdu.UTCTimeSynchronizationRequest(time=now))
    await asking.ask(apdu.ReinitializeDeviceRequest(reinitializedStateOfDevice="warmstart", password="dairy"))
    request = apdu.ConfirmedPrivateTransferRequest(vendorID=999, serviceNumber=1)
    await asking.ask(request)
    await asking.ask(apdu.UnconfirmedPrivateTransferRequest(vendorID=999, serviceNumber=1))
    # It refuses both, for want of a password.
    for state in ("disable", "enable"):
        await asking.ask(apdu.DeviceCommunicationControlRequest(timeDuration=1, enableDisable=state))


async def _alarms(asking: Asking) -> None:
    await asking.ask(apdu.GetAlarmSummaryRequest())
    await asking.ask(apdu.GetEventInformationRequest())
    request = apdu.AcknowledgeAlarmRequest(
        acknowledgingProcessIdentifier=1, eventObjectIdentifier=_id(LEVEL), eventStateAcknowledged="high-limit",
        timeStamp=TimeStamp(sequenceNumber=1), acknowledgmentSource="operator",
        timeOfAcknowledgment=TimeStamp(sequenceNumber=2),
    )  # fmt: skip
    await asking.ask(request, LEVEL)
    request = apdu.LifeSafetyOperationRequest(
        requestingProcessIdentifier=1, requestingSource="operator", request="silence"
    )
    await asking.ask(request)


async def _networks(asking: Asking) -> None:
    asking.asked.write("who_is_router_to_network", to=BROADCAST, over=OVER)
    # Nobody answers the first.
    asking.application.nse.who_is_router_to_network(network=7)
    await asyncio.sleep(0.5)
    asking.asked.write("what_is_network_number", to=BROADCAST, over=OVER)
    asking.application.nse.what_is_network_number()
    await asyncio.sleep(0.5)


async def _talk_across(asked: Asked) -> None:
    """A foreign device registers, and then broadcasts through the router; a station changes its tables."""
    foreign = ForeignApplication(_device(CLIENT_DEVICE, "Station"), IPv4Address(f"{CLIENT_ADDRESS}/24"))
    asking = Asking(asked, foreign)
    asking.log("register")
    foreign.register(IPv4Address(SERVER_ADDRESS), 60)
    await asyncio.sleep(0.5)
    request = apdu.ReadPropertyRequest(objectIdentifier=_id(LEVEL), propertyIdentifier="present-value")
    await asking.ask(request, LEVEL)
    request = apdu.WhoIsRequest()
    request.pduDestination = LocalBroadcast()
    # What is to be broadcast goes to the router first.
    asking.log("WhoIsRequest")
    foreign.request(request)
    await asyncio.sleep(0.5)
    tables = BVLLServiceElement()
    bind(tables, foreign.foreign)
    server = IPv4Address(SERVER_ADDRESS)
    calls: list[tuple[str, Callable[[], Awaitable[Any]]]] = [
        ("read_broadcast_distribution_table", lambda: tables.read_broadcast_distribution_table(server)),
        ("write_broadcast_distribution_table", lambda: tables.write_broadcast_distribution_table(
            server, [IPv4Address(f"{SERVER_ADDRESS}/24")])),
        ("read_foreign_device_table", lambda: tables.read_foreign_device_table(server)),
    ]  # fmt: skip
    for word, call in calls:
        print(word, await asyncio.wait_for(call(), 5), flush=True)
        asking.log(word)
    asking.log("DeleteForeignDeviceTableEntry")
    gone = DeleteForeignDeviceTableEntry(IPv4Address(f"{CLIENT_ADDRESS}:47808"), destination=server)
    await foreign.foreign.request(gone)
    await asyncio.sleep(0.5)


TYPES = {0: "analog-input", 2: "analog-value", 5: "binary-value", 8: "device", 10: "file", 16: "program"}


def _seen(capture: Path) -> Counter[Key]:
    """Services of the client by their choice, network messages, and functions of the virtual link."""
    found: Counter[Key] = Counter()
    names = [
        "bvlc.function", "bacapp.type", "bacapp.confirmed_service", "bacapp.unconfirmed_service", "bacnet.mesgtyp",
        "bacapp.property_identifier", "bacapp.objectType", "bacapp.instance_number",
    ]  # fmt: skip
    for functions, types, confirmed, unconfirmed, messages, properties, kinds, instances in tshark.fields(
        capture, f"bvlc && ip.src == {CLIENT_ADDRESS}", names
    ):
        for function in functions:
            if int(function, 0) not in (0x0A, 0x0B, 0x09, 0):
                found[f"b{int(function, 0)}",] += 1
        for kind in types:
            if int(kind) == 0:
                program = confirmed[0] == "15" and properties[:1] == ["90"]
                code = f"c{confirmed[0]}" + (".90" if program else "")
                found[code,] += 1
                for object_type, instance in zip(kinds, instances, strict=True):
                    found[code, TYPES[int(object_type)], int(instance)] += 1
            elif int(kind) == 1:
                found[f"u{unconfirmed[0]}",] += 1
        for message in messages:
            found[f"n{int(message, 0)}",] += 1
    return +found


def _told(entries: list[dict[str, Any]]) -> list[Key]:
    objects: list[Key] = [(entry["code"], entry["table"], entry["first"]) for entry in entries if "table" in entry]
    return [(entries[0]["code"],), *objects]


UNASKED = {
    "c1": "changes of value, which the controller reports to its subscribers",
    "u2": "the same without confirmation",
    "u0": "answers to Who-Is",
    "u1": "answers to Who-Has",
    "n19": "answers to What-Is-Network-Number",
}
STACKS = ("bacpypes3", "bacpypes3")
RECORDINGS = [
    Recording(
        name="services",
        protocol="bacnet",
        about="Every service of bacpypes3 once; the controller knows some of them, and refuses the others.",
        hosts=pair(_serve(Controller), lambda asked: asyncio.run(_talk(asked)), OVER, STACKS),
        check=CrossCheck(_seen, _told),
        unasked=UNASKED,
    ),
    Recording(
        name="virtual-link",
        protocol="bacnet",
        about="A foreign device registers, broadcasts through the controller, and reads and changes its tables.",
        hosts=pair(_serve(Router), lambda asked: asyncio.run(_talk_across(asked)), OVER, STACKS),
        check=CrossCheck(_seen, _told),
        unasked=UNASKED,
    ),
]
