"""EtherNet/IP with cpppo as the controller, pycomm3 for messages to objects and cpppo's client for tags."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

from cpppo.server.enip import client as cpppo_client
from cpppo.server.enip.main import main as cpppo_server
from pycomm3 import CIPDriver

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import SERVER_ADDRESS, CrossCheck, Key, Recording, pair

PORT = 44818
OVER = f"tcp/{PORT}"
SERVICES = {
    "get_attributes_all": 0x01, "get_attribute_list": 0x03, "set_attribute_list": 0x04, "reset": 0x05, "run": 0x06,
    "stop": 0x07, "create": 0x08, "get_attribute_single": 0x0E, "set_attribute_single": 0x10, "modify": 0x51,
    "download": 0x4C,
}  # fmt: skip


def _serve() -> None:
    cpppo_server(argv=["--address", f"0.0.0.0:{PORT}", "Speed=REAL[10]", "Count=DINT[300]", "Recipe=SINT[600]"])


def _object(class_code: int, instance: int) -> dict[str, Any]:
    return {"unit": class_code, "first": instance, "count": 1}


def _send(asked: Asked, driver: CIPDriver, service: str, class_code: int, **more: Any) -> None:
    if more.get("unconnected_send"):
        asked.write("unconnected_send", _object(6, 1), to=SERVER_ADDRESS, over=OVER)
    with asked.call(f"{service} {class_code:#04x}", _object(class_code, 1), to=SERVER_ADDRESS, over=OVER) as entry:
        answer = driver.generic_message(SERVICES[service], class_code, 1, **{"connected": False, **more})
        entry.refused = not answer
        print(service, hex(class_code), answer, flush=True)


def _opened(asked: Asked) -> CIPDriver:
    asked.write("open", to=SERVER_ADDRESS, over=OVER)
    driver = CIPDriver(SERVER_ADDRESS)
    driver.open()
    return driver


def _messages(asked: Asked) -> None:
    """Services on objects: unconnected, routed, and on a connection."""
    driver = _opened(asked)
    _send(asked, driver, "get_attributes_all", 1)
    _send(asked, driver, "get_attribute_single", 1, attribute=7)
    _send(asked, driver, "get_attribute_single", 0xF5, attribute=5)
    _send(asked, driver, "get_attributes_all", 1, unconnected_send=True, route_path="1/0")
    # The first message on a connection opens it.
    asked.write("large forward open", _object(6, 1), to=SERVER_ADDRESS, over=OVER)
    _send(asked, driver, "get_attribute_single", 1, attribute=1, connected=True)
    _send(asked, driver, "get_attributes_all", 1, connected=True)
    asked.write("forward close", _object(6, 1), to=SERVER_ADDRESS, over=OVER)
    _close(asked, driver)
    for service, class_code in (
        ("get_attribute_list", 0x8B), ("set_attribute_list", 0x8B), ("reset", 1), ("set_attribute_single", 0xF5),
        ("run", 0x8E), ("stop", 0x8E), ("create", 0xAC), ("modify", 0x6A), ("download", 0x37),
    ):  # fmt: skip
        # cpppo ends the session of a client that asks for what it does not know.
        refused = _opened(asked)
        attribute = {"attribute": 3} if service == "set_attribute_single" else {}
        _send(asked, refused, service, class_code, request_data=b"\x01\x00\x06\x00", **attribute)
        _close(asked, refused)
    asked.write("open", to=SERVER_ADDRESS, over=OVER)
    asked.write("list_identity", to=SERVER_ADDRESS, over=OVER)
    asked.write("unregister", to=SERVER_ADDRESS, over=OVER)
    CIPDriver.list_identity(SERVER_ADDRESS)


def _close(asked: Asked, driver: CIPDriver) -> None:
    asked.write("unregister", to=SERVER_ADDRESS, over=OVER)
    driver.close()


def _tags(asked: Asked) -> None:
    """Tags by name: one by one, several in one request, routed or not; and the search for devices."""
    _discover(asked)
    asked.write("register", to=SERVER_ADDRESS, over=OVER)
    with cpppo_client.connector(host=SERVER_ADDRESS, port=PORT, timeout=5) as connection:

        def operate(texts: list[str], routed: bool, fragment: bool = False, multiple: int = 0) -> None:
            path = {} if routed else {"route_path": False, "send_path": ""}
            operations = list(cpppo_client.parse_operations(texts, **path))
            if routed:
                for _ in range(1 if multiple else len(texts)):
                    asked.write("unconnected_send", _object(6, 1), to=SERVER_ADDRESS, over=OVER)
            results = connection.synchronous(operations, fragment=fragment, multiple=multiple)
            for text, (_, _, _, _, status, value) in zip(texts, results, strict=True):
                word = "write" if "=" in text else "read"
                asked.write(
                    f"{word} fragment" if fragment else word, {"name": text.split("=")[0]}, to=SERVER_ADDRESS, over=OVER,
                    refused=status not in (0, 6),
                )  # fmt: skip
                print(text, status, value, flush=True)

        for routed in (True, False):
            operate(["Speed[0-3]"], routed)
            operate(["Count[10-12]=(DINT)1,2,3"], routed)
            # The server ends the session of a client that asks for fragments without a route.
            if routed:
                operate(["Count[10-12]"], routed, fragment=True)
                operate(["Recipe[0-3]=(SINT)1,2,3,4"], routed, fragment=True)
            operate(["Speed[1]", "Count[0-9]", "Recipe[5]=(SINT)7", "Nothing[0]"], routed, multiple=400)


def _discover(asked: Asked) -> None:
    for transport in ("udp", "tcp"):
        found = cpppo_client.client(host=SERVER_ADDRESS, port=PORT, timeout=5, udp=transport == "udp")
        with found:
            for call in ("list_identity", "list_services", "list_interfaces"):
                asked.write(call, to=SERVER_ADDRESS, over=f"{transport}/{PORT}")
                getattr(found, call)(timeout=5)
                response, _ = cpppo_client.await_response(found, timeout=5)
                print(call, response, flush=True)
                time.sleep(0.1)


def _seen(capture: Path) -> Counter[Key]:
    """Commands of the encapsulation and services inside, with the classes of their paths."""
    found: Counter[Key] = Counter()
    names = ["enip.command", "cip.sc", "cip.class"]
    for commands, services, classes in tshark.fields(
        capture, f"enip && (tcp.dstport == {PORT} || udp.dstport == {PORT})", names
    ):
        for command in commands:
            if int(command, 0) not in (0x6F, 0x70):
                found["command", f"e{int(command, 0):#04x}"] += 1
        for service in services:
            if int(service, 0) not in (0x0A,):
                found["service", int(service, 0)] += 1
        for each in classes:
            # Class 2 routes messages: it stands in the path of what carries others.
            if int(each, 0) != 2:
                found["class", int(each, 0)] += 1
    return found


def _told(entries: list[dict[str, Any]]) -> list[Key]:
    keys: list[Key] = []
    for entry in entries:
        class_code, _, service = entry["code"].partition("/")
        if service == "":
            keys.append(("command", entry["code"]))
            continue
        keys.append(("service", int(service, 0)))
        if class_code != "*":
            keys.append(("class", int(class_code, 0)))
    return keys


CHECK = CrossCheck(_seen, _told)
RECORDINGS = [
    Recording(
        name="messages",
        protocol="ethernet-ip",
        about="Services on objects with pycomm3, unconnected, routed and connected; most are refused.",
        hosts=pair(_serve, _messages, OVER, ("pycomm3", "cpppo")),
        check=CHECK,
    ),
    Recording(
        name="tags",
        protocol="ethernet-ip",
        about="Tags by name with cpppo, alone and in Multiple Service Packets, routed or not; identities by UDP and TCP.",
        hosts=pair(_serve, _tags, OVER, ("cpppo", "cpppo")),
        check=CHECK,
    ),
]
