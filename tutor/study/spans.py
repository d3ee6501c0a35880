"""A Python file as text that is changed by pieces: where a function stands, what else is there.

Everything that is not asked to change stays as it was, to the byte: comments, line ends, tabs.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
LONE_RETURN = re.compile(r"\r(?!\n)")


class SourceError(Exception):
    """The file cannot be changed by pieces; the message says why and what to do."""


@dataclass(frozen=True)
class Span:
    """The lines of one definition, its decorators included, counted from 1."""

    first: int
    last: int


@dataclass(frozen=True)
class Source:
    """A file's text, and what is defined at its top level."""

    path: Path
    text: str

    @cached_property
    def _tree(self) -> ast.Module:
        try:
            return ast.parse(self.text.removeprefix("\ufeff"))
        except SyntaxError as error:
            raise SourceError(
                f"{self.path}, line {error.lineno}: {error.msg}. A function can be found only in "
                "a file that Python can read: mend that line, or rename the file."
            ) from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise SourceError(f"{self.path}: Python cannot read it: {error}.") from None

    @property
    def newline(self) -> str:
        """How the file's lines end."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def span(self, name: str) -> Span | None:
        """Return where a top-level function is defined, for the last time; None if nowhere."""
        found = None
        for node in self._tree.body:
            if isinstance(node, Definition) and node.name == name and node.end_lineno:
                first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                found = Span(first, node.end_lineno)
        return found

    def names(self) -> dict[str, ast.stmt]:
        """Return every name that is bound at the top level, with the statement that binds it."""
        return {name: node for node in self._tree.body for name in _bound(node)}

    def imports(self) -> list[str]:
        """Return the top-level imports, each as Python would write it."""
        found = [n for n in self._tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
        return [ast.unparse(node) for node in found]

    def text_of(self, part: Span | ast.stmt) -> str:
        """Return the lines of a part, ending in "\\n" each but the last."""
        if isinstance(part, ast.stmt):
            part = Span(part.lineno, part.end_lineno or part.lineno)
        return "\n".join(
            line.removesuffix("\r") for line in self._lines[part.first - 1 : part.last]
        )

    def with_appended(self, text: str) -> str:
        """Return the file's text with a piece after two blank lines at its end."""
        before = self.text.rstrip()
        gap = self.newline * (3 if before else 0)
        return before + gap + self._in_style(text.strip("\n")) + self.newline

    def with_replaced(self, span: Span, text: str) -> str:
        """Return the file's text with the lines of a span replaced."""
        lines = self._lines
        after = lines[span.last :]
        new = [*lines[: span.first - 1], *self._in_style(text).split("\n"), *after]
        if self.newline == "\r\n" and after:
            new[span.first - 2 + len(text.split("\n"))] += "\r"
        return "\n".join(new)

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def _in_style(self, text: str) -> str:
        return text.replace("\n", self.newline)


def read_source(path: Path) -> Source:
    """Read a file; raise `SourceError` or `OSError`."""
    if path.is_dir():
        raise SourceError(f"{path} is a folder where a file should be: move it away.")
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise SourceError(f"{path}: it is not UTF-8 text; save it as UTF-8.") from None
    if LONE_RETURN.search(text):
        raise SourceError(f"{path}: some lines end in a lone carriage return; save it with \\n.")
    return Source(path, text)


def _bound(node: ast.stmt) -> list[str]:
    if isinstance(node, Definition):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]
    return []
