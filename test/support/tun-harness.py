"""Packets through the real kernel, for kernel.ts: one TUN per interface in a namespace of its own, or one TAP per port
of a bridge.

A write to a TUN runs the whole way through the kernel's hooks to the other TUN before it returns, so that a packet
which cannot be read afterwards was dropped: no waiting, no lost packets. Commands and answers are JSON lines.
"""
import fcntl
import json
import os
import struct
import subprocess
import sys

TUNSETIFF, IFF_TUN, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0001, 0x0002, 0x1000
tuns = {}
started = []


def run(args, text=None, env=None):
    # A program that inherits the standard input would take the commands out of it.
    done = subprocess.run(args, input=text or "", capture_output=True, text=True, env={**os.environ, **(env or {})})
    return {"code": done.returncode, "stdout": done.stdout, "stderr": done.stderr}


def must(*args):
    done = run(args)
    if done["code"] != 0:
        raise RuntimeError(f"{' '.join(args)}: {done['stderr']}")


def sysctl(name, value):
    with open("/proc/sys/" + name.replace(".", "/"), "w") as file:
        file.write(str(value))


def open_tuns(interfaces):
    must("ip", "link", "set", "lo", "up")
    for name in ("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"):
        sysctl(name, 1)
    for name in ("net.ipv4.conf.all.rp_filter", "net.ipv4.conf.default.rp_filter"):
        sysctl(name, 0)
    for name in ("net.ipv4.conf.all.send_redirects", "net.ipv4.conf.default.send_redirects"):
        sysctl(name, 0)
    sysctl("net.ipv6.conf.default.addr_gen_mode", 1)
    for name, routes in interfaces.items():
        fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH14x", name.encode(), IFF_TUN | IFF_NO_PI))
        tuns[name] = fd
        must("ip", "link", "set", name, "txqueuelen", "5000", "up")
        for route in routes:
            must("ip", "-6" if ":" in route else "-4", "route", "replace", route, "dev", name)
    drain()
    return {}


def open_bridge(ports):
    """A bridge that sends every frame to every other port, whatever it has seen before."""
    must("ip", "link", "set", "lo", "up")
    for name in ("net.ipv6.conf.all.disable_ipv6", "net.ipv6.conf.default.disable_ipv6"):
        sysctl(name, 1)
    must("ip", "link", "add", "bridge0", "type", "bridge", "stp_state", "0", "forward_delay", "0", "mcast_snooping", "0")
    must("ip", "link", "set", "bridge0", "up")
    for name in ports:
        fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH14x", name.encode(), IFF_TAP | IFF_NO_PI))
        tuns[name] = fd
        must("ip", "link", "set", name, "master", "bridge0", "txqueuelen", "5000", "up")
        must("ip", "link", "set", "dev", name, "type", "bridge_slave", "learning", "off")
    drain()
    return {}


def drain():
    out = []
    for name, fd in tuns.items():
        while True:
            try:
                out.append([name, os.read(fd, 65536).hex()])
            except BlockingIOError:
                break
    return out


def send(packets):
    answers = []
    for name, packet in packets:
        os.write(tuns[name], bytes.fromhex(packet))
        answers.append(drain())
    return {"out": answers}


def start(args):
    started.append(subprocess.Popen(args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    return {}


def tell(text):
    process = started[-1]
    if text is None:
        process.stdin.close()
    else:
        process.stdin.write(text + "\n")
        process.stdin.flush()
    return {}


def hear():
    return {"line": started[-1].stdout.readline()}


commands = {"open": lambda c: open_tuns(c["interfaces"]), "bridge": lambda c: open_bridge(c["ports"]),
            "send": lambda c: send(c["packets"]),
            "run": lambda c: run(c["args"], c.get("input"), c.get("env")),
            "start": lambda c: start(c["args"]), "tell": lambda c: tell(c["text"]), "hear": lambda c: hear()}
for line in sys.stdin:
    command = json.loads(line)
    try:
        answer = commands[command["do"]](command)
    except Exception as problem:
        answer = {"error": f"{type(problem).__name__}: {problem}"}
    print(json.dumps(answer), flush=True)
