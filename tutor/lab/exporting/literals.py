"""Values as they are written in a script."""

from __future__ import annotations

from collections.abc import Iterable

WIDTH = 100


def literal(value: object) -> str:
    """Return the expression for a value, its texts in double quotes."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{literal(k)}: {literal(v)}' for k, v in value.items())}}}"
    if not isinstance(value, str):
        return repr(value)
    text = repr(value)
    return text if text[0] == '"' or '"' in text else f'"{text[1:-1]}"'


def assigned(name: str, texts: Iterable[str]) -> str:
    """Return the assignment of a list of texts, on as many lines as it takes."""
    literals = [literal(text) for text in texts]
    line = f"{name} = [{', '.join(literals)}]"
    below = "".join(f"    {one},\n" for one in literals)
    return line if len(line) <= WIDTH else f"{name} = [\n{below}]"
