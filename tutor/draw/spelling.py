"""Spelling: the same picture in the glyphs that a terminal has.

Everything is drawn in braille, blocks and box lines. A terminal or a font without them gets the
nearest of what it has, cell by cell: `block` has no braille, `ascii` has nothing beyond the ninety-
five printable characters. The width never changes.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

from tutor.draw.abilities import Glyphs
from tutor.draw.canvas import Canvas

BRAILLE = 0x2800
LAST = 0x3000
"""Code points from here on are rare in pictures; they are spelled one by one."""

_UPPER_LEFT, _UPPER_RIGHT, _LOWER_LEFT, _LOWER_RIGHT = 0x01 | 0x02, 0x08 | 0x10, 0x44, 0xA0
_QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"

_SIGNS = {
    "●": "o", "○": "O", "■": "#", "◆": "%", "▼": "v", "★": "*", "✚": "+", "✕": "x", "×": "x",
    "▲": "^", "◀": "<", "▶": ">", "◐": "c", "◍": "@", "✓": "v", "✗": "x", "▸": ">", "▾": "v",
    "…": ".", "·": ".", "•": "*", "⏎": "/", "⟲": "@", "‖": "=", "∞": "8", "←": "<", "→": ">",
    "↑": "^", "↓": "v", "−": "-", "–": "-", "—": "-", "“": '"', "”": '"', "„": '"', "‘": "'",
    "’": "'", "°": "o", "±": "+", "≈": "~", "≤": "<", "≥": ">", "≠": "!", "√": "v", "∇": "V",
    "∂": "d", "∑": "S", "Σ": "S", "∏": "P", "λ": "l", "η": "n", "β": "b", "α": "a", "γ": "g",
    "δ": "d", "ε": "e", "θ": "t", "μ": "u", "σ": "s", "π": "p", "ρ": "r", "τ": "t", "φ": "f",
    "ω": "w", "Δ": "D", "∈": "e", "⊙": "o", "⌫": "<", "▁": "_", "▂": "_", "▃": "_", "▄": "_",
    "▅": "=", "▆": "=", "▇": "#", "█": "#", "▀": '"', "▌": "#", "▐": "#", "▉": "#", "▊": "#",
    "▋": "#", "▍": "|", "▎": "|", "▏": "|", "▕": "|", "░": ".", "▒": ":", "▓": "%", "▔": '"',
    "▘": "'", "▝": "'", "▖": ".", "▗": ".", "▚": "\\", "▞": "/", "▛": "#", "▜": "#", "▙": "#",
    "▟": "#", "§": "S", "↵": "/",
}  # fmt: skip


def spell(canvas: Canvas, glyphs: Glyphs) -> Canvas:
    """Return the canvas in the given glyphs; the same canvas where there is nothing to change."""
    if glyphs == "braille":
        return canvas
    codes = np.ascontiguousarray(canvas.glyph).view(np.uint32).reshape(canvas.glyph.shape)
    table = _table(glyphs)
    spelled = table[np.minimum(codes, LAST)]
    rare = codes >= LAST
    if rare.any():
        spelled[rare] = [_rare(chr(code), glyphs) for code in codes[rare].tolist()]
    if glyphs == "ascii":
        _join_halves(canvas, codes)
    return Canvas(spelled, canvas.fore, canvas.back, canvas.axes, canvas.locate)


def spell_text(text: str, glyphs: Glyphs) -> str:
    """Return `text` in the given glyphs, of the same width."""
    if glyphs == "braille" or text.isascii():
        return text
    return "".join(str(_table(glyphs)[ord(c)]) if ord(c) < LAST else _rare(c, glyphs) for c in text)


def _join_halves(canvas: Canvas, codes: npt.NDArray[np.uint32]) -> None:
    """Let a cell of two colours show the lower one alone: ASCII has no half of a cell."""
    halves = (codes == ord("▀")) & (canvas.back >= 0)
    canvas.fore = np.where(halves, canvas.back, canvas.fore)


def _quadrant(code: int) -> str:
    """Return the block whose quarters hold any of a braille character's dots."""
    quarters = (_UPPER_LEFT, _UPPER_RIGHT, _LOWER_LEFT, _LOWER_RIGHT)
    return _QUADRANTS[sum(1 << bit for bit, dots in enumerate(quarters) if code & dots)]


def _strokes(code: int) -> str:
    """Return the ASCII character that looks most like a braille character's dots."""
    rows = [bool(code & dots) for dots in (0x09, 0x12, 0x24, 0xC0)]
    left, right = bool(code & 0x47), bool(code & 0xB8)
    count = code.bit_count()
    if not count:
        return " "
    if count >= 7:
        return "#"
    upper, lower = rows[0] or rows[1], rows[2] or rows[3]
    if upper and lower:
        top_left, bottom_left = code & 0x03, code & 0x44
        top_right, bottom_right = code & 0x18, code & 0xA0
        if left and right and not top_left and not bottom_right:
            return "/"
        if left and right and not top_right and not bottom_left:
            return "\\"
        return "|" if not (left and right) else "+"
    if rows[0]:
        return "'" if not rows[1] else '"'
    if rows[1]:
        return "-"
    return "-" if rows[2] and not rows[3] else "_" if count > 1 else "."


def _box(character: str) -> str:
    """Return the ASCII form of a box-drawing character."""
    words = set(unicodedata.name(character, "").split())
    horizontal = bool(words & {"HORIZONTAL", "LEFT", "RIGHT"})
    vertical = bool(words & {"VERTICAL", "UP", "DOWN"})
    if "DIAGONAL" in words:
        return "/" if character == "╱" else "\\"
    if horizontal and vertical:
        return "+"
    return "-" if horizontal else "|"


def _rare(character: str, glyphs: Glyphs) -> str:
    if glyphs == "block" or not character:
        return character
    plain = unicodedata.normalize("NFKD", character)[:1]
    return plain if plain.isascii() and plain.isprintable() else "?"


def _ascii(code: int) -> str:
    character = chr(code)
    if code < 0x80:
        return character
    if BRAILLE <= code < BRAILLE + 256:
        return _strokes(code - BRAILLE)
    if 0x2500 <= code < 0x2580:
        return _box(character)
    return _SIGNS.get(character) or _rare(character, "ascii")


def _block(code: int) -> str:
    inside = BRAILLE <= code < BRAILLE + 256
    return _quadrant(code - BRAILLE) if inside else chr(code)


@cache
def _table(glyphs: Glyphs) -> npt.NDArray[np.str_]:
    """Return the spelling of every code point up to LAST; made when it is first needed."""
    spelling = _block if glyphs == "block" else _ascii
    return np.array([spelling(code) for code in range(LAST + 1)], "<U1")
