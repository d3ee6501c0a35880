"""Draw a graph: boxes from the inputs on the left to the result on the right, arrows between them.

A box has the node's value in its upper border (v) and its gradient in the lower one (g). The
current node has square corners and `●` before its name; arrows into it are lit. Bare names have
these numbers in the last row, for the current node. A graph larger than the panel is shown around
the current node.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.draw.canvas import Axes, Canvas, Spot
from tutor.draw.glyphs import length, shorten
from tutor.draw.graphplan import Plan, make_plan
from tutor.draw.links import Links, find_links, nearest
from tutor.draw.nodes import draw_nodes, node_numbers
from tutor.draw.numbers import number
from tutor.draw.palette import Palette
from tutor.engine.panels import Graph, Node

MOST = 60
"""Of a larger graph only the nodes nearest to the current one are laid out."""


def draw_graph(
    panel: Graph, width: int, height: int, palette: Palette, keep: Axes | None = None
) -> Canvas:
    """Draw the panel. The axes are the part of the layout that is shown, in cells."""
    canvas = Canvas.blank(width, height)
    canvas.axes = keep
    if not panel.nodes or width < 1 or height < 1:
        canvas.put(0, 0, "nothing to draw yet", palette.muted)
        return canvas
    links = find_links(panel)
    current = _current(panel)
    top = int(bool(links.problems) and height > 1)
    if top:
        canvas.put(0, 0, _tell(links.problems, width), palette.warning)
    chosen = nearest(links.inputs, max(current, 0), MOST)
    place = {node: index for index, node in enumerate(chosen)}
    plan = _make_plan(panel, links, place, width, height - top)
    nodes = [panel.nodes[node] for node in chosen]
    below = int(not plan.look.numbers and height - top > 1)
    window = _window(plan, place.get(current), width, height - top - below, keep)
    drawn = draw_nodes(plan, window, nodes, place.get(current, -1), palette)
    canvas.glyph[top : top + window.height] = drawn.glyph
    canvas.fore[top : top + window.height] = drawn.fore
    canvas.axes = Axes(_across(window), _down(window))
    shown = {node: _common(plan.boxes[index], window) for node, index in place.items()}
    if below:
        fully = sum(shown[node] == plan.boxes[index] for node, index in place.items())
        node = panel.nodes[current] if current >= 0 else None
        _draw_foot(canvas, len(panel.nodes) - fully, node, palette)
    elif plan.look.numbers:
        _explain(canvas, nodes, palette)

    def locate(node: int, _: int) -> Spot | None:
        spot = shown.get(node)
        if spot is None:
            return None
        row, column = spot.row - window.row + top, spot.column - window.column
        return Spot(row, column, spot.height, spot.width)

    canvas.locate = locate
    return canvas


def _make_plan(panel: Graph, links: Links, place: dict[int, int], width: int, height: int) -> Plan:
    """Lay out the nodes in `place`, which says their place in the plan."""
    inputs = tuple(
        tuple(place[source] for source in links.inputs[node] if source in place) for node in place
    )
    names = tuple(panel.nodes[node].name for node in place)
    texts = tuple(panel.nodes[node].text for node in place)
    return make_plan(inputs, names, texts, width, height)


def _current(panel: Graph) -> int:
    """Return the lit node; -1 for none."""
    names = [node.name for node in panel.nodes]
    return names.index(panel.current) if panel.current and panel.current in names else -1


def _tell(problems: Sequence[str], width: int) -> str:
    """Return the first problems, as many as fit, and how many more there are."""
    for count in range(len(problems), 0, -1):
        more = f" (and {len(problems) - count} more)" if count < len(problems) else ""
        text = f"! {'; '.join(problems[:count])}{more}"
        if length(text) <= width:
            return text
    return shorten(text, width)


def _window(plan: Plan, current: int | None, width: int, rows: int, keep: Axes | None) -> Spot:
    """Return the part of the layout that is shown: the last one while it shows the current node."""
    box = plan.boxes[current] if current is not None else None
    column = _start(keep.x[0] if keep else 0.0, width, plan.width, _across(box) if box else None)
    row = _start(keep.y[0] if keep else 0.0, rows, plan.height, _down(box) if box else None)
    return Spot(row, column, rows, width)


def _start(kept: float, size: int, whole: int, focus: tuple[int, int] | None) -> int:
    start = int(min(max(kept, 0), whole)) if math.isfinite(kept) else 0
    if focus is not None and not (start <= focus[0] and focus[1] <= start + size):
        start = (focus[0] + focus[1] - size) // 2
    return min(max(start, 0), max(whole - size, 0))


def _across(box: Spot) -> tuple[int, int]:
    return box.column, box.column + box.width


def _down(box: Spot) -> tuple[int, int]:
    return box.row, box.row + box.height


def _common(box: Spot, window: Spot) -> Spot | None:
    """Return the part of a box that lies in the window."""
    (top, bottom), (left, right) = _down(box), _across(box)
    top, bottom = max(top, window.row), min(bottom, window.row + window.height)
    left, right = max(left, window.column), min(right, window.column + window.width)
    return Spot(top, left, bottom - top, right - left) if top < bottom and left < right else None


def _draw_foot(canvas: Canvas, hidden: int, node: Node | None, palette: Palette) -> None:
    """Write how many nodes are not shown, and the current one's numbers, in the last row."""
    row, column = canvas.height - 1, 0
    if hidden:
        text = shorten(f"… {hidden} more node{'s' if hidden > 1 else ''}", canvas.width)
        canvas.put(row, 0, text, palette.muted)
        column = length(text) + 2
    if node is None:
        return
    parts = [(f"{node.name} = {node.text}" if node.text else node.name, palette.accent)]
    parts += [
        (f"{letter} {number(value)}", ink) for letter, value, ink in node_numbers(node, palette)
    ]
    for text, colour in parts:
        if column + length(text) > canvas.width:
            continue
        canvas.put(row, column, text, colour)
        column += length(text) + 2


def _explain(canvas: Canvas, nodes: Sequence[Node], palette: Palette) -> None:
    """Say what v and g are where the last row is free and they occur."""
    text = "v value  g gradient"
    known = any(node.value is not None or node.grad is not None for node in nodes)
    if known and canvas.is_blank(canvas.height - 1, 0, canvas.width) and len(text) < canvas.width:
        canvas.put(canvas.height - 1, 0, text, palette.muted)
