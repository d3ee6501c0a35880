"""A digit classifier whose backward pass is written by hand, may have a bug, and is checked."""

import numpy as np

from tutor.engine import Bars, Choice, Curve, Float, Heat, Int, Picture, Simulation
from tutor.ml import cross_entropy, digits, gradient_check, mlp, wrong_gradients

N_TEST = 450
COLUMNS = digits.N_CLASSES  # cells of a strip: the ten outputs, and as many hidden units
CHECKED = 2  # numbers of each tensor that the meter measures at a step
RECENT = 10  # steps of which the meter shows the worst: two numbers can be two lucky ones
DIGITS = 12  # a right gradient and a measured one agree to about as many


class Backprop(Simulation):
    """Train 64 pixels - hidden units - 10 digits by plain descent, and measure the gradient too."""

    bug = Choice("none", wrong_gradients.BUGS, "a slip in the backward pass")
    width = Int(64, 8, 128, "hidden units", log=True, resets=True)
    lr = Float(0.3, 0.01, 1.0, "step size", log=True)
    batch = Int(64, 8, 256, "digits a step", log=True)
    image = Int(7, 0, N_TEST - 1, "test digit on the strips", step=1)

    def reset(self):
        size = digits.N_PIXELS, self.width, digits.N_CLASSES
        self.params = self.seen = mlp.initial(*size, self.rng("init"))
        # the B of random feedback, as large as the W2ᵀ whose place it takes
        shape = digits.N_CLASSES, self.width
        self.feedback = self.rng("feedback").normal(size=shape) * np.sqrt(2.0 / self.width)
        self.queue = np.empty(0, np.int64)  # what is left of the shuffled training digits

    def step(self):
        rows, train, test = self.drawn(), *digits.split()
        X, y = train.pixels[rows], train.labels[rows]  # (batch, 64), (batch,)
        cache = mlp.forward(self.params, X)
        grads = self.slopes(self.params, cache, y)
        record = {
            "loss": cross_entropy.mean_loss(cache["logits"], y),
            "test error": mlp.error_rate(self.params, test.pixels, test.labels),
            **{f"error {name}": worst for name, worst in self.errors(grads, X, y)},
        }
        self.seen = self.params
        self.params = {name: self.params[name] - self.lr * grads[name] for name in mlp.NAMES}
        return record

    def drawn(self):
        """Take the next batch; what is too short for one at the end of a pass is left out."""
        if len(self.queue) < self.batch:
            self.queue = self.rng("shuffle").permutation(len(digits.split().train.labels))
        rows, self.queue = self.queue[: self.batch], self.queue[self.batch :]
        return rows

    def slopes(self, params, cache, y):
        """Return the gradients that the step uses: those of `backward`, with the bug in them."""
        grads = self.backward(params, cache, y)
        return wrong_gradients.spoiled(self.bug, grads, params, cache, y, self.feedback)

    def backward(self, params, cache, y):
        """Return the gradients by name; the learner's `mlp_backward` replaces this method."""
        return mlp.backward(params, cache, y)

    def errors(self, grads, X, y):
        """Yield each tensor with the worst error of its gradient at a few places of this batch."""

        def measure(params):
            Z, _, logits = mlp.scores(params, X)
            return gradient_check.Measured(cross_entropy.mean_loss(logits, y), Z > 0)

        inked = np.flatnonzero(X.any(axis=0))  # no image says anything about the other pixels
        for name in mlp.NAMES:
            shape = grads[name].shape
            places = self.rng("check").integers(shape, size=(CHECKED, len(shape)))
            if name == "W1":
                places[:, 0] = inked[places[:, 0] % len(inked)]
            found = map(tuple, places.tolist())
            yield name, gradient_check.worst_error(measure, self.params, grads, name, found)

    def view(self, trace):
        test = digits.split().test
        yield self.strips(test.pixels[[self.image]], test.labels[[self.image]])
        yield Curve(
            "loss and test error",
            {"loss": trace["loss"], "test error": trace["test error"]},
            log=True,
        )
        worst = {name: float(trace[f"error {name}"][-RECENT:].max()) for name in mlp.NAMES}
        limit = disagreeing(gradient_check.LIMIT)
        yield Bars(
            "gradient check: digits off",
            {name: disagreeing(error) for name, error in worst.items()},
            low=0.0,
            high=DIGITS,
            ticks={limit: "limit"},
            outside=limit,
            notes={name: f"error {error:.0e}" for name, error in worst.items()},
        )
        yield Picture("the digit", digits.picture(test.pixels[self.image]))

    def strips(self, X, y):
        """Return what two layers hold for one digit, and below it the slope of its loss by each.

        With one digit in the batch, the slope by a bias is the slope by what it is added to.
        """
        cache = mlp.forward(self.seen, X)
        grads = self.slopes(self.seen, cache, y)
        rows = {
            "hidden": cache["H"][0],
            f"output: {cache['P'][0].argmax()}": cache["P"][0],
            "∂output": grads["b2"],
            "∂hidden": grads["b1"],
        }
        values = np.full((len(rows), COLUMNS), np.nan)
        for strip, row in zip(values, rows.values(), strict=True):
            strip[: len(row)] = row[:COLUMNS]
        return Heat(
            "one digit, there and back",
            values,
            rows=tuple(rows),
            columns=tuple(map(str, range(COLUMNS))),
            diverging=True,
            low=-0.5,
            high=0.5,
            mask=np.isnan(values),
        )

    def outcome(self, trace):
        """Say in a word how well it reads digits that it has not seen."""
        wrong = trace["test error"][-1]
        if wrong < 0.07:
            return "well"
        if wrong < 0.2:
            return "fairly"
        return "badly" if wrong < 0.7 else "guesses"

    def percent_wrong(self, trace):
        """Return the share of the unseen digits that it gets wrong, in per cent."""
        return 100.0 * trace["test error"][-1]

    def alignment(self, trace):
        """Return the cosine between W2ᵀ and the random numbers that may stand in its place."""
        W2, B = self.seen["W2"].T.ravel(), self.feedback.ravel()
        return W2 @ B / np.sqrt((W2 @ W2) * (B @ B))

    def explain(self, trace):
        if self.bug == wrong_gradients.SIGN:
            return (
                "The sign is wrong, so every step climbs: the loss grew until it was too large to "
                "write down. Go back, or set bug to none."
            )
        return (
            f"The steps were too long: with lr = {self.lr:.3g} the weights grew until the loss was "
            "too large to write down. Go back and lower lr."
        )


def disagreeing(error):
    """Return how many of the first 12 digits after the point are in doubt: 12 + log10(error)."""
    return round(DIGITS + float(np.log10(np.clip(error, 10.0**-DIGITS, 1.0))), 1)
