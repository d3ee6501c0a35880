"""The keys of a paper's page, and what its help says beside them."""

from __future__ import annotations

from tutor.app.commands import Command

COMMANDS = (
    Command("measure", "space,enter", "Measure", "Measure with every seed; again, stop.",
            "measure"),
    Command("yours", "y", "Measure yours", "Measure with your own method in the workspace.",
            "yours"),
    Command("down", "j", "Next row", "Move the cursor down; so does ↓."),
    Command("up", "k", "Previous row", "Move the cursor up; so does ↑."),
    Command("page(-1)", "pageup", "A page up", "Scroll what is below the rows."),
    Command("page(1)", "pagedown", "A page down", "Scroll what is below the rows."),
    Command("leave", "escape", "Back to the papers", "Leave; a running measurement stops.",
            "papers"),
)  # fmt: skip

HELP = """\
✓ matched   ~ matched in direction   ✗ not matched   ? undetermined

● is what a seed gave, ├ and ┤ are the ends of the interval, ▼ is the published number and ▒ what \
counts as the same.

y writes the stub of the paper's method into your workspace; once you have written it, y measures \
the same rows with yours. Each seed has a process of its own, limited in time and memory.

Without a window: mlpath-tutor replicate PAPER."""
