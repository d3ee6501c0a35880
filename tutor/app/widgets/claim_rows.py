"""A claim on screen: one line among the others, and its whole story below them."""

from __future__ import annotations

from textual.content import Content

from tutor.lab.papers.numbers import in_digits_of, interval
from tutor.lab.papers.paper import Paper, Word
from tutor.lab.papers.strip import strip
from tutor.lab.papers.tally import MARKS
from tutor.lab.papers.verdict import Verdict
from tutor.lab.papers.words import about_row

STYLES: dict[Word, str] = {
    "matched": "$text-success",
    "matched in direction": "$text-accent",
    "not matched": "$text-error",
    "undetermined": "$text-warning",
}
NUMBER = 12
INTERVAL = 22
NAME = 24


def claim_row(paper: Paper, verdict: Verdict, is_measured: bool, is_wide: bool) -> Content:
    """Return the line of a row: what was published, what we have, and the verdict in a word."""
    claim = verdict.claim
    ours = "–" if verdict.ours is None else in_digits_of(claim, verdict.ours)
    cells = [
        f"{claim.id:<{NAME}}",
        f"{in_digits_of(claim, claim.published):>{NUMBER}}",
        f"{ours:>{NUMBER}}",
    ]
    if is_wide:
        held = "exact" if paper.deterministic and verdict.interval else interval(verdict.interval)
        cells.append(f"{held:>{INTERVAL}}")
    mark, word, style = "○", "not measured", "$text-muted"
    if is_measured:
        mark, word, style = MARKS[verdict.word], verdict.word, STYLES[verdict.word]
    return Content.assemble((f"{mark} ", style), "  ".join(cells), (f"  {word}", style))


def row_text(paper: Paper, verdict: Verdict, is_measured: bool, width: int) -> Content:
    """Return what was claimed, how it is measured, the picture, and the settings of the paper."""
    first, how, *rest = about_row(paper, verdict)
    picture = "\n".join(strip(verdict, width))
    story = "\n".join(rest) if is_measured else ""
    parts: list[str | tuple[str, str]] = [(f"{first}\n", "bold"), f"{how}\n"]
    if picture:
        parts.append((f"\n{picture}\n", "$text-accent"))
    if story:
        parts.append(f"\n{story}\n")
    parts.append(("\nsettings\n", "bold"))
    for one in paper.settings:
        parts += [f"{one.name}: {one.value} ", (f"({one.source}: {one.where})\n", "$text-muted")]
    return Content.assemble(*parts)
