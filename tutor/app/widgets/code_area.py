"""The editor on the exercise screen: Textual's, with Python's indentation and our themes."""

from __future__ import annotations

from textual import events
from textual.theme import Theme
from textual.widgets import TextArea

from tutor.app.widgets.code_colors import code_theme

INDENT = 4
OURS = ("f6", "f7")
"""Keys that the text area would take for its selections, and that are commands of the screen."""

READ_ONLY = "can only be read here; f7 opens your editor"


class CodeArea(TextArea, inherit_bindings=False):
    """Python source. Enter keeps the indentation, tab and shift+tab move selected lines."""

    BINDINGS = [
        binding
        for binding in TextArea.BINDINGS
        if not (set(getattr(binding, "key", "").split(",")) & set(OURS))
    ]

    def __init__(self) -> None:
        super().__init__(
            language="python",
            read_only=True,  # until a file is shown: what is typed has to belong to one
            soft_wrap=False,
            show_line_numbers=True,
            tab_behavior="indent",
            id="code",
        )
        self.cursor_blink = False

    def on_mount(self) -> None:
        """Take the colours of the app's theme, now and when it changes."""
        self._recolor(self.app.current_theme)
        self.app.theme_changed_signal.subscribe(self, self._recolor)

    def show(self, text: str) -> bool:
        """Show a text that comes from outside, and say whether it can be kept as it is.

        The cursor stays where it was, and undo leads back to what was here before. A text that
        would not come back as it went in, to the letter, can be read but not changed.
        """
        cursor = self.cursor_location
        is_same_kind = ("\r\n" in text) == (self.document.newline == "\r\n")
        if self.text and is_same_kind:
            self.history.checkpoint()
            self.replace(text, (0, 0), self.document.end)
            self.history.checkpoint()
        else:
            self.load_text(text)
        self.read_only = self.text != text
        self.border_subtitle = READ_ONLY if self.read_only else ""
        row = min(cursor[0], self.document.line_count - 1)
        self.move_cursor((row, min(cursor[1], len(self.document[row]))))
        return not self.read_only

    def go_to(self, first: int, last: int) -> None:
        """Bring the lines of a function into sight, counted from 1, with the keys on its stub.

        The line that stands for what is to be written is selected, so that typing replaces it.
        """
        row = min(last, self.document.line_count) - 1
        line = self.document[row]
        start = len(line) - len(line.lstrip())
        self.move_cursor((row, start))
        if line.lstrip().startswith("raise NotImplementedError"):
            self.move_cursor((row, len(line)), select=True)
        else:
            self.move_cursor((row, len(line)))
        self.scroll_to(0, max(0, first - 2), animate=False)

    def on_key(self, event: events.Key) -> None:
        """Indent as Python wants it; leave escape to the screen."""
        if event.key == "escape":
            event.prevent_default()
        elif self.read_only:
            return
        elif event.key == "enter":
            self._take(event)
            self._new_line()
        elif event.key == "shift+tab" or (event.key == "tab" and self._has_lines):
            self._take(event)
            self._shift(-INDENT if event.key == "shift+tab" else INDENT)

    @property
    def _has_lines(self) -> bool:
        return self.selection.start[0] != self.selection.end[0]

    def _take(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()

    def _new_line(self) -> None:
        start, end = sorted(self.selection)
        before = self.document[start[0]][: start[1]]
        indent = before[: len(before) - len(before.lstrip())]
        if before.rstrip().endswith(":"):
            indent += " " * INDENT
        result = self.replace(f"\n{indent}", start, end, maintain_selection_offset=False)
        self.move_cursor(result.end_location)

    def _shift(self, by: int) -> None:
        """Move the selected lines, or the one with the cursor, by some columns."""
        start, end = self.selection
        first, last = sorted((start[0], end[0]))
        if last > first and max(start, end)[1] == 0:
            last -= 1  # a selection that ends before a line does not hold it
        old = self.document.lines[first : last + 1]
        new = [_shifted(line, by) for line in old]
        self.history.checkpoint()
        self.replace("\n".join(new), (first, 0), (last, len(old[-1])))
        if last > first:
            self.move_cursor((first, 0))
            self.move_cursor((last, len(new[-1])), select=True)
        else:
            self.move_cursor((first, max(0, end[1] + len(new[0]) - len(old[0]))))

    def _recolor(self, theme: Theme) -> None:
        self.register_theme(code_theme(theme))
        self.theme = theme.name


def _shifted(line: str, by: int) -> str:
    if by > 0:
        return " " * by + line if line.strip() else line
    spaces = len(line) - len(line.lstrip(" "))
    return line[min(-by, spaces) :]
