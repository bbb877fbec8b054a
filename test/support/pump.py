"""A stream of packets at full speed through the TUNs of a namespace, for packet-pump.ts, until standard input ends.

The first argument names a file: a JSON line for each packet, [kind, interface, hexadecimal bytes]. Packets of the kind
`setup` are sent once, in their order, and must all come out; the others are sent over and over. A packet is known by its
IPv4 identification or the lower half of its IPv6 flow label, which no other packet of its family in the file may have.
Prints how many packets of each kind were sent and how many of them came out.
"""
import fcntl
import json
import os
import select
import struct
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI, BATCH = 0x400454CA, 0x0001, 0x1000, 64


def open_tun(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH14x", name.encode(), IFF_TUN | IFF_NO_PI))
    return fd


def key_of(packet):
    return packet[4:6] if packet[0] >> 4 == 4 else b"6" + packet[2:4]


def drain(fds):
    out = set()
    for fd in fds:
        while True:
            try:
                out.add(key_of(os.read(fd, 65536)))
            except BlockingIOError:
                break
    return out


def main():
    tuns, setup, pool, kinds = {}, [], [], {}
    for line in open(sys.argv[1]):
        kind, name, text = json.loads(line)
        packet = bytes.fromhex(text)
        tuns[name] = tuns.get(name) or open_tun(name)
        (setup if kind == "setup" else pool).append((kind, tuns[name], packet, key_of(packet)))
    fds = list(tuns.values())
    print(json.dumps({"opened": sorted(tuns)}), flush=True)
    sys.stdin.readline()
    drain(fds)
    for kind, fd, packet, key in setup:
        os.write(fd, packet)
        if key not in drain(fds):
            raise RuntimeError(f"a packet of the set-up was dropped: {packet.hex()}")
    print(json.dumps({"ready": len(pool)}), flush=True)
    began, stopping = time.monotonic(), False
    while not stopping:
        for start in range(0, len(pool), BATCH):
            batch = pool[start:start + BATCH]
            for _, fd, packet, _ in batch:
                os.write(fd, packet)
            out = drain(fds)
            for kind, _, packet, key in batch:
                count = kinds.setdefault(kind, {"sent": 0, "passed": 0})
                count["sent"] += 1
                count["passed"] += key in out
        stopping = bool(select.select([sys.stdin], [], [], 0)[0])
    print(json.dumps({"kinds": kinds, "seconds": time.monotonic() - began}), flush=True)


main()
