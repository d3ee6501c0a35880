"""The worker process: `python -m tutor.engine.worker FD`, a session behind one end of a socket
pair.

It steps while nobody asks, looks at its orders every few milliseconds, and ends when the other end
is closed.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from contextlib import suppress
from threading import Thread
from time import sleep

from tutor.engine.facts import use_one_thread

NICE = 5
"""Lower than the app's priority: the keys come first where both want the same core."""


def serve(peer: socket.socket) -> None:
    """Obey orders from `peer` until it is closed or talks nonsense."""
    from tutor.engine.session import Session
    from tutor.engine.wire import Reader, WireError, pack

    session, reader = Session(), Reader()
    while True:
        ready, _, _ = select.select([peer], [], [], session.rest())
        if ready:
            data = peer.recv(1 << 16)
            if not data:
                return
            try:
                for message in reader.feed(data):
                    answer = session.obey(message)
                    try:
                        frame = pack(answer)
                    except WireError as error:  # a picture with something in it that is no data
                        frame = pack({"number": answer["number"], "error": str(error)})
                    peer.sendall(frame)
            except WireError as error:
                print(f"worker: {error}", file=sys.stderr)  # noqa: T201  # goes to the log
                return
        session.work()


def end_with(parent: int) -> None:
    """End this process when its parent is gone, be it in the middle of a step that never ends."""
    while os.getppid() == parent:
        sleep(1.0)
    os._exit(0)


def main() -> None:
    """Take the socket that the app has opened, and serve it."""
    Thread(target=end_with, args=[os.getppid()], daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is the app's to handle
    use_one_thread()
    os.nice(NICE)
    gone = (BrokenPipeError, ConnectionResetError)
    with socket.socket(fileno=int(sys.argv[1])) as peer, suppress(*gone):
        serve(peer)


if __name__ == "__main__":
    main()
