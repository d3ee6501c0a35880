"""Known faults: formulas that are often confused, each tried on the numbers of both sides.

Where one formula gives A's numbers and another B's, from inputs that are equal, the cause is found
and not guessed: LayerNorm's epsilon and variance, the two forms of GELU, weight decay, momentum,
the size of a step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import erf

import numpy as np

from tutor.engine.panels import Array
from tutor.lab.tracing.entries import Entry, Side
from tutor.lab.tracing.relation import EPS
from tutor.lab.tracing.tensor import Tensor

EPSILONS = (1e-3, 1e-5, 1e-6, 1e-8, 1e-12, 0.0)
MOST = 4096
"""Elements of an activation that are tried; every formula is elementwise."""
NEAR = 0.01
"""The share of itself that a term of an update may be off by."""
MOST_FIT = 0.9
"""The share of elements in which a term must be found."""
FEWEST = 8
"""Elements from which a proportion is no coincidence."""
NEAREST = 6
"""Earlier tensors of the same shape that are tried as the input of a layer."""

_erf = np.vectorize(erf, otypes=[np.float64])

ACTIVATIONS: Mapping[str, Callable[[Array], Array]] = {
    "the exact GELU, x Φ(x)": lambda x: 0.5 * x * (1.0 + _erf(x / np.sqrt(2.0))),
    "GELU's tanh form": lambda x: (
        0.5 * x * (1.0 + np.tanh(np.sqrt(2.0 / np.pi) * (x + 0.044715 * x**3)))
    ),
    "GELU as x sigmoid(1.702 x)": lambda x: x * _sigmoid(1.702 * x),
    "SiLU, x sigmoid(x)": lambda x: x * _sigmoid(x),
    "ReLU": lambda x: np.maximum(x, 0.0),
    "leaky ReLU with slope 0.01": lambda x: np.where(x > 0.0, x, 0.01 * x),
    "tanh": np.tanh,
    "the sigmoid": lambda x: _sigmoid(x),
}


def of_layer(a: Side, b: Side, step: int, name: str) -> str:
    """Return which formulas give the two outputs of a layer, or nothing."""
    ours, theirs = a.tensor(step, name), b.tensor(step, name)
    if ours is None or theirs is None or ours.shape != theirs.shape or not ours.is_float:
        return ""
    for source, x in _inputs(a, b, step, name, ours):
        for formulas in (_activations(x), _normalisations(x, *_affine(a, step, name))):
            one, other = _fitting(formulas, ours), _fitting(formulas, theirs)
            if one and other and one != other:
                return f"from {source}, A is {one} and B is {other}"
    return ""


def of_update(a: Side, b: Side, step: int, name: str) -> str:
    """Return what one side's step of a weight has that the other's has not, or nothing."""
    ours, theirs = a.tensor(step, name), b.tensor(step, name)
    before = weight_before(a, step, name)
    if ours is None or theirs is None or before is None or before.shape != ours.shape:
        return ""
    if not ours.is_float or ours.shape != theirs.shape or ours.bits.size < 2:
        return ""
    p, x, y = before.values, ours.values, theirs.values
    slack = EPS[ours.dtype] * float(np.abs(p).max(initial=0.0))  # what rounding does to a weight
    is_many = ours.bits.size >= FEWEST  # a few numbers are in proportion by chance
    decay = _share(x - y, p, slack) if is_many else None
    if decay is not None:
        return (
            f"A - B is {decay:.3g} times the weight itself: the decay of a weight, "
            "which the two apply in different ways"
        )
    ratio = _share(x - p, y - p, slack)
    if ratio is not None and abs(ratio - 1.0) > 2.0 * NEAR:
        return f"A's step is {ratio:.4g} times B's step in every element"
    if not is_many:
        return ""
    earlier = weight_before(a, step - 1, name) if step else None
    moved = None if earlier is None else _share(x - y, p - earlier.values, slack)
    if moved is not None:
        return f"A - B is {moved:.4g} times the step before: the momentum"
    gradient = a.tensor(step, f"grad.{name.removeprefix('param.')}")
    if gradient is not None and gradient.shape == ours.shape:
        part = _share(x - y, gradient.values, slack)
        if part is not None:
            return f"A - B is {part:.4g} times the gradient: the size of a step"
    return ""


def weight_before(side: Side, step: int, name: str) -> Tensor | None:
    """Return a weight as it was when `step` began, where it was kept."""
    if step == 0:
        return side.tensor(0, f"start.{name.removeprefix('param.')}")
    return side.tensor(step - 1, name)


def _share(x: Array, y: Array, rounding: float) -> float | None:
    """Return c with x = c y within a rounding or a hundredth, in nine of ten elements.

    Adam turns a small difference of gradients into a whole step where a gradient is near zero; so a
    few elements may go their own way.
    """
    large = np.abs(y) > 0.0
    if not large.any() or float(np.median(np.abs(x))) <= 4.0 * rounding:
        return None
    c = float(np.median(x[large] / y[large]))
    fits = np.abs(x - c * y) <= 2.0 * rounding + NEAR * np.abs(c * y)
    return c if fits.mean() >= MOST_FIT else None


def _inputs(a: Side, b: Side, step: int, name: str, output: Tensor) -> list[tuple[str, Array]]:
    """Return the nearest earlier tensors of the output's shape that are equal on both sides."""
    equal = {entry.name: entry.digest for entry in b.entries(step) or ()}
    earlier: list[Entry] = []
    for entry in a.entries(step) or ():
        if entry.name == name:
            break
        if entry.stage in ("batch", "forward") and equal.get(entry.name) == entry.digest:
            earlier.append(entry)
    found = []
    for entry in [e for e in reversed(earlier) if e.shape == output.shape][:NEAREST]:
        tensor = a.tensor(step, entry.name)
        if tensor is not None and tensor.is_float:
            found.append((entry.name, tensor.values))
    return found


