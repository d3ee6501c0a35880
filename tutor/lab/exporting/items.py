"""What a script is made of, piece by piece: statements of modules, and methods of classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from tutor.lab.exporting.reading import Method, Module, Unit
from tutor.lab.exporting.scopes import Function

Item = tuple[Unit, str]
"""A unit and nothing, or a class and the name of one of its methods."""


@dataclass
class Kept:
    """What the script is made of. left_out: what a line takes the place of."""

    items: dict[Item, None] = field(default_factory=dict)
    left_out: dict[Item, None] = field(default_factory=dict)

    def has(self, unit: Unit) -> bool:
        """Say whether a unit is in the script, whole or as a line."""
        return (unit, "") in self.items or (unit, "") in self.left_out

    def units(self, module: Module) -> list[Unit]:
        """Return what the script has of a module, in its order."""
        return [unit for unit in module.units if self.has(unit)]


def attributes(item: Item) -> Iterator[str]:
    """Yield the names of attributes that an item takes: some are methods of its class.

    A class may also call a method of its own by two names: `__rmul__ = __mul__`.
    """
    unit, method = item
    for part in parts(item):
        for node in ast.walk(part):
            if isinstance(node, ast.Attribute):
                yield node.attr
            elif isinstance(node, ast.Name) and unit.is_class and not method:
                yield node.id


def parts(item: Item) -> list[ast.stmt]:
    """Return the statements of an item: of a class by itself, all but its methods."""
    unit, method = item
    if method:
        return [unit.methods[method].node]
    if not isinstance(unit.node, ast.ClassDef):
        return [unit.node]
    return [one for one in unit.node.body if not isinstance(one, Function)]


def declarations(unit: Unit, parameters: Set[str]) -> list[ast.Assign]:
    """Return the statements of a class that declare parameters."""
    body = unit.node.body if isinstance(unit.node, ast.ClassDef) else []
    return [
        one
        for one in body
        if isinstance(one, ast.Assign)
        and isinstance(one.targets[0], ast.Name)
        and one.targets[0].id in parameters
    ]


def is_within(node: ast.expr, around: ast.stmt) -> bool:
    """Say whether an expression stands in the lines of a statement."""
    return around.lineno <= node.lineno <= (around.end_lineno or 0)


def length(method: Method) -> int:
    """Return how many lines a method has."""
    return (method.node.end_lineno or 0) - method.first + 1
