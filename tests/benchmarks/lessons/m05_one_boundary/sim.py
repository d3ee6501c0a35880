"""The decision boundary of a small network in training."""

import numpy as np

from tutor.engine import Field, Simulation

SPAN = (-2.0, 3.0)
HEIGHT = (-1.5, 2.0)


class Boundary(Simulation):
    """A 2-24-1 tanh network on two moons."""

    def reset(self):
        rng = self.rng("data")
        angle = rng.uniform(0.0, np.pi, (2, 120))
        upper = np.stack([np.cos(angle[0]), np.sin(angle[0])], axis=1)
        lower = np.stack([1.0 - np.cos(angle[1]), 0.5 - np.sin(angle[1])], axis=1)
        self.x = np.concatenate([upper, lower]) + rng.normal(0.0, 0.15, (240, 2))  # (n, 2)
        self.y = np.repeat([0.0, 1.0], 120)[:, None]  # (n, 1)
        init = self.rng("init")
        self.w1, self.b1 = init.normal(0.0, 1.0, (2, 24)), np.zeros(24)
        self.w2, self.b2 = init.normal(0.0, 0.3, (24, 1)), np.zeros(1)

    def forward(self, x):
        hidden = np.tanh(x @ self.w1 + self.b1)  # (n, 24)
        return hidden, 1.0 / (1.0 + np.exp(-(hidden @ self.w2 + self.b2)))

    def step(self):
        hidden, p = self.forward(self.x)
        loss = -np.mean(self.y * np.log(p + 1e-12) + (1 - self.y) * np.log(1 - p + 1e-12))
        d_out = (p - self.y) / len(self.x)
        d_hidden = d_out @ self.w2.T * (1 - hidden**2)
        lr = 0.5
        self.w2 = self.w2 - lr * hidden.T @ d_out
        self.b2 = self.b2 - lr * d_out.sum(axis=0)
        self.w1 = self.w1 - lr * self.x.T @ d_hidden
        self.b1 = self.b1 - lr * d_hidden.sum(axis=0)
        return {"loss": float(loss)}

    def view(self, trace):
        x, y = np.meshgrid(np.linspace(*SPAN, 48), np.linspace(*HEIGHT, 48))
        p = self.forward(np.stack([x.ravel(), y.ravel()], axis=1))[1].reshape(48, 48)
        classes = {"upper": self.x[:120], "lower": self.x[120:]}
        yield Field("boundary", p, SPAN, HEIGHT, levels=(0.5,), classes=classes)
