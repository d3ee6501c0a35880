"""A torch network of two layers that learns to add, as a load for the benchmarks."""

import numpy as np
import torch

from tutor.engine import Bars, Curve, Field, Float, Simulation


class SmallMLP(Simulation):
    """Two layers, Adam, mean squared error."""

    lr = Float(0.001, 0.0, 0.1, "step size")

    def reset(self):
        torch.manual_seed(0)
        self.net = torch.nn.Sequential(
            torch.nn.Linear(16, 64), torch.nn.Tanh(), torch.nn.Linear(64, 1)
        )
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=self.lr)

    def step(self):
        X = torch.randn(64, 16, generator=self.torch_rng("data"))  # (n, d)
        loss = (self.net(X).squeeze(1) - X.sum(1)).square().mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return {"loss": loss.item(), "W": self.net[0].weight}

    def view(self, trace):
        W = trace.last("W")  # (64, 16)
        yield Curve("loss", {"loss": trace["loss"]}, log=True)
        yield Field("first layer", W, (0, 16), (0, 64))
        yield Bars("row norms", {f"h{i}": float(np.linalg.norm(W[i])) for i in range(6)})
        yield Curve("newest losses", {"newest": trace["loss"][-200:]})
