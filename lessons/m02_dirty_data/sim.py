"""Lose some flipper lengths, repair the column, estimate; then lose others, and again."""

from functools import lru_cache

import numpy as np

from tutor.engine import Bars, Choice, Curve, Flag, Float, Scatter, Simulation, Table
from tutor.ml import mess, penguins, repairs

AT_RANDOM, BY_MASS, BY_ITSELF = "at random", "depends on mass", "depends on itself"
DROP, MEAN, MEDIAN = "drop", "mean", "group median"
REGRESSION, INDICATOR = "regression + noise", "indicator"
NUMBERS = repairs.Estimates._fields
TRACKED = (*NUMBERS, "lost - seen")
LABELS = ("mean, mm", "sd, mm", "correlation", "slope, g/mm", "lost - seen")
STRENGTH = 2.0  # a bird one sd heavier, or longer, is e² = 7.4 times as likely to be lost
CM = 0.1  # what a millimetre is in centimetres
WINDOW = (168.0, 236.0)  # mm: every flipper of the table
LOWEST_IN_CM = 16.0
BINS = np.arange(170.0, 241.0, 10.0)  # mm
NEAR = 0.02  # an average within 2% of the truth is called right


class DirtyData(Simulation):
    """Repeat: hide a share of the flippers, repair the column, and compare with the truth."""

    missing = Float(0.3, 0.0, 0.8, "share of flippers lost", step=0.05)
    mechanism = Choice(AT_RANDOM, (AT_RANDOM, BY_MASS, BY_ITSELF), "why they are lost")
    repair = Choice(DROP, (DROP, MEAN, MEDIAN, REGRESSION, INDICATOR), "what fills the gaps")
    outliers = Float(0.0, 0.0, 0.1, "share written in cm", step=0.01)
    watch = Choice("correlation", NUMBERS, "the number that the curve follows")
    ghosts = Flag(True, "show the lost birds where they really are")

    def reset(self):
        self.setting = None
        self.count, self.total = 0, np.zeros(len(TRACKED))

    def step(self):
        birds = penguins.measured()
        n = len(birds.mass_g)
        setting = [self.missing, self.mechanism, self.repair, self.outliers]
        if setting != self.setting:  # an average over two settings would mean nothing
            self.setting, self.count, self.total = setting, 0, np.zeros(len(TRACKED))
        # no draw depends on the repair: every repair meets the same losses
        in_cm = self.rng("written").permutation(n) < round(self.outliers * n)
        z, strength = cause(self.mechanism)
        lost = mess.lost(z, self.missing, strength, self.rng("lost"))
        noise = self.rng("noise").standard_normal(n)
        written = np.where(in_cm, CM * birds.flipper_mm, birds.flipper_mm)
        rows = {
            "species": list(birds.species),
            "flipper_mm": np.where(lost, np.nan, written),
            "mass_g": birds.mass_g,
        }
        filled = self.apply_fill(rows, self.fit_fill(rows))
        self.flag = filled["was_missing"]
        self.x = self.repaired(rows["flipper_mm"], filled["flipper_mm"], noise)
        now = np.array([*self.estimates(), heavier(lost)])
        self.count, self.total = self.count + 1, self.total + now
        record = dict(zip(TRACKED, now.tolist(), strict=True))
        average = (self.total / self.count).tolist()
        return record | {f"average {k}": v for k, v in zip(TRACKED, average, strict=True)}

    def fit_fill(self, train):
        """Learn what to put into gaps; the learner's `fit_fill` replaces this method."""
        x = train["flipper_mm"]
        return {
            "by_species": repairs.group_medians(train["species"], x),
            "overall": float(np.nanmedian(x)),
        }

    def apply_fill(self, rows, fill):
        """Put it in, and flag it; the learner's `apply_fill` replaces this method."""
        x = rows["flipper_mm"]
        filled = repairs.by_group(rows["species"], x, fill["by_species"], fill["overall"])
        return {**rows, "flipper_mm": filled, "was_missing": np.isnan(x).astype(int)}

    def repaired(self, x, by_group, noise):
        """Return the column after the repair; under `drop` the gaps stay. (n,) each"""
        if self.repair == MEAN:
            return repairs.with_mean(x)
        if self.repair == REGRESSION:
            return repairs.with_regression(x, predictors(), noise)
        return x if self.repair == DROP else by_group

    def estimates(self):
        """Return what an analyst reports who has only the repaired column."""
        mass = penguins.measured().mass_g
        found = repairs.estimates(*repairs.drop(self.x, mass))
        if self.repair == INDICATOR:
            slope, _ = repairs.slope_beside_flag(self.x, self.flag, mass)
            found = found._replace(slope=slope)
        return found

    def view(self, trace):
        _, _, repair, outliers = self.setting
        low = LOWEST_IN_CM if outliers else WINDOW[0]
        yield Scatter(
            f"repair: {repair}",
            self.points(),
            x_label="flipper, mm",
            y_label="mass, g",
            x_range=(low, WINDOW[1]),
            y_range=(2600.0, 6400.0),
        )
        after = histogram(self.x[~np.isnan(self.x)])
        true = histogram(penguins.measured().flipper_mm)
        yield Bars(
            "lengths after the repair",
            {name: float(count) for name, count in after.items() if count or true[name]},
            low=0.0,
            high=float(len(self.x)),
            notes={name: f"true {count}, now" for name, count in true.items()},
        )
        yield Table(
            "truth and estimate",
            ("", "truth", "average", "off"),
            [self.row(trace, name) for name in TRACKED],
        )
        truth = getattr(true_estimates(), self.watch)
        yield Curve(
            "repeat by repeat",
            {
                self.watch: trace[self.watch],
                f"average {self.watch}": trace[f"average {self.watch}"],
                "truth": np.full(len(trace), truth),
            },
            x_label="repeat",
            y_label=self.watch,
        )

    def points(self):
        """Return the birds as one sees them: measured, filled in, and the lost where they are."""
        y, lost = penguins.measured().mass_g, self.flag == 1
        classes = {"measured": np.stack([self.x, y], axis=1)[~lost]}
        if self.setting[2] != DROP:
            classes["filled in"] = np.stack([self.x, y], axis=1)[lost]
        if self.ghosts:
            truth = np.stack([penguins.measured().flipper_mm, y], axis=1)
            classes["ghosts of the lost"] = truth[lost]
        return {name: points for name, points in classes.items() if len(points)}

    def row(self, trace, name):
        """Return a line of the table: the truth, the average so far, and how far that is off."""
        label, average = LABELS[TRACKED.index(name)], trace.last(f"average {name}")
        if name not in NUMBERS:  # a difference in mass that an analyst sees too: it needs no truth
            return (label, "", rounded(average), "")
        truth = getattr(true_estimates(), name)
        return (label, rounded(truth), rounded(average), f"{100 * (average / truth - 1):+.1f}%")

    def shrinks_to(self, trace):
        """Say what is left of the correlation: all, the share that was seen, or its root."""
        left = trace.last("average correlation") / true_estimates().correlation
        root = repairs.shrinkage(self.missing)
        wanted = {"stays": 1.0, "root": root, "share": root**2}
        return min(wanted, key=lambda name: abs(left - wanted[name]))

    def survivors(self, trace):
        """Say which of mean, sd, correlation and slope come within 2% of the truth on average."""
        off = np.array([self.off(trace, name) for name in NUMBERS])
        right = np.abs(off) < NEAR
        if right.all() or not right.any():
            return "all" if right.all() else "none"
        return " and ".join(name for name, ok in zip(NUMBERS, right, strict=True) if ok)

    def off(self, trace, name):
        """Return how far the average is off, as a share of the truth."""
        return trace.last(f"average {name}") / getattr(true_estimates(), name) - 1.0

    def sd_off(self, trace):
        """Return by how much the sd is off, in percent."""
        return 100.0 * self.off(trace, "sd")

    def mean_off(self, trace):
        """Return by how much the mean is off, in millimetres."""
        return trace.last("average mean") - true_estimates().mean

    def spread(self, trace):
        """Say whether the column keeps its spread: within 5% of the true sd, or narrower, wider."""
        off = self.off(trace, "sd")
        return "back" if abs(off) < 0.05 else "narrow" if off < 0.0 else "wide"


