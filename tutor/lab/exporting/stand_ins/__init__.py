"""What takes the place of a module outside of this program, under the same names.

A script has no folder of shipped data, no cache, and no package to read weights with. So the few
modules that are about these have another form there, which is real code as well.
"""

from __future__ import annotations

HOMES = {
    "tutor.ml.shipped": "beside",
    "tutor.ml.text_cache": "uncached",
    "safetensors.numpy": "arrays_file",
    "safetensors.torch": "tensors_file",
}


def home(name: str) -> str:
    """Return the module whose source is read for `name`."""
    return f"{__name__}.{HOMES[name]}" if name in HOMES else name
