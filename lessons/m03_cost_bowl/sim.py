"""Gradient descent on the cost of a linear regression: what houses in Ames were sold for."""

from functools import lru_cache

import numpy as np

from tutor.engine import Choice, Curve, Field, Flag, Float, Int, Scatter, Simulation, Table
from tutor.ml import ames, linear, residual_losses
from tutor.ml.standardizing import correlated, standardized

UNIT = 100_000  # dollars: prices are counted in it
ARRIVED = 0.02  # a weight this near to its best value, as a share of it, has arrived
SHOWN = 10  # every tenth house is drawn
AXIS = (0.0, 8.0)  # no house cost more than $755,000
AXIS_WITH_ERRORS = (0.0, 20.0)


class CostBowl(Simulation):
    """Fit price = average + w_area * area + w_quality * quality by gradient descent."""

    lr = Float(0.1, 1e-9, 1.0, "step size", log=True)
    scaled = Flag(True, "count each column in its own standard deviation", resets=True)
    rho = Float(
        0.57,
        0.0,
        0.999,
        "how area and quality correlate; 0.57 in the table",
        step=0.01,
        resets=True,
    )
    loss = Choice("squared", residual_losses.KINDS, "what an error costs")
    outliers = Int(0, 0, 10, "large houses whose price was typed with one 0 too many")

    def reset(self):
        self.w = np.zeros(2)  # (2,)
        self.fit()

    def step(self):
        if self.fitted_to != self.outliers:
            self.fit()
        X, y = self.data()
        record = {
            "loss": residual_losses.mean_cost(self.loss, X, y, self.w),
            "w": self.w,
            "best": self.best,
            "least": linear.mse(X, y, self.best),
            "r2": 1.0 - linear.mse(X, y, self.w) / linear.mse(X, y, np.zeros(2)),
        }
        if self.loss == "squared":
            slope = self.gradient(X, y, self.w)
        else:
            slope = residual_losses.gradient(self.loss, X, y, self.w)
        self.w = self.w - self.lr * slope
        return record

    def gradient(self, X, y, w):
        """Return the slope of the squared cost; the learner's `mse_gradient` replaces this."""
        return linear.mse_gradient(X, y, w)

    def bottom(self, X, y):
        """Return the weights of least squared cost; the learner's `least_squares` replaces this."""
        return linear.least_squares(X, y)

    def fit(self):
        """Find the bottom again: the prices are not what they were."""
        self.best, self.fitted_to = self.bottom(*self.data()), self.outliers

    def data(self):
        return columns(self.scaled, self.rho), prices(self.outliers)

    def view(self, trace):
        w = trace.last("w")
        yield self.houses(w)
        yield Field(
            "the cost from above",
            *landscape(self.loss, self.scaled, self.rho, self.outliers),
            logarithmic=True,
            path=trace["w"],
            points={"bottom" if self.loss == "squared" else "least squares": self.best},
            x_label="w area",
            y_label="w quality",
        )
        lines = {"cost": trace["loss"]}  # by another name: no ghost at 1e300 flattens it
        if self.loss == "squared":
            lines["at the bottom"] = trace["least"]
        yield Curve("cost", lines, log=True)
        steepest, flattest = self.curvatures(w)
        yield Table(
            "the bowl",
            ("here", "value"),
            [
                ("steepest curvature λ₁", float(steepest)),
                ("flattest curvature λ₂", float(flattest)),
                ("condition λ₁/λ₂", float(steepest / flattest) if flattest else "no curvature"),
                ("edge 2/λ₁", float(2 / steepest) if steepest else "none"),
                ("lr", self.lr),
                ("R²", trace.last("r2")),
                ("typical miss", dollars(self.typical_miss(trace))),
            ],
        )

    def houses(self, w):
        """Show each house's price against the prediction; on the diagonal it is exact."""
        X, y = self.data()
        pairs = np.stack([X @ w, y], axis=1) + ames.prices().mean() / UNIT  # (n, 2)
        wrong = mistyped()[: self.outliers]
        axis = AXIS_WITH_ERRORS if self.outliers else AXIS
        every_10_000 = np.arange(axis[0], axis[1] + 0.05, 0.1)
        classes = {
            "houses": np.delete(pairs, wrong, axis=0)[::SHOWN],
            "exact": np.stack([every_10_000, every_10_000], axis=1),
        }
        if self.outliers:
            classes["mistyped"] = pairs[wrong]
        return Scatter(
            "sold for, against predicted",
            classes,
            x_label="predicted, in $100,000",
            y_label="sold for",
            x_range=axis,
            y_range=axis,
        )

    def curvatures(self, w):
        """Return the curvatures of the cost at w, steepest first: all of them 0 on flat sides."""
        X, y = self.data()
        bend = residual_losses.curvature(self.loss, X @ w - y)  # (n,)
        return linear.curvatures(X * np.sqrt(bend / 2)[:, None])

    def curvature(self, trace):
        return self.curvatures(trace.last("w"))

    def factor(self, trace):
        """Return what one step multiplies the error by, along the steep and the flat direction."""
        return 1 - self.lr * self.curvature(trace)

    def edge(self, trace):
        return 2 / self.curvature(trace)[0]

    def condition(self, trace):
        steepest, flattest = self.curvature(trace)
        return steepest / flattest

    def typical_miss(self, trace):
        """Return the root of the mean squared miss, in dollars."""
        return UNIT * np.sqrt(linear.mse(*self.data(), trace.last("w")))

    def arrival(self, trace):
        """Return how far each weight has come towards the bottom: 1 is there. (2,)"""
        return trace.last("w") / self.best

    def fate(self, trace):
        """Say in a word how the run ends: settles, crawls or explodes."""
        loss = trace["loss"]
        if loss[-1] > loss[0]:
            return "explodes"
        return "settles" if np.all(np.abs(self.arrival(trace) - 1) < ARRIVED) else "crawls"

    def explain(self, trace):
        if self.loss != "squared":
            return None
        steepest = linear.curvatures(columns(self.scaled, self.rho))[0]
        if self.lr * steepest <= 2:
            return None
        return (
            f"lr = {self.lr:.3g} is past the edge {2 / steepest:.3g}: along the steepest direction "
            f"each step multiplied the error by {1 - self.lr * steepest:.3g}, until the cost was "
            f"too large to write down. Go back, or set lr below {2 / steepest:.3g}."
        )


