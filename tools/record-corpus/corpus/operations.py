"""The words of the clients' libraries and the codes of the catalogue that they stand for: reads operations.tsv."""

from __future__ import annotations

from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent.parent / "operations.tsv"


@cache
def _table() -> dict[tuple[str, str], list[tuple[str, str | None]]]:
    table: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
    for line in TABLE.read_text().splitlines():
        if line == "" or line.startswith("#"):
            continue
        protocol, call, *codes = line.split("\t")
        table[protocol, call] = [_code(code) for code in codes]
    return table


def _code(text: str) -> tuple[str, str | None]:
    """`23=write` is code 23, only of that class."""
    code, _, of = text.partition("=")
    return code, of or None


def codes(protocol: str, call: str) -> list[tuple[str, str | None]]:
    """The operations of one call, each a code and perhaps the one class of it that is meant."""
    return _table()[protocol, call]
