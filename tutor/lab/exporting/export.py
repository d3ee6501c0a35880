"""Exporting a run: it is made again, written as a script, and the script is tried on its own."""

from __future__ import annotations

import ast
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tutor.engine.files import write_whole
from tutor.engine.ledger import Ledger
from tutor.engine.receipt import Source
from tutor.lab.compare import Difference
from tutor.lab.exporting.distance import apart
from tutor.lab.exporting.keeping import SHIPPED, SMALL, Keeping
from tutor.lab.exporting.library import Library
from tutor.lab.exporting.plan import Plan
from tutor.lab.exporting.proof import Proof, prove
from tutor.lab.exporting.reading import CannotExport, Unit, read
from tutor.lab.exporting.script import write
from tutor.lab.exporting.testimony import Testimony, testimony
from tutor.ml.shipped import asset


@dataclass(frozen=True)
class Script:
    """A script that was tried. beside: files that it reads, which belong beside it."""

    text: str
    beside: tuple[Path, ...]
    found: str
    """What was found, to go on after "it was tried and"."""

    def write(self, path: Path) -> None:
        """Write the script, and the files that it reads beside it; raise `OSError`."""
        for file in self.beside:
            shutil.copyfile(file, path.absolute().with_name(file.name))
        write_whole(path, [self.text.rstrip()])


class Departed(CannotExport):
    """Made again here, the run has other digits than the receipt."""

    def __init__(self, departure: Difference) -> None:
        super().__init__("made again here, the run has other digits than were recorded")
        self.departure = departure


def export(ledger: Ledger, path: Path, source: Source, name: str, form: str = "") -> Script:
    """Return the run of a ledger or receipt as a script; raise `CannotExport` where it is none.

    path: the file that the ledger was read from. name: of the script. form: "numpy" or "torch", or
    nothing for the one in which the run computes.
    """
    told = testimony(source, path)
    if told.departure is not None:
        raise Departed(told.departure)
    plan, beside = _plan(ledger, source, told, name)
    if form == "numpy" and plan.computes_with_torch:
        raise CannotExport(
            "this run computes with torch, whose gradients and layers NumPy has not: give "
            "--as torch"
        )
    if form == "torch" and not plan.computes_with_torch:
        plan, beside = _plan(ledger, source, told, name, small=0)  # the less, the less can fail
        return _translated(replace(plan, translated=True), beside)
    script = Script(write(plan), beside, "has the same digits")
    proof = _try(script)
    if not proof.agreed:
        said = proof.verdict or proof.complaint
        raise CannotExport(f"the script was tried and does not hold: {said}")
    return script


def _plan(
    ledger: Ledger, source: Source, told: Testimony, name: str, small: int = SMALL
) -> tuple[Plan, tuple[Path, ...]]:
    """Read the code, and find what of it the script needs."""
    path = Path(source.path)
    lesson = read("lesson", path, path.read_text(encoding="utf-8"))
    learners = [
        read(f"yours.{driver.function}", Path(driver.path), driver.text, learner=True)
        for driver in source.drivers
    ]
    driven = {
        driver.method: module.by_name[driver.function]
        for driver, module in zip(source.drivers, learners, strict=True)
    }
    kind = lesson.by_name[source.name]
    shelf = Library((lesson, *learners))
    keeping = Keeping(shelf, kind, told.values.keys(), told.called, driven, small)
    keeping.find()
    files = tuple(dict.fromkeys(_beside(keeping)))
    beside = tuple(file.name for file in files)
    return Plan(ledger.receipt, told, keeping, kind, name, beside), files


def _translated(plan: Plan, beside: tuple[Path, ...]) -> Script:
    """Return the script in torch's functions, with what was measured of its digits in its head."""
    proof = _try(Script(write(plan), beside, ""))
    if not proof.verdict:
        raise CannotExport(
            f"its translation to torch does not run ({proof.complaint}): give --as numpy"
        )
    measured = apart(plan.testimony, proof.rows)
    found = "has the same digits"
    if measured:
        told = (f"{name} {n} ulp{'' if n == 1 else 's'}" for name, n in measured.items())
        found = f"is not the same to the last digit, at most apart by: {', '.join(told)}"
    script = Script(write(replace(plan, apart=measured)), beside, found)
    again = _try(script)
    if not again.agreed:
        raise CannotExport(
            "its translation to torch has other digits each time "
            f"({again.verdict or again.complaint}): give --as numpy"
        )
    return script


def _beside(keeping: Keeping) -> Iterator[Path]:
    """Yield the shipped files that the script opens."""
    for unit, method in keeping.kept.items:
        for reference, meaning in keeping.references((unit, method)):
            if isinstance(meaning.what, Unit) and meaning.what.module.name == SHIPPED:
                for node in ast.walk(unit.methods[method].node if method else unit.node):
                    if isinstance(node, ast.Call) and node.func is reference.node:
                        yield asset(_name(unit, node))


def _name(unit: Unit, call: ast.Call) -> str:
    """Return the file that `asset(…)` is called with: a text, or a constant of the module."""
    given = call.args[0]
    if isinstance(given, ast.Name):
        node = unit.module.by_name[given.id].node
        given = node.value if isinstance(node, ast.Assign) else given
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return given.value
    raise CannotExport(f"which file {ast.unparse(call)} opens is known only as it runs")


def _try(script: Script) -> Proof:
    with tempfile.TemporaryDirectory(prefix="mlpath-export-") as folder:
        path = Path(folder, "script.py")
        script.write(path)
        return prove(path)
