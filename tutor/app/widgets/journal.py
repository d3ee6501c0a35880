"""The journal on screen: its newest days as they read, and a field for a note of one's own."""

from __future__ import annotations

from rich.markdown import Markdown
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from tutor.study.notes import LONGEST

NEWEST = 14
"""Days of a journal that are shown; a year of them would take seconds to lay out."""
TITLE, DAY = "# Journal\n\n", "\n## "
"""How the journal and each of its days begin."""


class JournalPart(Vertical):
    """The journal, the newest day at the bottom, above the field for a note."""

    class Noted(Message):
        """The learner has written a note."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__()
        self._text = Static("")
        self._days = VerticalScroll(self._text, id="days")
        self._note = Input(
            placeholder="a note of yours, enter adds it", max_length=LONGEST, compact=True
        )

    def compose(self) -> ComposeResult:
        """The days, then the field."""
        yield self._days
        yield self._note

    @property
    def unadded(self) -> str:
        """What is typed and not added yet."""
        return self._note.value.strip()

    def show(self, journal: str) -> None:
        """Show a journal's newest days."""
        self._text.update(Markdown(newest(journal)))
        self.call_after_refresh(self._days.scroll_end, animate=False)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self.unadded:
            self.post_message(self.Noted(self.unadded))
            self._note.clear()


def newest(journal: str) -> str:
    """Return a journal's newest days as Markdown whose days are bold lines, not headings.

    rich colours a heading by itself, in a colour that no theme of ours has.
    """
    _, *days = journal.split(DAY)
    if not days:
        return journal.removeprefix(TITLE)
    left = len(days) - NEWEST
    older = [f"{left} older days are in the file that e saves."] if left > 0 else []
    bold = (f"**{day.replace(chr(10), '**' + chr(10), 1)}" for day in days[-NEWEST:])
    return "\n\n".join([*older, *bold])
