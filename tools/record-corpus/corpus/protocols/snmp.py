"""SNMP with pysnmp on both sides: an agent, and a manager of versions 1, 2c and 3."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.entity import config, engine
from pysnmp.entity.rfc3413 import cmdrsp, context, ntfrcv
from pysnmp.hlapi.v3arch import asyncio as hlapi

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import CLIENT_ADDRESS, SERVER_ADDRESS, CrossCheck, Host, Key, Recording, pair

PORT, TRAP_PORT = 161, 162
DESCRIPTION, CONTACT = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.4.0"
STATION_ADDRESS = "10.99.0.11"
SYSTEM = "1.3.6.1.2.1.1"


def _serve() -> None:
    """An agent with the system group; everybody may read, and write the contact."""
    agent = _engine(PORT)
    for user, authentication, privacy in (
        ("open", config.USM_AUTH_NONE, config.USM_PRIV_NONE),
        ("closed", config.USM_AUTH_HMAC96_SHA, config.USM_PRIV_CFB128_AES),
    ):
        keys = {} if user == "open" else {"authKey": "dairy-secret-1", "privKey": "dairy-secret-2"}
        config.add_v3_user(agent, user, authentication, privProtocol=privacy, **keys)
    for model, name, level in (
        (1, "area", "noAuthNoPriv"), (2, "area", "noAuthNoPriv"), (3, "open", "noAuthNoPriv"), (3, "closed", "authPriv"),
    ):  # fmt: skip
        config.add_vacm_user(agent, model, name, level, (1, 3, 6, 1, 2, 1), (1, 3, 6, 1, 2, 1, 1), (1, 3, 6, 1))
    served = context.SnmpContext(agent)
    for responder in (cmdrsp.GetCommandResponder, cmdrsp.NextCommandResponder, cmdrsp.BulkCommandResponder):
        responder(agent, served)
    cmdrsp.SetCommandResponder(agent, served)
    agent.transport_dispatcher.job_started(1)
    agent.open_dispatcher()


def _receive() -> None:
    """A station that takes traps."""
    station = _engine(TRAP_PORT)
    ntfrcv.NotificationReceiver(station, lambda *arguments: print(arguments[-2], flush=True))
    station.transport_dispatcher.job_started(1)
    station.open_dispatcher()


def _engine(port: int) -> engine.SnmpEngine:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    made = engine.SnmpEngine()
    config.add_transport(made, udp.DOMAIN_NAME, udp.UdpAsyncioTransport().open_server_mode(("0.0.0.0", port)))
    config.add_v1_system(made, "area", "dairy")
    return made


class Asking:
    """A manager that logs each of its requests."""

    def __init__(self, asked: Asked, credentials: Any, version: str, is_hidden: bool = False) -> None:
        self.asked, self.credentials, self.version = asked, credentials, version
        self.hidden = {"hidden": True} if is_hidden else {}
        self.engine = hlapi.SnmpEngine()

    async def ask(self, call: str, *arguments: Any, port: int = PORT) -> None:
        """Makes one request; the agent refuses with an error, or with an exception in place of the value."""
        to = SERVER_ADDRESS if port == PORT else STATION_ADDRESS
        target = await hlapi.UdpTransportTarget.create((to, port), timeout=5, retries=0)
        make: Callable[..., Awaitable[Any]] = getattr(hlapi, call)
        failure, status, _, values = await make(
            self.engine, self.credentials, target, hlapi.ContextData(), *arguments, lookupMib=False
        )
        print(call, failure, status, values, flush=True)
        if failure is not None:
            raise RuntimeError(failure)
        word = f"{call} {self.version}"
        self.asked.write(word, to=to, over=f"udp/{port}", refused=int(status) != 0, **self.hidden)


def _object(identifier: str, value: Any = None) -> Any:
    name = hlapi.ObjectIdentity(identifier)
    return hlapi.ObjectType(name) if value is None else hlapi.ObjectType(name, value)


async def _requests(asking: Asking, with_bulk: bool) -> None:
    await asking.ask("get_cmd", _object(DESCRIPTION))
    await asking.ask("get_cmd", _object(DESCRIPTION), _object(CONTACT))
    await asking.ask("next_cmd", _object(SYSTEM))
    if with_bulk:
        await asking.ask("bulk_cmd", 0, 5, _object(SYSTEM))
    await asking.ask("set_cmd", _object(CONTACT, hlapi.OctetString("maintenance")))
    # Refused: nobody may write this one.
    await asking.ask("set_cmd", _object("1.3.6.1.2.1.2.1.0", hlapi.Integer32(1)))


def _communities(asked: Asked) -> None:
    async def talk() -> None:
        for number, version in enumerate(("v1", "v2c")):
            asking = Asking(asked, hlapi.CommunityData("dairy", mpModel=number), version)
            await _requests(asking, with_bulk=version != "v1")
            notification = hlapi.NotificationType(hlapi.ObjectIdentity("1.3.6.1.6.3.1.1.5.1"))
            await asking.ask("send_notification", "trap", notification, port=TRAP_PORT)

    asyncio.run(talk())


def _users(asked: Asked) -> None:
    async def talk() -> None:
        closed = hlapi.UsmUserData(
            "closed", "dairy-secret-1", "dairy-secret-2", hlapi.USM_AUTH_HMAC96_SHA, hlapi.USM_PRIV_CFB128_AES
        )
        for credentials, is_hidden in ((hlapi.UsmUserData("open"), False), (closed, True)):
            asking = Asking(asked, credentials, "v3", is_hidden)
            asked.write("discovery v3", to=SERVER_ADDRESS, over=f"udp/{PORT}")
            await _requests(asking, with_bulk=True)

    asyncio.run(talk())


def _seen(capture: Path) -> Counter[Key]:
    """Requests of the manager by the tag of their PDU."""
    found: Counter[Key] = Counter()
    rows = tshark.fields(capture, f"snmp && ip.src == {CLIENT_ADDRESS}", ["udp.dstport", "snmp.data"])
    for (port,), kinds in rows:
        for kind in kinds:
            found[port, kind] += 1
    return found


def _told(entries: list[dict[str, Any]]) -> list[Key]:
    return [(str(entry["port"]), entry["code"].split(".")[0]) for entry in entries if not entry.get("hidden")]


STACKS = ("pysnmp", "pysnmp")
UNASKED = {"8.v3": "the agent tells who it is"}
STATION = Host(STATION_ADDRESS, "02:00:00:00:00:11", server=_receive, listens=f"udp/{TRAP_PORT}", stacks=("pysnmp",))
RECORDINGS = [
    Recording(
        name="communities",
        protocol="snmp",
        about="Versions 1 and 2c: reading, writing and traps, with refusals.",
        hosts={"station": STATION, **pair(_serve, _communities, f"udp/{PORT}", STACKS)},
        check=CrossCheck(_seen, _told),
        unasked=UNASKED,
    ),
    Recording(
        name="users",
        protocol="snmp",
        about="Version 3, without security and with authentication and privacy.",
        hosts=pair(_serve, _users, f"udp/{PORT}", STACKS),
        check=CrossCheck(_seen, _told),
        unasked=UNASKED,
    ),
]
