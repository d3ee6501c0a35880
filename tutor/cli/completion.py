"""`mlpath-tutor completion`: the script that a shell loads."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from tutor.cli.group import PROGRAM, mlpath_tutor
from tutor.cli.streams import COMPLETE_VARIABLE, say


@click.command("completion", short_help="Print a shell's completion script.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the script that completes commands, lessons and parameters in SHELL.

    \b
    bash, in ~/.bashrc:  eval "$(mlpath-tutor completion bash)"
    zsh, in ~/.zshrc:    eval "$(mlpath-tutor completion zsh)"
    fish:                mlpath-tutor completion fish > ~/.config/fish/completions/mlpath-tutor.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None  # click has the three that are offered
    say(kind(mlpath_tutor, {}, PROGRAM, COMPLETE_VARIABLE).source())
