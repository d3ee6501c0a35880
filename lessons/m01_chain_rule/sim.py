"""The chain rule on a small expression, one node at a time, from the result back to the inputs."""

from functools import lru_cache

import numpy as np

from tutor.engine import Choice, Float, Graph, Node, Simulation, Table
from tutor.ml import tape

FORMULAS = {
    "(a*b + c)*f": [("m", "a*b"), ("s", "m + c"), ("y", "s*f")],
    "a*a + a": [("m", "a*a"), ("y", "m + a")],
    "relu(a*b + c)": [("m", "a*b"), ("s", "m + c"), ("y", "relu(s)")],
}
F = -2.0
NONE, FORGET, ORDER, TWICE = "none", "forget to add", "oldest first", "twice"
NEAR = 1e-6  # relative; central differences are good to about 1e-10 here
AT_THE_BEND = 1e-4  # a relu this near to 0 turns within the reach of the measurement


class Backward(Simulation):
    """Walk the tape of one expression backward. A step is one node passing its gradient on."""

    formula = Choice("(a*b + c)*f", list(FORMULAS), "what is computed", resets=True)
    a = Float(2.0, -3.0, 3.0, "an input", step=0.5, resets=True)
    b = Float(-3.0, -3.0, 3.0, "an input", step=0.5, resets=True)
    c = Float(10.0, -10.0, 10.0, "an input", step=0.5, resets=True)
    slip = Choice(NONE, [NONE, FORGET, ORDER, TWICE], "a mistake in the book-keeping", resets=True)

    def reset(self):
        lines = self.lines()
        # the order of the walk: places of the lines that were computed
        self.walk = [n for n, line in enumerate(lines) if line.inputs]
        if self.slip != ORDER:
            self.walk.reverse()
        if self.slip == TWICE:
            self.walk *= 2
        self.at = 0  # how many have passed theirs on
        self.grads = tape.zeros_but_one(len(lines))  # (n,)
        self.incoming = np.zeros(len(self.walk))  # what each had to pass, when its turn came

    def step(self):
        record = {
            "grads": self.grads,
            "incoming": self.incoming,
            "at": self.at,
            "slope_a": self.grads[0],
            "y": self.lines()[-1].value,
        }
        if self.at < len(self.walk):
            self.visit(self.walk[self.at])
            self.at += 1
        return record

    def visit(self, place):
        """Give one line its turn."""
        lines, grads = self.lines(), self.grads
        if self.at and place == len(lines) - 1:  # a second walk: only the inputs keep their sums
            grads = np.where([bool(line.inputs) for line in lines], 0.0, grads)
            grads[place] = 1.0
        self.incoming = self.incoming.copy()
        self.incoming[self.at] = grads[place]
        inputs, slopes = np.array(lines[place].inputs), np.array(lines[place].slopes)  # (k,)
        if self.slip != FORGET:
            self.grads = self.pass_back(grads, place, inputs, slopes)
            return
        for link in range(len(inputs)):  # `=` for `+=`: what was there is lost
            grads = grads.copy()
            grads[inputs[link]] = 0.0
            grads = self.pass_back(grads, place, inputs[link : link + 1], slopes[link : link + 1])
        self.grads = grads

    def pass_back(self, grads, node, inputs, slopes):
        """Return the gradients after `node` has passed its own on; the learner's replaces this."""
        return tape.pass_back(grads, node, inputs, slopes)

    def view(self, trace):
        lines, grads, at = self.lines(), trace.last("grads"), int(trace.last("at"))
        names = [line.name for line in lines]
        yield Graph(
            "the expression",
            [
                Node(line.name, line.text, line.value, float(grads[place]) + 0.0,
                     [names[source] for source in dict.fromkeys(line.inputs)])
                for place, line in enumerate(lines)
            ],
            current=names[self.walk[at]] if at < len(self.walk) else "",
        )  # fmt: skip
        yield Table(
            "the tape, as it is walked",
            ("turn", "node", "to", "slope × g", "adds"),
            list(self.shares(at, trace.last("incoming"))),
        )
        measured = measure(self.formula, self.a, self.b, self.c)
        yield Table(
            "measured beside it",
            ("by", "backward", "measured", "verdict"),
            [
                (name, float(grads[n]) + 0.0, slope, self.verdict(grads[n], slope, at))
                for n, (name, slope) in enumerate(measured)
            ],
        )

    def shares(self, at, incoming):
        """Yield a row for each link of the walk: what has been passed, and what waits."""
        lines = self.lines()
        for turn, place in enumerate(self.walk):
            line = lines[place]
            when = "done" if turn < at else "next" if turn == at else "wait"
            for source, slope in zip(line.inputs, line.slopes, strict=True):
                known, grad = turn < at, incoming[turn]
                yield (
                    when,
                    f"{line.name} = {line.text}",
                    lines[source].name,
                    f"{slope:.4g} × {f'{grad:.4g}' if known else '?'}",
                    f"{slope * grad + 0.0:+.4g}" if known else "?",
                )

    def verdict(self, grad, slope, at):
        """Say how an input's gradient compares with the measured slope.

        Where relu bends there is no one slope, so neither is wrong.
        """
        if abs(grad - slope) <= NEAR * max(1.0, abs(slope)):
            return "the same"
        if at < len(self.walk):
            return "not yet"
        lines = self.lines()
        bends = [lines[line.inputs[0]].value for line in lines if line.text.startswith("relu")]
        if any(abs(value) < AT_THE_BEND for value in bends):
            return "a bend"
        return f"off by {grad - slope:.4g}"

    def lines(self):
        """Return the computation, written down."""
        return written(self.formula, self.a, self.b, self.c)

    def slope(self, trace):
        """Return ∂y/∂a as the walk has it by now, in words that a choice can have as its name."""
        return f"{trace['slope_a'][-1] + 0.0:g}".replace("-", "minus-")


def inputs_of(formula, a, b, c):
    """Return the named inputs that a formula has."""
    if formula == "a*a + a":
        return {"a": a}
    return {"a": a, "b": b, "c": c} | ({"f": F} if formula == "(a*b + c)*f" else {})


@lru_cache(maxsize=64)
def written(formula, a, b, c):
    """Return the lines of the tape."""
    return tape.write_down(inputs_of(formula, a, b, c), FORMULAS[formula])


@lru_cache(maxsize=64)
def measure(formula, a, b, c):
    """Return each input with its slope by central differences."""
    given = inputs_of(formula, a, b, c)
    slopes = tape.measured_slopes(given, FORMULAS[formula])
    return [(name, round(slope, 6) + 0.0) for name, slope in zip(given, slopes, strict=True)]
