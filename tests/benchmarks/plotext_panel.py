"""The panels as a plotext widget draws them, to be compared with.

plotext builds a string with escape codes, Rich reads it into a text, Textual cuts that into strips,
anew for every repaint: what `textual-plotext` does. plotext has no contour lines, so its field is a
heat map alone, which is to its advantage.
"""

from __future__ import annotations

import numpy as np
import plotext
from rich.console import Console
from rich.text import Text
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tutor.app.widgets.panel import PanelView
from tutor.engine.panels import Bars, Curve, Field, Heat, Panel, Scatter, Series


def build(panel: Panel, width: int, height: int) -> str:
    """Return the panel as plotext builds it."""
    plotext.clear_figure()
    plotext.limit_size(False, False)  # or it draws no larger than the terminal it runs in
    plotext.plotsize(width, height)
    plotext.theme("dark")
    match panel:
        case Curve():
            for name, line in panel.series.items():
                y = line.y if isinstance(line, Series) else line
                x = line.x if isinstance(line, Series) else np.arange(len(y))
                plotext.plot(x.tolist(), y.tolist(), marker="braille", label=name)
        case Scatter():
            _points(panel.classes)
        case Field():
            plotext.matrix_plot(_shades(panel.values), marker="sd")
            if panel.path is not None:
                plotext.plot(*np.transpose(panel.path).tolist(), marker="braille")
            _points(panel.classes)
        case Heat():
            plotext.matrix_plot(_shades(panel.values), marker="sd")
        case Bars():
            plotext.bar(list(panel.values), list(panel.values.values()), orientation="horizontal")
    return str(plotext.build())


def strips(console: Console, built: str) -> list[Strip]:
    """Return the rows of what plotext built, as Textual makes them of a widget's text."""
    text = Text.from_ansi(built, no_wrap=True, end="")
    return [Strip(list(line.render(console, end=""))) for line in text.split("\n")]


class PlotextPanel(PanelView):
    """A panel drawn by plotext and painted by Textual."""

    def redraw(self) -> None:
        """Draw it anew with the next repaint."""
        self.refresh()

    def render(self) -> Text:
        """Return the figure."""
        if self.panel is None or not all(self.size):
            return Text("")
        return Text.from_ansi(build(self.panel, *self.size))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the rows inside `crop`, as Textual makes them of any widget's text."""
        return Widget.render_lines(self, crop)

    def render_line(self, y: int) -> Strip:
        """Return one row, likewise."""
        return Widget.render_line(self, y)


def _points(classes: dict[str, np.ndarray]) -> None:  # type: ignore[type-arg]
    for name, points in classes.items():
        plotext.scatter(*np.transpose(points).tolist(), marker="braille", label=name)


def _shades(values: np.ndarray) -> list[list[tuple[int, int, int]]]:  # type: ignore[type-arg]
    low, high = float(values.min()), float(values.max())
    level = ((values - low) / ((high - low) or 1.0) * 15).astype(int)  # sixteen, as ours
    return [[(x * 16, 128, 255 - x * 16) for x in row] for row in level.tolist()]
