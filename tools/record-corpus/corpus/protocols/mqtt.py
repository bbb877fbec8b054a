"""MQTT with paho clients and an amqtt broker; topics are those of a plant, and of Sparkplug B."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path
from typing import Any

from amqtt.broker import Broker
from paho.mqtt import client as paho

from corpus import tshark
from corpus.asked import Asked
from corpus.recording import CLIENT_ADDRESS, CLIENT_MAC, SERVER_ADDRESS, SERVER_MAC, CrossCheck, Host, Key, Recording

PORT = 1883
OVER = f"tcp/{PORT}"
SUBSCRIBER_ADDRESS = "10.99.0.11"
SPARKPLUG = "spBv1.0/dairy"
# A Sparkplug payload is a protobuf message; this one has a timestamp and a sequence number.
PAYLOAD = bytes.fromhex("0880d6c8b3d5331801")


def _serve() -> None:
    async def forever() -> None:
        broker = Broker({
            "listeners": {"default": {"type": "tcp", "bind": f"0.0.0.0:{PORT}"}},
            "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
        })  # fmt: skip
        await broker.start()
        await asyncio.Event().wait()

    asyncio.run(forever())


class Asking:
    """A client that waits until each of its requests is done."""

    def __init__(self, asked: Asked, name: str, version: Any) -> None:
        self.asked = asked
        self.client = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id=name, protocol=version)
        self.done: set[int] = set()
        for event in ("on_subscribe", "on_unsubscribe"):
            setattr(self.client, event, lambda _client, _data, number, *_: self.done.add(number))

    def log(self, word: str, name: str | None = None) -> None:
        """Logs a request that has been made."""
        self.asked.write(word, {"name": name} if name else {}, to=SERVER_ADDRESS, over=OVER)

    def connect(self, will: str | None = None) -> None:
        """Connects; a will is part of that."""
        if will is not None:
            self.client.will_set(will, PAYLOAD, qos=1)
        self.client.connect(SERVER_ADDRESS, PORT, keepalive=60)
        self.log("connect")
        self.client.loop_start()
        while not self.client.is_connected():
            time.sleep(0.02)

    def publish(self, topic: str, quality: int, retain: bool = False, payload: bytes = PAYLOAD) -> None:
        """Publishes, and waits until the broker has it."""
        parts = topic.split("/")
        kind = f" {parts[1] if parts[1] == 'STATE' else parts[2]}" if parts[0] == "spBv1.0" else ""
        self.client.publish(topic, payload, qos=quality, retain=retain).wait_for_publish(5)
        self.log(f"publish{kind}", topic)
        time.sleep(0.05)

    def subscribe(self, *filters: tuple[str, int]) -> None:
        """Subscribes to several topics in one request."""
        self._wait(self.client.subscribe(list(filters))[1])
        self.log("subscribe", " ".join(topic for topic, _ in filters))

    def unsubscribe(self, topic: str) -> None:
        """Ends a subscription."""
        self._wait(self.client.unsubscribe(topic)[1])
        self.log("unsubscribe", topic)

    def leave(self) -> None:
        """Says good-bye."""
        self.client.disconnect()
        self.log("disconnect")
        self.client.loop_stop()

    def _wait(self, number: int) -> None:
        end = time.monotonic() + 5
        while number not in self.done:
            if time.monotonic() > end:
                raise TimeoutError(number)
            time.sleep(0.02)


def _publish(asked: Asked) -> None:
    asking = Asking(asked, "filler", paho.MQTTv311)
    asking.connect(will=f"{SPARKPLUG}/NDEATH/filler")
    for quality in (0, 1, 2):
        asking.publish("dairy/filler/level", quality, payload=b"12.5")
    asking.publish("dairy/filler/recipe", 1, retain=True, payload=b"x" * 300)
    for kind in ("NBIRTH", "NDATA", "NDEATH"):
        asking.publish(f"{SPARKPLUG}/{kind}/filler", 0)
    for kind in ("DBIRTH", "DDATA", "DDEATH"):
        asking.publish(f"{SPARKPLUG}/{kind}/filler/valve-1", 1)
    # Commands come from the host application, whose state is on a topic of its own.
    asking.publish("spBv1.0/STATE/scada", 1, retain=True, payload=b'{"online":true}')
    asking.publish(f"{SPARKPLUG}/NCMD/capper", 1)
    asking.publish(f"{SPARKPLUG}/DCMD/capper/valve-2", 0)
    asking.leave()


def _listen(asked: Asked) -> None:
    asking = Asking(asked, "historian", paho.MQTTv311)
    asking.connect()
    asking.subscribe(("dairy/#", 1))
    asking.subscribe((f"{SPARKPLUG}/+/filler/#", 0), ("spBv1.0/STATE/+", 2))
    time.sleep(4)
    asking.unsubscribe("dairy/#")
    asking.leave()


def _seen(capture: Path) -> Counter[Key]:
    """Packets of the clients by type, with the topics of those that are published."""
    found: Counter[Key] = Counter()
    rows = tshark.fields(capture, f"mqtt && tcp.dstport == {PORT}", ["ip.src", "mqtt.msgtype", "mqtt.topic"])
    for (source,), kinds, topics in rows:
        topics = list(topics)
        for kind in kinds:
            if kind not in UNASKED:
                found[source, kind, topics.pop(0) if kind == "3" else ""] += 1
    return found


def _told(entries: list[dict[str, Any]]) -> list[Key]:
    (entry,) = entries
    kind = entry["code"].split(".")[0]
    return [(entry["source"], kind, entry.get("name", "") if kind == "3" else "")]


UNASKED = {
    **{code: "answers of the broker" for code in ("2", "9", "11", "13")},
    **{code: "acknowledgements of what is published, both ways" for code in ("4", "5", "6", "7")},
}
RECORDINGS = [
    Recording(
        name="sparkplug",
        protocol="mqtt",
        about="Publishing with each quality of service, plain and with the topics of Sparkplug B, and a subscriber.",
        hosts={
            "broker": Host(SERVER_ADDRESS, SERVER_MAC, server=_serve, listens=OVER, stacks=("amqtt",)),
            "subscriber": Host(
                SUBSCRIBER_ADDRESS, "02:00:00:00:00:11", client=_listen, is_background=True, stacks=("paho-mqtt",)
            ),
            "publisher": Host(CLIENT_ADDRESS, CLIENT_MAC, client=_publish, stacks=("paho-mqtt",)),
        },
        check=CrossCheck(_seen, _told),
        unasked=UNASKED,
    ),
]
