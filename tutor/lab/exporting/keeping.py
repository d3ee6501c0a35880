"""What a script needs: from `reset` and `step` on, everything that the run went through.

A function that the run never called is kept when it is small and brings nothing else along, so
that a reader can change a value and go on; otherwise a line takes its place that says so.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from sys import stdlib_module_names

from tutor.lab.exporting import stand_ins
from tutor.lab.exporting.items import Item, Kept, attributes, declarations, is_within, length, parts
from tutor.lab.exporting.library import Engine, External, Library, Meaning
from tutor.lab.exporting.reading import CannotExport, Unit
from tutor.lab.exporting.scopes import Reference

BEGIN = ("reset", "step")
OF_THE_ENGINE = ("Simulation", "CannotStep", "Record")
"""What a script has of the engine, in a few lines of its own."""
SHIPPED = "tutor.ml.shipped"
"""Where the files that travel with this program are found."""
SMALL = 30

Called = Mapping[str, Set[str]]
"""By the path of a file, the functions in it that the run called, by their qualified names."""


class Keeping:
    """Finding what is needed.

    driven: by the method of the simulation, the learner's function. small: how many lines something
    may bring along, itself included, to be kept though it was not called.
    """

    def __init__(
        self,
        library: Library,
        simulation: Unit,
        parameters: Set[str],
        called: Called,
        driven: Mapping[str, Unit],
        small: int = SMALL,
    ) -> None:
        self.library, self.called, self.small = library, called, small
        self.parameters, self.driven = parameters, driven
        self.kinds = [simulation, *self._bases(simulation)]
        """The simulation, and the classes between it and `Simulation`."""
        self.kept = Kept()
        self._waiting: dict[Item, None] = {}
        self._asked_for: set[str] = set()

    def find(self) -> Kept:
        """Return what the script is made of."""
        for kind in reversed(self.kinds):
            self._keep((kind, ""))
        for name in BEGIN:
            self._method(name)
        while self._waiting:
            item = next(iter(self._waiting))
            del self._waiting[item]
            if item in self.kept.items:
                continue
            along = self._along(item)
            if along is None:
                self.kept.left_out[item] = None
            for one in along or ():
                self._keep(one)
        return self.kept

    def references(self, item: Item) -> Iterator[tuple[Reference, Meaning]]:
        """Yield what an item looks up outside of itself, builtins left out."""
        unit, method = item
        found = unit.methods[method].references if method else unit.references
        declared = declarations(unit, self.parameters) if unit in self.kinds else []
        for reference in found:
            if any(is_within(reference.node, one) for one in declared):
                continue
            meaning = self.library.meaning(unit.module, reference)
            if meaning is not None:
                yield reference, meaning

    def _bases(self, unit: Unit) -> list[Unit]:
        assert isinstance(unit.node, ast.ClassDef)
        names = [base.id for base in unit.node.bases if isinstance(base, ast.Name)]
        found = [unit.module.by_name[name] for name in names if name in unit.module.by_name]
        own = [one for one in found if isinstance(one.node, ast.ClassDef)]
        return own + [further for one in own for further in self._bases(one)]

    def _keep(self, item: Item) -> None:
        if item in self.kept.items:
            return
        unit, method = item
        self.kept.items[item] = None
        self.kept.left_out.pop(item, None)
        for reference, meaning in self.references(item):
            if isinstance(meaning.what, Unit):
                self._need(meaning.what, reference.in_body)
            elif isinstance(meaning.what, Engine) and meaning.what.name not in OF_THE_ENGINE:
                where = ".".join(filter(None, (*unit.names, method)))
                what = meaning.what.name
                raise CannotExport(f"{where} uses {what}, which the tutor has and a script has not")
        if unit in self.kinds:
            for name in attributes(item):
                self._method(name)
            return
        new = {*attributes(item)} - self._asked_for
        self._asked_for |= new
        for one in [kept for kept, part in self.kept.items if not part and kept.is_class]:
            if one not in self.kinds:
                self._members(one, self._asked_for if one is unit else new)

    def _members(self, unit: Unit, asked_for: Set[str]) -> None:
        """Keep what was called of a class, and settle what a name asks for."""
        for name in unit.methods:
            if self._was_called(unit, name) or name in asked_for:
                self._settle((unit, name), self._was_called(unit, name))

    def _method(self, name: str) -> None:
        """Keep a method of the simulation, or wait and see where the run did not call it."""
        if name in self.driven:
            self._keep((self.driven[name], ""))
            return
        for kind in self.kinds:
            if name in kind.methods:
                self._settle((kind, name), self._was_called(kind, name))

    def _need(self, unit: Unit, in_body: bool) -> None:
        """Keep what is looked up; a function or class that was not called may wait."""
        if unit.is_function:
            self._settle((unit, ""), self._was_called(unit))
        elif unit.is_class:
            met = not unit.methods or any(self._was_called(unit, name) for name in unit.methods)
            self._settle((unit, ""), met or not in_body)
        else:
            self._keep((unit, ""))

    def _settle(self, item: Item, called: bool) -> None:
        if called:
            self._keep(item)
        elif item not in self.kept.items and item not in self.kept.left_out:
            self._waiting[item] = None

    def _was_called(self, unit: Unit, method: str = "") -> bool:
        if unit.module.learner or stand_ins.home(unit.module.name) != unit.module.name:
            return True
        (name,) = unit.names
        qualified = f"{name}.{method}" if method else name
        return qualified in self.called.get(str(unit.module.path), frozenset())

    def _along(self, item: Item) -> list[Item] | None:
        """Return an uncalled item with all that it brings along; None where that is too much."""
        found, waiting, lines = dict[Item, None](), [item], 0
        while waiting:
            one = waiting.pop()
            if one in found or one in self.kept.items:
                continue
            found[one] = None
            unit, method = one
            lines += length(unit.methods[method]) if method else len(unit)
            if lines > self.small or unit.module.name == SHIPPED:
                return None
            for _, meaning in self.references(one):
                if isinstance(meaning.what, Unit):
                    waiting.append((meaning.what, ""))
                elif isinstance(meaning.what, Engine) or not self._is_at_hand(meaning.what):
                    return None
            if unit in self.kinds:
                waiting += [
                    (kind, name)
                    for name in attributes(one)
                    for kind in self.kinds
                    if name in kind.methods
                ]
            elif not method:
                waiting += [(unit, name) for name in unit.methods]
        return list(found)

    def uses(self, name: str) -> bool:
        """Say whether the script needs a name of the engine."""
        return any(
            meaning.what == Engine(name)
            for item in self.kept.items
            for _, meaning in self.references(item)
        )

    def attributes(self) -> set[str]:
        """Return the names of the attributes in the simulation's kept methods."""
        own = [item for item in self.kept.items if item[0] in self.kinds]
        return {name for item in own for name in attributes(item)}

    def _is_at_hand(self, external: External) -> bool:
        """Say whether the script has the package anyway."""
        if external.name == "find_spec":  # it looks for the files of a package
            return False
        return external.package in stdlib_module_names or external.package in self.packages()

    def packages(self) -> set[str]:
        """Return the packages that the script needs so far, those of Python itself left out."""
        return {external.package for external in self.externals()} | {"numpy", *self._looked_for()}

    def _looked_for(self) -> Iterator[str]:
        """Yield the packages whose files the script reads without importing them."""
        for item in self.kept.items:
            for part in parts(item):
                calls = [node for node in ast.walk(part) if isinstance(node, ast.Call)]
                for call in calls:
                    package = call.args[0] if call.args else None
                    looks = ast.unparse(call.func) == "find_spec"
                    if looks and isinstance(package, ast.Constant):
                        yield str(package.value)

    def externals(self) -> list[External]:
        """Return what the script imports, each once."""
        found = dict[External, None]()
        for item in self.kept.items:
            for _, meaning in self.references(item):
                if isinstance(meaning.what, External):
                    found[meaning.what] = None
        return list(found)
