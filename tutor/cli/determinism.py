"""`mlpath-tutor doctor --determinism`: every switch flipped on this machine, one row each."""

from __future__ import annotations

import asyncio
import json
import sys
import textwrap
from shutil import get_terminal_size

import click

from tutor.cli.streams import say
from tutor.lab.determinism.doctor import Outcome, demonstrate
from tutor.lab.determinism.switches import SWITCHES
from tutor.lab.determinism.words import as_object, finding, flipped, seen

NARROWEST, WIDEST = 40, 100
INTRODUCTION = (
    "Each row is a small run of 50 steps, made twice here and twice with one thing flipped. "
    "Everything else, the seed above all, stays as it is."
)


def show(as_json: bool) -> None:
    """Flip every switch and say what it did."""
    tell = sys.stderr is not None and sys.stderr.isatty()
    done = 0

    def told(_: Outcome) -> None:
        nonlocal done
        done += 1
        if tell:
            click.echo(f"\r{done} of {len(SWITCHES)} switches", err=True, nl=False)

    try:
        outcomes = asyncio.run(demonstrate(told))
    finally:
        if tell and done:
            click.echo(err=True)
    if as_json:
        say(json.dumps({"switches": [as_object(outcome) for outcome in outcomes]}, indent=1))
    else:
        say(account(outcomes, get_terminal_size().columns))


def account(outcomes: list[Outcome], width: int) -> str:
    """Return the outcomes as text, at most `width` columns wide."""
    width = min(max(width, NARROWEST), WIDEST)
    blocks = [textwrap.fill(INTRODUCTION, width)]
    for outcome in outcomes:
        lines = [f"{outcome.switch.name}: {flipped(outcome)}"]
        lines += _indented(finding(outcome), width)
        if seen(outcome) in ("changes", "does not repeat"):
            lines += _indented(f"keep it equal: {outcome.switch.keep}", width)
        blocks.append("\n".join(lines))
    return "\n\n".join([*blocks, _summary(outcomes)])


def _summary(outcomes: list[Outcome]) -> str:
    kinds = [seen(outcome) for outcome in outcomes]
    counts = [f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)]
    return f"{len(outcomes)} switches: {', '.join(counts)}"


def _indented(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
    )
