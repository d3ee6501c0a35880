"""A long, thin line to another machine: OpenSSH behind a slow proxy, all of it on the loopback."""

from __future__ import annotations

import contextlib
import getpass
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from shlex import quote

from tests.e2e.slow import SlowTerminal

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SSH, KEYGEN = shutil.which("ssh"), shutil.which("ssh-keygen")
MISSING = next(
    (
        f"{name} is not installed"
        for name, path in (("sshd", SSHD), ("ssh", SSH), ("ssh-keygen", KEYGEN))
        if path is None
    ),
    "",
)
"""Why there can be no connection here; empty where there can be one."""
ROOT = Path(__file__).parents[2]
PRIVILEGES = Path("/run/sshd")
"""A folder that sshd asks for when root runs it."""


class Link:
    """A TCP proxy to `port` that carries `rate` bytes a second down, and delays both ways.

    What it has accepted and not delivered yet is not bounded: so are the buffers of real routers.
    """

    def __init__(self, port: int, rate: float, delay: float) -> None:
        self.delivered = 0
        """Bytes that came out at the client's end."""
        self._target, self._rate, self._delay = port, rate, delay
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._sockets: list[socket.socket] = [self._listening]
        self._begin(self._accept)

    def close(self) -> None:
        """Cut the line."""
        for end in self._sockets:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):  # the other side may have reset it
                end.close()

    def _begin(self, work, *arguments) -> None:
        threading.Thread(target=work, args=arguments, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                self._sockets += client, server
                for source, drain, rate in (server, client, self._rate), (client, server, None):
                    under_way: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
                    self._begin(self._take, source, under_way)
                    self._begin(self._deliver, drain, under_way, rate)

    def _take(self, source: socket.socket, under_way) -> None:
        data = b"any"
        while data:
            try:
                data = source.recv(1024)  # small, so that nothing arrives early
            except OSError:
                data = b""
            under_way.put((time.monotonic(), data))

    def _deliver(self, drain: socket.socket, under_way, rate: float | None) -> None:
        free_at = 0.0
        with contextlib.suppress(OSError):
            while True:
                came, data = under_way.get()
                free_at = max(free_at, came) + (len(data) / rate if rate else 0.0)
                time.sleep(max(0.0, free_at + self._delay - time.monotonic()))
                if not data:
                    drain.shutdown(socket.SHUT_WR)
                    return
                drain.sendall(data)
                if rate:
                    self.delivered += len(data)


class Server:
    """An sshd of our own, with keys of its own, for whoever runs the tests."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        for name in ("host", "user"):
            make = [str(KEYGEN), "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(make, check=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        (folder / "config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\n"
            f"AuthorizedKeysFile {folder / 'user.pub'}\nPidFile none\n"
            "UsePAM no\nStrictModes no\nPasswordAuthentication no\n"
        )
        if os.geteuid() == 0:
            PRIVILEGES.mkdir(mode=0o755, exist_ok=True)
        self.process = subprocess.Popen(
            [str(SSHD), "-D", "-e", "-f", str(folder / "config")],
            stderr=(folder / "log").open("wb"),
        )
        self._wait()

    def client(self, port: int, command: str) -> list[str]:
        """Return the arguments with which `ssh` runs `command` in a terminal behind `port`."""
        options = [
            "UserKnownHostsFile=/dev/null",
            "StrictHostKeyChecking=no",
            "IdentitiesOnly=yes",
            "LogLevel=ERROR",
        ]
        chosen = [part for option in options for part in ("-o", option)]
        key, who = str(self._folder / "user"), f"{getpass.getuser()}@127.0.0.1"
        return ["-tt", "-F", "none", *chosen, "-i", key, "-p", str(port), who, command]

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()

    def _wait(self) -> None:
        end = time.monotonic() + 20
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.05)
        raise RuntimeError(f"sshd does not listen: {(self._folder / 'log').read_text()}")


def over(server: Server, link: Link, arguments: list[str], home: Path) -> SlowTerminal:
    """Run Python with `arguments` on the other side of a link, in a terminal on this side."""
    words = " ".join(map(quote, [sys.executable, *arguments]))
    settings = f"COLORTERM=truecolor MLPATH_HOME={quote(str(home))}"
    command = f"cd {quote(str(ROOT))} && exec env {settings} {words}"
    return SlowTerminal(server.client(link.port, command), home, program=SSH)
