"""The nodes and arrows of a graph, drawn as its plan says.

A node is its name, marked and lit where it is the current one, with its value above (v) and its
gradient below (g), in the border where it has a frame.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Canvas, Spot
from tutor.draw.dots import GLYPHS, cell_codes, segment_mask
from tutor.draw.glyphs import length
from tutor.draw.graphplan import Look, Plan
from tutor.draw.numbers import number
from tutor.draw.palette import Palette
from tutor.engine.panels import Node

HERE = "●"
"""Before the name of the current node."""

Numbers = list[tuple[str, float, int]]
"""A letter, a number and its colour."""


def draw_nodes(
    plan: Plan, window: Spot, nodes: Sequence[Node], current: int, palette: Palette
) -> Canvas:
    """Return the window of the layout as a canvas. current: the lit node, -1 for none."""
    canvas = Canvas.blank(window.width, window.height)
    lit = plan.ways[plan.targets == current]
    for ways, colour in ((plan.strokes, palette.muted), (lit, palette.accent)):
        _draw_ways(canvas, ways - (window.column, window.row), colour)
    entered = set(plan.targets.tolist())
    for index, (box, node) in enumerate(zip(plan.boxes, nodes, strict=True)):
        spot = replace(box, row=box.row - window.row, column=box.column - window.column)
        is_current = index == current
        if index in entered:
            colour = palette.accent if is_current else palette.muted
            canvas.put(spot.row + spot.height // 2, spot.column - 1, "▶", colour)
        _draw_node(canvas, plan.look, spot, node, plan.labels[index], is_current, palette)
    return canvas


def _draw_node(
    canvas: Canvas,
    look: Look,
    box: Spot,
    node: Node,
    label: str,
    is_current: bool,
    palette: Palette,
) -> None:
    if look.framed:
        _draw_frame(canvas, box, is_current, palette)
    if look.numbers:
        _write_numbers(canvas, box, node, look.framed, palette)
    colour = palette.accent if is_current else palette.foreground
    mark = HERE if is_current else " "
    canvas.put(box.row + box.height // 2, box.column + look.framed, mark + label, colour)


def _draw_ways(canvas: Canvas, ways: npt.NDArray[np.float64], colour: int) -> None:
    """Draw straight pieces in braille over what is in their cells. ways (n, 2, 2) in cells."""
    # half a dot up: level lines then run at the height of the arrow heads
    dots = ways * (2, 4) - (0, 0.5)
    shape = canvas.height * 4, canvas.width * 2
    codes = cell_codes(segment_mask(dots[:, 0], dots[:, 1], shape))
    canvas.glyph[codes > 0] = GLYPHS[codes[codes > 0]]
    canvas.fore[codes > 0] = colour


def _draw_frame(canvas: Canvas, box: Spot, is_current: bool, palette: Palette) -> None:
    corners = "┌┐└┘" if is_current else "╭╮╰╯"
    colour = palette.accent if is_current else palette.ghost
    inner = box.width - 2
    canvas.put(box.row, box.column, corners[0] + "─" * inner + corners[1], colour)
    canvas.put(box.row + 1, box.column, "│" + " " * inner + "│", colour)
    canvas.put(box.row + 2, box.column, corners[2] + "─" * inner + corners[3], colour)


def _write_numbers(canvas: Canvas, box: Spot, node: Node, framed: bool, palette: Palette) -> None:
    """Write the value above the label and the gradient below, in the frame if there is one."""
    room = box.width - 2 * framed
    for letter, value, colour in node_numbers(node, palette):
        text = f" {letter} {fit_number(value, room - 3)}"
        text += " " if framed and length(text) < room else ""
        canvas.put(box.row + 2 * (letter == "g"), box.column + framed, text, colour)


def node_numbers(node: Node, palette: Palette) -> Numbers:
    """Return the value (v) and the gradient (g) of a node, as far as they are known."""
    known = [
        ("v", node.value, palette.series[0]),
        ("g", node.grad, palette.series[1]),
    ]
    return [
        (letter, value, colour if math.isfinite(value) else palette.warning)
        for letter, value, colour in known
        if value is not None
    ]


def fit_number(value: float, cells: int) -> str:
    """Write `value` with as many digits, four at most, as `cells` hold; in 7 cells any float."""
    rounded = (float(f"{value:.{digits}g}") for digits in (3, 2, 1))
    for text in (number(value), *map(number, rounded)):
        # rounding up the largest floats would end in inf
        if length(text) <= cells and ("inf" in text) == math.isinf(value):
            return text
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}"
