"""A module's source, cut into units: the statements that bind its names, with their comments."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tutor.lab.exporting.scopes import Function, Reference, bound, references


class CannotExport(Exception):
    """The run cannot become a script; the message says why, and what works."""


@dataclass(frozen=True, eq=False)
class Method:
    """A method of a class, from its first line (decorators included) to its last."""

    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def first(self) -> int:
        """Its first line, from 1."""
        return min([self.node.lineno, *(one.lineno for one in self.node.decorator_list)])

    @cached_property
    def references(self) -> list[Reference]:
        """What it looks up in the module."""
        return references(self.node)


@dataclass(frozen=True, eq=False)
class Unit:
    """A statement at the top of a module. first, last: its lines, from 1, comments included."""

    module: Module
    node: ast.stmt
    first: int
    last: int
    names: frozenset[str]

    @property
    def text(self) -> str:
        """Its lines."""
        return "\n".join(self.module.lines[self.first - 1 : self.last])

    @property
    def is_import(self) -> bool:
        """Whether it is an import."""
        return isinstance(self.node, ast.Import | ast.ImportFrom)

    @property
    def is_function(self) -> bool:
        """Whether it is a function."""
        return isinstance(self.node, Function)

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return isinstance(self.node, ast.ClassDef)

    @cached_property
    def methods(self) -> dict[str, Method]:
        """The methods of a class by name; none of anything else."""
        body = self.node.body if isinstance(self.node, ast.ClassDef) else []
        return {one.name: Method(one) for one in body if isinstance(one, Function)}

    @cached_property
    def references(self) -> list[Reference]:
        """What it looks up in the module, its methods left out."""
        if not isinstance(self.node, ast.ClassDef):
            return references(self.node)
        bare = ast.ClassDef(
            name=self.node.name,
            bases=self.node.bases,
            keywords=self.node.keywords,
            body=[one for one in self.node.body if not isinstance(one, Function)],
            decorator_list=self.node.decorator_list,
        )
        return references(bare)

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, eq=False)
class Module:
    """A module, by its dotted name. learner: it is the learner's own, kept as they wrote it."""

    name: str
    path: Path
    text: str
    tree: ast.Module
    learner: bool = False
    units: list[Unit] = field(default_factory=list)

    @property
    def last_name(self) -> str:
        """The last part of the dotted name."""
        return self.name.rpartition(".")[2]

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the source."""
        return self.text.splitlines()

    @cached_property
    def by_name(self) -> dict[str, Unit]:
        """The unit that binds each name; of several the last, which is the one that holds."""
        return {name: unit for unit in self.units for name in unit.names}

    @cached_property
    def doc(self) -> str:
        """The docstring, or nothing."""
        return ast.get_docstring(self.tree) or ""


def read(name: str, path: Path, text: str, learner: bool = False) -> Module:
    """Cut a module's source into its units; raise `CannotExport` where it is no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise CannotExport(f"{path} is not Python: {error}") from error
    module = Module(name, path, text, tree, learner)
    before = 0
    for place, node in enumerate(tree.body):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            if module.units and place and module.units[-1].node is tree.body[place - 1]:
                _take_words(module, node)
            before = node.end_lineno or 0
            continue
        names = bound(node)
        unit = Unit(module, node, _with_comments(module, node, before), node.end_lineno or 0, names)
        module.units.append(unit)
        before = unit.last
    return module


def _take_words(module: Module, node: ast.Expr) -> None:
    """Give the string below a constant to it: it says what the constant is."""
    unit = module.units[-1]
    if isinstance(unit.node, ast.Assign | ast.AnnAssign):
        last = node.end_lineno or unit.last
        module.units[-1] = Unit(module, unit.node, unit.first, last, unit.names)


def _with_comments(module: Module, node: ast.stmt, before: int) -> int:
    """Return the first line of the comments that stand right above a statement."""
    decorated: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(one.lineno for one in decorated)])
    while first - 1 > before and module.lines[first - 2].lstrip().startswith("#"):
        first -= 1
    return first
