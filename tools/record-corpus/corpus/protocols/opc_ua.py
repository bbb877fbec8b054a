"""OPC UA binary with asyncua on both sides: without security, signed, and signed and encrypted."""

from __future__ import annotations

import asyncio
import datetime
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from asyncua import Client, Server, ua
from asyncua.crypto import security_policies
from asyncua.crypto.cert_gen import setup_self_signed_certificate
from asyncua.crypto.permission_rules import SimpleRoleRuleset
from asyncua.server.user_managers import User, UserManager, UserRole
from cryptography.x509.oid import ExtendedKeyUsageOID

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import SERVER_ADDRESS, CrossCheck, Key, Recording, pair

PORT = 4840
URL = f"opc.tcp://{SERVER_ADDRESS}:{PORT}/dairy/"
SPACE = 2
SPEED, COUNT, RECIPE, LOCKED, RESET, FILLER = 6101, 6102, 6103, 6104, 6201, 6100
NAMED = "Filler.Temperature"
MISSING = 9999
POLICY = security_policies.SecurityPolicyBasic256Sha256
Mode = ua.MessageSecurityMode


class Everyone(UserManager):
    """Lets clients in as administrators, so that they may change the address space."""

    def get_user(self, iserver: Any, username: Any = None, password: Any = None, certificate: Any = None) -> User:
        """The one user."""
        return User(role=UserRole.Admin)


async def _certificate(folder: Path, name: str, use: Any) -> tuple[Path, Path]:
    """A key and a certificate for one run."""
    key, certificate = folder / f"{name}.pem", folder / f"{name}.der"
    names = {"commonName": f"{name}.dairy.example", "organizationName": "Dairy North", "countryName": "DE"}
    await setup_self_signed_certificate(
        key, certificate, f"urn:dairy.example:{name}", f"{name}.dairy.example", [use], names
    )
    return key, certificate


def _serve() -> None:
    asyncio.run(_run_server())


async def _run_server() -> None:
    server = Server(user_manager=Everyone())
    await server.init()
    server.set_endpoint(f"opc.tcp://0.0.0.0:{PORT}/dairy/")
    server.set_server_name("Filler")
    await server.set_application_uri("urn:dairy.example:server")
    key, certificate = await _certificate(Path(tempfile.mkdtemp()), "server", ExtendedKeyUsageOID.SERVER_AUTH)
    await server.load_certificate(str(certificate))
    await server.load_private_key(str(key))
    policies = ua.SecurityPolicyType
    server.set_security_policy(
        [policies.NoSecurity, policies.Basic256Sha256_Sign, policies.Basic256Sha256_SignAndEncrypt],
        permission_ruleset=SimpleRoleRuleset(),
    )
    assert await server.register_namespace("urn:dairy.example:filler") == SPACE
    filler = await server.nodes.objects.add_object(ua.NodeId(FILLER, SPACE), "Filler")
    speed = await filler.add_variable(ua.NodeId(SPEED, SPACE), "Speed", 12.5)
    count = await filler.add_variable(ua.NodeId(COUNT, SPACE), "Count", 4711)
    recipe = await filler.add_variable(ua.NodeId(RECIPE, SPACE), "Recipe", b"")
    await filler.add_variable(ua.NodeId(LOCKED, SPACE), "Locked", 1)
    named = await filler.add_variable(ua.NodeId(NAMED, SPACE), "Temperature", 4.2)
    await filler.add_method(ua.NodeId(RESET, SPACE), "Reset", _reset, [ua.VariantType.Int32], [ua.VariantType.Boolean])
    for node in (speed, count, recipe, named):
        await node.set_writable()
    await server.historize_node_data_change(speed, period=None, count=10)
    async with server:
        await asyncio.Event().wait()


async def _reset(_parent: Any, _number: Any) -> list[ua.Variant]:
    return [ua.Variant(True, ua.VariantType.Boolean)]


def _node(identifier: int | str, space: int = SPACE, **more: Any) -> dict[str, Any]:
    """A node by its number, or by its text."""
    if isinstance(identifier, str):
        return {"unit": space, "name": identifier, **more}
    return {"unit": space, "first": identifier, "count": 1, **more}


def _id(touched: dict[str, Any]) -> ua.NodeId:
    return ua.NodeId(touched["first"] if "first" in touched else touched["name"], touched["unit"])


