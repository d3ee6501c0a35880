"""A loss that falls with some noise, a point a step."""

import numpy as np

from tutor.engine import Curve, Simulation


class Loss(Simulation):
    """An exponential with noise, as a stand-in for any training."""

    def reset(self):
        self.steps = 0

    def step(self):
        noise = self.rng("data").normal()
        loss = float(0.2 + 2 * np.exp(-self.steps / 150) * (1 + 0.05 * noise))
        self.steps += 1
        return {"loss": loss}

    def view(self, trace):
        yield Curve("loss", {"loss": trace["loss"]})
