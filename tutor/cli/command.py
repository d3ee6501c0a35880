"""Carrying out a command line with arguments: click reads it and finds the command."""

from __future__ import annotations

import click
from click.shell_completion import shell_complete

from tutor.cli.group import PROGRAM, mlpath_tutor
from tutor.cli.streams import COMPLETE_VARIABLE, Unusable


def carry_out(arguments: list[str]) -> int:
    """Run the command and return its exit code; raise `Unusable` for a line that is none."""
    try:
        with mlpath_tutor.make_context(PROGRAM, arguments) as context:
            mlpath_tutor.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else PROGRAM
        raise Unusable(f"{error.format_message().rstrip('.')}. See {command} -h") from error
    except click.ClickException as error:
        raise Unusable(error.format_message()) from error
    return 0


def complete(instruction: str) -> int:
    """Answer the shell, which asks what could come next."""
    return shell_complete(mlpath_tutor, {}, PROGRAM, COMPLETE_VARIABLE, instruction)