class Asking:
    """A client that makes requests one by one, without the keep-alives that asyncua would add."""

    def __init__(self, asked: Asked, client: Client) -> None:
        self.asked, self.client = asked, client
        self.hidden = False

    async def ask(self, call: str, touched: list[dict[str, Any]], *arguments: Any, on: Any = None) -> Any:
        """Makes one request; each object is refused if its own status is bad, all if the service fails."""
        hidden = {"hidden": True} if self.hidden else {}
        told = [dict(each) for each in touched]
        refused = False
        try:
            result = await getattr(on or self.client.uaclient, call)(*arguments)
            if isinstance(result, list) and touched:
                for entry, answer in zip(told, result, strict=True):
                    entry["refused"] = _is_bad(answer)
            return result
        except ua.UaStatusCodeError as fault:
            refused = True
            print(f"{call}: {fault}", flush=True)
            return None
        finally:
            self.asked.write(call, *told, to=SERVER_ADDRESS, over=f"tcp/{PORT}", refused=refused, **hidden)


def _is_bad(answer: Any) -> bool:
    status = getattr(answer, "StatusCode_", None) or getattr(answer, "StatusCode", None) or answer
    return isinstance(status, ua.StatusCode) and not status.is_good()


async def _open(asking: Asking) -> None:
    """Socket, hello, channel, session: what `Client.connect` does, step by step."""
    client = asking.client
    await client.connect_socket()
    await asking.ask("send_hello", [], on=client)
    await asking.ask("open_secure_channel", [], on=client)
    # The messages of an encrypted channel show nothing but their type.
    asking.hidden = client.security_policy.Mode == Mode.SignAndEncrypt
    await asking.ask("create_session", [], on=client)
    await asking.ask("activate_session", [], on=client)


async def _close(asking: Asking) -> None:
    await asking.ask("close_session", [], on=asking.client)
    # The message type tells this one even where its content is encrypted.
    asking.hidden = False
    await asking.ask("close_secure_channel", [], on=asking.client)
    asking.client.disconnect_socket()


async def _discover(asked: Asked) -> None:
    """A channel without a session, as clients open it to find endpoints."""
    asking = Asking(asked, Client(URL))
    await asking.client.connect_socket()
    await asking.ask("send_hello", [], on=asking.client)
    await asking.ask("open_secure_channel", [], on=asking.client)
    await asking.ask("find_servers", [], on=asking.client)
    await asking.ask("get_endpoints", [], on=asking.client)
    await asking.ask("close_secure_channel", [], on=asking.client)
    asking.client.disconnect_socket()


async def _read_and_write(asking: Asking) -> None:
    speed, count, named, missing = _node(SPEED), _node(COUNT), _node(NAMED), _node(MISSING)
    state = _node(ua.ObjectIds.Server_ServerStatus_State, 0)
    for touched in ([speed], [speed, count, named, missing], [state]):
        values = [ua.ReadValueId(_id(each), ua.AttributeIds.Value) for each in touched]
        await asking.ask("read", touched, ua.ReadParameters(NodesToRead=values))
    names = ua.ReadParameters(NodesToRead=[ua.ReadValueId(_id(count), ua.AttributeIds.DisplayName)])
    await asking.ask("read", [count], names)
    now = datetime.datetime.now(datetime.timezone.utc)
    changes = [(speed, 13.5), (count, 1), (named, 5.0), (_node(LOCKED), 2), (missing, 1)]
    for chosen in (changes[:1], changes):
        values = [
            ua.WriteValue(_id(each), ua.AttributeIds.Value, Value=ua.DataValue(ua.Variant(value), SourceTimestamp=now))
            for each, value in chosen
        ]
        await asking.ask("write", [each for each, _ in chosen], ua.WriteParameters(NodesToWrite=values))


async def _look_around(asking: Asking) -> None:
    objects, filler = _node(ua.ObjectIds.ObjectsFolder, 0), _node(FILLER)

    def browse(touched: list[dict[str, Any]], most: int) -> ua.BrowseParameters:
        wanted = [
            ua.BrowseDescription(NodeId=_id(each), BrowseDirection=ua.BrowseDirection.Forward, ResultMask=63)
            for each in touched
        ]
        return ua.BrowseParameters(RequestedMaxReferencesPerNode=most, NodesToBrowse=wanted)

    await asking.ask("browse", [objects], browse([objects], 0))
    await asking.ask("browse", [objects, filler, _node(MISSING)], browse([objects, filler, _node(MISSING)], 0))
    results = await asking.ask("browse", [filler], browse([filler], 2))
    points = ua.BrowseNextParameters(ContinuationPoints=[results[0].ContinuationPoint or b"none"])
    await asking.ask("browse_next", [], points)
    element = ua.RelativePathElement(
        ReferenceTypeId=ua.NodeId(ua.ObjectIds.HierarchicalReferences), IncludeSubtypes=True,
        TargetName=ua.QualifiedName("Filler", SPACE),
    )  # fmt: skip
    path = ua.BrowsePath(_id(objects), ua.RelativePath([element]))
    await asking.ask("translate_browsepaths_to_nodeids", [objects], [path])
    registered = [_node(SPEED), _node(COUNT)]
    await asking.ask("register_nodes", registered, [_id(each) for each in registered])
    await asking.ask("unregister_nodes", registered, [_id(each) for each in registered])


