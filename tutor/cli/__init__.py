"""The command line: `mlpath-tutor`. Nothing heavy is imported before a command needs it.

Exit codes: 0 done, 1 the answer is no, 2 usage or unusable input, 130 interrupted.
"""

from __future__ import annotations

import sys  # and no more up here: Ctrl+C is answered from the first line of `main` on

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.cli.group import mlpath_tutor

__all__ = ["main", "mlpath_tutor"]

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        import atexit
        import signal

        from tutor.cli.obey import obey

        # Ctrl+C while the interpreter shuts down would print a traceback after the answer
        atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
        return obey(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        try:  # noqa: SIM105  # an import may be interrupted too
            sys.stderr.write("mlpath-tutor: interrupted; nothing half-written was left\n")
        except (KeyboardInterrupt, OSError, AttributeError):  # pressed again, or no stderr
            pass
        return INTERRUPTED


def __getattr__(name: str) -> object:
    if name != "mlpath_tutor":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tutor.cli.group import mlpath_tutor  # the click group, for whoever embeds it

    return mlpath_tutor