def cause(mechanism):
    """Return what the losing depends on, in standard units, and how strongly. (n,), float"""
    birds = penguins.measured()
    column = birds.flipper_mm if mechanism == BY_ITSELF else birds.mass_g
    return mess.standard(column), 0.0 if mechanism == AT_RANDOM else STRENGTH


def heavier(lost):
    """Return how much more the lost birds weigh than the others, in g: gaps cannot hide that."""
    mass = penguins.measured().mass_g
    return float(mass[lost].mean() - mass[~lost].mean()) if lost.any() else 0.0


@lru_cache(maxsize=1)
def predictors():
    """Return what a flipper is predicted from: the species as 0 or 1 each, and the mass. (n, 4)"""
    birds = penguins.measured()
    labels = np.array(birds.species)
    species = [labels == name for name in np.unique(labels)]
    return np.stack([*species, mess.standard(birds.mass_g)], axis=1).astype(float)


@lru_cache(maxsize=1)
def true_estimates():
    """Return the four numbers of the whole table."""
    birds = penguins.measured()
    return repairs.estimates(birds.flipper_mm, birds.mass_g)


def histogram(x):
    """Count birds by length: what is below the first bin was written in centimetres."""
    names = ["in cm", *(f"{low:.0f} mm" for low in BINS[:-1])]
    counts, _ = np.histogram(x, [0.0, *BINS])
    return dict(zip(names, counts.tolist(), strict=True))


def rounded(value):
    """Return four significant digits, for a table."""
    return float(f"{value:.4g}")
