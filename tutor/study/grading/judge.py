"""The process that judges: `python -m tutor.study.grading.judge FD [warm]`.

It reads orders, gives each to a fresh process of learner's code, and answers with the verdict. When
it is told to stay warm, the next such process is started while nobody waits.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import suppress
from threading import Thread

from tutor.engine.facts import use_one_thread
from tutor.engine.worker import end_with


def serve(peer: socket.socket, warm: bool) -> None:
    """Obey the app until it is gone."""
    from tutor.study.grading.runner import Runner, sweep

    runner: Runner | None = None

    def leave(*_: object) -> None:
        if runner is not None:
            runner.close()
        os._exit(0)

    signal.signal(signal.SIGTERM, leave)
    runner = Runner()  # before our own imports: it starts while they load
    from tutor.engine.wire import Reader, pack
    from tutor.study.grading.judging import answer

    sweep()
    reader = Reader()
    while data := peer.recv(1 << 16):
        for order in reader.feed(data):
            runner = runner or Runner()
            message = answer(order, runner)
            runner.close()
            peer.sendall(pack(message))
            runner = Runner() if warm else None
    leave()


def main() -> None:
    """Take the socket that the app has opened, and serve it."""
    Thread(target=end_with, args=[os.getppid()], daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is the app's to handle
    use_one_thread()
    gone = (BrokenPipeError, ConnectionResetError)
    with socket.socket(fileno=int(sys.argv[1])) as peer, suppress(*gone):
        serve(peer, "warm" in sys.argv[2:])


if __name__ == "__main__":
    main()
