"""What a picture costs to draw anew, from its data to the bytes, against plotext."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time

import numpy as np
from rich.console import Console

from tests.benchmarks.plotext_panel import build, strips
from tests.benchmarks.report import Row, spread
from tutor.app.painting.ansi import changes
from tutor.app.painting.canvas_cells import canvas_cells
from tutor.draw import draw
from tutor.draw.palette import DARK
from tutor.engine.facts import use_one_thread
from tutor.engine.panels import Bars, Curve, Field, Heat, Panel, Scatter

SIZES = [(60, 15), (100, 30), (160, 45)]
REPEATS = 9

Make = Callable[[np.random.Generator], Panel]


def curve(rng: np.random.Generator) -> Panel:
    """A noisy loss of 2000 steps."""
    steps = np.arange(2000)
    return Curve("loss", {"loss": 2 * np.exp(-steps / 500) + 0.1 * rng.normal(size=2000)})


def scatter(rng: np.random.Generator) -> Panel:
    """2000 points of two classes."""
    points = rng.normal(size=(2, 1000, 2)) + np.array([[[0.0, 0.0]], [[2.0, 1.0]]])
    return Scatter("points", {"one": points[0], "other": points[1]})


def field(rng: np.random.Generator) -> Panel:
    """A bowl on a grid of 48x48 that is never twice the same, with its contours."""
    x, y = np.meshgrid(np.linspace(-2, 2, 48), np.linspace(-2, 2, 48))
    steep, turned = rng.uniform(2, 5), rng.uniform(-0.5, 0.5)
    return Field("bowl", 0.5 * (x**2 + steep * y**2) + turned * x * y, (-2, 2), (-2, 2))


def heat(rng: np.random.Generator) -> Panel:
    """A matrix of 32x48 random weights."""
    return Heat("weights", rng.normal(size=(32, 48)), diverging=True)


def bars(rng: np.random.Generator) -> Panel:
    """Twelve bars of both signs."""
    return Bars("values", {f"token {n}": float(v) for n, v in enumerate(rng.normal(size=12))})


KINDS: list[tuple[str, Make, float | None]] = [
    ("Curve, 2000 points", curve, 30),
    ("Scatter, 2000 points", scatter, None),
    ("Field, 48x48, contours", field, 10),
    ("Heat, 32x48", heat, 10),
    ("Bars, 12", bars, None),
]
"""Each kind, and how many times faster than plotext it has to be."""


def rows() -> list[Row]:
    """Return a row a kind, at the size where our lead is the smallest."""
    use_one_thread()
    console = Console(width=200, color_system="truecolor", force_terminal=True)
    return [min(_sizes(console, *kind), key=lambda row: row.result) for kind in KINDS]


def _sizes(console: Console, name: str, make: Make, target: float | None) -> list[Row]:
    found = []
    for width, height in SIZES:
        rng = np.random.default_rng(0)
        ours, theirs = [], []
        for _ in range(REPEATS):
            panel = make(rng)
            ours.append(_cpu(partial(_ours, panel, width, height)))
            theirs.append(_cpu(partial(_theirs, console, panel, width, height)))
        # the first of each loads modules and fills caches
        ratio = median(theirs[1:]) / median(ours[1:])
        found.append(
            Row(
                f"draw a {name}, every cell anew, worst size {width}x{height}: plotext / ours",
                f"{spread(ours[1:], 1e3)} ms",
                f"{spread(theirs[1:], 1e3)} ms",
                ratio,
                f"≥ {target}" if target else "none given",
                target is None or ratio >= target,
            )
        )
    return found


def _ours(panel: Panel, width: int, height: int) -> str:
    canvas = draw(panel, width, height, DARK)
    cells = canvas_cells(canvas, DARK, "truecolor", 1)
    return changes(cells, np.ones(cells.glyph.shape, np.bool_))


def _theirs(console: Console, panel: Panel, width: int, height: int) -> str:
    made = strips(console, build(panel, width, height))
    return "".join(strip.render(console) for strip in made)


def _cpu(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start
