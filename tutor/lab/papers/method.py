"""The reader's own method: looked at before anything runs, and written as a stub to begin with."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass
from pathlib import Path

from tutor.lab.papers.paper import Method, Paper
from tutor.study.spans import Source, SourceError, read_source
from tutor.study.tables import suggestion
from tutor.study.workspace import Workspace


class MethodError(Exception):
    """The file cannot take the method's place; the message says why and what to do."""


@dataclass(frozen=True)
class Replacement:
    """A function in a file, as it was when it was read."""

    function: str
    path: Path
    text: str

    @property
    def sha(self) -> str:
        """The name of this version of the file: 16 hex digits of its sha256."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def read_method(paper: Paper, path: Path) -> Replacement:
    """Read the file and see that the method is in it and can be called as it will be.

    Nothing of it is executed. Raises `MethodError`.
    """
    method = paper.method
    try:
        source = read_source(path)
        names = source.names()
    except FileNotFoundError:
        raise MethodError(
            f"{path}: there is no such file; `mlpath-tutor replicate {paper.id} --stub` writes one"
        ) from None
    except OSError as error:
        raise MethodError(f"{path} cannot be read: {error.strerror or error}") from None
    except SourceError as error:
        raise MethodError(str(error)) from None
    found = names.get(method.name)
    if found is None:
        near = suggestion(method.name, names) or f": write one, {_def(method)}"
        raise MethodError(f"{path} has no function {method.name}{near}")
    if isinstance(found, ast.AsyncFunctionDef | ast.ClassDef):
        sort = "a class" if isinstance(found, ast.ClassDef) else "an async function"
        raise MethodError(f"{path}: {method.name} is {sort}; it is to be {_def(method)}")
    if isinstance(found, ast.FunctionDef) and not _accepts(found.args, len(method.parameters)):
        written = ast.unparse(found.args)
        raise MethodError(
            f"{path}, line {found.lineno}: {method.name}({written}) does not fit: it is called "
            f"with {len(method.parameters)} arguments, ({', '.join(method.parameters)})"
        )
    return Replacement(method.name, path.resolve(), source.text)


def stub_file(paper: Paper, workspace: Workspace | None = None) -> Path:
    """Return the file in the workspace that a paper's method belongs to."""
    return (workspace or Workspace()).folder / "papers" / f"{paper.id.replace('-', '_')}.py"


def write_stub(paper: Paper, workspace: Workspace | None = None) -> tuple[Path, bool]:
    """Write the stub where there is no file yet; return the place, and whether it was written.

    Raises `OSError`.
    """
    path = stub_file(paper, workspace)
    path.parent.mkdir(parents=True, exist_ok=True)
    labels = "; ".join(reference.label for reference in paper.references)
    head = f'"""{paper.title} ({labels}): {paper.method.about}"""\n\n'
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(head + paper.method.stub)
    except FileExistsError:
        return path, False
    return path, True


def is_stub(paper: Paper, replacement: Replacement) -> bool:
    """Say whether the function is still the one that was written to begin with."""
    name, path = paper.method.name, replacement.path
    first, now = Source(path, paper.method.stub), Source(path, replacement.text)
    then, there = first.span(name), now.span(name)
    return then is not None and there is not None and first.text_of(then) == now.text_of(there)


def _accepts(arguments: ast.arguments, count: int) -> bool:
    """Say whether a function of these parameters can be called with `count` values in order."""
    most = len(arguments.posonlyargs) + len(arguments.args)
    least = most - len(arguments.defaults)
    named = any(default is None for default in arguments.kw_defaults)  # one without a default
    return not named and least <= count and (count <= most or arguments.vararg is not None)


def _def(method: Method) -> str:
    return f"def {method.signature}"
