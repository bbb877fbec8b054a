"""All recordings: every file in `protocols` has a list of them."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from corpus import protocols
from corpus.recording import Recording


def all_recordings() -> list[Recording]:
    """In order of their paths."""
    modules = [import_module(f"corpus.protocols.{found.name}") for found in pkgutil.iter_modules(protocols.__path__)]
    found = [recording for module in modules for recording in getattr(module, "RECORDINGS", [])]
    return sorted(found, key=lambda recording: recording.path)


def find(path: str) -> Recording:
    """The recording `protocol/name`; only its own protocol's file is loaded."""
    protocol, name = path.split("/")
    module = import_module(f"corpus.protocols.{protocol.replace('-', '_')}")
    return next(recording for recording in module.RECORDINGS if recording.name == name)
