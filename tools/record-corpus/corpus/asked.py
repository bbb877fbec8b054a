"""The client's own log of what it asked, written from the arguments that it gives to its library, never from bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus import operations


class Entry:
    """One call of the library that is being made. The client may say here how it went."""

    def __init__(self) -> None:
        self.refused = False


class Asked:
    """Appends what is asked to a file, one JSON object per line."""

    def __init__(self, path: Path, protocol: str, source: str) -> None:
        self._path = path
        self._protocol = protocol
        self._source = source
        self._requests = 0
        self.work = path.parent

    @contextmanager
    def call(self, call: str, *objects: dict[str, Any], to: str, over: str, **common: Any) -> Iterator[Entry]:
        """Logs one call: each operation that the table has for it, on each object.

        `over` is transport and server port, as `tcp/502`. An object has any of `unit`, `table`, `first`, `count`, and
        `name` for what is named by text; `common` holds for all objects. `of` in an object picks the operation when
        the call has several. An error of the library passes through after the entry is written as refused.
        """
        entry = Entry()
        try:
            yield entry
        except Exception:
            entry.refused = True
            raise
        finally:
            self.write(call, *objects, to=to, over=over, refused=entry.refused, **common)

    def write(
        self, call: str, *objects: dict[str, Any], to: str, over: str, refused: bool = False, **common: Any
    ) -> None:
        """Logs a call that has been made, or that the library makes without being told.

        All entries of one call have the same number of request.
        """
        self._requests += 1
        transport, port = over.split("/")
        for code, of in operations.codes(self._protocol, call):
            for touched in objects or ({},):
                if of is not None and touched.get("of", of) != of:
                    continue
                told = {**common, **touched}
                line = {
                    "request": self._requests,
                    "call": call,
                    "code": code,
                    "class": of,
                    "source": told.pop("source", self._source),
                    "destination": to,
                    "transport": transport,
                    "port": int(port),
                    "refused": told.pop("refused", refused),
                }
                told.pop("of", None)
                line |= told
                with self._path.open("a") as file:
                    file.write(json.dumps({key: value for key, value in line.items() if value is not None}) + "\n")


def read(path: Path) -> list[dict[str, Any]]:
    """All entries of a log; none when nothing was asked."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
