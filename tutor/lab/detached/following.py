"""Following a training, line by line, until it ends."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic, sleep

from tutor.engine.attaching import NotRunning
from tutor.engine.run_folder import RunFolder
from tutor.lab.detached.speaking import NoAnswer, Speaker
from tutor.lab.detached.standing import Standing, heard, look


def follow(folder: RunFolder, pause: float = 2.0) -> Iterator[Standing]:
    """Yield how a training is, every `pause` seconds, and a last time when it has ended."""
    speaker: Speaker | None = None
    try:
        while folder.alive:
            standing = look(folder)
            try:
                speaker = speaker or Speaker(folder.path)
                standing = heard(folder, speaker.status())
            except NoAnswer:  # a long step: the file has what was known before it
                _let_go(speaker)
                speaker = None
            except NotRunning:
                _let_go(speaker)
                speaker = None
                sleep(0.1)
                continue
            yield standing
            end = monotonic() + pause
            while monotonic() < end and folder.alive:
                sleep(0.05)
    finally:
        _let_go(speaker)
    yield look(folder)


def _let_go(speaker: Speaker | None) -> None:
    if speaker is not None:
        speaker.close()
