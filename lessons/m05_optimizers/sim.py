"""Optimizers raced over a surface of two weights, or one of them training a network of 4810."""

from functools import lru_cache

import numpy as np

from tutor.engine import (
    Choice,
    Curve,
    Field,
    Flag,
    Float,
    Int,
    Line,
    Series,
    Simulation,
    Table,
    Text,
)
from tutor.ml import digits, optimizers, surfaces, tanh_net
from tutor.ml.sharpness import power_iteration

RIVALS = ("SGD", "momentum", "Adam")
EPS, DECAY = 1e-8, 0.1
LONG_AGO = 10**9  # after so many steps the corrections of Adam's moments are 1 to the last bit
FAR = 1000.0  # a racer that lands beyond is out of the race
NETWORK, YOURS = "network", "yours"
SIZES = tanh_net.Sizes(digits.N_PIXELS, 64, digits.N_CLASSES)
N_DIGITS, SMALLEST_BATCH = 500, 5
FIRST_TURNS = 60  # multiplications by the Hessian before the first step; then one a step


class Race(Simulation):
    """Give one slope to several optimizers and see what each makes of it."""

    world = Choice("ravine", (*surfaces.SURFACES, YOURS, NETWORK), "what to minimise", resets=True)
    method = Choice("Adam", tuple(optimizers.STEPS), "the optimizer to watch", resets=True)
    lr = Float(0.015, 1e-4, 2.0, "step size", log=True)
    beta1 = Float(0.9, 0.0, 0.99, "share of past slopes kept", step=0.05)
    beta2 = Float(0.999, 0.9, 0.9999, "share of past squares kept", step=0.01)
    correct = Flag(True, "divide Adam's means by 1 - β^t")
    warmup = Int(0, 0, 200, "steps in which lr rises to its value", step=10)
    noise = Float(0.0, 0.0, 1.0, "noise in the slope; in `network`, share of digits left out")
    formula = Line("x**2 + 20*y**2 + sin(3*x)", "f(x, y) of the world `yours`", resets=True)

    def reset(self):
        self.t = 0
        if self.world == NETWORK:
            self.racers = [self.method]
            first = tanh_net.initial(SIZES, self.rng("init"))
            seen = tanh_net.forward(SIZES, first, *first_digits())
            found = power_iteration(
                lambda v: tanh_net.hessian_product(seen, v),
                self.rng("direction").normal(size=len(first)),
                FIRST_TURNS,
            )
            self.sharpest = found.direction  # (4810,)
        else:
            self.racers = [self.method, *(name for name in RIVALS if name != self.method)]
            first = np.array(self.surface().start)  # (2,)
        self.places = dict.fromkeys(self.racers, first)
        self.states = {name: optimizers.start(name, first) for name in self.racers}
        self.lost = {}  # racers out of the race, and the step that took them out

    def step(self):
        with np.errstate(all="ignore"):
            record = self.train() if self.world == NETWORK else self.race()
        self.t += 1
        return record

    def race(self):
        """Move every racer once, by its own rule and the same noise."""
        surface, record = self.surface(), {}
        noise = self.noise * self.rng("noise").normal(size=2) if self.noise else 0.0
        strides = np.zeros(2)
        for name in self.racers:
            w = self.places[name]
            record[name] = float(surface.value(*w)) - (surface.floor or 0.0)
            record[f"w of {name}"] = w
            if name in self.lost:
                continue
            moved = self.moved(name, surface.gradient(w) + noise)
            if np.isfinite(surface.value(*moved)) and np.isfinite(surface.gradient(moved)).all():
                self.places[name] = moved
            if not np.abs(moved).max() < FAR or self.places[name] is w:
                self.lost[name] = self.t + 1
            if name == self.method:
                strides = np.abs(self.places[name] - w) / self.lr
        return record | {"stride x": float(strides[0]), "stride y": float(strides[1])}

    def train(self):
        """Take one step on the digits, and measure how sharp the loss is where it begins."""
        X, T = first_digits()
        w = self.places[self.method]
        seen = tanh_net.forward(SIZES, w, X, T)
        found = power_iteration(lambda v: tanh_net.hessian_product(seen, v), self.sharpest)
        if np.isfinite(found.direction).all():
            self.sharpest = found.direction
        right = np.argmax(seen.error + T, axis=1) == np.argmax(T, axis=1)
        record = {"loss": seen.loss, "sharpness": found.value, "right": float(right.mean())}
        edge = optimizers.stability_edge(self.method, self.rate(), self.beta1)
        if self.noise:
            size = max(SMALLEST_BATCH, round((1.0 - self.noise) * N_DIGITS))
            batch = self.rng("batch").choice(N_DIGITS, size, replace=False)
            seen = tanh_net.forward(SIZES, w, X[batch], T[batch])
        grad = tanh_net.gradient(seen)
        record["slope"] = abs(float(grad @ self.sharpest))
        self.places[self.method] = self.moved(self.method, grad)
        return record if edge is None else record | {"edge": edge}

    def moved(self, name, grad):
        """Return where one step of a racer leads, and keep its new state."""
        w, state, lr = self.places[name], self.states[name], self.rate()
        if name in ("Adam", "AdamW"):
            m, v, t = state
            then = (m, v, t if self.correct else LONG_AGO)
            given = (w, grad, then, lr, self.beta1, self.beta2, EPS)
            w, (m, v, _) = self.adam(*given) if name == "Adam" else self.adamw(*given, DECAY)
            self.states[name] = (m, v, t + 1)
        else:
            memory = optimizers.memory_of(name, self.beta1, self.beta2, DECAY)
            w, self.states[name] = optimizers.STEPS[name](w, grad, state, lr, *memory)
        return w

    def adam(self, w, grad, state, lr, beta1, beta2, eps):
        """Take one step of Adam; the learner's `adam_step` replaces this method."""
        return optimizers.adam(w, grad, state, lr, beta1, beta2, eps)

    def adamw(self, w, grad, state, lr, beta1, beta2, eps, decay):
        """Take one step of AdamW; the learner's `adamw_step` replaces this method."""
        return optimizers.adamw(w, grad, state, lr, beta1, beta2, eps, decay)

    def rate(self):
        """Return the step size of this step: it rises evenly while the warm-up lasts."""
        return self.lr * min(1.0, (self.t + 1) / self.warmup) if self.warmup else self.lr

    def surface(self):
        """Return the surface of the race; a formula that cannot be read is a flat one."""
        if self.world == YOURS:
            return surfaces.typed_or_flat(self.formula)[0]
        return surfaces.SURFACES[self.world]

    def view(self, trace):
        yield from self.show_network(trace) if self.world == NETWORK else self.show_race(trace)

    def show_race(self, trace):
        surface = self.surface()
        complaint = surfaces.typed_or_flat(self.formula)[1] if self.world == YOURS else ""
        if complaint:
            yield Text("the formula", complaint)
        yield Field(
            "the race",
            surface.heights(),
            surface.x_range,
            surface.y_range,
            logarithmic=surface.floor == 0.0,
            paths={name: trace[f"w of {name}"] for name in self.racers},
            points={"lowest": np.array(surface.minima)} if surface.minima else {},
        )
        above = "loss" if surface.floor in (None, 0.0) else f"loss above {surface.floor:g}"
        losses = {name: trace[name] for name in self.racers}
        if surface.floor is not None:
            losses = {name: positive(loss) for name, loss in losses.items()}
        yield Curve(above, losses, log=surface.floor is not None)
        strides = {f"along {axis}": positive(trace[f"stride {axis}"]) for axis in "xy"}
        yield Curve(f"{self.method}: step in lr", strides, log=True)
        if not complaint:
            rows = [(name, trace.last(name), self.note(name, len(trace))) for name in self.racers]
            yield Table("standings", ("optimizer", "loss", "note"), rows)

    def note(self, name, n):
        """Say what is known of a racer: that it is out, or below which lr it settles."""
        out = self.lost.get(name, n)
        if out < n:
            return f"off at step {out}"
        edge = optimizers.stability_edge(name, self.lr, self.beta1)
        if self.world != "ravine" or edge is None:
            return ""
        return f"edge: lr {self.lr * edge / surfaces.STEEPNESS:.3g}"

    def show_network(self, trace):
        yield Curve("loss", {"loss": trace["loss"]}, log=True)
        lines, rows = {"sharpness": trace["sharpness"]}, []
        if "edge" in trace:
            edge = trace["edge"]
            full = optimizers.stability_edge(self.method, self.lr, self.beta1)
            near = np.flatnonzero(edge <= 4.0 * full)  # the warm-up's first edges are far above
            lines["edge"] = edge if len(near) == len(edge) else Series(near, edge[near])
            formula = "2/lr" if self.method == "SGD" else f"of {self.method}"
            rows = [(f"edge {formula}", trace.last("edge"))]
        yield Curve("sharpness", lines)
        yield Curve("slope in the sharpest direction", {"size": positive(trace["slope"])}, log=True)
        yield Table(
            "now",
            ("what", "value"),
            [
                ("sharpness", trace.last("sharpness")),
                *rows,
                ("loss", trace.last("loss")),
                ("digits right", f"{trace.last('right'):.1%}"),
                ("step", len(trace) - 1),
            ],
        )

    def contrast(self, trace):
        """Say how the first steps along two very different slopes compare."""
        x, y = trace["stride x"][0], trace["stride y"][0]
        return "equal" if y < 2.0 * x else "root" if y < 1e9 * x else "proportional"

    def first_step(self, trace):
        """Say how long the first step along the steep slope is, in lr."""
        y = trace["stride y"][0]
        return "tenth" if y < 0.5 else "same" if y < 1.5 else "longer"

    def fate(self, trace):
        """Say how training ends: the loss falls, stalls, or the run explodes."""
        loss, n = trace["loss"], len(trace)
        if not loss[-1] < loss[0]:
            return "explodes"
        third, last = loss[n // 2 : 3 * n // 4].mean(), loss[3 * n // 4 :].mean()
        return "falls" if last < 0.95 * third else "stalls"

    def share_of_rises(self, trace):
        """Return in what share of the steps the loss went up."""
        return float((np.diff(trace["loss"]) > 0.0).mean())

    def explain(self, trace):
        if self.world != NETWORK or "edge" not in trace:
            return None
        return (
            f"The sharpness was {trace['sharpness'][0]:.3g} at the start, and lr = {self.lr:.3g} "
            f"bears {trace.last('edge'):.3g}: each step overshot more, and found no flatter place "
            "to land on. Go back and set lr lower."
        )


def positive(column):
    """Return the column itself, or its places above 0: a logarithm has room for no others."""
    places = np.flatnonzero(column > 0.0)
    return column if len(places) == len(column) else Series(places, column[places])


@lru_cache(maxsize=1)
def first_digits():
    """Return 500 digits (500, 64) and what each of ten outputs should be, 0 or 1. (500, 10)"""
    data = digits.load()
    return data.pixels[:N_DIGITS], np.eye(digits.N_CLASSES)[data.labels[:N_DIGITS]]
