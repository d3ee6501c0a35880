"""Switches: for each fact of the environment that can change the last bits, what keeps it equal."""

from __future__ import annotations

_SWITCHES = {
    "threads": "Set OMP_NUM_THREADS=1 for both.",
    "torch threads": "Call torch.set_num_threads(1) in both.",
    "torch": "Install the same torch on both sides.",
    "numpy": "Install the same NumPy on both sides.",
    "python": "Use the same Python on both sides.",
    "device": "Run both on the CPU first.",
    "gpu": "Run both on the same kind of GPU, or on the CPU.",
    "matmul precision": 'Call torch.set_float32_matmul_precision("highest") in both.',
    "tf32": "Set torch.backends.cuda.matmul.allow_tf32 = False and "
    "torch.backends.cudnn.allow_tf32 = False in both.",
    "cudnn benchmark": "Set torch.backends.cudnn.benchmark = False in both.",
    "deterministic algorithms": "Call torch.use_deterministic_algorithms(True) in both.",
    "default dtype": "Call torch.set_default_dtype with the same type in both.",
    "hash seed": "Set PYTHONHASHSEED=0 for both, and iterate over sorted(…) instead of a set.",
    "torch cpu capability": "Set ATEN_CPU_CAPABILITY=default for both.",
    "cpu features": "Set NPY_DISABLE_CPU_FEATURES so that both use the same instructions.",
    "cpu": "Two processors choose other instructions: set ATEN_CPU_CAPABILITY=default and "
    "OPENBLAS_CORETYPE=Haswell for both.",
    "machine": "Two architectures round sums differently: compare within tolerances.",
    "switches": "Set the same of these variables for both.",
    "compiled": "Run both without torch.compile first.",
}


def switch_for(fact: str) -> str:
    """Return what to set so that a fact is the same on both sides; nothing for a harmless one."""
    return _SWITCHES.get(fact, "")
