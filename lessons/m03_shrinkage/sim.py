"""Ridge and lasso on a few houses: a penalty that is lowered, and weights that grow under it."""

from functools import lru_cache

import numpy as np

from tutor.engine import Bars, Choice, Curve, Field, Float, Int, Series, Simulation
from tutor.ml import ames, lasso, linear, penalties
from tutor.ml.standardizing import correlated, standardized

NAMES = {
    "area": "area",
    "quality": "Overall.Qual",
    "built": "Year.Built",
    "ground": "X1st.Flr.SF",
    "rooms": "TotRms.AbvGrd",
    "renewed": "Year.Remod.Add",
}
PER_DECADE = 10
LEAST = 1e-4
SAME = 1e-4  # shares that differ by less are halves: sweeps end before the last digits
ROUND_OFF = 1e-12  # of equal columns, the second is pulled with α to the last digit
UNIT = 100  # thousand dollars: prices are counted in $100,000


class Shrinkage(Simulation):
    """Fit six columns to a few houses, the penalty a tenth of a decade lower at each step."""

    alpha = Float(100.0, LEAST, 1e3, "the penalty to begin with", log=True, resets=True)
    penalty = Choice("L2", ("L2", "L1", "both"), "what it is on", resets=True)
    rho = Float(
        0.57, 0.0, 1.0, "how area and quality correlate; 0.57 in the table", step=0.01, resets=True
    )
    unit = Float(1.0, 0.01, 100.0, "the unit that area is counted in", log=True, resets=True)
    houses = Int(12, 8, 200, "how many houses are learned from", resets=True)

    def reset(self):
        n_all = ames.N_HOUSES
        self.rows = self.rng("houses").choice(n_all, self.houses, replace=False)  # (n,)
        self.steps_done = 0
        self.w = np.zeros(len(NAMES))  # (6,)
        self.solve()

    def step(self):
        X, y, X_other, y_other = self.data()
        record = {
            "alpha": self.strength(),
            "effects": self.w / self.units(),
            "learned": UNIT * np.sqrt(linear.mse(X, y, self.w)),
            "others": UNIT * np.sqrt(linear.mse(X_other, y_other, self.w)),
        }
        self.steps_done += 1
        self.solve()
        return record

    def strength(self):
        """Return the penalty's present strength α."""
        return max(float(self.alpha * 10 ** (-self.steps_done / PER_DECADE)), LEAST)

    def shares(self, alpha):
        """Return what of the penalty is on the weights' sizes, and what on their squares."""
        on_sizes = {"L2": 0.0, "both": 0.5, "L1": 1.0}[self.penalty]
        return on_sizes * alpha, (1 - on_sizes) * alpha

    def solve(self):
        """Find the weights of least cost: 1/2n ||Xw - y||^2 and the penalty."""
        X, y, *_ = self.data()
        sizes, squares = self.shares(self.strength())
        if sizes == 0.0:
            self.w = self.ridge(X, y, len(y) * squares)
        else:
            w = lasso.lasso(
                X, y, sizes, squares, start=self.w, shrink=self.shrink, most_sweeps=1000, still=1e-8
            )
            self.w = np.where(np.abs(w) > ROUND_OFF * np.abs(w).max(), w, 0.0)

    def ridge(self, X, y, alpha):
        """Solve ridge in closed form; the learner's `ridge` replaces this."""
        return linear.ridge(X, y, alpha)

    def shrink(self, x, t):
        """Move a weight towards 0; the learner's `soft_threshold` replaces this."""
        return lasso.soft_threshold(x, t)

    def data(self):
        return sample(tuple(self.rows.tolist()), self.rho, self.unit)

    def units(self):
        """Return what each column is divided by after it has been standardized. (6,)"""
        return np.array([self.unit] + [1.0] * (len(NAMES) - 1))

    def view(self, trace):
        log_alpha = np.log10(trace["alpha"])
        shown = float(np.log10(LEAST)), float(np.log10(max(self.alpha, 10 * LEAST)))
        alpha, effects = trace.last("alpha"), trace.last("effects")
        yield self.bowl(trace)
        yield Curve(
            "effect of each column, $1000",
            {
                name: Series(log_alpha, UNIT * path)
                for name, path in zip(NAMES, trace["effects"].T, strict=True)
            },
            x_label="log10 α",
            x_range=shown,
        )
        yield Curve(
            "typical miss, $1000",
            {
                f"these {self.houses}": Series(log_alpha, trace["learned"]),
                "all others": Series(log_alpha, trace["others"]),
            },
            x_label="log10 α",
            x_range=shown,
        )
        if self.penalty == "L2":
            yield self.kept(alpha)
        else:
            yield self.pulls(alpha, effects * self.units())

    def bowl(self, trace):
        """Show the cost over two effects, the others held, and the ball that they stand on."""
        alpha, effects = trace.last("alpha"), trace.last("effects")
        X, y, *_ = self.data()
        X = X * self.units()  # so that its weights are the effects
        ends = window(X, y)
        grid = np.meshgrid(np.linspace(*ends, 64), np.linspace(*ends, 64))
        here = float(cost(X, y, effects, *effects[:2]))
        units = self.units()[:2]  # the penalty is on the weights
        rim = penalties.rim(effects[:2] * units, *self.shares(alpha)) / units
        return Field(
            "the cost of these houses",
            cost(X, y, effects, *grid),
            ends,
            ends,
            levels=[here, *(rounded(here * times) for times in (2, 4, 8))],
            path=trace["effects"][:, :2],
            paths={f"same penalty, α {alpha:.3g}": rim},
            x_label="effect of area",
            y_label="effect of quality",
        )

    def kept(self, alpha):
        """Show the share that ridge keeps of each direction, the best known one first."""
        X, *_ = self.data()
        shares = linear.shrink_factors(X, len(X) * alpha)
        return Bars(
            "kept of each direction",
            {
                f"{place} λ {length:.2g}": float(share)
                for place, (length, share) in enumerate(zip(lengths(X), shares, strict=True), 1)
            },
            low=0.0,
            high=1.0,
        )

    def pulls(self, alpha, w):
        """Show how hard the misses pull at each weight: one at 0 is pulled by less than α."""
        X, y, *_ = self.data()
        pull = np.abs(X.T @ (y - X @ w)) / len(y)  # (6,)
        sizes, _ = self.shares(alpha)
        return Bars(
            "pull at each weight",
            dict(zip(NAMES, pull.tolist(), strict=True)),
            low=0.0,
            ticks={sizes: "α" if self.penalty == "L1" else "α/2"},
            notes={name: "at 0" for name, size in zip(NAMES, w, strict=True) if size == 0.0},
        )

    def best(self, trace):
        """Return the penalty with the least miss on the other houses, and that miss. (2,)"""
        least = int(np.argmin(trace["others"]))
        return np.array([trace["alpha"][least], trace["others"][least]])

    def turn(self, trace):
        """Say how the miss on the other houses goes as the penalty falls."""
        others = trace["others"]
        least = int(np.argmin(others))
        if least == len(others) - 1:
            return "falls"
        return "turns" if least else "rises"

    def directions(self, trace):
        return lengths(self.data()[0])

    def shares_kept(self, trace):
        X, *_ = self.data()
        return linear.shrink_factors(X, len(X) * trace.last("alpha"))

    def n_zeros(self, trace):
        return np.count_nonzero(trace.last("effects") == 0.0)

    def twins(self, trace):
        """Say how two equal columns share their effect."""
        area, quality = trace.last("effects")[:2]
        if abs(area - quality) < SAME * abs(area + quality):
            return "halves"
        return "one" if area * quality == 0.0 else "unequal"


