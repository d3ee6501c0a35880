"""Facts of the environment that can change the last bits of a run, and the settings that keep them
equal.
"""

from __future__ import annotations

import os
import platform
import sys
from functools import cache

from tutor import __version__

Facts = dict[str, str | int]

SWITCHES = ("OPENBLAS_CORETYPE", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS", "ATEN_CPU_CAPABILITY",
            "NPY_DISABLE_CPU_FEATURES")  # fmt: skip
"""Variables that choose other code paths, and with them other last bits."""

THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def use_one_thread() -> None:
    """Make this process compute with one thread, which is what repeats bit for bit on a machine.

    The variables are read when a library loads; torch, when it is loaded already, is told directly.
    """
    for name in THREAD_VARIABLES:
        os.environ[name] = "1"
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)


def facts() -> Facts:
    """Return what a receipt records of this process and machine."""
    found = {**_fixed()}
    torch = sys.modules.get("torch")
    if torch is not None:
        found["torch"] = str(torch.__version__)
        found["torch threads"] = int(torch.get_num_threads())
        found["torch cpu capability"] = str(torch.backends.cpu.get_cpu_capability())
    return found


@cache
def _fixed() -> Facts:
    import numpy as np  # not before `use_one_thread`: its variables are read when NumPy loads

    return {
        "mlpath-tutor": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "device": "cpu",
        "machine": platform.machine(),
        "system": f"{platform.system()} {platform.release()}",
        "cpu": _cpu(),
        "cpu features": " ".join(_cpu_features()),
        "threads": os.environ.get("OMP_NUM_THREADS", "not set"),
        "switches": " ".join(f"{n}={os.environ[n]}" for n in SWITCHES if n in os.environ) or "none",
    }


def _cpu() -> str:
    """Return the processor's name: Linux has it in a file, others through `platform`."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:  # noqa: PTH123
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"


def _cpu_features() -> list[str]:
    """The instruction sets that NumPy chose its loops by; another set may round differently."""
    import numpy as np

    config = np.show_config(mode="dicts") or {}
    extensions = config.get("SIMD Extensions", {})
    return [*extensions.get("baseline", []), *extensions.get("found", [])]
