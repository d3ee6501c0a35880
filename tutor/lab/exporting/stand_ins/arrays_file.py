"""Reading the weights of a safetensors file without the package: a header, then raw numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "u1"}


def load_file(path: Path) -> dict[str, Any]:
    """Return the arrays of a file by name."""
    content = Path(path).read_bytes()
    size = int.from_bytes(content[:8], "little")  # of the header, which is JSON
    header = json.loads(content[8 : 8 + size])
    arrays = {}
    for name in sorted(header.keys() - {"__metadata__"}):
        start, end = header[name]["data_offsets"]
        numbers = np.frombuffer(content[8 + size :][start:end], TYPES[header[name]["dtype"]])
        arrays[name] = numbers.reshape(header[name]["shape"]).copy()
    return arrays
