"""What a name of a module means: a unit of it or of another module, or something of a package."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tutor.lab.exporting import stand_ins
from tutor.lab.exporting.reading import CannotExport, Module, Unit, read
from tutor.lab.exporting.scopes import Reference

OURS = "tutor"
PACKAGE = Path(__file__).resolve().parents[2]
ENGINE = "tutor.engine"


@dataclass(frozen=True)
class External:
    """Something of a package: a module, or a name in it. alias: what it is called here."""

    module: str
    name: str = ""
    alias: str = ""

    @property
    def package(self) -> str:
        """The package at the top."""
        return self.module.partition(".")[0]


@dataclass(frozen=True)
class Engine:
    """A name of the engine: `Simulation`, a kind of parameter, a panel."""

    name: str


@dataclass(frozen=True)
class Meaning:
    """What a reference means, and how much of it stands for that.

    depth: how many of its attributes belong to the name: 1 for `quadratic.value`, 0 for `value`.
    name: the name in the unit's own module.
    """

    what: Unit | External | Engine
    depth: int
    name: str = ""


class Library:
    """The modules that have been read, by name."""

    def __init__(self, shown: tuple[Module, ...]) -> None:
        self.modules = {module.name: module for module in shown}
        """In the order in which the first of them needed another, those that are needed first."""

    def module(self, name: str) -> Module:
        """Read a module of this program, or what stands in for it outside of it."""
        if name not in self.modules:
            path = _file(stand_ins.home(name))
            if path is None:
                raise CannotExport(f"the module {name} is not here")
            self.modules[name] = read(name, path, path.read_text(encoding="utf-8"))
        return self.modules[name]

    def meaning(self, module: Module, reference: Reference) -> Meaning | None:
        """Say what a reference means; None for a builtin."""
        unit = module.by_name.get(reference.name)
        if unit is None:
            return _from_everything(module, reference.name)
        if not isinstance(unit.node, ast.Import | ast.ImportFrom):
            return Meaning(unit, 0, reference.name)
        path = [attribute.attr for attribute in reference.attributes]
        if isinstance(unit.node, ast.Import):
            return self._imported(module, unit.node, reference.name)
        return self._from(module, unit.node, reference.name, path)

    def _imported(self, module: Module, node: ast.Import, name: str) -> Meaning:
        alias = next(a for a in node.names if (a.asname or a.name).partition(".")[0] == name)
        if alias.name.partition(".")[0] == OURS:
            raise CannotExport(f"{module.path.name} has `{ast.unparse(node)}`: use `from … import`")
        return Meaning(External(alias.name, "", name), 0)

    def _from(
        self, module: Module, node: ast.ImportFrom, name: str, path: list[str]
    ) -> Meaning | None:
        alias = next(a for a in node.names if (a.asname or a.name) == name)
        home = node.module or ""
        if home == "__future__":
            return None
        if node.level:
            raise CannotExport(f"{module.path.name} has a relative import, `{ast.unparse(node)}`")
        if home == ENGINE or home.startswith(f"{ENGINE}."):
            return Meaning(Engine(alias.name), 0)
        if home in stand_ins.HOMES or home.partition(".")[0] == OURS:
            return self._ours(module, node, f"{home}.{alias.name}", home, path)
        if module.learner and self._is_beside(module, home):
            return self._unit(home, alias.name, 0)
        return Meaning(External(home, alias.name, name), 0)

    def _is_beside(self, module: Module, home: str) -> bool:
        """Read a module of the learner's that another one of theirs uses, if it is one."""
        path = module.path.parent.parent / f"{home.replace('.', '/')}.py"
        if home not in self.modules and path.is_file():
            text = path.read_text(encoding="utf-8")
            self.modules[home] = read(home, path, text, learner=True)
        return home in self.modules

    def _ours(
        self, module: Module, node: ast.ImportFrom, full: str, home: str, path: list[str]
    ) -> Meaning | None:
        if home in stand_ins.HOMES or _file(full) is None:
            return self._unit(home, full.rpartition(".")[2], 0)
        if not path:
            raise CannotExport(f"{module.path.name} hands on {full} itself, not something of it")
        return self._unit(full, path[0], 1)

    def _unit(self, home: str, name: str, depth: int) -> Meaning | None:
        module = self.module(home)
        unit = module.by_name.get(name)
        if unit is None:
            raise CannotExport(f"{home} has no {name}")
        if isinstance(unit.node, ast.Import | ast.ImportFrom):  # handed on from elsewhere
            node = ast.Name(name, ast.Load())
            found = self.meaning(module, Reference(node, (), frozenset(), False, None))
            return found and Meaning(found.what, depth, found.name)
        return Meaning(unit, depth, name)


def _from_everything(module: Module, name: str) -> Meaning | None:
    """Say what a name means that nothing here binds: Python's own, or of `from … import *`."""
    homes = [one.node.module for one in module.units if isinstance(one.node, ast.ImportFrom)
             and one.names == {"*"} and one.node.module]  # fmt: skip
    if not homes or hasattr(builtins, name):
        return None
    return Meaning(External(homes[-1], name, name), 0)


@lru_cache(maxsize=1024)
def _file(name: str) -> Path | None:
    """Return the file of a module of this program, found without importing anything."""
    _, *parts = name.split(".")
    place = PACKAGE.joinpath(*parts)
    files = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in files if file.is_file()), None)
