"""`mlpath-tutor runs`: the trainings, and what one of them has written in other forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.columns import aligned
from tutor.cli.streams import Unusable, note, printable, say
from tutor.cli.training import folder_called, run_names

if TYPE_CHECKING:
    from tutor.lab.detached.standing import Standing

OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.command("runs", short_help="List the trainings.")
@click.argument("name", required=False, shell_complete=run_names)
@click.option("--json", "as_json", is_flag=True, help="JSON: a list, or one object for NAME.")
@click.option("--ledger", type=OUTPUT, metavar="FILE", help="Write the ledger of NAME so far.")
@click.option("--csv", type=OUTPUT, metavar="FILE", help="Write the numbers of NAME as a table.")
@click.option("--delete", is_flag=True, help="Remove NAME and all it has written.")
def command(
    name: str | None, as_json: bool, ledger: Path | None, csv: Path | None, delete: bool
) -> None:
    """List the trainings and how they are, or tell of the one called NAME.

    replay and diff read a ledger that --ledger writes, and that of a run in its own folder.
    """
    from tutor.lab.detached import runs
    from tutor.lab.detached.standing import look

    if name is None:
        if ledger or csv or delete:
            raise Unusable("name the run: mlpath-tutor runs NAME --ledger FILE")
        found = [look(runs.find(one)) for one in runs.names()]
        if as_json:
            say(json.dumps([standing.to_json() for standing in found], indent=1))
        elif found:
            say(_table(found))
        else:
            note("no run yet: mlpath-tutor train begins one")
        return
    folder = folder_called(name)
    standing = look(folder)
    if delete:
        if standing.alive:
            raise Unusable(f"{name} is running: mlpath-tutor stop {name} first")
        runs.delete(folder)
        note(f"{name} was removed")
        return
    if ledger or csv:
        from tutor.cli.trained import write_csv, write_ledger

        if ledger:
            write_ledger(folder, ledger)
        if csv:
            write_csv(folder, csv)
        return
    if as_json:
        say(json.dumps(standing.to_json(), indent=1))
    else:
        say(_account(standing, folder.path))


def _table(found: list[Standing]) -> str:
    from tutor.engine import run_status
    from tutor.lab.detached.spans_of_time import duration
    from tutor.lab.detached.standing import speed

    rows = [("name", "what", "step", "state", "loss", "steps/s", "time left")]
    for one in found:
        status = one.status
        going = one.alive and status.state == run_status.RUNNING and status.steps_per_second > 0
        left = status.seconds_left if going else None
        rows.append(
            (
                one.name,
                one.what,
                f"{status.step}/{status.steps}",
                one.state,
                f"{one.loss[1]:.5g}" if one.loss else "",
                speed(status.steps_per_second) if going else "",
                "" if left is None else duration(left),
            )
        )
    return aligned([tuple(map(printable, row)) for row in rows], right=(2, 4, 5, 6))


def _account(one: Standing, path: Path) -> str:
    from tutor.lab.detached.standing import progress

    status, order = one.status, one.order
    rows = [("run", one.name), ("what", one.what), ("state", one.state), ("at", progress(one))]
    if status.said:
        rows.append(("said", status.said))
    if order is not None:
        values = ", ".join(f"{key} = {value}" for key, value in order.values.items())
        rows += [("seed", str(order.seed)), ("set", values or "nothing"), ("begun", order.begun)]
    numbers = ", ".join(f"{key} {value:.6g}" for key, value in status.numbers.items())
    rows += [("numbers", numbers or "none yet")]
    if status.checkpoint is not None:
        rows.append(("checkpoint", f"at step {status.checkpoint}"))
    if one.alive:
        rows.append(("memory", f"{status.memory / 1e6:.0f} MB in process {status.pid}"))
    rows += [("folder", str(path))]
    return aligned([tuple(map(printable, row)) for row in rows])
