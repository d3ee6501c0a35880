"""Gradient descent on a bowl that is steeper across than along."""

from functools import lru_cache

import numpy as np

from tutor.engine import Bars, Curve, Field, Float, Simulation, Table
from tutor.ml import quadratic

WINDOW = (-1.5, 1.5)
AT_THE_EDGE = 1e-9  # a factor this near to ±1 differs from it by round-off only
SAME_HEIGHT = 0.05  # a loss that changed by less, over a quarter of the run, kept its height


class Descent(Simulation):
    """Roll down f(w) = 1/2 (w0^2 + k w1^2) with a fixed step size, and with memory if asked."""

    lr = Float(0.05, 0.0, 0.5, "step size", step=0.01)
    k = Float(10.0, 1.0, 100.0, "curvature of the steep axis", step=1.0, resets=True)
    angle = Float(45.0, 0.0, 360.0, "where to start", step=5.0, unit="°", resets=True)
    momentum = Float(0.0, 0.0, 0.99, "share of the last move kept", step=0.05)

    def reset(self):
        self.curvatures = np.array([1.0, self.k])  # (2,)
        self.w = start(self.angle)  # (2,)
        self.before = self.w

    def step(self):
        record = {"loss": quadratic.value(self.curvatures, self.w), "w": self.w}
        moved = self.update(self.w, quadratic.gradient(self.curvatures, self.w), self.lr)
        if self.momentum:
            # w_{t+1} = w_t - η ∇f(w_t) + β (w_t - w_{t-1})
            moved = moved + self.momentum * (self.w - self.before)
        self.before, self.w = self.w, moved
        return record

    def update(self, w, grad, lr):
        """Take one plain step; the learner's `gradient_step` replaces this method."""
        return w - lr * grad

    def view(self, trace):
        yield Field(
            "the bowl",
            bowl(self.k),
            WINDOW,
            WINDOW,
            levels=[rounded(trace["loss"][0] / part) for part in (64, 16, 4, 1)],
            path=trace["w"],
            x_label="w0 (flat)",
            y_label="w1 (steep)",
        )
        yield Curve("loss", {"loss": trace["loss"]}, log=True)
        factors = quadratic.factors(self.curvatures, self.lr, self.momentum)
        turning = quadratic.turns(self.curvatures, self.lr, self.momentum)
        yield Bars(
            "factor per step",
            {f"w{axis}": float(factor) for axis, factor in enumerate(factors)},
            low=-1.5,
            high=1.0,
            ticks={-1.0: "edge", 1.0: "edge"},
            outside=1.0,
            notes={f"w{axis}": in_words(factors[axis], turning[axis]) for axis in range(2)},
        )
        edge = quadratic.largest_stable_step(self.curvatures, self.momentum)
        yield Table(
            "the edge",
            ("now", "value"),
            [
                ("what happens", self.forecast(trace)),
                ("edge 2(1+β)/λ₁" if self.momentum else "edge 2/λ₁", float(edge)),
                ("lr", self.lr),
                ("room left", float(edge - self.lr)),
                ("loss", trace.last("loss")),
                ("step", len(trace) - 1),
            ],
        )

    def forecast(self, trace):
        """Say what the factors promise, for the axes that are not at rest on the bottom."""
        moving = np.any(trace["w"][-2:] != 0.0, axis=0)  # (2,)
        factors = quadratic.factors(self.curvatures, self.lr, self.momentum)
        size = float(np.max(np.abs(factors), initial=0.0, where=moving))
        if size > 1.0 + AT_THE_EDGE:
            return "explodes"
        if size < 1.0 - AT_THE_EDGE:
            return "settles"
        return "bounces" if self.lr else "stays"

    def fate(self, trace):
        """Say in a word how the run ends: settles, bounces, explodes or stays."""
        loss, w, n = trace["loss"], trace["w"], len(trace)
        if np.all(w == w[0]):
            return "stays"
        # the third quarter of the run against the last: momentum may climb before it settles
        third, last = loss[n // 2 : 3 * n // 4 + 1].max(), loss[3 * n // 4 :].max()
        if not last <= (1.0 + SAME_HEIGHT) * third:
            return "explodes"
        flips = np.any(w[-1] * w[-2] < 0.0)
        return "bounces" if flips and last > (1.0 - SAME_HEIGHT) * third else "settles"

    def explain(self, trace):
        edge = quadratic.largest_stable_step(self.curvatures, self.momentum)
        if self.lr <= edge:
            return None
        factor = quadratic.factors(self.curvatures, self.lr, self.momentum)[1]
        return (
            f"lr = {self.lr:.4g} is past the edge {edge:.4g}: each step multiplied w1 by "
            f"{factor:.4g} until the loss was too large to write down. "
            f"Go back, or set lr below {edge:.4g}."
        )


def start(angle):
    """Return the point at `angle` degrees on the rim of the square: its larger coordinate is 1.

    Rounding to 15 digits makes 45° the corner (1, 1) exactly and puts 90° on the axis.
    """
    radians = np.radians(angle)
    direction = np.round([np.cos(radians), np.sin(radians)], 15)  # (2,)
    return direction / np.abs(direction).max() + 0.0  # -0.0 becomes 0.0


@lru_cache(maxsize=8)
def bowl(k):
    """Return the heights over the window, row 0 at the lowest w1. (64, 64)"""
    w = np.linspace(*WINDOW, 64)
    heights = 0.5 * (w[None, :] ** 2 + k * w[:, None] ** 2)
    heights.flags.writeable = False  # every frame of every run with this k shares it
    return heights


def in_words(factor, turning):
    """Say what one step does to an axis."""
    size = abs(factor)
    if size < AT_THE_EDGE:
        return "lands on 0"
    if abs(size - 1.0) < AT_THE_EDGE:
        change = "same size"
    elif size < 2.0:
        percent = 100.0 * abs(1.0 - size)
        verb = "grows" if size > 1.0 else "shrinks"
        change = f"{verb} {percent:.0f}%" if percent >= 10.0 else f"{verb} {percent:.2g}%"
    else:
        change = f"grows {size:.3g}-fold"
    return f"{'turns, ' if turning else 'flips, ' if factor < 0.0 else ''}{change}"


def rounded(x):
    """Return `x` to two significant digits: a contour is drawn where its label says."""
    return float(f"{x:.2g}")