async def _act(asking: Asking) -> None:
    # A call is of the method; the object it is called on is the filler.
    for method, arguments in ((_node(RESET), [ua.Variant(3, ua.VariantType.Int32)]), (_node(MISSING), [])):
        wanted = ua.CallMethodRequest(ua.NodeId(FILLER, SPACE), _id(method), arguments)
        await asking.ask("call", [method], [wanted])
    now = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)
    details = ua.ReadRawModifiedDetails(
        IsReadModified=False, StartTime=now - datetime.timedelta(days=3650), EndTime=now, NumValuesPerNode=5,
        ReturnBounds=False,
    )  # fmt: skip
    speed = _node(SPEED)
    wanted = ua.HistoryReadParameters(
        HistoryReadDetails=details, TimestampsToReturn=ua.TimestampsToReturn.Source,
        NodesToRead=[ua.HistoryReadValueId(NodeId=_id(speed))],
    )  # fmt: skip
    await asking.ask("history_read", [speed], wanted)
    added = _node(3000)
    item = ua.AddNodesItem(
        ParentNodeId=ua.NodeId(FILLER, SPACE), ReferenceTypeId=ua.NodeId(ua.ObjectIds.Organizes),
        RequestedNewNodeId=_id(added), BrowseName=ua.QualifiedName("Cip", SPACE), NodeClass=ua.NodeClass.Object,
        NodeAttributes=ua.ObjectAttributes(DisplayName=ua.LocalizedText("Cip")),
        TypeDefinition=ua.NodeId(ua.ObjectIds.FolderType),
    )  # fmt: skip
    await asking.ask("add_nodes", [added], [item])
    gone = ua.DeleteNodesParameters(
        [ua.DeleteNodesItem(_id(added), True), ua.DeleteNodesItem(_id(_node(MISSING)), True)]
    )
    await asking.ask("delete_nodes", [added, _node(MISSING)], gone)


async def _subscribe(asking: Asking) -> None:
    """asyncua publishes on its own as soon as there is a subscription: those requests are not logged."""
    parameters = ua.CreateSubscriptionParameters(
        RequestedPublishingInterval=200, RequestedLifetimeCount=10000, RequestedMaxKeepAliveCount=3000,
        MaxNotificationsPerPublish=100, PublishingEnabled=True, Priority=0,
    )  # fmt: skip
    created = await asking.ask("create_subscription", [], parameters, lambda _: None)
    number = created.SubscriptionId
    watched = [_node(SPEED), _node(NAMED), _node(MISSING)]
    items = [
        ua.MonitoredItemCreateRequest(
            ua.ReadValueId(_id(each), ua.AttributeIds.Value), ua.MonitoringMode.Reporting,
            ua.MonitoringParameters(handle, 100, None, 1, True),
        )
        for handle, each in enumerate(watched)
    ]  # fmt: skip
    wanted = ua.CreateMonitoredItemsParameters(number, ua.TimestampsToReturn.Both, items)
    results = await asking.ask("create_monitored_items", watched, wanted)
    item = results[0].MonitoredItemId
    slower = ua.MonitoredItemModifyRequest(item, ua.MonitoringParameters(0, 500, None, 1, True))
    modified = ua.ModifyMonitoredItemsParameters(number, ua.TimestampsToReturn.Both, [slower])
    await asking.ask("modify_monitored_items", [], modified)
    await asking.ask(
        "set_monitoring_mode", [], ua.SetMonitoringModeParameters(number, ua.MonitoringMode.Disabled, [item])
    )
    await asking.ask("set_publishing_mode", [], ua.SetPublishingModeParameters(True, [number]))
    changed = ua.ModifySubscriptionParameters(number, 400, 10000, 3000, 100, 0)
    await asking.ask("update_subscription", [], changed)
    await asyncio.sleep(0.5)
    await asking.ask("delete_monitored_items", [], ua.DeleteMonitoredItemsParameters(number, [item]))
    await asking.ask("delete_subscriptions", [], [number])


async def _write_long(asking: Asking) -> None:
    """A value that does not fit into one chunk."""
    recipe = _node(RECIPE)
    value = ua.DataValue(ua.Variant(bytes(70_000), ua.VariantType.ByteString))
    await asking.ask(
        "write", [recipe], ua.WriteParameters([ua.WriteValue(_id(recipe), ua.AttributeIds.Value, Value=value)])
    )


