"""The root command, and its subcommands, which are imported when they are named."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

import click

from tutor.cli.completing import lesson_ids
from tutor.cli.given import with_lessons
from tutor.cli.streams import say
from tutor.study.settings import CHOICES

PROGRAM = "mlpath-tutor"
HOMES = {
    "list": "listing",
    "run": "run",
    "replay": "replay",
    "diff": "diff",
    "twice": "twice",
    "seeds": "seeds",
    "papers": "papers",
    "replicate": "replicate",
    "check": "check",
    "watch": "watch",
    "stub": "stub",
    "progress": "progress",
    "review": "review",
    "plan": "plan",
    "journal": "journal",
    "train": "train",
    "runs": "runs",
    "attach": "attach",
    "stop": "stop",
    "resume": "resume",
    "logs": "logs",
    "export": "exporting",
    "import": "importing",
    "reset": "reset",
    "packs": "packs",
    "new": "new",
    "lint": "lint",
    "shots": "shots",
    "doctor": "doctor",
    "completion": "completion",
}


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own, each under the name `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names in the order of the help."""
        return list(HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None when there is none of that name."""
        if cmd_name not in HOMES:
            return None
        command: click.Command = import_module(f"tutor.cli.{HOMES[cmd_name]}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was named; offer the nearest when there is none."""
        if args[0] not in HOMES and not ctx.resilient_parsing:
            near = get_close_matches(args[0], HOMES, n=1)
            guess = f" Did you mean {near[0]}?" if near else ""
            ctx.fail(f"There is no command {args[0]!r}.{guess} Commands: {', '.join(HOMES)}")
        return super().resolve_command(ctx, args)


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from tutor.lab.versions import versions

    for name, version in versions(("textual", "torch")).items():
        say(f"{name} {version or 'not installed'}")
    context.exit()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the versions and exit.",
)
@click.option(
    "--plain",
    metavar="[LESSON]",
    is_flag=False,
    flag_value="",
    shell_complete=lesson_ids,
    help="Every lesson as plain lines of text, for screen readers and pipes.",
)
@with_lessons
@click.option("--theme", type=click.Choice(CHOICES["theme"]), help="The colours of everything.")
@click.option("--glyphs", type=click.Choice(CHOICES["glyphs"]), help="What pictures are made of.")
@click.option("--color", type=click.Choice(CHOICES["color"]), help="How many colours are written.")
@click.option("--motion", type=click.Choice(CHOICES["motion"]), help="How often pictures change.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.option("--painting", type=click.Choice(CHOICES["painting"]), hidden=True)
@click.pass_context
def mlpath_tutor(
    context: click.Context,
    plain: str | None,
    theme: str | None,
    glyphs: str | None,
    color: str | None,
    motion: str | None,
    no_mouse: bool,
    painting: str | None,
) -> None:
    """Learn how machines learn, in your terminal.

    Without a command, the app opens where you left off, in plain text where there is no terminal
    to draw on.

    Exit codes: 0 done, 1 the answer is no, 2 usage or unusable input, 130 interrupted.
    """
    flags = {
        "theme": theme,
        "glyphs": glyphs,
        "color": color,
        "motion": motion,
        "mouse": "off" if no_mouse else None,
        "painting": painting,
    }
    context.obj = flags  # for a command that opens the app, too
    if context.invoked_subcommand is None:
        from tutor.cli.opening import open_tutor

        context.exit(open_tutor(plain is not None, plain or "", flags))
