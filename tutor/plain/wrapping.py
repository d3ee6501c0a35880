"""Lines of text, wrapped."""

from __future__ import annotations

import textwrap


def wrapped(text: str, width: int, first: str = "", later: str | None = None) -> str:
    """Wrap each line of `text`; `first` and `later` stand before its first line and the others.

    A word longer than a line stays whole: a path or an address that was cut could not be used.
    """
    lines = text.split("\n")
    later = first if later is None else later
    return "\n".join(
        textwrap.fill(
            line,
            width,
            initial_indent=later if number else first,
            subsequent_indent=later,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for number, line in enumerate(lines)
    )
