"""NumPy's functions written as torch's, where torch has one that means the same.

It is done by names alone, without knowing what is an array. So a translation is never trusted: the
script is run, and every digit held against the run's.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from tutor.lab.exporting import counterparts as known
from tutor.lab.exporting.reading import CannotExport
from tutor.lab.exporting.rewriting import Change, changed


@dataclass
class Translation:
    """A text in torch's names, and why its digits may differ."""

    text: str = ""
    reasons: dict[str, None] = field(default_factory=dict)


def translate(text: str) -> Translation:
    """Translate whole statements; raise `CannotExport` naming what has no counterpart."""
    walk = _Walk(text, Translation())
    changes = list(walk.statements(ast.parse(text).body))
    walk.found.text = changed(text, changes)
    return walk.found


class _Walk:
    """Finds the places to change in one text."""

    def __init__(self, text: str, found: Translation) -> None:
        self.found = found
        self._starts = [0]
        for line in text.splitlines():
            self._starts.append(self._starts[-1] + len(line.encode()) + 1)

    def statements(self, body: list[ast.stmt]) -> Iterator[Change]:
        for statement in body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Assign) and _freezes(node):
                    yield self._around(node, "pass  # a tensor cannot be made read-only")
                elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
                    self._because("a product of matrices")
                elif isinstance(node, ast.Call):
                    yield from self._call(node)
                elif isinstance(node, ast.Attribute):
                    yield from self._name(node)
                elif isinstance(node, ast.Subscript) and ast.unparse(node) == "npt.NDArray[Any]":
                    yield self._around(node, "torch.Tensor")

    def _call(self, node: ast.Call) -> Iterator[Change]:
        function = node.func
        if not isinstance(function, ast.Attribute):
            return
        if not _is_numpy(function):
            yield from self._method(node, function)
            return
        name = function.attr
        if _is_algebra(function):
            self._because(name)
            yield from self._algebra(node, function)
            return
        if ast.unparse(function.value).startswith("np.random") or name in known.LEFT:
            return
        if ast.unparse(function.value) != "np":
            raise _no_counterpart(ast.unparse(function))
        self._because(name)
        yield from self._function(node, function, name)

    def _function(self, node: ast.Call, function: ast.Attribute, name: str) -> Iterator[Change]:
        keywords = node.keywords
        if name == "argsort" and [ast.unparse(one) for one in keywords] == ["kind='stable'"]:
            yield self._around(function, "torch.argsort")
            yield self._around(keywords[0], "stable=True")
            return
        if name in known.ONE and [one.arg for one in keywords] == ["out", "where"]:
            yield from self._where(node, function)
            return
        self._keywords(node)
        if name in known.ONE or name in known.ALONG:
            new = known.ONE.get(name) or known.ALONG[name]
            yield self._around(function, f"torch.{new}")
            yield from self._as_tensors(node.args[:1])
        elif name in known.TWO:
            yield self._around(function, f"torch.{known.TWO[name]}")
            yield from self._as_tensors(node.args[:2])
        elif name in known.MADE:
            yield self._around(function, f"torch.{known.MADE[name]}")
            if name in ("zeros", "ones") and len(node.args) == 2:
                yield self._at(node.args[1], "dtype=")
        elif name in known.JOINED:
            yield self._around(function, f"torch.{known.JOINED[name]}")
        elif name == "array":
            yield self._around(function, "tensor")
        elif name == "ptp":
            yield self._around(function, "ptp")
        elif name == "where" and len(node.args) == 3:
            yield self._around(function, "torch.where")
        elif name == "clip" and len(node.args) == 3:
            yield self._around(function, "torch.clamp")
            yield from self._as_tensors(node.args[:1])
        elif name == "round":
            yield self._around(function, "torch.round")
            yield from self._as_tensors(node.args[:1])
            if len(node.args) == 2:
                yield self._at(node.args[1], "decimals=")
        elif name not in known.PLAIN:
            raise _no_counterpart(f"np.{name}")

    def _where(self, node: ast.Call, function: ast.Attribute) -> Iterator[Change]:
        """Translate `np.log(x, out=np.zeros_like(x), where=c)`: the logarithm where c, else 0."""
        out, where = (one.value for one in node.keywords)
        condition = ast.unparse(where)
        zeros = isinstance(out, ast.Call) and ast.unparse(out.func) == "np.zeros_like"
        if not zeros or "np." in condition:
            raise _no_counterpart(f"{ast.unparse(function)}(…, out=…, where=…)")
        yield self._around(function, f"torch.where({condition}, torch.{known.ONE[function.attr]}")
        yield from self._as_tensors(node.args[:1])
        end = self._after(node, "").end
        yield Change(self._after(node.args[0], "").end, end, "), 0.0)")

    def _algebra(self, node: ast.Call, function: ast.Attribute) -> Iterator[Change]:
        """Translate linear algebra; singular values alone have a function of their own."""
        name, keywords = function.attr, node.keywords
        if name == "svd" and len(keywords) == 1 and ast.unparse(keywords[0]) == "compute_uv=False":
            yield self._around(function, "torch.linalg.svdvals")
            after = self._after(node.args[-1], "")
            yield Change(after.start, self._after(keywords[0].value, "").end, "")
            return
        self._keywords(node)
        yield self._around(function, f"torch.linalg.{name}")

    def _method(self, node: ast.Call, function: ast.Attribute) -> Iterator[Change]:
        """Change what an array's method is called; a generator's draw becomes a tensor."""
        name = function.attr
        if name in known.DRAWS and _is_generator(function.value):
            yield self._at(node, "tensor(")
            yield self._after(node, ")")
        elif name == "copy" and not node.args:
            yield self._tail(function, "clone")
        elif name in ("max", "min") and (node.args or node.keywords):
            yield self._tail(function, f"a{name}")
        elif name in ("std", "var"):
            comma = ", " if node.args or node.keywords else ""
            end = self._after(node, "")
            yield Change(end.start - 1, end.start - 1, f"{comma}correction=0")
            self._because("sum")
        elif name == "astype":
            yield self._tail(function, "to")
            given = ast.unparse(node.args[0])
            if given in known.TYPES:
                yield self._around(node.args[0], known.TYPES[given])
        elif name in known.OTHER_ORDER:
            self._because(name)

    def _name(self, node: ast.Attribute) -> Iterator[Change]:
        """Change a name that is not called, and refuse one that means nothing to torch."""
        if ast.unparse(node.value) != "np":
            return
        if node.attr in known.PLAIN:
            yield self._around(node, known.PLAIN[node.attr])
        elif node.attr not in _EVERY:
            raise _no_counterpart(f"np.{node.attr}")

    def _keywords(self, node: ast.Call) -> None:
        for keyword in node.keywords:
            if keyword.arg not in known.KEYWORDS:
                raise _no_counterpart(f"{ast.unparse(node.func)}(…, {keyword.arg}=…)")

    def _because(self, name: str) -> None:
        if name in known.OTHER_ORDER or name == "a product of matrices":
            self.found.reasons["adds up in another order"] = None
        elif name in known.OTHER_ROUNDING:
            self.found.reasons[f"has a {name} of its own, which rounds otherwise"] = None

    def _as_tensors(self, nodes: list[ast.expr]) -> Iterator[Change]:
        """Make arguments tensors, which torch's functions ask for; what is one already stays."""
        for node in nodes:
            if not (isinstance(node, ast.Call) and _is_numpy(node.func)):
                yield self._at(node, "tensor(")
                yield self._after(node, ")")

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column

    def _at(self, node: ast.expr, text: str) -> Change:
        start = self._offset(node.lineno, node.col_offset)
        return Change(start, start, text)

    def _after(self, node: ast.expr, text: str) -> Change:
        end = self._offset(node.end_lineno or 0, node.end_col_offset or 0)
        return Change(end, end, text)

    def _around(self, node: ast.expr | ast.stmt | ast.keyword, text: str) -> Change:
        start = self._offset(node.lineno, node.col_offset)
        return Change(start, self._offset(node.end_lineno or 0, node.end_col_offset or 0), text)

    def _tail(self, node: ast.Attribute, text: str) -> Change:
        """Replace the last part of `a.b.c`."""
        end = self._offset(node.end_lineno or 0, node.end_col_offset or 0)
        return Change(end - len(node.attr), end, text)


_EVERY = {
    *known.ONE, *known.TWO, *known.ALONG, *known.MADE, *known.JOINED, *known.LEFT,
    "array", "ptp", "argsort", "where", "clip", "round", "linalg",
}  # fmt: skip


def _is_numpy(node: ast.expr) -> bool:
    """Say whether this is a name in NumPy: `np.abs`, `np.linalg.norm`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id == "np"


def _is_algebra(node: ast.Attribute) -> bool:
    return ast.unparse(node.value) == "np.linalg" and node.attr in known.ALGEBRA


def _is_generator(node: ast.expr) -> bool:
    """Say whether this is `self.rng(…)`, or a generator that was handed on as `rng`."""
    called = node.func if isinstance(node, ast.Call) else node
    return ast.unparse(called).rpartition(".")[2] == "rng"


def _freezes(node: ast.Assign) -> bool:
    return any(ast.unparse(target).endswith(".flags.writeable") for target in node.targets)


def _no_counterpart(what: str) -> CannotExport:
    return CannotExport(f"{what} has no counterpart in torch that does the same: give --as numpy")
