"""Whole numbers on the command line."""

from __future__ import annotations

from collections.abc import Callable

import click


def whole(low: int, high: int) -> Callable[[click.Context, click.Parameter, str], int]:
    """Return the callback of an option that takes a whole number from `low` to `high`."""

    def read(context: click.Context, option: click.Parameter, text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise click.BadParameter(f"{text}; give a whole number from {low} to {high}")
        return number

    return read
