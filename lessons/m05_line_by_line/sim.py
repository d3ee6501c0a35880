"""Two programs that should compute the same, laid side by side; and two fits of one formula."""

import numpy as np

from tutor.engine import Bars, Choice, Curve, Float, Int, Series, Simulation, Table, Text
from tutor.ml import digits, readings
from tutor.ml.divergence import first_divergence
from tutor.ml.scaling import BESIROGLU_2024, CHINCHILLA, HOFFMANN_2022, sizes

NETWORK, CONSTANTS = "network", "constants"
N_HIDDEN, N_BATCH = 20, 50
TENSORS = readings.TENSORS
COPIES = (readings.REFERENCE, *readings.OTHERS.values())
"""The reference, then the reference with one detail read in the other way."""
DETAILS = tuple(f"{n} {name}" for n, name in enumerate(readings.OTHERS, 1))
"""The six, each by its number and what it is about."""
FITS = {"2022": HOFFMANN_2022, "2024": BESIROGLU_2024}
QUANTITIES = ("E", "A", "B", "α", "β", "parameters", "tokens", "tokens/parameter", "loss")
TRAINED = {"parameters": 70e9, "tokens": 1.4e12, "tokens/parameter": 20.0}  # Chinchilla itself
STEPS_A_DECADE, CHINCHILLAS_STEP, LAST_BUDGET = 10, 50, 100
HARDLY = 0.01  # of a step
CLOSE = 0.01  # accuracies that differ by no more are called the same


