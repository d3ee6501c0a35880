"""What can be done at a training: the one list behind its keys, its palette and its help."""

from tutor.app.commands import Command

COMMANDS = (
    Command("play_pause", "space", "Pause or go on", "For everybody who looks on, too.", "pause"),
    Command("resume", "c", "Resume", "Where no process has the run: go on from its newest "
            "checkpoint.", "resume"),
    Command("parameters", "p", "To the parameters", "Put the keys on the parameters.", "params"),
    Command("panel(0)", "1", "First panel", "Choose the first panel."),
    Command("panel(1)", "2", "Second panel", "Choose the second panel."),
    Command("panel(2)", "3", "Third panel", "Choose the third panel."),
    Command("panel(3)", "4", "Fourth panel", "Choose the fourth panel."),
    Command("panel(4)", "5", "Fifth panel", "Choose the fifth panel."),
    Command("inspect", "i", "Inspect the panel", "Move a cursor that reads exact values."),
    Command("zoom", "z", "Enlarge the panel", "Give the panel all the room, or take it back.",
            "zoom"),
    Command("describe", "d", "Describe the panel", "Say in words what the panel shows."),
    Command("smooth", "m", "Smooth the curves", "Average curves over their past: more, then off."),
    Command("copy('text')", "c", "Copy the panel as text", "To the clipboard, and into a file."),
    Command("copy('csv')", "", "Copy the panel as CSV", "Its numbers, every digit of them."),
    Command("copy('svg')", "", "Copy the panel as SVG", "Its picture, for a web page or a paper."),
    Command("stop", "x", "Stop the run", "End its process, with a checkpoint.", "stop"),
    Command("leave", "escape", "Leave", "Look away; the run goes on.", "leave"),
)  # fmt: skip

KEYS = """\
On a parameter, ↑ and ↓ change it (with shift ten times), digits and enter type a value, tab goes \
to the next, esc lets go. What is changed is written into the ledger, and everybody who looks on \
sees it. What is listed as fixed shaped the first state.

"""

PAUSING = """\
It stands still until somebody lets it go on, for everybody who looks on, and writes a checkpoint \
first. This is asked once."""
