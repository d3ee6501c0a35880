"""Which names a piece of code takes from its module: held against what Python's compiler says."""

import ast
import symtable
from pathlib import Path

import pytest

from tutor.lab.exporting.scopes import bound, references

ROOT = Path(__file__).parents[2]

TRICKY = """
def f(a, *b, c=DEFAULT, **d):
    import os.path
    e = a + OUTER
    def g():
        return e + TOO + g.__name__
    try:
        [h for h in range(e) if (i := h)]
    except ValueError as j:
        print(j, i)
    match a:
        case {"x": k, **l} | [k, *l]:
            return k, l
    return lambda m, n=OTHER: m + n + os.sep


class C(BASE, key=KEY):
    o = FIRST
    p = o + 1
    q = [o_ + SECOND for o_ in FIRSTS]

    @DECORATED
    def r(self, o: NOTE = p) -> BACK:
        return o + THIRD + C.o
"""


def by_the_compiler(text):
    """Return the names that the compiler looks up outside of every function and class."""
    found = set()

    def look(table, is_top):
        for symbol in table.get_symbols():
            # a function called `top` takes its own names for the module's, so ask for both
            is_outside = symbol.is_global() and not symbol.is_local()
            if symbol.is_referenced() and (is_outside or is_top):
                found.add(symbol.get_name())
        for child in table.get_children():
            look(child, False)

    look(symtable.symtable(text, "text", "exec"), True)
    return found


class Bare(ast.NodeTransformer):
    """Takes the annotations away: the compiler does not look them up where they are postponed."""

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_FunctionDef(self, node):
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node):
        value = self.visit(node.value) if node.value else ast.Constant(None)
        return ast.Assign([self.visit(node.target)], value)


@pytest.mark.parametrize("folder", ["tutor/ml", "tutor/lab/programs", "lessons"])
def test_the_modules_of_the_course_are_read_as_the_compiler_reads_them(folder):
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    for path in files:
        tree = Bare().visit(ast.parse(path.read_text(encoding="utf-8")))
        text = ast.unparse(ast.fix_missing_locations(tree))
        ours = {found.name for node in ast.parse(text).body for found in references(node)}
        assert ours == by_the_compiler(text), path


def test_bindings_of_every_kind_hide_a_name():
    (f, c) = ast.parse(TRICKY).body
    assert {found.name for found in references(f)} == {
        "DEFAULT", "OUTER", "TOO", "range", "ValueError", "print", "OTHER",
    }  # fmt: skip
    assert {found.name for found in references(c)} == {
        "BASE", "KEY", "FIRST", "FIRSTS", "SECOND", "DECORATED", "NOTE", "BACK", "THIRD", "C",
    }  # fmt: skip
    assert bound(f) == {"f"}


def test_a_global_is_the_modules_even_where_a_function_sets_it():
    (f,) = ast.parse("def f():\n    global n\n    n += 1\n    m = n\n").body
    assert [found.name for found in references(f)] == ["n", "n"]


def test_what_runs_on_loading_is_told_from_what_waits_for_a_call():
    (f, c) = ast.parse(TRICKY).body
    at_once = {found.name for node in (f, c) for found in references(node) if not found.in_body}
    assert at_once >= {"DEFAULT", "BASE", "KEY", "FIRST", "SECOND", "DECORATED"}
    assert not at_once & {"OUTER", "TOO", "OTHER", "THIRD"}


def test_a_name_knows_what_it_must_not_be_called():
    (node,) = ast.parse("def f(value):\n    return quadratic.value(value)\n").body
    (found,) = references(node)
    assert (found.name, found.attributes[0].attr) == ("quadratic", "value")
    assert "value" in found.hidden
