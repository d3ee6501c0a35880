"""Draw text: wrapped at words, cut with `…` when the panel is too low."""

from __future__ import annotations

import textwrap

from tutor.draw.canvas import Axes, Canvas
from tutor.draw.palette import Palette
from tutor.engine.panels import Text


def draw_text(
    panel: Text, width: int, height: int, palette: Palette, keep: Axes | None = None
) -> Canvas:
    """Draw the panel. Text has no axes."""
    return draw_words(panel.text, width, height, palette)


def draw_words(text: str, width: int, height: int, palette: Palette) -> Canvas:
    """Return a canvas with `text` wrapped to its width; its own line breaks and indents stay."""
    canvas = Canvas.blank(width, height)
    if width < 1 or height < 1:
        return canvas
    lines: list[str] = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        hanging = indent if len(indent) < width // 2 else ""
        lines += textwrap.wrap(line, width, subsequent_indent=hanging) or [""]
    for row, line in enumerate(lines[:height]):
        canvas.put(row, 0, line, palette.foreground)
    if len(lines) > height:
        canvas.put(height - 1, min(len(lines[height - 1]), width - 1), "…", palette.muted)
    return canvas
