"""A sentence of a lesson on screen: what stands between backticks is code, and looks like it."""

from __future__ import annotations

import re

from textual.content import Content

CODE = re.compile(r"`([^`\n]+)`")
CODE_STYLE = "bold $text-accent"


def marked(text: str) -> Content:
    """Return the text with its `code` in another look, the backticks left out."""
    parts = enumerate(CODE.split(text))  # what was between backticks has the odd numbers
    return Content.assemble(*((part, CODE_STYLE) if n % 2 else part for n, part in parts))
