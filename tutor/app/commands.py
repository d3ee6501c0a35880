"""Commands: what a key does, said once.

A screen declares its commands as data. Its bindings, the footer, the command palette and the help
screen are all made from that list, so none of them can tell another story.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from textual.binding import Binding, BindingType


@dataclass(frozen=True)
class Command:
    """An action with its keys, its name in the palette and a sentence for the help."""

    action: str
    keys: str
    """Textual's names, separated by commas; empty for a command that only the palette has."""
    title: str
    help: str
    footer: str = ""
    """The short label in the footer; empty keeps the command out of it."""


@runtime_checkable
class Commanded(Protocol):
    """A screen or app that declares commands."""

    commands: Sequence[Command]


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """Return the key bindings of commands."""
    return [
        Binding(
            command.keys,
            command.action,
            command.footer or command.title,
            show=bool(command.footer),
            key_display=key_names(command).partition(" ")[0],
            id=command.action,
            tooltip=command.help,
        )
        for command in commands
        if command.keys
    ]


def key_names(command: Command) -> str:
    """Return the keys as a person reads them: `space`, `←`, `ctrl+p f2`."""
    return " ".join(_GLYPHS.get(key, key) for key in command.keys.split(",") if key)


_GLYPHS = {
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "full_stop": ".",
    "comma": ",",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
}