def _plain(asked: Asked) -> None:
    async def talk() -> None:
        await _discover(asked)
        asking = Asking(asked, Client(URL))
        await _open(asking)
        for part in (_read_and_write, _look_around, _act, _subscribe, _write_long):
            await part(asking)
        await asking.ask("open_secure_channel", [], True, on=asking.client)
        await _close(asking)

    asyncio.run(talk())


def _secured(mode: ua.MessageSecurityMode) -> Callable[[Asked], None]:
    def client_program(asked: Asked) -> None:
        async def talk() -> None:
            # The endpoints first, since the channel needs the certificate of the server.
            await _discover(asked)
            looking = Client(URL)
            asked.write("send_hello", to=SERVER_ADDRESS, over=f"tcp/{PORT}")
            for call in ("open_secure_channel", "get_endpoints", "close_secure_channel"):
                asked.write(call, to=SERVER_ADDRESS, over=f"tcp/{PORT}")
            endpoints = await looking.connect_and_get_server_endpoints()
            client = Client(URL)
            client.application_uri = "urn:dairy.example:client"
            key, certificate = await _certificate(asked.work, "client", ExtendedKeyUsageOID.CLIENT_AUTH)
            server = Client.find_endpoint(endpoints, mode, POLICY.URI).ServerCertificate
            await client.set_security(POLICY, certificate, key, server_certificate=server, mode=mode)
            asking = Asking(asked, client)
            await _open(asking)
            for part in (_read_and_write, _look_around, _act):
                await part(asking)
            await _close(asking)

        asyncio.run(talk())

    return client_program


# Services whose only nodes of ours are the objects that they name.
NODE_SERVICES = {"631", "673", "527", "560", "566", "751", "664"}
UNASKED = {
    "826": "asyncua publishes on its own while it has a subscription",
    "ack": "the answer to hello",
}
MESSAGES = {"HEL": "hel", "OPN": "446", "CLO": "452"}


def _seen(capture: Path) -> Counter[Key]:
    """Messages by type, services by the numeric id of their encoding, and the nodes of ours that they name."""
    found: Counter[Key] = Counter()
    names = ["opcua.transport.type", "opcua.servicenodeid.numeric", "opcua.nodeid.numeric"]
    for types, services, nodes in tshark.fields(capture, f"opcua && tcp.dstport == {PORT}", names):
        for message in types:
            if message in MESSAGES:
                found["request", MESSAGES[message]] += 1
        for code in set(services) - set(MESSAGES.values()) - set(UNASKED):
            found["request", code] += 1
            for node in nodes if code in NODE_SERVICES else []:
                if int(node) in (SPEED, COUNT, RECIPE, LOCKED, FILLER, MISSING):
                    found[code, int(node)] += 1
    return found


def _seen_types(capture: Path) -> Counter[Key]:
    """Messages by type and the search for endpoints; of encrypted ones tshark would take some byte for a service."""
    plain = {*MESSAGES.values(), "422", "428"}
    return Counter({key: number for key, number in _seen(capture).items() if key[1] in plain})


def _told(entries: list[dict[str, Any]]) -> list[Key]:
    shown = [entry for entry in entries if not entry.get("hidden")]
    ours = [entry for entry in shown if entry.get("unit") == SPACE and entry["code"] in NODE_SERVICES]
    keys: list[Key] = [(entry["code"], entry["first"]) for entry in ours if "first" in entry]
    return [("request", entry["code"]) for entry in shown[:1]] + keys


CHECK = CrossCheck(_seen, _told)
STACKS = ("asyncua", "asyncua")
RECORDINGS = [
    Recording(
        name="plain",
        protocol="opc-ua",
        about="Every service of asyncua on a channel without security, with refusals and a message of two chunks.",
        hosts=pair(_serve, _plain, f"tcp/{PORT}", STACKS),
        check=CHECK,
        unasked=UNASKED,
    ),
    Recording(
        name="signed",
        protocol="opc-ua",
        about="Reading, writing, browsing, calling and history on a signed channel (Basic256Sha256), in plain sight.",
        hosts=pair(_serve, _secured(Mode.Sign), f"tcp/{PORT}", STACKS),
        check=CHECK,
    ),
    Recording(
        name="encrypted",
        protocol="opc-ua",
        about="The same on a signed and encrypted channel: only message types are in plain sight.",
        hosts=pair(_serve, _secured(Mode.SignAndEncrypt), f"tcp/{PORT}", STACKS),
        check=CrossCheck(_seen_types, _told),
    ),
]
