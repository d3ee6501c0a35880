"""What can be done in a lesson: the one list behind its keys, its palette and its help."""

from tutor.app.commands import Command

COMMANDS = (
    Command("play_pause", "space", "Play or pause", "Let the run go on, or stand still.", "play"),
    Command("step", "full_stop", "One step", "Make one step and stand still.", "step"),
    Command("scrub(-1)", "left", "Step back", "Go back one step; the future stays known.", "back"),
    Command("scrub(1)", "right", "Step forward", "Go forward one step in what is known."),
    Command("scrub(-10)", "left_square_bracket", "Ten steps back", "Go back ten steps."),
    Command(
        "scrub(10)", "right_square_bracket", "Ten steps forward", "Go forward ten known steps."
    ),
    Command("first", "home", "To the start", "Go to step 0."),
    Command("last", "end", "To the end", "Go to the newest known step."),
    Command(
        "restart", "r", "Restart, same seed", "Begin again with the present values.", "restart"
    ),
    Command("new_seed", "s", "Restart, new seed", "Begin again with the next seed."),
    Command("seeds", "b", "Noise or bug?", "Run this with other seeds; again adds five more."),
    Command("pace(1)", "plus,equals_sign", "Faster", "One rung up the speed ladder."),
    Command("pace(-1)", "minus", "Slower", "One rung down the speed ladder."),
    Command("next_part", "n", "Next part", "Show the next part of the text.", "next"),
    Command("answer", "enter", "To the question", "Put the keys on what waits for an answer."),
    Command("exercise", "e", "Write the exercise", "Open the exercise that is not passed yet."),
    Command("code", "y", "Yours or the reference", "Change whose code runs, and compare."),
    Command("line_by_line", "l", "Line by line", "Hold this run against another, bit by bit."),
    Command("parameters", "p", "To the parameters", "Put the keys on the parameters.", "params"),
    Command("scroll(-3)", "up", "Text up", "Scroll the text up."),
    Command("scroll(3)", "down", "Text down", "Scroll the text down."),
    Command("page(-1)", "pageup", "Text, a page up", "Scroll the text a page up."),
    Command("page(1)", "pagedown", "Text, a page down", "Scroll the text a page down."),
    Command("panel(0)", "1", "First panel", "Choose the first panel."),
    Command("panel(1)", "2", "Second panel", "Choose the second panel."),
    Command("panel(2)", "3", "Third panel", "Choose the third panel."),
    Command("panel(3)", "4", "Fourth panel", "Choose the fourth panel."),
    Command("inspect", "i", "Inspect the panel", "Move a cursor that reads exact values."),
    Command("zoom", "z", "Enlarge the panel", "Give the panel all the room, or take it back."),
    Command("describe", "d", "Describe the panel", "Say in words what the panel shows."),
    Command("smooth", "m", "Smooth the curves", "Average curves over their past: more, then off."),
    Command("copy('text')", "c", "Copy the panel as text", "To the clipboard, and into a file."),
    Command("copy('csv')", "", "Copy the panel as CSV", "Its numbers, every digit of them."),
    Command("copy('svg')", "", "Copy the panel as SVG", "Its picture, for a web page or a paper."),
    Command(
        "save('ledger')", "", "Save the ledger", "Write this run line by line, to replay or diff."
    ),
    Command(
        "save('receipt')",
        "",
        "Save the receipt",
        "Write what repeats this run, small enough to mail.",
    ),
    Command(
        "save('script')",
        "",
        "Save as a script",
        "Write this run as one Python file that needs no tutor.",
    ),
    Command("leave", "escape", "Back to the path", "Leave the lesson; your place is kept.", "path"),
)

NOTES = """\
On a parameter, ↑ and ↓ change it (with shift ten times), digits and enter type a value, tab goes \
to the next, esc lets go. With the mouse: drag a slider or the timeline, or turn the wheel.

An edit while the run is under way is marked ▲ at its step. Step back and edit, and the old future \
stays as a grey line. ⟲ marks a parameter whose change starts a new run."""
