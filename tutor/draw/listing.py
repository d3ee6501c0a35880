"""Listing: many parts in one sentence, but not more than a reader takes in."""

from __future__ import annotations

MOST = 12
"""More parts than these are counted, not listed."""


def join(parts: list[str], of: str = "", separator: str = ", ") -> str:
    """Join the first parts, and say how many more there are; `of` says what they are."""
    if len(parts) > MOST:
        return separator.join([*parts[:MOST], f"and {len(parts) - MOST} more{of}"])
    return separator.join(parts)
