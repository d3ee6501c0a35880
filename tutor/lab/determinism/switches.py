"""The switches: each is a small run with something flipped that "the same seed" does not cover."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Side:
    """One position of a switch: a run, its settings, and the variables its process is given."""

    label: str
    run: str
    settings: Mapping[str, str | int | bool] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    tries: int = 1
    """How often the run is made again, at most, to see whether it repeats."""


@dataclass(frozen=True)
class Switch:
    """Something that is flipped from `a` to `b`, and what to set so that it stays as it is."""

    name: str
    a: Side
    b: Side
    keep: str
    is_kernel: bool = False
    """Whether `a` is expected not to repeat at all, and `b` to mend that."""


def _pair(
    run: str, setting: str, a: str | int | bool, b: str | int | bool, **more: str | int | bool
) -> tuple[Side, Side]:
    """Return two sides that differ in one setting, which is also their label."""
    return Side(str(a), run, {setting: a, **more}), Side(str(b), run, {setting: b, **more})


def _variable(run: str, name: str, a: str, b: str, **settings: str) -> tuple[Side, Side]:
    """Return two sides that differ in one environment variable; empty is not set."""
    one, other = ({name: value} if value else {} for value in (a, b))
    return Side(a or "not set", run, settings, one), Side(b or "not set", run, settings, other)


TRIES = 5


def _kernels(device: str) -> tuple[Side, Side]:
    """Return a sum of many numbers by their index, as it comes and with the order fixed."""
    return (
        Side("as they come", "scatter", {"device": device, "deterministic": False}, tries=TRIES),
        Side("deterministic", "scatter", {"device": device, "deterministic": True}, tries=TRIES),
    )


def _processors() -> tuple[str, str]:
    """Two code paths of OpenBLAS that this kind of processor has."""
    is_arm = platform.machine().lower() in ("arm64", "aarch64")
    return ("ARMV8", "NEOVERSEN1") if is_arm else ("Haswell", "Prescott")


SWITCHES: tuple[Switch, ...] = (
    Switch(
        "torch threads",
        *_pair("autoencoder", "threads", 1, 2),
        "torch.set_num_threads(1), or the same number everywhere",
    ),
    Switch(
        "dtype",
        *_pair("autoencoder", "dtype", "float32", "float64"),
        "write the dtype down; compare float32 runs with float32 runs",
    ),
    Switch(
        "order of a sum",
        *_pair("regression", "summation", "pairwise", "left to right"),
        "the same function, shape and memory layout; math.fsum is exact in any order",
    ),
    Switch(
        "order of the batches",
        *_pair("autoencoder", "shuffle", 0, 1, batch=128),
        "a generator of its own for the shuffle, with a seed",
    ),
    Switch(
        "order within a batch",
        *_pair("autoencoder", "rows", "as read", "reversed"),
        "sort what a folder or several loaders hand over before it is batched",
    ),
    Switch(
        "set order (PYTHONHASHSEED)",
        *_variable("words", "PYTHONHASHSEED", "0", "1"),
        "sorted(set(...)); or start Python with PYTHONHASHSEED=0",
    ),
    Switch(
        "kind of generator",
        *_pair("regression", "generator", "MT19937", "PCG64"),
        "name the generator: numpy.random.Generator(numpy.random.PCG64(seed))",
    ),
    Switch(
        "version of a sampler",
        *_pair("regression", "generator", "MT19937, of 2004", "MT19937, of 2019"),
        "pin NumPy's version: equal bits become normal numbers by another method (NEP 19)",
    ),
    Switch(
        "optimizer: foreach",
        *_pair("autoencoder", "optimizer", "Adam, a loop", "Adam, foreach"),
        "say foreach= and fused= yourself: the default depends on the device",
    ),
    Switch(
        "optimizer: fused",
        *_pair("autoencoder", "optimizer", "Adam, a loop", "Adam, fused"),
        "say foreach= and fused= yourself: the default depends on the device",
    ),
    Switch(
        "torch's CPU code path",
        *_variable("autoencoder", "ATEN_CPU_CAPABILITY", "", "default"),
        "ATEN_CPU_CAPABILITY=default on every machine: slower, the same loops",
    ),
    Switch(
        "MKL's code path",
        *_variable("autoencoder", "MKL_CBWR", "", "COMPATIBLE", blas="mkl"),
        "MKL_CBWR=COMPATIBLE on every machine: slower, the same kernels",
    ),
    Switch(
        "OpenBLAS's code path",
        *_variable("regression", "OPENBLAS_CORETYPE", *_processors(), blas="openblas"),
        "OPENBLAS_CORETYPE set to one name on every machine",
    ),
    Switch(
        "kernels on the CPU",
        *_kernels("cpu"),
        "torch.use_deterministic_algorithms(True), or one thread",
        is_kernel=True,
    ),
    Switch(
        "kernels on CUDA",
        *_kernels("cuda"),
        "torch.use_deterministic_algorithms(True) and CUBLAS_WORKSPACE_CONFIG=:4096:8",
        is_kernel=True,
    ),
    Switch(
        "TF32",
        Side("off", "autoencoder", {"device": "cuda", "tf32": False}),
        Side("on", "autoencoder", {"device": "cuda", "tf32": True}),
        'torch.set_float32_matmul_precision("highest")',
    ),
    Switch(
        "device of the generator",
        *_pair("drawing", "device", "cpu", "cuda"),
        'draw on the CPU, with torch.Generator("cpu"), and move the numbers',
    ),
)
