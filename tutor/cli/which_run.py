"""The options that say which run is meant; several commands take them."""

from __future__ import annotations

import click

from tutor.cli.completing import parameter_names
from tutor.cli.whole import whole
from tutor.lab import MOST_SEED

with_seed = click.option(
    "--seed", default="0", callback=whole(0, MOST_SEED), metavar="N", help="0 unless given."
)
with_settings = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    shell_complete=parameter_names,
    help="Give a parameter another value; repeat for more.",
)
with_edits = click.option(
    "--edit",
    "edits",
    multiple=True,
    metavar="STEP:NAME=VALUE",
    help="Change a parameter from a step on; repeat for more.",
)
