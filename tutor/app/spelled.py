"""The whole screen in ASCII, for terminals and fonts that have nothing else."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tutor.draw.abilities import Glyphs
from tutor.draw.spelling import spell_text


class Spelled(LineFilter):
    """Writes borders, arrows and letters with the glyphs of the terminal."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments spelled; none changes its width."""
        return [
            segment
            if segment.text.isascii()
            else Segment(spell_text(segment.text, self._glyphs), segment.style, segment.control)
            for segment in segments
        ]
