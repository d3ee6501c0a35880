"""The learner's own editor, which gets the terminal for as long as it runs."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from textual.app import App, SuspendNotSupported

TAKES_LINE = ("vi", "vim", "nvim", "nano", "emacs", "micro", "kak", "joe", "ne")
"""Editors that go to line 12 when they are given `+12`."""


NO_TERMINAL = "An editor needs a terminal, and there is none here. You can go on typing here."


class EditorError(Exception):
    """The editor did not run as it should; the message says why and what to do."""


def editor_command(variables: Mapping[str, str], path: Path, line: int) -> list[str]:
    """Return the command that opens a file at a line; raise `EditorError` if there is none."""
    wanted = variables.get("VISUAL") or variables.get("EDITOR") or shutil.which("nano") or ""
    try:
        words = shlex.split(wanted)
    except ValueError as error:
        raise EditorError(f"$EDITOR is {wanted!r}, which cannot be read: {error}.") from None
    if not words:
        raise EditorError(
            "Neither $VISUAL nor $EDITOR names your editor. Leave, type for example "
            "`export EDITOR=vim`, and start again. You can go on typing here."
        )
    if Path(words[0]).name in TAKES_LINE:
        words.append(f"+{line}")
    return [*words, str(path)]


def run_editor(app: App[Any], command: list[str]) -> None:
    """Give the terminal to the command until it ends; raise `EditorError`.

    The app's own descriptors lead to a log meanwhile, so the editor gets the terminal by name.
    """
    try:
        with Path(os.ctermid()).open("r+b", buffering=0) as terminal, app.suspend():
            failure = _run(command, terminal)
    except (OSError, SuspendNotSupported):
        raise EditorError(NO_TERMINAL) from None
    if failure:
        raise EditorError(failure)


def _run(command: list[str], terminal: BinaryIO) -> str:
    """Run the command and say what went wrong; a raised error would leave the app suspended."""
    name = shlex.join(command[:1])
    try:
        done = subprocess.run(
            command, stdin=terminal, stdout=terminal, stderr=terminal, check=False
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return (
            f"`{name}` cannot be started: {reason}. "
            "$VISUAL and $EDITOR say which editor it should be."
        )
    if done.returncode:
        return f"`{name}` ended with code {done.returncode}. What it saved is here."
    return ""
