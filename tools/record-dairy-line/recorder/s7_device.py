"""A controller that serves S7comm with one data block: `python -m recorder.s7_device`."""

from __future__ import annotations

import ctypes
import time

from snap7.server import Server
from snap7.type import SrvArea


def serve() -> None:
    """Serves until the process is ended."""
    block = (ctypes.c_uint8 * 128)(*range(128))
    server = Server(log=False)
    server.register_area(SrvArea.DB, 1, block)
    server.start()
    while True:
        time.sleep(1)


if __name__ == "__main__":
    serve()
