"""The run of a receipt as a script: what `mlpath-tutor export RECEIPT --as …` does."""

from __future__ import annotations

import filecmp
from pathlib import Path

from tutor.cli.differences import line
from tutor.cli.ledgers import ledger_at
from tutor.cli.recorded import source_of_receipt
from tutor.cli.streams import Unusable, note, say
from tutor.lab.exporting.export import Departed, Script, export
from tutor.lab.exporting.reading import CannotExport


def write_script(file: Path, form: str, output: Path | None, force: bool) -> bool:
    """Write the script, with the files that belong beside it; say whether there is one."""
    if output is not None:
        _refuse(output, file, force)
    ledger = ledger_at(file)
    source = source_of_receipt(file, ledger.receipt)
    name = output.name if output is not None else f"{source.lesson.rpartition('/')[2]}.py"
    try:
        script = export(ledger, file, source, name, form)
    except Departed as error:
        note(f"{file}: {error}, so no script can print them")
        say(line(error.departure, ("expected", "got")))
        say(f"mlpath-tutor replay {file} says what else differs")
        return False
    except CannotExport as error:
        note(f"{file}: {error}")
        return False
    if output is None:
        say(script.text.rstrip())
        for path in script.beside:
            note(f"the script reads {path.name}, which belongs beside it: copy it from {path}")
    else:
        _write(script, output, force)
    return True


def _refuse(output: Path, file: Path, force: bool) -> None:
    """Say what stands in the way before anything is computed."""
    if not output.absolute().parent.is_dir():
        raise Unusable(f"{output}: there is no folder {output.parent}; make it first")
    if output.is_dir():
        raise Unusable(f"{output} is a folder; give the name of a file in it")
    if output.exists() and file.exists() and output.samefile(file):
        raise Unusable(f"{output} is the receipt itself; give the script another name")
    if output.is_file() and not force:
        raise Unusable(f"{output} is there already; give another name, or --force to write over it")


def _write(script: Script, output: Path, force: bool) -> None:
    try:
        for path in script.beside:
            place = output.absolute().with_name(path.name)
            same = place.is_file() and filecmp.cmp(path, place, shallow=False)
            if place.exists() and not same and not force:
                raise Unusable(
                    f"{place} is there already and is another file than the script reads; "
                    "write the script into another folder, or give --force to write over it"
                )
        script.write(output)
    except OSError as error:
        raise Unusable(
            f"{output}: the script was not written: {error.strerror or error}"
        ) from error
    beside = "".join(f", and {path.name} beside it" for path in script.beside)
    note(f"wrote {output}{beside}; it was tried and {script.found}")
