"""Which names in a piece of code are the module's own, and which a function bound itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True, eq=False)
class Reference:
    """A name that is looked up in the module: `value`, or with what follows, `quadratic.value`.

    hidden: names that a function around it has bound, so that they mean something else there.
    in_body: whether it is looked up when a function is called, not when the module is loaded.
    text: the f-string that it stands in, if any.
    """

    node: ast.Name
    attributes: tuple[ast.Attribute, ...]
    hidden: frozenset[str]
    in_body: bool
    text: ast.JoinedStr | None

    @property
    def name(self) -> str:
        """The name itself."""
        return self.node.id


@dataclass
class _Scope:
    names: frozenset[str]
    is_class: bool = False


@dataclass
class _Walk:
    found: list[Reference] = field(default_factory=list)
    scopes: list[_Scope] = field(default_factory=list)
    bodies: int = 0
    text: ast.JoinedStr | None = None

    def visit(self, node: ast.AST, above: tuple[ast.Attribute, ...] = ()) -> None:
        """Go through a tree; above: the attributes that are taken of this node, nearest first."""
        if isinstance(node, ast.Name):
            self._name(node, above)
        elif isinstance(node, ast.Attribute):
            self.visit(node.value, (node, *above))
        elif isinstance(node, Function | ast.Lambda):
            self._function(node)
        elif isinstance(node, ast.ClassDef):
            self._class(node)
        elif isinstance(node, Comprehension):
            self._comprehension(node)
        elif isinstance(node, ast.JoinedStr) and self.text is None:
            self.text = node
            self._children(node)
            self.text = None
        else:
            self._children(node)

    def _children(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            self.visit(child)

    def _name(self, node: ast.Name, above: tuple[ast.Attribute, ...]) -> None:
        seen = [scope for scope in self.scopes[:-1] if not scope.is_class] + self.scopes[-1:]
        hidden = frozenset[str]().union(*(scope.names for scope in seen))
        if node.id not in hidden:
            self.found.append(Reference(node, above, hidden, self.bodies > 0, self.text))

    def _function(self, node: Function | ast.Lambda) -> None:
        arguments = node.args
        outside: list[ast.AST | None] = [*arguments.defaults, *arguments.kw_defaults]
        inside: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else [*node.body]
        if not isinstance(node, ast.Lambda):
            outside += [*node.decorator_list, node.returns]
            outside += [argument.annotation for argument in _arguments(arguments)]
        for part in outside:
            if part is not None:
                self.visit(part)
        names = {argument.arg for argument in _arguments(arguments)}.union(*map(bound, inside))
        names -= {name for part in inside for name in _of_the_module(part)}
        self._within(_Scope(frozenset(names)), inside, body=True)

    def _class(self, node: ast.ClassDef) -> None:
        for part in (*node.bases, *node.keywords, *node.decorator_list):
            self.visit(part)
        names = frozenset[str]().union(*map(bound, node.body))
        self._within(_Scope(names, is_class=True), node.body, body=False)

    def _comprehension(self, node: Comprehension) -> None:
        first, *others = node.generators
        self.visit(first.iter)
        names = frozenset[str]().union(*(bound(one.target) for one in node.generators))
        rest: list[ast.AST] = [first.target, *first.ifs, *others]
        rest += [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._within(_Scope(names), rest, body=False)

    def _within(self, scope: _Scope, parts: list[ast.AST] | list[ast.stmt], body: bool) -> None:
        self.scopes.append(scope)
        self.bodies += body
        for part in parts:
            self.visit(part)
        self.bodies -= body
        self.scopes.pop()


def references(node: ast.AST) -> list[Reference]:
    """Return the names of a statement that are looked up in the module, in their order."""
    walk = _Walk()
    walk.visit(node)
    return [one for one in walk.found if one.in_body or not isinstance(one.node.ctx, ast.Store)]


def bound(node: ast.AST) -> frozenset[str]:
    """Return the names that a piece of code binds in its own scope, those of inner ones left out.

    A walrus in a comprehension binds around it, so it counts.
    """
    return frozenset(_bound(node))


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, Function | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, Comprehension):
        for inner in ast.walk(node):
            if isinstance(inner, ast.NamedExpr):
                yield from _bound(inner.target)
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)


def _of_the_module(node: ast.AST) -> Iterator[str]:
    """Yield the names that a function declares `global`."""
    if isinstance(node, ast.Global):
        yield from node.names
    elif not isinstance(node, Function | ast.Lambda | ast.ClassDef):
        for child in ast.iter_child_nodes(node):
            yield from _of_the_module(child)


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    rest = [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *rest]
