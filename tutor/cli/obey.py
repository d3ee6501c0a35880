"""From arguments to an exit code, with every failure told in one line and none as a traceback."""

from __future__ import annotations

import io
import os
import sys

from tutor.cli.streams import COMPLETE_VARIABLE, Unusable, discard_output, note

DONE, NO, UNUSABLE = 0, 1, 2


def obey(arguments: list[str]) -> int:
    """Carry out a command line and return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without UTF-8 gets "?" for a curve
    try:
        return _answer(arguments)
    except Unusable as error:
        note(str(error))
        return UNUSABLE
    except BrokenPipeError:  # whoever read our output has what they wanted
        discard_output()
        return DONE
    except OSError as error:
        note(f"{error.filename or 'output'}: {error.strerror or error}")
        discard_output()
        return UNUSABLE
    except MemoryError:
        note("not enough memory for this run: take fewer --steps")
        return NO
    except (Exception, SystemExit) as error:
        from tutor.cli.crash import report

        note(report(error))
        return NO


def _answer(arguments: list[str]) -> int:
    instruction = os.environ.get(COMPLETE_VARIABLE)
    if not arguments and not instruction:
        from tutor.cli.opening import open_tutor

        return open_tutor()  # without click, whose import would delay the app's first screen
    from tutor.cli.command import carry_out, complete

    return complete(instruction) if instruction else carry_out(arguments)
