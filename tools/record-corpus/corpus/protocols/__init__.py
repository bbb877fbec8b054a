"""One file per protocol: its servers, its clients, and how tshark is asked about what they did."""
