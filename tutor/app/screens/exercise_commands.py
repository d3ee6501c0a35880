"""What can be done at an exercise: the one list behind its keys, its palette and its help."""

from tutor.app.commands import Command

COMMANDS = (
    Command("check", "f5,ctrl+r", "Check", "Save, then check what you wrote.", "check"),
    Command("save", "ctrl+s", "Save", "Write the file now; it is also saved by itself."),
    Command("hint", "f6", "Hint", "Three of them, each nearer; they cost nothing.", "hint"),
    Command("editor", "f7", "Your editor", "Open the file in $VISUAL or $EDITOR.", "editor"),
    Command("restore", "f8", "Restore the stub", "Begin anew; the old text is kept beside it."),
    Command("solution", "f9", "Solution", "Give up, and see one way to write it.", "solution"),
    Command("pane", "ctrl+g", "Task, verdict, code", "Put the keys on the next pane.", "pane"),
    Command("leave", "escape", "Stop, or go back", "Stop the check, or leave; all saved.", "back"),
)

NOTES = """\
In the code, ctrl+z undoes and ctrl+y redoes. Enter keeps the indentation; tab indents, and \
shift+tab takes it back, for every selected line. shift with the arrows selects, ctrl+c, ctrl+x \
and ctrl+v copy, cut and paste.

The file is yours and may be open in another editor at the same time: what you save there appears \
here and is checked. Nothing that was changed on both sides is overwritten."""