@lru_cache(maxsize=8)
def columns(scaled, rho):
    """Return area and quality from their averages, in their own units or in deviations. (n, 2)

    Quality is turned until it correlates with area as asked. At the table's own 0.57 it is itself.
    """
    raw = ames.columns(["area", "Overall.Qual"])  # (n, 2)
    area, quality = raw.T
    X = np.stack([standardized(area), correlated(area, quality, rho)], axis=1)
    if not scaled:
        X = X * raw.std(axis=0)
    X.flags.writeable = False
    return X


@lru_cache(maxsize=11)
def prices(n_mistyped):
    """Return the prices from their average, in $100,000, a few with one 0 too many. (n,)"""
    typed = ames.prices().copy()
    typed[mistyped()[:n_mistyped]] *= 10
    y = (typed - ames.prices().mean()) / UNIT
    y.flags.writeable = False
    return y


@lru_cache(maxsize=1)
def mistyped():
    """Return the rows of the ten largest houses that were sold for less than $200,000."""
    order = np.argsort(-ames.column("area"), kind="stable")
    return order[ames.prices()[order] < 200_000][:10]


@lru_cache(maxsize=8)
def landscape(loss, scaled, rho, n_mistyped):
    """Return the cost over a square window of weights, and the window's two ranges.

    Both axes have one scale, so that they can be compared. The start and the bottom are inside.
    """
    X, y = columns(scaled, rho), prices(n_mistyped)
    best = linear.least_squares(X, y)
    half = 0.8 * np.abs(best).max()
    ranges = [(float(middle - half), float(middle + half)) for middle in best / 2]
    if loss == "squared":
        heights = squared_heights(X, y, *(np.linspace(*window, 64) for window in ranges))
    else:
        w0, w1 = (np.linspace(*window, 40) for window in ranges)  # 1600 sums over all houses
        along = np.outer(w0, X[:, 0]) - y  # (40, n)
        heights = np.stack(
            [residual_losses.cost(loss, along + w * X[:, 1]).mean(axis=1) for w in w1]
        )
    heights.flags.writeable = False
    return heights, *ranges


def squared_heights(X, y, w0, w1):
    """Return 1/n ||X w - y||^2 over a grid from three products, without the houses. (n1, n0)"""
    A, b, c = X.T @ X / len(y), X.T @ y / len(y), y @ y / len(y)
    w = np.stack(np.meshgrid(w0, w1))  # (2, n1, n0)
    return np.einsum("iyx,ij,jyx->yx", w, A, w) - 2 * np.einsum("i,iyx->yx", b, w) + c


def dollars(amount):
    """Write an amount to the dollar; one that no house costs, to two digits."""
    return f"${amount:,.0f}" if amount < 1e9 else f"${amount:.1e}".replace("e+", "e")
