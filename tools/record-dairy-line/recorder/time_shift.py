"""Prints by how many seconds a recording must move so that its first frame is at the time of its scenario.

`python -m recorder.time_shift SCENARIO FIRST`, FIRST in seconds since the epoch.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

from recorder.scenario import read_scenario


def time_shift(scenario: Path, first: Decimal) -> Decimal:
    """The shift in seconds, to the microsecond."""
    return Decimal(int(read_scenario(scenario).begins.timestamp())) - first


if __name__ == "__main__":
    print(f"{time_shift(Path(sys.argv[1]), Decimal(sys.argv[2])):.6f}")
