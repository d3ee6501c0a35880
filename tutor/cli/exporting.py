"""`mlpath-tutor export`: everything that is remembered in one JSON file, or a run as a script."""

from __future__ import annotations

import time
from pathlib import Path

import click

from tutor.cli.streams import Unusable, note, say


@click.command("export", short_help="Write your progress to a file, or a run as a script.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--as",
    "form",
    type=click.Choice(["numpy", "torch"]),
    help="FILE is a receipt or a ledger: write its run as one script that needs no tutor.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="SCRIPT",
    help="With --as: where the script goes; stdout unless given.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(file: Path | None, form: str | None, output: Path | None, force: bool) -> None:
    """Write your progress to FILE, or, with --as, the run in FILE as a script.

    \b
    mlpath-tutor export [FILE]
        everything that is remembered of you, to FILE or to stdout;
        `mlpath-tutor import FILE` takes it in again, here or elsewhere
    mlpath-tutor export RECEIPT --as numpy|torch [-o SCRIPT]
        the run of a receipt or ledger as one Python file; it prints
        the run's digits, and says whether they are the same

    Exit code of the second: 0 the script was tried and holds. 1 there is none that would; the
    reason is said. 2 RECEIPT cannot be used.
    """
    if form is not None:
        if file is None:
            raise Unusable(
                f"--as {form} needs a receipt or a ledger; "
                "mlpath-tutor run LESSON --ledger FILE writes one"
            )
        from tutor.cli.scripting import write_script

        if not write_script(file, form, output, force):
            click.get_current_context().exit(1)
    elif output is not None:
        raise Unusable("-o goes with --as; your progress goes to FILE: mlpath-tutor export FILE")
    else:
        _write_progress(file, force)


def _write_progress(file: Path | None, force: bool) -> None:
    from tutor.cli.remembered import remembered
    from tutor.engine.files import write_whole
    from tutor.study.transfer import as_text, exported

    if file is not None and file.is_file() and not force:
        raise Unusable(
            f"{file} is there already; give another name for your progress, or --force to write "
            "over it. For the run in a receipt, give --as numpy or --as torch"
        )
    with remembered() as progress:
        content = exported(progress.store, time.time())
    text = as_text(content)
    if file is None:
        say(text)
        return
    write_whole(file, [text])
    note(f"wrote {sum(map(len, content['tables'].values()))} rows to {file}")
