"""Four pictures of one small network in training: a curve, a bowl, a boundary, a matrix."""

import numpy as np

from tutor.engine import Curve, Field, Float, Heat, Simulation

SPAN = (-2.0, 3.0)
HEIGHT = (-1.5, 2.0)


class FourPanels(Simulation):
    """A 2-24-1 tanh network on two moons, and a walk in a bowl beside it."""

    lr = Float(0.2, 0.0, 2.0, "step size")

    def reset(self):
        rng = self.rng("data")
        angle = rng.uniform(0.0, np.pi, (2, 120))
        first = np.stack([np.cos(angle[0]), np.sin(angle[0])], axis=1)
        second = np.stack([1.0 - np.cos(angle[1]), 0.5 - np.sin(angle[1])], axis=1)
        self.x = np.concatenate([first, second]) + rng.normal(0.0, 0.15, (240, 2))  # (n, 2)
        self.y = np.repeat([0.0, 1.0], 120)[:, None]  # (n, 1)
        init = self.rng("init")
        self.w1, self.b1 = init.normal(0.0, 1.0, (2, 24)), np.zeros(24)
        self.w2, self.b2 = init.normal(0.0, 0.3, (24, 1)), np.zeros(1)
        self.w3 = init.normal(0.0, 1.0, (24, 32))
        self.place = np.array([1.0, 0.9])

    def forward(self, x):
        hidden = np.tanh(x @ self.w1 + self.b1)  # (n, 24)
        return hidden, 1.0 / (1.0 + np.exp(-(hidden @ self.w2 + self.b2)))

    def step(self):
        hidden, p = self.forward(self.x)
        loss = -np.mean(self.y * np.log(p + 1e-12) + (1 - self.y) * np.log(1 - p + 1e-12))
        record = {"loss": float(loss), "place": self.place}
        d_out = (p - self.y) / len(self.x)
        d_hidden = d_out @ self.w2.T * (1 - hidden**2)
        self.w2 = self.w2 - self.lr * hidden.T @ d_out
        self.b2 = self.b2 - self.lr * d_out.sum(axis=0)
        self.w1 = self.w1 - self.lr * self.x.T @ d_hidden
        self.b1 = self.b1 - self.lr * d_hidden.sum(axis=0)
        self.w3 = self.w3 + 0.01 * self.rng("shuffle").normal(size=self.w3.shape)
        turn = np.array([[0.999, -0.05], [0.05, 0.999]])
        self.place = turn @ self.place * 0.9995
        return record

    def view(self, trace):
        yield Curve("loss", {"loss": trace["loss"]})
        grid = np.linspace(-1.5, 1.5, 64)
        bowl = 0.5 * (grid[None, :] ** 2 + 5 * grid[:, None] ** 2)
        yield Field("bowl", bowl, (-1.5, 1.5), (-1.5, 1.5), path=trace["place"][-60:])
        x, y = np.meshgrid(np.linspace(*SPAN, 48), np.linspace(*HEIGHT, 48))
        p = self.forward(np.stack([x.ravel(), y.ravel()], axis=1))[1].reshape(48, 48)
        classes = {"upper": self.x[:120], "lower": self.x[120:]}
        yield Field("boundary", p, SPAN, HEIGHT, levels=(0.5,), classes=classes)
        yield Heat("weights", self.w3, diverging=True, low=-3.0, high=3.0)
