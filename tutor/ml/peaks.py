"""What a device can compute at most: the number that model flops utilisation is a share of.

Of the GPUs that NVIDIA sells for training the makers' own numbers are known, and are what papers
divide by (Chowdhery et al., PaLM (2022), appendix B). Of everything else, the processor included,
what a large matrix product reaches is measured, which is a little less.
"""

from __future__ import annotations

from typing import NamedTuple

import torch

from tutor.ml import devices

DATA_SHEETS: dict[str, tuple[float | None, float]] = {
    "H200": (989e12, 67e12),
    "H100 PCIe": (756e12, 51e12),
    "H100 NVL": (835e12, 60e12),
    "H100": (989e12, 67e12),
    "A100": (312e12, 19.5e12),
    "L40S": (362e12, 91.6e12),
    "L4": (121e12, 30.3e12),
    "A40": (149.7e12, 37.4e12),
    "A30": (165e12, 10.3e12),
    "A10": (125e12, 31.2e12),
    "T4": (None, 8.1e12),
}
"""By a word of the device's name, in operations a second: bfloat16 on the tensor cores, without
sparsity and summed in float32, and float32 without TF32, which torch leaves off. None where the
device has no bfloat16. Source: NVIDIA's data sheet of each.
"""


class Peak(NamedTuple):
    """Operations a second, and where the number comes from."""

    flops_per_second: float
    source: str


def peak(device: torch.device, kind: torch.dtype) -> Peak:
    """Return what a device can do at most with numbers of that kind."""
    known = of_the_data_sheet(devices.describe(device), kind)
    if known is not None:
        return Peak(known, f"{_name(kind)}, by its data sheet")
    rate = devices.matmul_rate(device, kind)
    return Peak(rate, f"{_name(kind)}, measured here")


def of_the_data_sheet(name: str, kind: torch.dtype) -> float | None:
    """Return the maker's number for the device that CUDA calls `name`; None where unknown."""
    words = f"{name.replace('-', ' ')} "
    for device, (bfloat16, float32) in DATA_SHEETS.items():
        if f" {device} " in f" {words}":
            return {torch.bfloat16: bfloat16, torch.float32: float32}.get(kind)
    return None


def _name(kind: torch.dtype) -> str:
    return str(kind).removeprefix("torch.")
