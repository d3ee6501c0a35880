"""Files that lie beside the script."""

from __future__ import annotations

from pathlib import Path


def asset(name: str) -> Path:
    """Return the path of a file that was copied here with the script."""
    path = Path(__file__).with_name(name.rpartition("/")[2])
    if not path.is_file():
        raise SystemExit(f"{path} is missing: it belongs beside this script")
    return path
