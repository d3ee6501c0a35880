"""A bowl with its contour lines, and a path that winds into it."""

import numpy as np

from tutor.engine import Field, Simulation


class Contour(Simulation):
    """A damped oscillation in a bowl."""

    def reset(self):
        self.place = np.array([1.0, 0.9])

    def step(self):
        record = {"place": self.place}
        turn = np.array([[0.999, -0.05], [0.05, 0.999]])
        self.place = turn @ self.place * 0.9995
        return record

    def view(self, trace):
        grid = np.linspace(-1.5, 1.5, 64)
        bowl = 0.5 * (grid[None, :] ** 2 + 5 * grid[:, None] ** 2)
        yield Field("bowl", bowl, (-1.5, 1.5), (-1.5, 1.5), path=trace["place"][-60:])
