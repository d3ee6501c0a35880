"""Text from anywhere, made safe to print: nothing in it can move a cursor or change a terminal."""

from __future__ import annotations

from unicodedata import category


def visible(text: str) -> str:
    """Return `text` with its control characters spelt out and every kind of space as a space."""
    if text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return " " if category(character) == "Zs" else ascii(character)[1:-1]
