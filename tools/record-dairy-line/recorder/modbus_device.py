"""A controller, drive or I/O island that serves Modbus/TCP: `python -m recorder.modbus_device NAME`."""

from __future__ import annotations

import asyncio
import sys

from pymodbus.pdu.device import ModbusDeviceIdentification
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from recorder.umas import UmasPdu


def device(name: str) -> SimDevice:
    """64 coils and discrete inputs, 300 holding and 100 input registers; beyond them is an illegal address."""
    bits = [SimData(0, values=[number % 3 == 0 for number in range(64)], datatype=DataType.BITS)]
    holding = [SimData(0, values=[1000 + number for number in range(300)], datatype=DataType.REGISTERS)]
    inputs = [SimData(0, values=[20 + number for number in range(100)], datatype=DataType.REGISTERS)]
    identity = ModbusDeviceIdentification(
        info_name={"VendorName": "Dairy North", "ProductCode": name, "MajorMinorRevision": "3.20"}
    )
    # Id 0 answers for every unit.
    return SimDevice(id=0, simdata=(bits, list(bits), holding, inputs), identity=identity)


async def serve(name: str) -> None:
    """Serves until the process is ended."""
    server = ModbusTcpServer(device(name), address=("", 502), custom_pdu=[UmasPdu])
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
