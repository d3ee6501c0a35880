"""LeNet-5's parameters and connections, layer by layer and in all.

LeCun et al., Gradient-Based Learning Applied to Document Recognition (1998), §II.B.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutor.lab.papers import returned
from tutor.ml.parameter_counts import convolution, lenet5

METHOD = "convolution"
"""convolution(reads, size) -> (parameters, connections).

reads: for each map, how many maps before it its 5 × 5 kernels read; size: its rows, and columns.
"""
reference = convolution


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Count; nothing is drawn from the seed."""
    del seed

    def counted(reads: tuple[int, ...], size: int) -> tuple[int, int]:
        found = returned.alike((method or reference)(reads, size), (), ("a", "b"), METHOD)
        parameters, connections = map(int, found)
        return parameters, connections

    layers = lenet5(counted)
    trained = [layer for name, layer in layers.items() if name != "output"]
    return {
        "parameters": float(sum(layer.parameters for layer in layers.values())),
        "connections": float(sum(layer.connections for layer in layers.values())),
        "connections_trained": float(sum(layer.connections for layer in trained)),
        **{f"{name.lower()}_parameters": float(layer.parameters) for name, layer in layers.items()},
        **{
            f"{name.lower()}_connections": float(layer.connections)
            for name, layer in layers.items()
        },
    }
