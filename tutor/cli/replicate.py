"""`mlpath-tutor replicate`: a paper's numbers measured again, each with a verdict."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import IO, TYPE_CHECKING, Any

import click

from tutor.cli.columns import aligned
from tutor.cli.completing import paper_names
from tutor.cli.streams import Unusable, note, say
from tutor.cli.whole import whole

if TYPE_CHECKING:
    from tutor.lab.papers.method import Replacement
    from tutor.lab.papers.paper import Claim, Paper
    from tutor.lab.papers.replication import Replication
    from tutor.lab.papers.verdict import Verdict

NO = 1
MOST_SEEDS = 1000
MOST_JOBS = 64
WIDEST = 100


def _seeds(context: click.Context, option: click.Parameter, text: str | None) -> int | None:
    return None if text is None else whole(1, MOST_SEEDS)(context, option, text)


@click.command("replicate", short_help="Measure a paper's numbers again.")
@click.argument("paper", shell_complete=paper_names)
@click.option(
    "--seeds",
    callback=_seeds,
    metavar="K",
    help="How many runs, with seeds 0 to K-1; as many as the paper needs unless given.",
)
@click.option(
    "--jobs",
    default="2",
    callback=whole(1, MOST_JOBS),
    metavar="N",
    help="Processes at a time; 2 unless given.",
)
@click.option("--row", "only", metavar="ID", help="Judge this row alone.")
@click.option(
    "--method",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own function in the place of the paper's method.",
)
@click.option("--stub", is_flag=True, help="Write where your function goes, and do no more.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with the receipt.")
def command(
    paper: str,
    seeds: int | None,
    jobs: int,
    only: str | None,
    method: Path | None,
    stub: bool,
    as_json: bool,
) -> None:
    """Measure the numbers of PAPER again, and hold ours against what was published.

    Every seed is measured in a process of its own, with one thread, and --method runs your function
    there too, limited in time and memory. The receipt says what was measured, and on what.

    Exit code 0: every row is matched, or matched in direction. 1: some are not. 2: bad input.
    """
    from tutor.lab.papers.method import MethodError, is_stub, read_method

    found = _paper(paper)
    if stub:
        _write_stub(found)
        return
    claims = _claims(found, only)
    replacement = None
    try:
        if method is not None:
            replacement = read_method(found, method)
            if is_stub(found, replacement):
                raise MethodError(f"{method}: {replacement.function} is still the stub; write it")
        count = _count(found, seeds)
        done = _measure(found, count, jobs, replacement)
    except MethodError as error:
        raise Unusable(str(error)) from error
    if not any(seed.numbers for seed in done.seeds):
        note(f"nothing was measured: {'; '.join(done.problems)}")
        click.get_current_context().exit(NO)
    verdicts = [done.verdict(claim) for claim in claims]
    receipt = _keep(done)
    if as_json:
        from tutor.lab.papers.words import as_object

        content = {**as_object(done, verdicts), "receipt": receipt}
        say(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        _show(done, verdicts, receipt)
    from tutor.lab.papers.replication import all_good

    if not all_good(verdicts):
        click.get_current_context().exit(NO)


def _paper(name: str) -> Paper:
    from tutor.lab.papers.reading import UnknownPaper, find
    from tutor.study.tables import LessonError

    try:
        return find(name)
    except (UnknownPaper, LessonError) as error:
        raise Unusable(str(error)) from error


def _claims(paper: Paper, only: str | None) -> list[Claim]:
    if only is None:
        return list(paper.claims)
    from tutor.study.tables import suggestion

    claim, known = paper.claim(only), [claim.id for claim in paper.claims]
    if claim is None:
        near = suggestion(only, known) or f": its rows are {', '.join(known)}"
        raise Unusable(f"{paper.id} has no row {only!r}{near}")
    return [claim]


def _count(paper: Paper, seeds: int | None) -> int:
    if paper.deterministic and seeds not in (None, 1):
        note(f"{paper.id} draws nothing: every seed gives the same, so one is measured")
        return 1
    return seeds or paper.seeds


def _measure(paper: Paper, count: int, jobs: int, method: Replacement | None) -> Replication:
    import asyncio

    from tutor.lab.papers.replication import replicate
    from tutor.lab.papers.words import progress

    minutes = paper.minutes * count / paper.seeds
    runs = f"{count} seed{'s' * (count > 1)}"
    note(f"{paper.id}: {runs}, about {minutes:.2g} CPU minutes; ctrl+c stops")

    def told(so_far: Replication) -> None:
        note(progress(so_far, count))

    output = _errors() if method is not None else None  # what the reader's function prints
    seeds = range(count)
    return asyncio.run(replicate(paper, seeds, method, at_once=jobs, output=output, told=told))


def _errors() -> IO[Any] | None:
    """Return stderr where it is a file that another process can write to."""
    try:
        sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):
        return None
    return sys.stderr


def _keep(done: Replication) -> dict[str, Any]:
    """Keep the receipt where the app finds it; a disk that takes nothing stops no answer."""
    from tutor.lab.papers.receipt import keep, to_json

    try:
        path, receipt = keep(done)
    except OSError as error:
        note(f"the receipt is not kept: {error.filename or ''} {error.strerror or error}".strip())
        return to_json(done)
    note(f"the receipt is kept in {path}")
    return receipt


def _show(done: Replication, verdicts: list[Verdict], receipt: dict[str, Any]) -> None:
    from tutor.lab.papers import words

    width = min(get_terminal_size().columns, WIDEST)
    paper = done.paper
    say("\n".join(words.citation(paper)))
    whose = f" with your {done.method.function} ({done.method.sha})" if done.method else ""
    say(f"measured here{whose}: {words.seeds(done)}\n")
    say(aligned(words.table(done, verdicts), right=words.NUMBERS))
    for problem in done.problems:
        say(f"\n{problem}")
    for verdict in verdicts:
        say("")
        first, *rest = words.about_row(paper, verdict)
        say("\n".join(wrap(first, width)))
        for line in rest:
            say("\n".join(wrap(line, width, initial_indent="  ", subsequent_indent="  ")))
    say(f"\n{words.summary(paper, verdicts)}")
    say("\n" + aligned([words.SETTINGS_HEAD, *words.settings(paper)]))
    say(f"\n{words.machine(done)}")
    say(f"code {receipt['code'] or '–'}, rows {receipt['rows']}, seal {receipt['seal']}")


def _write_stub(paper: Paper) -> None:
    from tutor.lab.papers.method import write_stub

    try:
        path, written = write_stub(paper)
    except OSError as error:
        where = error.filename or "the workspace"
        raise Unusable(
            f"{where}: {error.strerror or error}; $MLPATH_WORKSPACE names another folder"
        ) from error
    say(str(path))
    if not written:
        say("the file is there already and was left as it is")
    say(f"then: mlpath-tutor replicate {paper.id} --method {path}")
