"""The talk with the learner: lines out, lines in."""

from __future__ import annotations

import sys
from shutil import get_terminal_size
from typing import BinaryIO, TextIO

from tutor.plain.wrapping import wrapped
from tutor.study.visible import visible

NARROWEST, WIDEST = 20, 88
LONGEST = 1000
"""Bytes of the longest line that is read as an answer."""
TOO_LONG = f"That line is longer than {LONGEST} bytes, and no answer is. Type it again."
NOT_TEXT = "That line is not UTF-8 text. Type it again."


class Ended(Exception):
    """There is no more input."""


class Talk:
    """Lines to `out` and from `source`. width: columns that a line may take."""

    def __init__(self, source: BinaryIO | None, out: TextIO, width: int, echo: bool) -> None:
        self.width = min(max(width, NARROWEST), WIDEST)
        self._source = source
        self._out = out
        self._echo = echo
        """Write what was read, so that the output of a pipe reads like a session."""

    def say(self, text: str) -> None:
        """Write a paragraph, wrapped, and an empty line."""
        self.show(wrapped(text, self.width))

    def show(self, lines: str) -> None:
        """Write lines as they are, and an empty line."""
        self._write("\n".join(visible(line.expandtabs()) for line in lines.split("\n")) + "\n\n")

    def ask(self, prompt: str) -> str:
        """Return the next line of input that can be read; raise `Ended` where there is none."""
        while True:
            self._write(f"{prompt} ")
            line = self._line()
            if line is None:
                self._write("\n")
                raise Ended
            answer, problem = _read(line)
            if self._echo:
                self._write(visible(answer) + "\n")
            if not problem:
                return answer
            self.say(problem)

    def break_off(self) -> None:
        """End a line that waits for an answer."""
        self._write("\n")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()

    def _line(self) -> bytes | None:
        """Return the next line, as much of it as an answer may take; None at the end."""
        if self._source is None:
            return None
        line = piece = self._source.readline(LONGEST + 2)
        while piece and not piece.endswith(b"\n"):
            piece = self._source.readline(1 << 16)
        return line or None


def open_talk() -> Talk:
    """Return the talk over stdin and stdout, as wide as the terminal, else 80 columns."""
    has_input = sys.stdin is not None and not sys.stdin.closed
    source = sys.stdin.buffer if has_input else None
    echo = not (has_input and sys.stdin.isatty())  # a terminal shows what is typed by itself
    return Talk(source, sys.stdout, get_terminal_size((80, 24)).columns, echo)


def _read(line: bytes) -> tuple[str, str]:
    """Return a line as text, and what is wrong with it."""
    line = line.rstrip(b"\r\n")
    if len(line) > LONGEST:
        return "…", TOO_LONG
    try:
        return line.decode("utf-8").strip(), ""
    except UnicodeDecodeError:
        return "…", NOT_TEXT
