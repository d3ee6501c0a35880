"""What torch calls the things that NumPy has, where both mean the same.

Everything here keeps float64, which torch is told to use. What is not here is not translated: a
function under the same name may do something else (`median` takes the lower of two, `std` divides
by n - 1), and then the run would be another one.
"""

from __future__ import annotations

ONE = {
    name: name
    for name in (
        "sqrt", "exp", "log", "log1p", "expm1", "cos", "sin", "tan", "tanh", "abs", "sign", "floor",
        "ceil", "isfinite", "isnan", "square", "triu", "tril", "zeros_like", "ones_like",
    )
} | {
    "radians": "deg2rad",
    "degrees": "rad2deg",
    "asarray": "as_tensor",
    "split": "tensor_split",
}  # fmt: skip
"""Functions of one array; it may be a number."""

TWO = {"maximum": "maximum", "minimum": "minimum", "logaddexp": "logaddexp", "outer": "outer"}
"""Functions of two arrays; either may be a number."""

ALONG = {
    "sum": "sum", "mean": "mean", "any": "any", "all": "all", "prod": "prod", "cumsum": "cumsum",
    "max": "amax", "min": "amin", "argmax": "argmax", "argmin": "argmin",
}  # fmt: skip
"""Functions of an array, of all of it or along an axis."""

MADE = {"zeros": "zeros", "ones": "ones", "eye": "eye", "arange": "arange", "linspace": "linspace"}
"""Functions that make an array; a type is given by name."""

JOINED = {"stack": "stack", "concatenate": "cat", "hstack": "hstack", "vstack": "vstack"}
"""Functions that join arrays."""

ALGEBRA = ("norm", "solve", "inv", "det", "eigvalsh", "matrix_rank", "svd")
"""What `linalg` has in both."""

PLAIN = {
    "pi": "torch.pi", "inf": "torch.inf", "nan": "torch.nan", "float64": "torch.float64",
    "int64": "torch.int64", "bool_": "torch.bool", "finfo": "torch.finfo",
    "ndarray": "torch.Tensor",
}  # fmt: skip
"""Names that are no function of an array."""

LEFT = ("random", "errstate")
"""What stays NumPy's: its generators draw the same numbers, and a warning is not a number."""

TYPES = {"float": "torch.float64", "int": "torch.int64", "bool": "torch.bool"}

DRAWS = (
    "normal", "standard_normal", "uniform", "random", "gumbel", "integers", "choice", "permutation",
    "permuted",
)  # fmt: skip
"""Methods of a NumPy generator."""

KEYWORDS = {"axis", "keepdims", "dtype", "size", "replace", "full_matrices"}
"""Arguments by name that mean the same in both."""

OTHER_ORDER = {"sum", "mean", "prod", "cumsum", "norm", "solve", "inv", "det", "eigvalsh", "svd"}
"""Functions that add up, each library in an order of its own."""
OTHER_ROUNDING = {
    "exp", "log", "log1p", "expm1", "cos", "sin", "tan", "tanh", "logaddexp", "radians", "degrees",
    "linspace", "round",
}  # fmt: skip
"""Functions that each library rounds in its own way."""
