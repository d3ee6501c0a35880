"""`mlpath-tutor replay`: recompute a run and hold it against what was recorded."""

from __future__ import annotations

from pathlib import Path

import click

from tutor.cli.streams import say

NO = 1


@click.command("replay", short_help="Recompute a ledger or a receipt.")
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Recompute the run in FILE, a ledger or a receipt, and compare every bit.

    Exit code 0: bit-identical. 1: the first difference is printed. 2: FILE cannot be used.
    """
    from tutor.engine.facts import use_one_thread

    use_one_thread()  # before NumPy is imported: it counts its threads once, on loading
    from tutor.cli.computing import advance, computing
    from tutor.cli.differences import line, table
    from tutor.cli.ledgers import ledger_at
    from tutor.cli.recorded import source_of_receipt
    from tutor.engine.facts import facts
    from tutor.lab.compare import different_facts
    from tutor.lab.replay import first_departure, rebuild
    from tutor.lab.start import simulation_of

    ledger = ledger_at(file)
    receipt = ledger.receipt
    source = source_of_receipt(file, receipt)
    with computing():
        run = rebuild(receipt, simulation_of(source))
        advance(run, receipt.steps)
    found = first_departure(ledger, run)
    if found is None:
        say(f"bit-identical: {receipt.steps} steps")
        return
    others = different_facts(receipt.facts, facts())
    say(line(found, ("expected", "got")))
    if run.step < receipt.steps and run.stopped is not None:
        say(f"here the run stopped at step {run.stopped.step}: {run.stopped.reason}")
    say(table(others, ("recorded", "here")) or "the environment is the one that was recorded")
    if not ledger.rows:
        say("a receipt has the last step only: a ledger (run --ledger FILE) names the first")
    click.get_current_context().exit(NO)
