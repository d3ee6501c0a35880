"""One script run twice, step by step: what may differ between the two, and what becomes of it."""

import random

import numpy as np

from tutor.engine import Choice, Curve, Flag, Float, Series, Simulation, Table, Text
from tutor.ml import digits, exact_net, fingerprint, summing
from tutor.ml.sharpness import power_iteration
from tutor.ml.string_hash import set_order
from tutor.ml.ulps import next_up, ulps_apart

N_DIGITS, N_PIXELS, N_HIDDEN = 50, 16, 20
NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TENSORS = ("digits", "targets", "W1", "W2", "hidden", "output", "loss", "∂W2", "∂W1")
"""In the order in which a step meets them."""
GENERATORS = ("python", "numpy", "engine")
RUNS = ("first run", "second run")
SEED = 42  # that the script pins; the seed of the lesson is added
SHOWN = 7  # hex digits of a fingerprint
MAY_DIFFER = len(GENERATORS) + 2  # facts: the seeds, the data and the sums
TURNS, NUDGE = 40, 1e-5  # of the power iteration that finds the sharpness


class Twice(Simulation):
    """Train a small network on 50 digits twice, and compare the two runs bit by bit."""

    lr = Float(1.0, 0.1, 1.4, "step size", step=0.1, resets=True)
    seed_python = Flag(True, "seed Python's generator: it shuffles the digits", resets=True)
    seed_numpy = Flag(True, "seed NumPy's generator: it draws W1", resets=True)
    seed_engine = Flag(True, "seed the framework's generator: it draws W2", resets=True)
    ulp = Flag(False, "move one weight of the second run by 1 ulp", resets=True)
    order = Choice(summing.LEFT, summing.ORDERS, "how the second run adds up", resets=True)
    precision = Choice("64", ("64", "32"), "bits of every number, in both runs", resets=True)
    set_labels = Flag(False, "number the classes in the order of a set", resets=True)

    def reset(self):
        # What nobody seeds, the operating system does. Here a stream of the lesson's own seed plays
        # that part, so that the lesson can be repeated.
        system = self.rng("system").integers(1, 1000, (len(RUNS), len(GENERATORS) + 1)).tolist()
        self.seeds = [
            {
                name: SEED + self.seed if getattr(self, f"seed_{name}") else drawn
                for name, drawn in zip(GENERATORS, row[:-1], strict=True)
            }
            for row in system
        ]
        self.salts = [row[-1] for row in system]
        self.orders = summing.LEFT, self.order
        self.runs = [self.begun(*of_a_run) for of_a_run in zip(self.seeds, self.salts, strict=True)]
        if self.ulp:
            W2 = self.runs[1]["W2"]
            largest = np.unravel_index(np.abs(W2).argmax(), W2.shape)
            W2[largest] = next_up(W2[largest])
        self.manifests, self.prints = [], []

    def begun(self, seeds, salt):
        """Return the arrays that a run begins with, by name."""
        rows = list(range(N_DIGITS))
        random.Random(seeds["python"]).shuffle(rows)
        names = set_order(NAMES, salt) if self.set_labels else NAMES
        output_of = np.array([names.index(name) for name in NAMES])  # of each digit
        targets = np.full((N_DIGITS, digits.N_CLASSES), -1.0)
        targets[np.arange(N_DIGITS), output_of[digits.load().labels[rows]]] = 1.0
        numpy = np.random.default_rng(seeds["numpy"])
        engine = np.random.Generator(np.random.Philox(seeds["engine"]))  # as frameworks on a GPU do
        run = {
            "digits": coarse(digits.load().pixels[rows]),  # (n, 16)
            "targets": targets,  # (n, 10)
            "W1": exact_net.uniform(N_PIXELS, N_HIDDEN, numpy),
            "W2": exact_net.uniform(N_HIDDEN, digits.N_CLASSES, engine),
        }
        return {name: array.astype(f"f{int(self.precision) // 8}") for name, array in run.items()}

    def step(self):
        if not self.manifests:
            self.manifests = [self.manifested(*parts) for parts in enumerate(self.runs)]
        one, two = map(self.computed, self.runs, self.orders)
        self.prints = [self.fingerprint(one), self.fingerprint(two)]
        differ = self.prints[0] != self.prints[1]
        record = {
            "first run": one["loss"],
            "second run": two["loss"],
            "differ": float(differ),
            "loss apart": abs(float(one["loss"]) - float(two["loss"])),
            "weights apart": max(float(np.abs(one[w] - two[w]).max()) for w in ("W1", "W2")),
        }
        for name in TENSORS:
            record[f"ulps {name}"] = ulps_apart(one[name], two[name]) if differ else 0.0
        for run, seen in zip(self.runs, (one, two), strict=True):
            for w in ("W1", "W2"):
                run[w] = run[w] - run[w].dtype.type(self.lr) * seen[f"∂{w}"]
        return record

    def computed(self, run, order):
        """Return every tensor of a run's step, by name."""
        seen = exact_net.there_and_back(run["W1"], run["W2"], run["digits"], run["targets"], order)
        return run | dict(zip(("hidden", "output", "loss", "∂W2", "∂W1"), seen, strict=True))

    def fingerprint(self, arrays):
        """Return a text that stands for every bit; the learner's `fingerprint` replaces this."""
        return fingerprint.fingerprint(arrays)

    def manifest(self, code, config, seeds, data, packages):
        """Return what a run depends on; the learner's `manifest` replaces this."""
        return fingerprint.manifest(code, config, seeds, data, packages)

    def manifested(self, which, run):
        """Return the manifest of one of the two runs."""
        config = {"lr": self.lr, "bits": int(self.precision), "sums": self.orders[which]}
        data = {name: run[name] for name in ("digits", "targets")}
        return self.manifest("v1", config, dict(self.seeds[which]), data, ["numpy"])

    def view(self, trace):
        yield Curve("loss", {name: trace[name] for name in RUNS}, log=True)
        yield self.distance(trace)
        yield Table("where they part", ("tensor", "since", "ulps", "now"), self.parted(trace))
        yield Table("what went in", ("input", "first", "second", "same"), self.inputs())

    def distance(self, trace):
        """Show how far apart the runs are at each step, or say that they are not."""
        title = "how far apart"
        apart = {name: positive(trace[f"{name} apart"]) for name in ("weights", "loss")}
        if any(len(line.x) for line in apart.values()):
            return Curve(title, apart, log=True)
        if trace["differ"].any():
            return Text(title, "Some numbers differ, but not yet the weights or the loss.")
        n_numbers = self.n_numbers(trace)
        return Text(title, f"Not at all: all {n_numbers} numbers of a step are equal, bit for bit.")

    def parted(self, trace):
        """Return a row for each tensor: since when it differs, by how much, and how much now."""
        rows = []
        for name in TENSORS:
            ulps = trace[f"ulps {name}"]
            since = np.flatnonzero(ulps)
            first = (f"step {since[0]}", counted(ulps[since[0]])) if len(since) else ("equal", "0")
            rows.append((name, *first, counted(ulps[-1])))
        return rows

    def inputs(self):
        """Return a row for each input of the two runs: what may differ, then what never does."""
        one, two = map(facts, self.manifests)
        salts = ("hash salt", *map(str, self.salts))
        rows = [("fingerprint", *(text[:SHOWN] for text in self.prints))]
        rows += [(name, one[name], two[name]) for name in one]
        rows.insert(1 + MAY_DIFFER, salts)
        return [(*row, "yes" if row[1] == row[2] else "no") for row in rows]

    def growth(self, trace):
        """Say how large the difference of the two losses is at the last step."""
        apart = trace["loss apart"][-1]
        return "rounding" if apart < 1e-14 else "little" if apart < 1e-5 else "much"

    def first_to_differ(self, trace):
        """Return the first tensor, in the order of a step, that ever differs."""
        since = {name: np.flatnonzero(trace[f"ulps {name}"]) for name in TENSORS}
        found = [(steps[0], place) for place, steps in enumerate(since.values()) if len(steps)]
        return TENSORS[min(found)[1]] if found else "nothing"

    def steps_apart(self, trace):
        """Return the first step at which the two losses differ by a hundredth."""
        return int(np.argmax(trace["loss apart"] > 0.01))

    def n_numbers(self, trace):
        """Return how many numbers a run hashes at each step."""
        return sum(array.size for array in self.computed(self.runs[0], summing.LEFT).values())

    def most(self, trace):
        """Return the largest difference of the two losses so far."""
        return float(trace["loss apart"].max())

    def sharpness(self, trace):
        """Return the largest curvature of the loss where the first run is now."""
        run = self.runs[0]
        place, shape = np.concatenate([run["W1"].ravel(), run["W2"].ravel()]), run["W1"].shape

        def slope(w):
            W1, W2 = np.split(w, [run["W1"].size])
            W2 = W2.reshape(run["W2"].shape)
            seen = exact_net.there_and_back(W1.reshape(shape), W2, run["digits"], run["targets"])
            return np.concatenate([seen.grad_W1.ravel(), seen.grad_W2.ravel()])

        def product(v):
            return (slope(place + NUDGE * v) - slope(place - NUDGE * v)) / (2.0 * NUDGE)

        start = np.random.default_rng(0).normal(size=len(place))
        return power_iteration(product, start, TURNS).value


def coarse(pixels):
    """Return images of 8 by 8 as 4 by 4, each pixel the mean of four: exact. (n, 64) -> (n, 16)"""
    return pixels.reshape(-1, 4, 2, 4, 2).mean(axis=(2, 4)).reshape(-1, N_PIXELS)


def positive(column):
    """Return the places of a column that are above 0: a logarithm has room for no others."""
    places = np.flatnonzero(column > 0.0)
    return Series(places, column[places])


def counted(ulps):
    """Write a number of ulps: whole while that is short."""
    return f"{ulps:.0f}" if ulps < 1e5 else f"{ulps:.0e}".replace("e+", "e")


def facts(manifest):
    """Return a manifest as one flat table of texts, by name; the first `MAY_DIFFER` may differ."""
    config = {name: str(value) for name, value in manifest["config"].items()}
    return {
        **{f"{name} seed": str(seed) for name, seed in manifest["seeds"].items()},
        "data": manifest["data"][:SHOWN],
        "sums": config.pop("sums"),
        "code": manifest["code"],
        **manifest["versions"],
        **config,
    }
