"""Data that travels with the program: `assets/` of a checkout, and its copy inside a wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def asset(name: str) -> Path:
    """Return the path of a shipped file, such as "models/docs-gpt.safetensors"."""
    inside = PACKAGE / "_assets"
    return (inside if inside.is_dir() else PACKAGE.parent / "assets") / name
