"""What a terminal can show, as far as its own facts tell: how many colours, and which glyphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Colors = Literal["truecolor", "256", "16", "none"]
COLORS: tuple[Colors, ...] = get_args(Colors)

Glyphs = Literal["braille", "block", "ascii"]
GLYPHS: tuple[Glyphs, ...] = get_args(Glyphs)

TRUECOLOR_TERMS = ("kitty", "alacritty", "wezterm", "foot", "ghostty", "direct", "contour")
"""Parts of TERM by which terminals with 24-bit colour are known, also where nothing else is."""


@dataclass(frozen=True)
class Abilities:
    """How many colours and which glyphs a terminal has."""

    color: Colors
    glyphs: Glyphs


def abilities(variables: Mapping[str, str]) -> Abilities:
    """Return what the environment's variables say of the terminal."""
    return Abilities(_color(variables), _glyphs(variables))


def _color(variables: Mapping[str, str]) -> Colors:
    if variables.get("NO_COLOR"):  # set and not empty, as no-color.org has it
        return "none"
    term = variables.get("TERM", "").lower()
    if variables.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    if any(name in term for name in TRUECOLOR_TERMS):
        return "truecolor"
    if "256color" in term:
        return "256"
    return "none" if term in ("dumb", "unknown") or term.startswith("vt1") else "16"


def _glyphs(variables: Mapping[str, str]) -> Glyphs:
    if variables.get("TERM") == "linux":  # the console's own font has 256 glyphs, none in braille
        return "ascii"
    name = next((variables[v] for v in ("LC_ALL", "LC_CTYPE", "LANG") if variables.get(v)), "")
    charset = name.partition(".")[2].partition("@")[0].lower().replace("-", "")
    # without a charset nothing is known, and nearly every terminal reads UTF-8
    return "braille" if charset in ("", "utf8") else "ascii"
