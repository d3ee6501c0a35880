"""The process that holds the learner's code: `python -m tutor.study.grading.child FD`.

It waits with NumPy imported. One order makes it limit itself and load a file; from then on it
answers what the file's function returns. It is used for one verdict and then killed.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

from tutor.engine.facts import use_one_thread
from tutor.engine.worker import NICE, end_with

OUT_OF_MEMORY = 117
"""The exit code that says it."""


def serve(peer: socket.socket) -> None:
    """Answer the judge until it is gone."""
    from tutor.engine.wire import Reader, pack
    from tutor.study.grading.exchange import Exchange
    from tutor.study.grading.limits import limit
    from tutor.study.grading.loading import reporter
    from tutor.study.grading.tampering import Watch

    def incoming() -> Iterator[Any]:
        reader = Reader()
        while data := peer.recv(1 << 16):
            yield from reader.feed(data)
        os._exit(0)

    messages, watch = incoming(), Watch()
    peer.sendall(pack({"do": "ready"}))  # the learner's time begins here, not with our imports
    order = next(messages)
    path, workspace = Path(order["path"]), Path(order["workspace"])
    report = reporter(path, workspace)

    def send(frame: bytes) -> None:
        # what was printed is to be known with the answer, not once a buffer is full; a learner may
        # have replaced or closed the stream
        with suppress(Exception):
            sys.stdout.flush()
        peer.sendall(frame)

    exchange = Exchange(send, lambda: next(messages), report)
    limit(order["seconds"], order["memory"])
    try:
        answer = _loaded(exchange, order, path, workspace)
    except BaseException as error:  # SystemExit too
        answer = report(error)
    answer["changed"] = watch.changed()
    send(pack(answer))
    for message in messages:
        if message["do"] == "call":
            exchange.serve(message)
        else:
            send(pack({"do": "watched", "changed": watch.changed()}))


def _loaded(exchange: Any, order: dict[str, Any], path: Path, workspace: Path) -> dict[str, Any]:
    from tutor.study.grading.loading import accepts, functions, load

    module = load(path, workspace)
    function = vars(module).get(order["function"])
    answer: dict[str, Any] = {"do": "loaded", "functions": functions(module), "found": None}
    if callable(function):
        answer["fits"], answer["written"] = accepts(function, order["parameters"])
        # a class of a library's cannot travel; as something to be called it can
        answer["found"] = exchange.refer(function) or exchange.refer(partial(function))
    return answer


def main() -> None:
    """Take the socket that the judge has opened, and serve it."""
    Thread(target=end_with, args=[os.getppid()], daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is the app's to handle
    use_one_thread()
    sys.dont_write_bytecode = True
    sys.pycache_prefix = os.environ.get("HOME")  # nor is any read: it may be older than the file
    with suppress(OSError):
        os.nice(NICE)
    gone = (BrokenPipeError, ConnectionResetError)
    try:
        with socket.socket(fileno=int(sys.argv[1])) as peer, suppress(*gone):
            serve(peer)
    except MemoryError:  # not even the sentence found room
        os._exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
