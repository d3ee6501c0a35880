"""Reading ledgers for a command: what is none becomes one line."""

from __future__ import annotations

from pathlib import Path

from tutor.cli.streams import Unusable, note
from tutor.engine.ledger import Ledger, NoLedger, read


def ledger_at(path: Path) -> Ledger:
    """Read a ledger or a receipt; say when a line was changed after it was written."""
    try:
        ledger = read(path)
    except NoLedger as error:
        raise Unusable(str(error)) from error
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror or error}") from error
    if ledger.altered is not None:
        note(f"{path}: line {ledger.altered} was changed after it was written")
    elif not ledger.receipt.intact:
        note(f"{path}: the receipt was changed after it was written")
    return ledger
