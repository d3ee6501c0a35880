"""One experiment, made again and again: two methods with a few seeds each, and what is claimed."""

from math import sqrt

import numpy as np

from tutor.engine import Band, Bars, Choice, Curve, Float, Int, Scatter, Series, Simulation
from tutor.ml import bootstrap, two_methods
from tutor.ml.student_t import critical

DRAWS = 1000
LEVEL = 0.95
POINTS = 100  # accuracies are shown in percent, and their differences in points
ROOM = 3.5  # standard deviations of a run that a picture shows above and below the truth
ROUND_OFF = 1e-9  # points: scores are whole numbers of questions, and often equal
MANY = 100  # experiments from which a share of them says anything
SIZES = (1, 2, 3, 4, 5, 10, 20, 35)
"""Numbers of seeds at which the interval is looked at, besides the last."""
FEWEST = 3  # seeds of which Student's interval is drawn: that of 2 is out of the picture
BY_T = "t finds a winner", "t holds the truth"
BOOTSTRAP_HOLDS = "bootstrap holds it"
COUNTED = "A ahead", *BY_T, BOOTSTRAP_HOLDS

LEADS = (4.5, "six"), (2.0, "three"), (0.5, "one")
PROMISES = (92.0, "kept"), (70.0, "nearly"), (40.0, "half")


