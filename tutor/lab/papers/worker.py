"""The process that measures once: `python -m tutor.lab.papers.worker FD`.

It imports the paper's measurement and says that it is ready; one order gives it a seed, its limits
and perhaps the reader's own method. It answers with numbers or with one sentence, and ends. What
travels is data in msgpack, never pickle.
"""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

from tutor.engine.facts import facts, use_one_thread
from tutor.engine.worker import NICE, end_with

PARTS = ("tutor.ml.", "tutor.lab.papers.measures.")
"""Modules whose sources are the code of a measurement."""
LIBRARIES = {"torch": "torch", "sklearn": "scikit-learn"}
"""What a measurement may load, by the name under which it is installed."""


def serve(peer: socket.socket, name: str) -> None:
    """Measure once, by the order that comes."""
    from tutor.engine.wire import Reader, pack

    try:
        module = import_module(name)
    except ImportError as error:
        peer.sendall(pack({"do": "failed", "say": f"the measurement cannot be loaded: {error}"}))
        return
    peer.sendall(pack({"do": "ready", "facts": facts()}))
    reader = Reader()
    while data := peer.recv(1 << 16):
        for order in reader.feed(data):
            peer.sendall(pack(_answer(module, order)))
            return


def _answer(module: ModuleType, order: dict[str, Any]) -> dict[str, Any]:
    from tutor.engine.driving import DriveError  # with NumPy, which counts its threads on loading
    from tutor.study.grading.limits import limit, relieve

    limit(order["seconds"], order["memory"])
    begun = _cpu_seconds()
    try:
        method = _method(order["method"])
    except DriveError as error:
        return {"do": "unusable", "say": str(error)}
    try:
        numbers = module.measure(order["seed"], method)
    except BaseException as error:  # SystemExit in the reader's function too
        if MemoryError in (type(error), type(error.__cause__)):
            relieve()
            error = MemoryError(f"it needs more than {order['memory'] >> 20} MiB of memory")
        return {"do": "failed", "say": _in_words(error)}
    try:
        found = {str(name): float(value) for name, value in numbers.items()}
    except (AttributeError, TypeError, ValueError):
        return {"do": "failed", "say": "the measurement returned no numbers by their names"}
    return {
        "do": "measured",
        "numbers": found,
        "seconds": _cpu_seconds() - begun,
        "code": _code(module),
        "used": _used(),
    }


def _method(about: dict[str, str] | None) -> Callable[..., Any] | None:
    if about is None:
        return None
    from tutor.engine.driving import Driver, function_of

    return function_of(Driver("method", about["function"], about["path"], about["text"]))


def _in_words(error: BaseException) -> str:
    """Say what was raised; of a mistake that has no sentence of its own, where."""
    from tutor.engine.driving import DriveError

    said = _in_one_line(str(error))
    if isinstance(error, DriveError):
        return f"your function failed: {said}"
    if isinstance(error, ValueError | MemoryError) and said:
        return said
    place = traceback.extract_tb(error.__traceback__)[-1]
    kind = type(error).__name__
    return f"{kind}{f': {said}' if said else ''} ({Path(place.filename).name}, line {place.lineno})"


def _in_one_line(text: str) -> str:
    return "; ".join(line.strip() for line in text.splitlines() if line.strip())


def _code(module: ModuleType) -> str:
    """Return the name of this version of the measurement: 16 hex digits over all its sources."""
    hashed = hashlib.sha256()
    names = {name for name in sys.modules if name.startswith(PARTS)} | {module.__name__}
    for name in sorted(names):
        path = getattr(sys.modules[name], "__file__", None)
        if path:
            hashed.update(name.encode() + b"\0" + Path(path).read_bytes())
    return hashed.hexdigest()[:16]


def _used() -> dict[str, str]:
    """Return the versions of libraries that a measurement loaded on its way."""
    loaded = {name: sys.modules.get(module) for module, name in LIBRARIES.items()}
    return {name: str(found.__version__) for name, found in loaded.items() if found is not None}


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Take the socket that the caller has opened, and serve it."""
    Thread(target=end_with, args=[os.getppid()], daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller ends it
    use_one_thread()
    with suppress(OSError):
        os.nice(NICE)
    gone = (BrokenPipeError, ConnectionResetError)
    with socket.socket(fileno=int(sys.argv[1])) as peer, suppress(*gone):
        serve(peer, sys.argv[2])


if __name__ == "__main__":
    main()
