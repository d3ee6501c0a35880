"""What a training has written, in forms that other commands and programs read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cli.ledgers import ledger_at
from tutor.cli.streams import Unusable, note
from tutor.engine.files import write_whole
from tutor.engine.ledger import Ledger, lines_of

if TYPE_CHECKING:
    from tutor.engine.receipt import Receipt, Source
    from tutor.engine.run_folder import RunFolder


def write_ledger(folder: RunFolder, path: Path) -> None:
    """Write the ledger of a training so far, headed by its receipt, as any other."""
    _write(path, lines_of(ledger_at(folder.ledger)))


def write_csv(folder: RunFolder, path: Path) -> None:
    """Write the numbers of a training so far as a table, a row a step."""
    _write(path, _rows(ledger_at(folder.ledger)))


def program_of(file: Path, receipt: Receipt) -> Source | None:
    """Return the program that a receipt is of; None where it is of a lesson."""
    from tutor.lab import programs

    if not receipt.lesson.startswith(f"{programs.HOME}/"):
        return None
    try:
        source = programs.program(receipt.lesson)
    except programs.UnknownProgram as error:
        raise Unusable(f"{file}: {error}") from error
    if source.code != receipt.code:
        note(
            f"{file} was made with another version of {receipt.lesson}: "
            f"code {receipt.code}, and {source.code} is installed"
        )
    return source


def _rows(ledger: Ledger) -> Iterator[str]:
    """The lines of the table; numbers are written so that they read back to the last bit."""
    table: list[list[str | float]] = [["step", *ledger.columns]]
    table += [[i, *row] for i, row in enumerate(ledger.rows)]
    for row in table:
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(row)
        yield line.getvalue()


def _write(path: Path, lines: Iterable[str]) -> None:
    try:
        write_whole(path, lines)
    except OSError as error:
        raise Unusable(f"{path}: nothing was written: {error.strerror or error}") from error