def _affine(side: Side, step: int, name: str) -> tuple[Array | float, Array | float]:
    """Return the weight and the bias that a normalisation of this name multiplies and adds."""
    layer = name.removeprefix("forward.").partition("#")[0]
    weight, bias = (
        weight_before(side, step, f"param.{layer}.{part}") for part in ("weight", "bias")
    )
    return (1.0 if weight is None else weight.values), (0.0 if bias is None else bias.values)


def _activations(x: Array) -> dict[str, Array]:
    few = x.ravel()[:MOST]
    with np.errstate(over="ignore"):
        return {name: formula(few) for name, formula in ACTIVATIONS.items()}


def _normalisations(x: Array, weight: Array | float, bias: Array | float) -> dict[str, Array]:
    """LayerNorm and RMSNorm over the last axis, with each variance and epsilon. Flattened."""
    if x.ndim < 1 or x.shape[-1] < 2 or np.shape(weight) not in ((), x.shape[-1:]):
        return {}
    found = {}
    centred = x - x.mean(axis=-1, keepdims=True)
    for eps in EPSILONS:
        for kind, moved, over in (
            ("LayerNorm with the biased variance", centred, x.shape[-1]),
            ("LayerNorm with the unbiased variance", centred, x.shape[-1] - 1),
            ("RMSNorm", x, x.shape[-1]),
        ):
            mean_square = (moved**2).sum(axis=-1, keepdims=True) / over
            with np.errstate(all="ignore"):
                y = moved / np.sqrt(mean_square + eps) * weight + bias
            found[f"{kind} and ε {eps:g}"] = y.ravel()[:MOST]
    return found


def _fitting(formulas: Mapping[str, Array], output: Tensor) -> str:
    """Return the formula that gives this output best, where it does so to a few roundings."""
    y = output.values.ravel()[:MOST]
    size = float(np.abs(y).max(initial=0.0))
    best, least = "", 16.0 * EPS[output.dtype] * size
    for name, expected in formulas.items():
        if expected.shape == y.shape:
            off = float(np.abs(expected - y).max(initial=0.0))
            if off < least:
                best, least = name, off
    return best


def _sigmoid(x: Array) -> Array:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))
