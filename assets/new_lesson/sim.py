"""TODO: say in a line what is simulated. Here: something that loses a share of itself each step."""

from tutor.engine import Curve, Float, Simulation, Table


class Decay(Simulation):
    """Lose the share `rate` of what is there at each step."""

    rate = Float(0.1, 0.0, 1.0, "share lost in a step", step=0.05)

    def reset(self):
        self.x = 1.0

    def step(self):
        record = {"x": self.x}
        self.x = self.shrink(self.x, self.rate)
        return record

    def shrink(self, x, rate):
        """Return what is left; the learner's function replaces this method."""
        return (1 - rate) * x

    def view(self, trace):
        yield Curve("what is left", {"x": trace["x"]})
        yield Table("now", ("what", "value"), [("step", len(trace) - 1), ("x", trace.last("x"))])

    def fate(self, trace):
        """Name the outcome in a word: the probe of the predictions."""
        return "fades" if trace.last("x") < 0.01 * trace["x"][0] else "stays"
