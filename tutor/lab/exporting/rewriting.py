"""The text of a statement in the script: its own lines, comments and all, under the new names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from tutor.lab.exporting.items import declarations
from tutor.lab.exporting.keeping import Keeping
from tutor.lab.exporting.library import Meaning
from tutor.lab.exporting.naming import Names
from tutor.lab.exporting.reading import Method, Unit
from tutor.lab.exporting.scopes import Reference


@dataclass(frozen=True)
class Change:
    """A stretch of a text, in bytes, and what stands there instead."""

    start: int
    end: int
    text: str


class Rewriter:
    """Writes units under their new names. declared: by parameter, the line that takes its place."""

    def __init__(self, keeping: Keeping, names: Names, declared: Mapping[str, str]) -> None:
        self.keeping, self.names, self.declared = keeping, names, declared

    def text(self, unit: Unit) -> str:
        """Return the text of a unit, or the line that takes its place."""
        if (unit, "") in self.keeping.kept.left_out:
            (name,) = unit.names
            return stub(self.names.of_unit(unit, name), "*_, **__")
        changes = [*self._renamed(unit), *self._looked_up(unit, ""), *self._body(unit)]
        text = changed(unit.text, changes)
        return _tidy(text) if unit.is_class else text

    def _renamed(self, unit: Unit) -> Iterator[Change]:
        """Yield the changes where a unit binds its names."""
        places = _Places(unit)
        for name in unit.names:
            new = self.names.of_unit(unit, name)
            if new == name:
                continue
            if unit.is_function or unit.is_class:
                line = unit.module.lines[unit.node.lineno - 1]
                match = re.match(rf"\s*(?:async\s+)?(?:def|class)\s+{name}", line)
                assert match is not None
                yield places.change(unit.node.lineno, len(match[0]) - len(name), len(match[0]), new)
                continue
            for node in ast.walk(unit.node):
                if _binds(node, name):
                    yield places.node(node, new)

    def _looked_up(self, unit: Unit, method: str) -> Iterator[Change]:
        """Yield the changes where a unit or a method of it uses a name."""
        places = _Places(unit)
        texts: dict[ast.JoinedStr, list[tuple[ast.expr, str]]] = {}
        for reference, meaning in self.keeping.references((unit, method)):
            new, node = self.names.of(meaning), _spelled(reference, meaning)
            if new is None or new == ast.unparse(node):
                continue
            if reference.text is not None:  # its parts have no places of their own before 3.12
                texts.setdefault(reference.text, []).append((node, new))
            else:
                yield places.node(node, new)
        for text, parts in texts.items():
            for node, new in parts:
                _become(node, new)
            yield places.node(text, ast.unparse(text))

    def _body(self, unit: Unit) -> Iterator[Change]:
        """Yield the changes in the body of a class: what is not kept goes."""
        places, kept = _Places(unit), self.keeping.kept
        if unit in self.keeping.kinds:
            for one in declarations(unit, self.keeping.parameters):
                assert isinstance(one.targets[0], ast.Name)
                yield places.lines(one.lineno, one.end_lineno, self.declared[one.targets[0].id])
        for name, method in unit.methods.items():
            if (unit, name) in kept.items:
                yield from self._looked_up(unit, name)
                continue
            text = None
            if unit in self.keeping.kinds and name in self.keeping.driven:
                learners = self.keeping.driven[name]
                if kept.has(learners):
                    (function,) = learners.names
                    function = self.names.of_unit(learners, function)
                    text = f"    {name} = staticmethod({function})  # your function"
            elif (unit, name) in kept.left_out:
                text = _indented(_decorated(method) + stub(name, "self, *_, **__"))
            yield places.lines(method.first, method.node.end_lineno, text)


def stub(name: str, arguments: str) -> str:
    """Return the lines that take the place of a function that the run did not need."""
    return f'def {name}({arguments}):\n    raise left_out("{name}")'


def changed(source: str, changes: list[Change]) -> str:
    """Return a text with its changes made; what lies within a stretch that goes has none."""
    content, at, parts = source.encode(), 0, []
    for change in sorted(changes, key=lambda one: one.start):
        if change.start < at:
            continue
        parts += [content[at : change.start], change.text.encode()]
        at = change.end
    return b"".join([*parts, content[at:]]).decode()


class _Places:
    """Where the lines of a unit begin, in bytes from the start of its text."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.starts = [0]
        for line in unit.module.lines[unit.first - 1 : unit.last]:
            self.starts.append(self.starts[-1] + len(line.encode()) + 1)

    def at(self, line: int, column: int) -> int:
        return self.starts[line - self.unit.first] + column

    def node(self, node: ast.expr, text: str) -> Change:
        start = self.at(node.lineno, node.col_offset)
        return Change(start, self.at(node.end_lineno or 0, node.end_col_offset or 0), text)

    def change(self, line: int, start: int, end: int, text: str) -> Change:
        return Change(self.at(line, start), self.at(line, end), text)

    def lines(self, first: int, last: int | None, text: str | None) -> Change:
        """Put a text in the place of whole lines, the comments above them included."""
        lines = self.unit.module.lines
        while lines[first - 2].lstrip().startswith("#"):
            first -= 1
        end = self.at((last or first) + 1, 0) if text is None else self.at((last or first) + 1, -1)
        return Change(self.at(first, 0), end, text or "")


def _binds(node: ast.AST, name: str) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)


def _spelled(reference: Reference, meaning: Meaning) -> ast.expr:
    return reference.attributes[meaning.depth - 1] if meaning.depth else reference.node


def _become(node: ast.expr, name: str) -> None:
    """Turn a node of an f-string into a plain name, in place."""
    node.__class__ = ast.Name
    node.__dict__.update(id=name, ctx=ast.Load())


_KINDS = ("property", "classmethod", "staticmethod")


def _decorated(method: Method) -> str:
    """Return the decorators of a method that make it something else than a function."""
    found = [ast.unparse(one) for one in method.node.decorator_list]
    return "".join(f"@{one}\n" for one in found if one in _KINDS)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _tidy(text: str) -> str:
    """Close the gaps that methods left, and keep a class without any from being empty."""
    text = re.sub(r"\n\s*\n\s*\n+", "\n\n", text).rstrip()
    body = ast.parse(text).body if not text.endswith(":") else []
    return text if body else f"{text}\n    pass"
