"""Draw any panel: look up the function for its kind."""

from __future__ import annotations

from typing import Any, Protocol

from tutor.draw.abilities import Glyphs
from tutor.draw.bars import draw_bars
from tutor.draw.canvas import Axes, Canvas
from tutor.draw.curve import draw_curve
from tutor.draw.description import describe
from tutor.draw.field import draw_field
from tutor.draw.graph import draw_graph
from tutor.draw.heat import draw_heat
from tutor.draw.palette import Palette
from tutor.draw.picture import draw_picture
from tutor.draw.scatter import draw_scatter
from tutor.draw.spelling import spell
from tutor.draw.table import draw_table
from tutor.draw.text import draw_text, draw_words
from tutor.draw.tokens import draw_tokens
from tutor.engine.panels import (
    Bars,
    Curve,
    Field,
    Graph,
    Heat,
    Panel,
    Picture,
    Scatter,
    Table,
    Text,
    Tokens,
)


class _Drawer(Protocol):
    def __call__(
        self, panel: Any, width: int, height: int, palette: Palette, keep: Axes | None
    ) -> Canvas: ...


_BY_KIND: dict[type, _Drawer] = {
    Bars: draw_bars,
    Curve: draw_curve,
    Field: draw_field,
    Graph: draw_graph,
    Heat: draw_heat,
    Picture: draw_picture,
    Scatter: draw_scatter,
    Table: draw_table,
    Text: draw_text,
    Tokens: draw_tokens,
}


def draw(
    panel: Panel,
    width: int,
    height: int,
    palette: Palette,
    keep: Axes | None = None,
    glyphs: Glyphs = "braille",
) -> Canvas:
    """Draw a panel in width x height cells; a kind without a picture is drawn as its description.

    keep: the axes of the same panel's last canvas; they hold still while the data fits them.
    """
    drawer = _BY_KIND.get(type(panel))
    if drawer is None:
        return spell(draw_words(describe(panel), width, height, palette), glyphs)
    return spell(drawer(panel, width, height, palette, keep), glyphs)
