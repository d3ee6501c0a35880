"""The end of a script: the loop of the run, the receipt's digits, and the verdict."""

from __future__ import annotations

from hashlib import blake2b

from tutor.engine.receipt import to_hex
from tutor.lab.exporting import ending_parts as parts
from tutor.lab.exporting.literals import assigned, literal
from tutor.lab.exporting.parts import AMBIENT
from tutor.lab.exporting.plan import Plan
from tutor.study.visible import visible

MOST_RECORDS = 200
"""Records that a script keeps the digits of; of a longer run they are spread evenly."""


def loop(plan: Plan, kind: str) -> str:
    """Return the loop of the run. kind: the name of the simulation's class."""
    before = ""
    if plan.testimony.ambient:
        before += '    words = sequence("ambient").generate_state(4)\n'
        before += "".join(f"{AMBIENT[name]}\n" for name in plan.testimony.ambient)
    edits = parts.EDITS if plan.receipt.edits else ""
    step = "step" if edits else "_"
    return parts.RUN.substitute(before=before, kind=kind, edits=edits, step=step)


def digits(plan: Plan) -> str:
    """Return the digits that the run is held against."""
    told, n = plan.testimony, plan.receipt.steps
    spread = {round(i * (n - 1) / (MOST_RECORDS - 1)) for i in range(MOST_RECORDS)}
    kept = range(n) if n <= MOST_RECORDS else sorted(spread)
    rows = [" ".join([str(step), *map(to_hex, told.table[step].tolist())]) for step in kept]
    every = "every record" if len(rows) == n else "some of the records"
    seal = blake2b(told.table.tobytes(), digest_size=16).hexdigest()
    lines = [
        f"# The digits of the receipt: the step, then the numbers of {every} as float hex.",
        assigned("COLUMNS", told.columns),
        *('DIGITS = """', *rows, '"""'),
        f"RECORDS = {n}",
    ]
    if plan.apart:
        lines.append(f"APART = {literal(dict(plan.apart))}  # ulps that cannot be kept")
    else:
        lines.append(f'SEAL = "{seal}"  # a digest of every record')
    facts = {name: visible(str(plan.receipt.facts[name])) for name in _facts(plan)}
    reason = plan.receipt.stopped.reason if plan.receipt.stopped else ""
    stopped = "\n".join(map(visible, reason.splitlines()))
    lines += [f"STOPPED = {literal(stopped)}", f"MADE_WITH = {literal(facts)}"]
    return "\n\n" + "".join(f"{line}\n" for line in lines)


def judgement(plan: Plan) -> str:
    """Return what prints the run and judges its digits."""
    near = bool(plan.apart)
    main = parts.MAIN.substitute(
        agreed=parts.AS_NEAR if near else parts.AGREED,
        differs="ulps(x, expected) > APART.get(name, 0)" if near else "x.hex() != expected.hex()",
        seal="" if near else parts.SEAL,
    )
    facts = "".join(f'        "{name}": {parts.FACTS[name]},\n' for name in _facts(plan))
    return main + (parts.ULPS if near else "") + parts.HERE.substitute(facts=facts)


def _facts(plan: Plan) -> list[str]:
    """Return the facts of the environment that a script can tell and its receipt has."""
    found = [name for name in parts.FACTS if name in plan.receipt.facts]
    return [name for name in found if name != "torch" or plan.computes_with_torch]
