"""A verdict on screen: each check with its sign and its words, then what the code printed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.app.widgets.marked import marked
from tutor.study.exercises import Exercise
from tutor.study.verdict import Check, Verdict
from tutor.study.visible import visible

PASSED, FAILED = "$text-success", "$text-error"
PRINTED = 12
"""Lines of what the code printed that are shown, half from either end."""


class VerdictView(VerticalScroll):
    """The newest verdict, or how to get one."""

    def __init__(self) -> None:
        super().__init__(id="verdict")
        self.border_title = "verdict"
        self._words = Static("", id="verdict-words", markup=False)

    def compose(self) -> ComposeResult:
        """The words."""
        yield self._words

    def tell(self, text: str) -> None:
        """Show a sentence where no verdict is yet."""
        self._words.update(text)

    def show(self, exercise: Exercise, verdict: Verdict) -> None:
        """Show a verdict."""
        failed = verdict.failed()
        outcome = f"✗ not yet: {failed.name}" if failed else "✓ passed"
        self.border_title = f"verdict: {outcome} ({verdict.seconds:.2f} s)"
        self.set_class(verdict.passed, "-passed")
        self.set_class(not verdict.passed, "-failed")
        self._words.update(in_words(verdict))
        self.scroll_home(animate=False)


def in_words(verdict: Verdict) -> Content:
    """Return what failed, what the code printed and a line for each check that passed.

    What a learner looks for comes first, as the pane may be small: the sentence of a recognized
    mistake before the values that it explains. Prints stand below checks that all passed.
    """
    failed = [
        check for check in verdict.checks if not check.passed and check.say != verdict.mistake
    ]
    passed = [check for check in verdict.checks if check.passed]
    lines = []
    if verdict.mistake:
        lines.append(Content.assemble(("✗ ", FAILED), marked(visible(verdict.mistake))))
    lines += [line for check in failed for line in _failure(check)]
    width = max((len(check.name) for check in passed), default=0)
    parts = [_printed(verdict), [_success(check, width) for check in passed]]
    for part in reversed(parts) if verdict.passed else parts:
        lines += part
    return Content("\n").join(lines)


def _success(check: Check, width: int) -> Content:
    say = marked(visible(check.say.replace("\n", " ")))
    return Content.assemble(("✓ ", PASSED), check.name.ljust(width), "  ", say)


def _failure(check: Check) -> list[Content]:
    head = Content.assemble(("✗ ", FAILED), (check.name, "bold"))
    return [head, *(marked(f"  {visible(line)}") for line in check.say.splitlines())]


def _printed(verdict: Verdict) -> list[Content]:
    lines = verdict.printed.rstrip().splitlines()
    if len(lines) > PRINTED:
        half = PRINTED // 2
        gap = f"… {len(lines) - 2 * half} more lines …"
        lines = [*lines[:half], gap, *lines[-half:]]
    head = [Content.styled("your code printed:", "bold")] if lines else []
    return head + [Content(f"  {visible(line)}") for line in lines]