class Seeds(Simulation):
    """Make an experiment at each step: run both methods with every seed, and compare them."""

    seeds = Int(5, 1, 50, "seeds of each method", resets=True)
    gap = Float(0.0, -2.0, 2.0, "how many points A is truly better", step=0.1, resets=True)
    spread = Float(1.0, 0.0, 3.0, "points that a seed moves a run: one sd", step=0.1, resets=True)
    test_size = Int(450, 100, 10_000, "questions of a test set", log=True, resets=True)
    design = Choice("paired", two_methods.DESIGNS, "what the runs have in common", resets=True)
    report = Choice("mean", ("mean", "best"), "which of A's runs are reported", resets=True)

    def reset(self):
        self.n_done = 0
        self.counts = np.zeros(len(COUNTED))
        self.best, self.mean = np.zeros((2, self.seeds))  # of A's first k runs: sums
        self.squares = 0.0  # variances of A - B from seed to seed: their sum

    def step(self):
        a, b = POINTS * two_methods.scores(
            self.gap / POINTS,
            self.spread / POINTS,
            self.test_size,
            self.seeds,
            self.design,
            self.rng("scores"),
        )  # (n_seeds,) each
        difference = a - b
        k = np.arange(1, self.seeds + 1)
        draw = self.rng("draws")
        ends = np.array([self.paired_bootstrap(a[:n], b[:n], DRAWS, draw) for n in self.sizes()])
        self.n_done += 1
        self.counts += self.judged(a, b, *ends[-1])
        self.best += np.maximum.accumulate(a) - self.truth_of_a()
        self.mean += np.cumsum(a) / k - self.truth_of_a()
        self.squares += difference.var(ddof=1) if self.seeds > 1 else 0.0
        shares = POINTS * self.counts / self.n_done
        return {
            "A - B": difference.mean(),
            "reported": self.reported(a, b),
            **dict(zip(COUNTED, shares, strict=True)),
            "A": a,
            "B": b,
            "low": ends[:, 0],  # (n_sizes,)
            "high": ends[:, 1],
            "best of k": self.best / self.n_done,  # (n_seeds,)
            "mean of k": self.mean / self.n_done,
        }

    def paired_bootstrap(self, a, b, draws, rng):
        """Return a 95% interval of the mean of a - b; the learner's function replaces this."""
        return bootstrap.paired_bootstrap(a, b, draws, rng)

    def judged(self, a, b, low, high):
        """Say of one experiment, in the order of `COUNTED`, what is so."""
        mean, half, several = (a - b).mean(), half_of_t(a - b), self.seeds > 1
        found, holds = abs(mean) > half, abs(mean - self.gap) <= half
        return [
            self.reported(a, b) > ROUND_OFF,
            several and found,
            several and holds,
            low - ROUND_OFF <= self.gap <= high + ROUND_OFF,
        ]

    def reported(self, a, b):
        """Return the lead of A that is reported: of the means, or of A's best run over one of B."""
        return a.max() - b[0] if self.report == "best" else (a - b).mean()

    def sizes(self):
        """Return the numbers of seeds at which the interval is looked at."""
        return [*(n for n in SIZES if n < self.seeds), self.seeds]

    def axis_of_k(self):
        """Return the ends of an axis that counts seeds; of a single one too it has two."""
        return 1.0, float(max(self.seeds, 2))

    def truth_of_a(self):
        """Return A's true accuracy, in percent."""
        return POINTS * two_methods.ACCURACY + self.gap / 2

    def run_sd(self):
        """Return how far single runs of A scatter, by seed and test together, in points."""
        return POINTS * two_methods.run_sd(
            self.truth_of_a() / POINTS, self.spread / POINTS, self.test_size
        )

    def view(self, trace):
        a, b = trace.last("A"), trace.last("B")
        yield self.runs(a, b)
        yield self.interval(a - b, trace.last("low"), trace.last("high"))
        k = np.arange(1, self.seeds + 1)
        yield Curve(
            "above A's truth, on average",
            {name: Series(k, trace.last(name)) for name in ("best of k", "mean of k")},
            x_label="k runs",
            y_label="points",
            x_range=self.axis_of_k(),
        )
        yield self.shares(trace)

    def runs(self, a, b):
        """Show every run of this experiment."""
        k = np.arange(1, self.seeds + 1)
        middle, half = POINTS * two_methods.ACCURACY, ROOM * self.run_sd() + abs(self.gap) / 2
        return Scatter(
            "accuracy, %",
            {"A": np.column_stack([k, a]), "B": np.column_stack([k, b])},
            x_label="seed",
            y_label="accuracy",
            x_range=(0.0, self.seeds + 1.0),
            y_range=(middle - half, middle + half),
        )

    def interval(self, difference, low, high):
        """Show the lead of A after k seeds, between the ends of its interval, and the truth."""
        sizes = np.array(self.sizes())
        means = np.cumsum(difference)[sizes - 1] / sizes
        shown = self.axis_of_k()
        # the more seeds, the closer a look: what leaves the picture are the first few of them
        half = self.run_sd() * min(max(6.0 / sqrt(self.seeds), 1.0), 2.5)
        lines = {
            "measured": Series(sizes, means),
            "truth": Series(np.array(shown), np.full(2, self.gap)),
        }
        some = sizes >= FEWEST
        if some.any():
            halves = np.array([half_of_t(difference[:n]) for n in sizes[some]])
            lines["t low"] = Series(sizes[some], means[some] - halves)
            lines["t high"] = Series(sizes[some], means[some] + halves)
        return Curve(
            "A − B after k seeds, points",
            lines,
            low=self.gap - half,
            high=self.gap + half,
            bands={"measured": Band(sizes, low, high)},
            x_label="k seeds",
            x_range=shown,
        )

    def shares(self, trace):
        """Show in how many experiments what is so; the intervals are about means, and many."""
        settled = self.report == "mean" and len(trace) >= MANY
        return Bars(
            "of all experiments, %",
            {name: round(trace.last(name), 1) for name in COUNTED[: None if settled else 1]},
            low=0.0,
            high=100.0,
            ticks={POINTS * LEVEL: "95"} if settled else {},
            notes={} if self.seeds > 1 else dict.fromkeys(BY_T, "needs 2 seeds"),
        )

    def lead(self, trace):
        """Say how far ahead A is reported to be, on average."""
        lead = trace["reported"].mean()
        return next((word for least, word in LEADS if lead > least), "none")

    def promise(self, trace):
        """Say how many of the bootstrap's 95% intervals hold the truth."""
        holds = trace.last(BOOTSTRAP_HOLDS)
        return next((word for least, word in PROMISES if holds > least), "hardly")

    def best_in_sds(self, trace):
        """Return how far A's best of k runs is above its truth, in sd of a run. (n_seeds,)"""
        return trace.last("best of k") / self.run_sd()

    def gap_sd(self, trace):
        """Return the standard deviation of A − B from seed to seed."""
        return sqrt(self.squares / self.n_done)

    def scatter(self, trace):
        """Return the standard deviation of a run."""
        return self.run_sd()

    def margin(self, trace):
        """Return by how much a test of this size is off, in 19 of 20 cases."""
        return POINTS * two_methods.margin(two_methods.ACCURACY, self.test_size)


def half_of_t(difference):
    """Return half the length of the 95% interval by Student's t; 0 of a single difference."""
    n = len(difference)
    return critical(LEVEL, n - 1) * difference.std(ddof=1) / sqrt(n) if n > 1 else 0.0
