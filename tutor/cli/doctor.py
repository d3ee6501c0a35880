"""`mlpath-tutor doctor`: what this installation and terminal are, and what to do about what is
wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.columns import aligned
from tutor.cli.streams import printable, say

if TYPE_CHECKING:
    from tutor.lab.environment import Environment
    from tutor.lab.findings import Finding

NO = 1


@click.command("doctor", short_help="Check this machine and terminal.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--determinism",
    is_flag=True,
    help="Flip what changes the last bits of a run, and see what does here.",
)
def command(as_json: bool, determinism: bool) -> None:
    """Check versions, terminal, devices and paths, and say what to do about what is wrong.

    Exit code 0: nothing blocks the app. 1: something does.
    """
    if determinism:
        from tutor.cli.determinism import show

        show(as_json)
        return
    from tutor.lab.environment import look
    from tutor.lab.findings import findings

    environment = look()
    found = findings(environment)
    if as_json:
        say(json.dumps({**asdict(environment), "findings": [asdict(f) for f in found]}, indent=1))
    else:
        say(_text(environment, found))
    if any(finding.blocks for finding in found):
        click.get_current_context().exit(NO)


def _text(environment: Environment, found: list[Finding]) -> str:
    sections = [_section(title, facts) for title, facts in asdict(environment).items()]
    return "\n\n".join([*sections, _advice(found)])


def _section(title: str, facts: Mapping[str, Any]) -> str:
    rows = [(f"  {name}", _words(value)) for name, value in facts.items()]
    return f"{title}\n{aligned(rows)}"


def _advice(found: list[Finding]) -> str:
    if not found:
        return "nothing is wrong"
    lines = ["findings"]
    for finding in found:
        lines.append(f"  {'blocks the app: ' if finding.blocks else ''}{printable(finding.what)}")
        lines.append(f"    do: {finding.fix}")
    return "\n".join(lines)


def _words(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_words(item)}" for name, item in value.items())
    if isinstance(value, list):
        return "; ".join(map(_words, value)) or "none"
    return printable(str(value))