class LineByLine(Simulation):
    """Train a reference and your version of it at once, and compare every tensor of every step."""

    scene = Choice(NETWORK, (NETWORK, CONSTANTS), "what is compared", resets=True)
    discrepancy = Int(1, 0, len(COPIES) - 1, "which detail yours has in another way", resets=True)
    tolerance = Float(1e-6, 1e-12, 1e-2, "difference that counts as none", log=True, resets=True)
    at = Int(0, 0, 50, "the step whose lines are shown")
    optimizer = Choice(readings.ADAMW, readings.OPTIMIZERS, "who makes the steps", resets=True)
    precision = Choice("64", ("64", "32"), "bits of every number, in both", resets=True)

    def reset(self):
        self.t = 0
        self.left = {}  # of the first divergence, what each other reading leaves unexplained
        first = readings.begin(digits.N_PIXELS, N_HIDDEN, digits.N_CLASSES, self.rng("init"))
        first = {name: array.astype(self.dtype()) for name, array in first.items()}
        self.copies = [first] * len(COPIES)
        self.yours = first

    def dtype(self):
        """Return the type of every number."""
        return np.dtype(f"f{int(self.precision) // 8}")

    def step(self):
        record = self.train() if self.scene == NETWORK else self.spend()
        self.t += 1
        return record

    def train(self):
        """Give one batch to the reference, to its six other readings and to yours; compare."""
        known = digits.split().train
        rows = self.rng("batch").choice(len(known.labels), N_BATCH, replace=False)
        batch = known.pixels[rows].astype(self.dtype()), known.labels[rows], self.t + 1
        seen = []
        for place, reading in enumerate(COPIES):
            made = readings.step(self.copies[place], *batch, self.optimizer, reading)
            seen.append(made[0])
            self.copies = [*self.copies[:place], made[1], *self.copies[place + 1 :]]
        mine, self.yours = readings.step(
            self.yours, *batch, self.optimizer, COPIES[self.discrepancy], turned
        )
        compared = self.compared(mine, seen[0])
        if compared["red"].any() and not self.left:
            name = TENSORS[int(compared["red"].argmax())]
            whole = np.abs(mine[name] - seen[0][name]).max()
            left = [float(np.abs(mine[name] - other[name]).max() / whole) for other in seen[1:]]
            self.left = dict(zip(DETAILS, left, strict=True))
        losses = {"loss": float(seen[0]["loss"]), "loss of yours": float(mine["loss"])}
        return losses | compared

    def compared(self, mine, reference):
        """Return, for each tensor in order, where the two are furthest apart, and if it is red."""
        red, rest = [], list(reference)
        while found := self.first_divergence(
            [{name: mine[name] for name in rest}],
            [{name: reference[name] for name in rest}],
            self.tolerance,
            self.tolerance,
        ):
            red.append(found[1])
            rest = rest[rest.index(found[1]) + 1 :]
        values = []
        for name, b in reference.items():
            worst = np.abs(mine[name] - b).argmax()
            values.append((float(b.flat[worst]), float(mine[name].flat[worst])))
        pairs = np.array(values)  # (n, 2)
        return {
            "reference": pairs[:, 0],
            "yours": pairs[:, 1],
            "apart": np.abs(pairs[:, 1] - pairs[:, 0]),
            "red": np.array([float(name in red) for name in reference]),
            "red lines": len(red),
        }

    def first_divergence(self, a, b, rtol, atol):
        """Return the first tensor that differs; the learner's function replaces this method."""
        return first_divergence(a, b, rtol, atol)

    def spend(self):
        """Spend a budget best by both fits. It grows by a decade in ten steps."""
        decades = (min(self.t, LAST_BUDGET) - CHINCHILLAS_STEP) / STEPS_A_DECADE
        budget = CHINCHILLA * 10.0**decades
        told = {year: advice(law, budget) for year, law in FITS.items()}
        ratios = {year: float(numbers["tokens/parameter"]) for year, numbers in told.items()}
        return {"budget": budget} | ratios | self.compared(told["2022"], told["2024"])

    def view(self, trace):
        yield from self.show_network(trace) if self.scene == NETWORK else self.show_fits(trace)

    def show_network(self, trace):
        heads = ("tensor", "reference", "yours", "apart", "state")
        yield Table("line by line", heads, self.lines(trace))
        title = "left unexplained by"
        if self.left:
            left = {name: round(share, 3) for name, share in self.left.items()}
            yield Bars(title, left, low=0.0, high=1.5, ticks={1.0: "all"})
        else:
            yield Text(title, "No line is red: there is nothing to explain.")
        shares = {name: round(100.0 * share, 1) for name, share in self.shares().items()}
        yield Bars("unseen digits read right", shares, low=0.0, high=100.0, unit="%")

    def lines(self, trace):
        """Return a row for each tensor of the step that is looked at, the first red one on top."""
        place = min(self.at, len(trace) - 1)
        reference, yours, apart, red = (
            trace[name][place] for name in ("reference", "yours", "apart", "red")
        )
        ever = trace["red"].any(axis=0)
        first = trace["red"].argmax(axis=0)
        rows = []
        for n, name in enumerate(TENSORS):
            later = f"red at {first[n]}" if ever[n] and first[n] > place else "ok"
            state = "RED" if red[n] else later
            rows.append((name, f"{reference[n]:#.7g}", f"{yours[n]:#.7g}", short(apart[n]), state))
        top = int(red.argmax())
        return rows[top:] + rows[:top]

    def shares(self):
        """Return the share of the 450 unseen digits that each reading gets right now."""
        X, y = digits.split().test
        nets = zip(("reference", *DETAILS), self.copies, COPIES, strict=True)
        return {
            name: float((readings.logits(net, X, how).argmax(axis=1) == y).mean())
            for name, net, how in nets
        }

    def show_fits(self, trace):
        budget = trace.last("budget")
        told = {year: advice(law, budget) for year, law in FITS.items()}
        rows = []
        for n, name in enumerate(QUANTITIES):
            written = [four_digits(told[year][name]) for year in FITS]
            trained = four_digits(TRAINED[name]) if name in TRAINED else ""
            rows.append((name, *written, trained, "RED" if trace["red"][-1, n] else "ok"))
        yield Table("line by line", ("number", *FITS, "trained", "state"), rows)
        N = sizes(1e9, 1e12)
        losses = {y: Series(np.log10(N), f.along(budget, N)) for y, f in FITS.items()}
        yield Curve("loss by size of the model", losses, x_label="log10 of parameters")
        yield Curve("tokens per parameter", {year: trace[year] for year in FITS}, log=True)

    def same_in_the_end(self, trace):
        """Say how many of the six read as many unseen digits as the reference, within a point."""
        reference, *others = self.shares().values()
        n_close = sum(abs(share - reference) <= CLOSE + 1e-12 for share in others)
        return "few" if n_close < 3 else "half" if n_close < 5 else "most"

    def moved(self, trace):
        """Say how far apart the weights are after the first step."""
        apart = max(trace["apart"][0][TENSORS.index(f"new {w}")] for w in readings.WEIGHTS)
        lr = readings.LR[self.optimizer]
        return "fifty" if apart > 10.0 * lr else "some" if apart > HARDLY * lr else "none"

    def per_parameter(self, trace):
        """Say what the constants printed in 2022 advise, in tokens per parameter."""
        ratio = trace["2022"][-1]
        return "fewer" if ratio < 10.0 else "twenty" if ratio < 40.0 else "ninety"

    def percent(self, trace):
        """Return the unseen digits that each reading gets right, in percent; the reference first.

        (7,)
        """
        return np.array([100.0 * share for share in self.shares().values()])

    def billions(self, trace):
        """Return the parameters that the two fits advise, in billions. (2,)"""
        place = QUANTITIES.index("parameters")
        return np.array([trace.last("yours")[place], trace.last("reference")[place]]) / 1e9

    def trillions(self, trace):
        """Return the tokens that the two fits advise, in trillions. (2,)"""
        place = QUANTITIES.index("tokens")
        return np.array([trace.last("yours")[place], trace.last("reference")[place]]) / 1e12


def turned(A, B):
    """Return A B, each sum added up from its other end, as another program might."""
    return A[:, ::-1] @ B[::-1]


def advice(law, budget):
    """Return the constants of a fit and how it would spend a budget, in the order of their use."""
    best = law.best(budget)
    spent = (best.parameters, best.tokens, best.tokens / best.parameters, best.loss)
    numbers = (law.E, law.A, law.B, law.alpha, law.beta, *spent)
    return dict(zip(QUANTITIES, map(np.asarray, numbers), strict=True))


def four_digits(number):
    """Write a number with four digits, or fewer where the rest are zeros."""
    return f"{float(number):.4g}".replace("e+", "e")


def short(apart):
    """Write a difference with one digit: 3e-05 is 3e-5."""
    return f"{apart:.0e}".replace("e-0", "e-").replace("e+0", "e+") if apart else "0"
