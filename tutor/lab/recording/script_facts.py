"""Facts of a script's environment: those of every run, and the switches that torch has."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

from tutor.engine.facts import Facts, facts
from tutor.engine.parameters import Value


def script_facts(model: Any) -> Facts:
    """Return what can change the last bits of a script's run."""
    torch = sys.modules["torch"]
    first: Any = next(iter(model.parameters()), None)
    device = str(first.device) if first is not None else "cpu"
    found = facts()
    found["device"] = device
    found["dtype"] = str(first.dtype).removeprefix("torch.") if first is not None else "none"
    found["default dtype"] = str(torch.get_default_dtype()).removeprefix("torch.")
    found["hash seed"] = os.environ.get("PYTHONHASHSEED", "random")
    found["deterministic algorithms"] = str(torch.are_deterministic_algorithms_enabled())
    found["matmul precision"] = str(torch.get_float32_matmul_precision())
    if device.startswith("cuda"):
        found["gpu"] = str(torch.cuda.get_device_name(first.device))
        found["cuda"] = str(torch.version.cuda)
        cudnn, matmul = torch.backends.cudnn, torch.backends.cuda.matmul
        found["tf32"] = f"matmul {matmul.allow_tf32}, cudnn {cudnn.allow_tf32}"
        found["cudnn benchmark"] = str(cudnn.benchmark)
    return found


def settings(optimizer: Any) -> dict[str, Value]:
    """Return an optimizer's name and what its first group of parameters was given."""
    groups = getattr(optimizer, "param_groups", None)
    if not groups:
        return {}
    found: dict[str, Value] = {"optimizer": type(optimizer).__name__}
    for name, value in groups[0].items():
        if name == "params" or value is None:
            continue
        found[name] = value if isinstance(value, bool | int | float | str) else str(value)
    return found


def script() -> tuple[str, str]:
    """Return the name of the script that runs, and the hash of its text."""
    path = getattr(sys.modules.get("__main__"), "__file__", None)
    if path is None:
        return "a session without a script", "none"
    try:
        text = Path(path).read_bytes()
    except OSError:
        return Path(path).name, "none"
    return Path(path).name, hashlib.sha256(text).hexdigest()[:16]
