"""From arguments to an exit code, with every failure told in one line and none as a traceback."""

from __future__ import annotations

import io
import os
import sys

import click
from click.shell_completion import shell_complete

from tutor.cli.group import COMPLETE_VARIABLE, PROGRAM, mlpath_tutor
from tutor.cli.streams import discard_output, note

DONE, NO, UNUSABLE = 0, 1, 2


def obey(arguments: list[str]) -> int:
    """Carry out a command line and return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without UTF-8 gets "?" for a curve
    instruction = os.environ.get(COMPLETE_VARIABLE)
    if instruction:
        return shell_complete(mlpath_tutor, {}, PROGRAM, COMPLETE_VARIABLE, instruction)
    try:
        with mlpath_tutor.make_context(PROGRAM, arguments) as context:
            mlpath_tutor.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else PROGRAM
        note(f"{error.format_message().rstrip('.')}. See {command} -h")
        return UNUSABLE
    except click.ClickException as error:
        note(error.format_message())
        return error.exit_code
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
    return DONE
