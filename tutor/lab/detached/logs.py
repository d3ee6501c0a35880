"""What a training's process said: its log, as it stands or as it grows."""

from __future__ import annotations

from collections.abc import Iterator
from time import sleep

from tutor.engine.run_folder import RunFolder


def lines(folder: RunFolder, follow: bool = False) -> Iterator[str]:
    """Yield the log's lines; with `follow`, those to come too, until the process has ended.

    Raises `OSError`.
    """
    with folder.log.open(encoding="utf-8", errors="replace") as log:
        rest = ""
        while True:
            alive = follow and folder.alive  # before reading: its last words count
            rest += log.read()
            *whole, rest = rest.split("\n")
            yield from whole
            if not alive:
                break
            sleep(0.1)
        if rest:
            yield rest