@lru_cache(maxsize=8)
def sample(rows, rho, unit):
    """Return the houses to learn from and all others: X (n, 6), y (n,), X_other, y_other.

    Averages and spreads are those of the n houses: of the others nothing is known.
    """
    table = ames.columns(list(NAMES.values())).copy()  # (2930, 6)
    area, quality = table[:, 0].copy(), table[:, 1].copy()
    table[:, 0] = standardized(area)
    table[:, 1] = correlated(area, quality, rho)
    y = ames.prices() / (1000 * UNIT)
    learned = np.zeros(len(y), bool)
    learned[list(rows)] = True
    spread = table[learned].std(axis=0)
    X = (table - table[learned].mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)
    X[:, 0] /= unit
    y = y - y[learned].mean()
    found = X[learned], y[learned], X[~learned], y[~learned]
    for array in found:
        array.flags.writeable = False
    return found


def lengths(X):
    """Return the eigenvalues of X^T X / n, the largest first; one of round-off is 0. (d,)"""
    found = np.linalg.svd(X, compute_uv=False) ** 2 / len(X)
    return np.where(found > ROUND_OFF * found[0], found, 0.0)


def cost(X, y, effects, first, second):
    """Return the mean squared miss with other first two effects, the rest held. Grids -> a grid."""
    rest = X[:, 2:] @ effects[2:] - y  # (n,)
    A, b = X[:, :2].T @ X[:, :2] / len(y), X[:, :2].T @ rest / len(y)
    square = A[0, 0] * first**2 + 2 * A[0, 1] * first * second + A[1, 1] * second**2
    return square + 2 * (b[0] * first + b[1] * second) + rest @ rest / len(y)


def window(X, y):
    """Return a range about 0, for both effects, that holds the bottom and the ball through it."""
    bottoms = linear.least_squares(X[:, :2], y), linear.least_squares(X, y)[:2]
    half = 1.05 * max(float(np.abs(bottom).sum()) for bottom in bottoms)
    return -half, half


def rounded(x):
    """Return `x` to two significant digits: a contour is drawn where its label says."""
    return float(f"{x:.2g}")
