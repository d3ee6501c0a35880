"""A draft: text that is being edited here, and the file it belongs to, which others may edit too.

A save never overwrites what somebody else has written since: the text then goes beside the file,
as `name.py.mine`. Where the file cannot be written at all, a copy is kept with the progress.
"""

from __future__ import annotations

from pathlib import Path

from tutor.engine.files import write_whole
from tutor.study.places import state_directory
from tutor.study.spans import SourceError, read_source

Stamp = tuple[int, int, int]
MISSING: Stamp = (0, 0, 0)


class DraftError(Exception):
    """The file cannot be read or written; the message says why and what to do."""


class Draft:
    """A file, and what was on disk when it was last read or written from here."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = ""
        """The text as it was last read or saved: what differs from it is not saved yet."""
        self.on_disk: str | None = None
        """What the file held by then; None where there was none."""
        self._stamp = MISSING
        self._copy: Path | None = None

    def read(self) -> str:
        """Read the file and return its text; raise `DraftError`."""
        stamp = _stamp(self.path)
        try:
            text = read_source(self.path).text
        except SourceError as error:
            raise DraftError(str(error)) from None
        except OSError as error:
            raise DraftError(f"{self.path} cannot be read: {error.strerror or error}.") from None
        self.text = self.on_disk = text
        self._stamp = stamp
        return text

    def has_news(self) -> bool:
        """Say whether somebody else has changed the file, or taken it away."""
        stamp = _stamp(self.path)
        if stamp == self._stamp:
            return False
        if self._now() == self.on_disk:  # touched, or written from here
            self._stamp = stamp
            return False
        return True

    @property
    def is_gone(self) -> bool:
        """Whether there is no file any more."""
        return not self.path.exists()

    def accept_absence(self) -> None:
        """Take note that the file is gone; the next save writes it anew."""
        self.on_disk, self._stamp = None, MISSING

    def save(self, text: str) -> Path | None:
        """Write the text, or put it beside a file that has changed and return where.

        A last line gets its newline. Raises `DraftError`; the file is then as it was.
        """
        whole = text if text.endswith("\n") or not text else text + "\n"
        now = self._now()
        try:
            if now is not None and now != self.on_disk:
                beside = _free(self.path.with_name(f"{self.path.name}.mine"))
                _write(beside, whole)
                return beside
            if now != whole:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                _write(self.path, whole)
        except (OSError, UnicodeError) as error:
            raise DraftError(f"{self.path} cannot be written: {_reason(error)}.") from None
        self.text, self.on_disk = text, whole
        self._stamp = _stamp(self.path)
        return None

    def rescue(self, text: str) -> Path | None:
        """Keep a copy of the text with the progress and return where; None if that fails too.

        Every rescue of one draft writes the same copy.
        """
        folder = state_directory() / "unsaved"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            copy = self._copy or _free(folder / self.path.name)
            _write(copy, text)
        except (OSError, UnicodeError):
            return None
        self._copy = copy
        return copy

    def _now(self) -> str | None:
        """Return what the file holds; None where there is none. An unreadable one has changed."""
        try:
            return self.path.read_bytes().decode("utf-8", "backslashreplace")
        except FileNotFoundError:
            return None
        except OSError:
            return self.on_disk  # the write will tell what is wrong


def _write(path: Path, text: str) -> None:
    write_whole(path, text.removesuffix("\n").split("\n"))


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return MISSING
    return found.st_mtime_ns, found.st_size, found.st_ino


def _free(wanted: Path) -> Path:
    """Return the path, or the first free one of `path.2`, `path.3`, …"""
    path, number = wanted, 1
    while path.exists():
        number += 1
        path = wanted.with_name(f"{wanted.name}.{number}")
    return path


def _reason(error: OSError | UnicodeError) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "it holds half a character, which no file can"
