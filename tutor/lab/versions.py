"""Which versions are installed, read from their metadata: no package is imported for it."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("textual", "rich", "numpy", "torch", "scikit-learn", "plotext")


def versions(packages: tuple[str, ...] = PACKAGES) -> dict[str, str | None]:
    """Return the installed versions by name; None for a package that is missing."""
    return {
        "mlpath-tutor": _installed("mlpath-tutor"),
        "python": platform.python_version(),
        **{name: _installed(name) for name in packages},
    }


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
