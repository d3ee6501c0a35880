"""The whole text of a script: head, the run's inputs, the mathematics, the simulation, the loop."""

from __future__ import annotations

import re
import textwrap

from tutor.engine.parameters import Value
from tutor.lab.exporting import parts
from tutor.lab.exporting.ending import digits, judgement, loop
from tutor.lab.exporting.heading import head
from tutor.lab.exporting.importing import imports
from tutor.lab.exporting.library import External
from tutor.lab.exporting.literals import WIDTH, assigned, literal
from tutor.lab.exporting.naming import named
from tutor.lab.exporting.plan import Plan
from tutor.lab.exporting.reading import Module, Unit
from tutor.lab.exporting.rewriting import Rewriter
from tutor.lab.exporting.translating import translate


def write(plan: Plan) -> str:
    """Return the script; raise `CannotExport` where it cannot be translated."""
    order = _order(plan)
    extra = _own_imports(plan)
    names = named(plan.keeping, [plan.kind.module, *order], extra, parts.RESERVED)
    rewriter = Rewriter(plan.keeping, names, _declared(plan))
    (kind,) = plan.kind.names
    code = "".join(_section(module, plan, rewriter) for module in order)
    reasons = dict[str, None]()
    if plan.translated:
        translation = translate(code)
        code, reasons = translation.text, translation.reasons
    externals = plan.keeping.externals()
    if plan.translated:  # some of what NumPy's form needed is gone
        used = set(re.findall(r"\w+", code))
        externals = [one for one in externals if names.of_external(one) in used]
    top = head(plan, tuple(reasons))
    pieces = [
        f'"""{_quoted(top)}"""\n\nfrom __future__ import annotations\n\n',
        imports([*extra, *externals], names),
        f"\n{parts.IN_TORCH}" if plan.translated else "",
        f"\n{parts.ONE_TORCH_THREAD}" if plan.computes_with_torch else "",
        _inputs(plan),
        _streams(plan),
        parts.TENSOR if re.search(r"\btensor\(", code) and plan.translated else "",
        parts.PTP if re.search(r"\bptp\(", code) and plan.translated else "",
        code,
        loop(plan, names.of_unit(plan.kind, kind)),
        digits(plan),
        judgement(plan),
    ]
    return "".join(pieces)


def _order(plan: Plan) -> list[Module]:
    """Return the modules, each after those that it needs."""
    order: list[Module] = []
    begun: list[Module] = []

    def place(module: Module) -> None:
        if module in begun:
            return
        begun.append(module)
        for item in plan.keeping.kept.items:
            if item[0].module is module:
                for _, meaning in plan.keeping.references(item):
                    if isinstance(meaning.what, Unit):
                        place(meaning.what.module)
        order.append(module)

    for unit in plan.keeping.driven.values():
        if plan.keeping.kept.has(unit):
            place(unit.module)
    place(plan.kind.module)
    return order


def _own_imports(plan: Plan) -> list[External]:
    """Return what the fixed parts need."""
    modules = ["math", "os", "platform", "struct", "sys"]
    modules += ["hashlib"] if _draws(plan) or not plan.apart else []
    modules += ["torch"] if plan.imports_torch else []
    modules += ["random"] if "random" in plan.testimony.ambient else []
    found = [External(name, "", name) for name in modules]
    found.append(External("numpy", "", "np"))
    if plan.uses("rng") or (plan.uses("torch_rng") and plan.computes_with_torch):
        found.append(External("functools", "cache", "cache"))
    return found


def _inputs(plan: Plan) -> str:
    """Return the receipt's inputs; the parameters stand in the simulation's class."""
    receipt = plan.receipt
    (kind,) = plan.kind.names
    lines = [
        "",
        f"# The run. Its parameters are the first lines of the class {kind}.",
        f"SEED = {receipt.seed}",
        f"STEPS = {receipt.steps}",
    ]
    if receipt.edits:
        lines.append("EDITS = {  # what was changed on the way, from which step on")
        steps: dict[int, dict[str, Value]] = {}
        for edit in receipt.edits:
            steps.setdefault(edit.step, {})[edit.name] = edit.value
        lines += [f"    {step}: {literal(values)}," for step, values in steps.items()]
        lines.append("}")
    if plan.uses("values"):
        lines.append(assigned("PARAMETERS", plan.testimony.values))
    return "".join(f"{line}\n" for line in lines)


def _declared(plan: Plan) -> dict[str, str]:
    """Return the line of each parameter: its value in the receipt, and what it is."""
    lines = {}
    for name, value in plan.testimony.values.items():
        line, said = f"    {name} = {literal(value)}", plan.testimony.parameters[name]
        beside = f"{line}  # {said}"
        lines[name] = beside if len(beside) <= WIDTH else f"    # {said}\n{line}"
    return lines


def _draws(plan: Plan) -> bool:
    torch = plan.uses("torch_rng") and plan.computes_with_torch
    return plan.uses("rng") or torch or bool(plan.testimony.ambient)


def _streams(plan: Plan) -> str:
    """Return the seed streams and the base of the simulation, as far as they are needed."""
    numpy, torch = plan.uses("rng"), plan.uses("torch_rng")
    own_torch = plan.computes_with_torch
    left_out = plan.keeping.kept.left_out or (torch and not own_torch)
    pieces = [
        parts.RECORD if plan.keeping.uses("Record") else "",
        parts.SEQUENCE if _draws(plan) else "",
        parts.GENERATOR if numpy else "",
        parts.TORCH_GENERATOR if torch and own_torch else "",
        parts.SIMULATION,
        parts.SEEDED if plan.uses("seed") else "",
        parts.VALUES if plan.uses("values") else "",
        parts.RNG if numpy else "",
        (parts.TORCH_RNG if own_torch else parts.NO_TORCH_RNG) if torch else "",
        parts.CANNOT_STEP if plan.keeping.uses("CannotStep") else "",
        parts.LEFT_OUT if left_out else "",
    ]
    return "".join(pieces)


def _section(module: Module, plan: Plan, rewriter: Rewriter) -> str:
    """Return what the script has of a module, below its docstring as a comment."""
    units = [unit for unit in plan.keeping.kept.units(module) if not unit.is_import]
    units = [unit for unit in units if not rewriter.names.is_said_before(unit)]
    said = "Yours, as it passed.\n\n" + module.doc if module.learner else module.doc
    doc = "" if module is plan.kind.module else _comment(said.strip())  # the head has the lesson's
    pieces = ["\n\n" + doc if doc else ""]
    before: Unit | None = None
    for unit in units:
        wide = any(one.is_function or one.is_class for one in (unit, before) if one is not None)
        near = before is not None and not wide and unit.first - before.last == 1
        pieces.append("" if near else "\n\n" if wide or not (doc or before) else "\n")
        pieces.append(rewriter.text(unit) + "\n")
        before = unit
    return "".join(pieces)


def _comment(doc: str) -> str:
    """Return a docstring as a comment; a paragraph that is too wide for one is filled again."""
    lines: list[str] = []
    for paragraph in doc.split("\n\n"):
        own = paragraph.splitlines()
        if any(len(line) > WIDTH - 2 for line in own) and not any(line[:1] == " " for line in own):
            own = textwrap.wrap(" ".join(own), WIDTH - 2, break_on_hyphens=False)
        lines += ["", *own]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines[1:])


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', "'''")
