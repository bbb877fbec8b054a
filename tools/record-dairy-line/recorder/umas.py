"""UMAS, the engineering protocol of Schneider controllers, which travels as function 90 of Modbus.

A request is a session key, a function and data; a reply is the key, 0xfe (done) or 0xfd (error) and data.
"""

from __future__ import annotations

from pymodbus.pdu import ModbusPDU

FUNCTION_CODE = 90

# Function, name of the operation and its class, from public descriptions of the protocol.
OPERATIONS: dict[int, tuple[str, str]] = {
    0x01: ("umas_init_communication", "session"),
    0x02: ("umas_read_plc_id", "discovery"),
    0x10: ("umas_take_reservation", "control"),
    0x11: ("umas_release_reservation", "control"),
    0x30: ("umas_begin_transfer_30", "program"),
    0x31: ("umas_transfer_block_31", "program"),
    0x32: ("umas_end_transfer_32", "program"),
    0x40: ("umas_start_plc", "control"),
    0x41: ("umas_stop_plc", "control"),
}


class UmasPdu(ModbusPDU):
    """A request or a reply: the bytes behind the function code, as they are."""

    function_code = FUNCTION_CODE
    rtu_byte_count_pos = 2

    def __init__(self, dev_id: int = 1, transaction_id: int = 0, payload: bytes = b"") -> None:
        super().__init__(dev_id=dev_id, transaction_id=transaction_id)
        self.payload = payload

    def encode(self) -> bytes:
        """The bytes behind the function code."""
        return self.payload

    def decode(self, data: bytes) -> None:
        """Keeps the bytes behind the function code."""
        self.payload = data

    async def datastore_update(self, context: object, device_id: int) -> UmasPdu:
        """The controller's reply: done, with a key for whoever reserves it."""
        _ = context
        key, function = self.payload[0], self.payload[1]
        data = bytes([0x5C]) if function == 0x10 else bytes(4)
        return UmasPdu(dev_id=device_id, payload=bytes([key, 0xFE]) + data)
