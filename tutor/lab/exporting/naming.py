"""One name for everything, when the names of many modules meet in one file.

A name is kept where it can be. It cannot where another module has it too, where Python itself has
it, or where a function that uses it has a variable of that name: then the module's name goes before
it, and `value` of the module `quadratic` becomes `quadratic_value`.
"""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterable

from tutor.lab.exporting.items import Item
from tutor.lab.exporting.keeping import Keeping
from tutor.lab.exporting.library import External, Meaning
from tutor.lab.exporting.reading import Module, Unit

_OF_A_NAME = (ast.Name, ast.Attribute, ast.Subscript, ast.expr_context)
"""What `npt.NDArray[Any]` consists of."""

Key = tuple[Unit, str] | tuple[str, str]
"""A name of a unit, or a package's module and a name in it (or nothing)."""


class Names:
    """The names in the script."""

    def __init__(self, reserved: Iterable[str]) -> None:
        self._taken = {*reserved, *dir(builtins)}
        self._hidden: defaultdict[Key, set[str]] = defaultdict(set)
        self._given: dict[Key, str] = {}
        self._texts: dict[str, Unit] = {}

    def hide(self, key: Key, names: Iterable[str]) -> None:
        """Note that these names mean something else where the thing is used."""
        self._hidden[key].update(names)

    def give(self, key: Key, wanted: str, prefix: str) -> None:
        """Give a name, the one that is wanted or a longer one."""
        if key in self._given:
            return
        bare = wanted.lstrip("_") or "it"
        longer = f"{prefix.upper()}_{bare}" if wanted.isupper() else f"{prefix}_{bare}"
        numbered = (f"{longer}_{n}" for n in range(2, 1000))
        for name in (wanted, longer, *numbered):
            if name not in self._taken and name not in self._hidden[key]:
                break
        self._taken.add(name)
        self._given[key] = name

    def is_said_before(self, unit: Unit) -> bool:
        """Say whether another module has the same line, so that one of them is enough."""
        return self._texts.get(unit.text, unit) is not unit

    def share(self, unit: Unit) -> None:
        """Give a line that another module has as well the names that it has there."""
        first = self._texts.setdefault(unit.text, unit)
        if first is not unit:
            for name in unit.names:
                self._given[unit, name] = self._given[first, name]

    def of(self, meaning: Meaning) -> str | None:
        """Return the name of what a reference means; None for the engine's own, which are kept."""
        if isinstance(meaning.what, Unit):
            return self._given[meaning.what, meaning.name]
        if isinstance(meaning.what, External):
            return self.of_external(meaning.what)
        return None

    def of_external(self, external: External) -> str:
        """Return the name of something of a package."""
        return self._given[external.module, external.name]

    def of_unit(self, unit: Unit, name: str) -> str:
        """Return the name of something of a module."""
        return self._given[unit, name]


def named(
    keeping: Keeping, modules: Iterable[Module], extra: Iterable[External], reserved: Iterable[str]
) -> Names:
    """Give everything in the script its name. modules: those whose names come first, first."""
    names = Names(reserved)
    items: list[Item] = list(keeping.kept.items)
    for item in items:
        for reference, meaning in keeping.references(item):
            what = meaning.what
            if isinstance(what, Unit):
                names.hide((what, meaning.name), reference.hidden)
            elif isinstance(what, External):
                names.hide((what.module, what.name), reference.hidden)
    for external in (*extra, *keeping.externals()):
        prefix = external.module.replace(".", "_")
        names.give((external.module, external.name), external.alias, prefix)
    for module in modules:
        for unit in keeping.kept.units(module):
            if is_alias(keeping, unit):
                names.share(unit)
            for name in sorted(unit.names):
                names.give((unit, name), name, module.last_name)
    return names


def is_alias(keeping: Keeping, unit: Unit) -> bool:
    """Say whether a line names something of a package, which is the same thing in every module."""
    if not isinstance(unit.node, ast.Assign):
        return False
    value = ast.walk(unit.node.value)
    makes_none = all(isinstance(node, _OF_A_NAME) for node in value)
    found = [meaning.what for _, meaning in keeping.references((unit, ""))]
    return makes_none and bool(found) and all(isinstance(what, External) for what in found)
