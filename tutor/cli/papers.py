"""`mlpath-tutor papers`: published results that can be measured again here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from tutor.cli.columns import aligned
from tutor.cli.streams import Unusable, say

if TYPE_CHECKING:
    from tutor.lab.papers.paper import Paper


@click.command("papers", short_help="List the papers you can replicate.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array, with every row.")
def command(as_json: bool) -> None:
    """List the papers whose numbers can be measured again, with the method you may replace.

    mlpath-tutor replicate PAPER does it.
    """
    from tutor.lab.papers.reading import papers
    from tutor.lab.papers.words import paper_as_object
    from tutor.study.tables import LessonError

    try:
        found = papers()
    except LessonError as error:
        raise Unusable(str(error)) from error
    if as_json:
        say(json.dumps([paper_as_object(paper) for paper in found], ensure_ascii=False, indent=1))
        return
    head = ("PAPER", "ROWS", "SEEDS", "CPU MIN", "YOU MAY REPLACE", "LAST")
    say(aligned([head, *map(_row, found)], right=(1, 2, 3)))
    say("")
    for paper in found:
        say(f"{paper.id}: {paper.about}")


def _row(paper: Paper) -> tuple[str, ...]:
    from tutor.lab.papers.receipt import kept
    from tutor.lab.papers.tally import tally

    last = kept(paper)
    return (
        paper.id,
        str(len(paper.claims)),
        str(paper.seeds),
        f"{paper.minutes:g}",
        paper.method.name,
        tally(last.replication.verdicts) if last and last.intact and last.of_now else "–",
    )
