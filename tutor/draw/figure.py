"""Static figures for the command line, drawn by plotext. The only module that knows plotext.

plotext raises on infinite values and on zeros of a log axis, and its module-level figure is shared
by everyone: so it gets an own figure here, finite data, and log axes as log10 with their decades.
"""

from __future__ import annotations

import re

from tutor.draw.lines import choose_ranges, live_lines
from tutor.draw.palette import DARK
from tutor.draw.ticks import decade_ticks, linear_ticks
from tutor.engine.panels import Curve

_COLOUR_CODES = re.compile(r"\x1b\[[0-9;]*m")


def plotext_curve(panel: Curve, width: int, height: int, color: bool = False) -> str:
    """Return the panel as text of width x height cells, with its title; ANSI codes if `color`."""
    if width < 12 or height < 5:  # plotext leaves no cell for the data below this
        return ""
    from plotext._figure import _figure_class

    figure = _figure_class()
    figure._limit_size(False, False)  # the terminal's size is not the figure's
    figure.plot_size(width, height)
    figure.theme("clear")
    figure.title(panel.title)
    figure.xlabel(panel.x_label)
    lines = live_lines(panel)
    drawn = {name: line for name, line in lines.items() if len(line.x)}
    if drawn:
        x_range, y_range = choose_ranges(panel, list(drawn.values()), [], None)
        figure.xlim(*x_range)
        figure.ylim(*y_range)
        x_ticks = linear_ticks(*x_range, max(1, width // 12))
        y_ticks = (decade_ticks if panel.log else linear_ticks)(*y_range, max(1, (height - 4) // 3))
        figure.xticks([place for place, _ in x_ticks], [label for _, label in x_ticks])
        figure.yticks([place for place, _ in y_ticks], [label for _, label in y_ticks])
    for index, (name, line) in enumerate(drawn.items()):
        colour = DARK.series[index % len(DARK.series)]
        rgb = (colour >> 16, colour >> 8 & 255, colour & 255)
        figure.plot(line.x.tolist(), line.y.tolist(), marker="braille", label=name, color=rgb)
    text = str(figure.build())
    return text if color else _COLOUR_CODES.sub("", text)
