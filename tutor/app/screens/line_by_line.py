"""Line by line: two runs of a lesson side by side, and the first tensor in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from tutor.app.commands import Command, bindings
from tutor.app.widgets.tensor_rows import tensor_rows
from tutor.lab.tracing.job import NoComparison, compared
from tutor.lab.tracing.report import Report, sentences
from tutor.lab.tracing.subject import Kind, Subject

COMMANDS = (
    Command("twice", "t", "Same run twice", "Make this run a second time and compare.", "twice"),
    Command("yours", "y", "Yours", "Compare your code's run with the reference's.", "yours"),
    Command("ledger", "f", "A ledger file", "Compare this run with a ledger: type its path.",
            "file"),
    Command("threads", "n", "Another thread count", "Make the second run with two threads.",
            "threads"),
    Command("calibrate", "c", "Calibrated tolerances",
            "Measure what honest re-runs differ by, and allow that; again: every bit.",
            "tolerances"),
    Command("scroll(-3)", "up", "Up", "Scroll the tensors up."),
    Command("scroll(3)", "down", "Down", "Scroll the tensors down."),
    Command("page(-1)", "pageup", "A page up", "Scroll the tensors a page up."),
    Command("page(1)", "pagedown", "A page down", "Scroll the tensors a page down."),
    Command("leave", "escape", "Back to the lesson", "Stop comparing; then leave.", "back"),
)  # fmt: skip
NOTHING_OF_YOURS = "No function of yours drives this lesson yet: e in the lesson opens one."


class LineByLineScreen(Screen[None]):
    """A row a tensor: what each side has, how far they are apart, and what to try next."""

    CSS_PATH = Path(__file__).parent / "line_by_line.tcss"
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)
    AUTO_FOCUS = "#rows"
    help_title = "line by line"
    help_notes = """\
Each run is made in a process of its own, step by step, and every tensor of the two is compared in \
the order in which it was computed. ≠ marks one that differs, the first of them on top; equal ones \
show the beginning of their digest.

tab puts the keys on what was found, so that the arrows scroll it. An ulp is a unit in the last \
place: the distance from a number to its neighbour.

Your own PyTorch script writes a ledger too: from tutor.lab import record. Two of those are \
compared by mlpath-tutor diff, tensor by tensor."""

    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self._subject = subject
        self._kind: Kind = "yours" if subject.yours is not None else "twice"
        self._ledger = ""
        self._is_calibrated = False
        self._report: Report | None = None
        self.is_busy = False

    def compose(self) -> ComposeResult:
        """The head line, the tensors, what was found, a field for a path, the keys."""
        yield Static("", id="head", markup=False)
        yield Static("", id="job", markup=False)
        with VerticalScroll(id="rows") as rows:
            rows.border_title = "tensors"
            yield Static("", id="table", markup=False)
        with VerticalScroll(id="found") as found:
            found.border_title = "comparing"
            yield Static("", id="words", markup=False)
        yield Input(id="path", placeholder="/path/to/a/ledger.jsonl")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin with yours against the reference where there is something of yours."""
        path = self.query_one("#path", Input)
        path.display = False
        path.border_title, path.border_subtitle = "path of the ledger", "enter compares, esc leaves"
        self._compare()

    def on_resize(self, event: Resize) -> None:
        """Fit the table to the width."""
        self._show_rows()

    def action_twice(self) -> None:
        """Compare the run with itself."""
        self._begin("twice")

    def action_threads(self) -> None:
        """Compare the run with itself under two threads."""
        self._begin("threads")

    def action_yours(self) -> None:
        """Compare the learner's code with the reference."""
        if self._subject.yours is None:
            self._say("yours", NOTHING_OF_YOURS)
        else:
            self._begin("yours")

    def action_ledger(self) -> None:
        """Ask for the path of a ledger."""
        path = self.query_one("#path", Input)
        path.display = True
        self.set_focus(path)  # at once: what is typed next is the path

    def action_calibrate(self) -> None:
        """Compare within calibrated tolerances, or bit by bit again."""
        if self._kind == "ledger":
            self._say(
                "tolerances", "A ledger's run is compared bit by bit. t or y take tolerances."
            )
            return
        self._is_calibrated = not self._is_calibrated
        self._compare()

    def action_scroll(self, rows: int) -> None:
        """Scroll the tensors."""
        self.query_one("#rows").scroll_relative(y=rows, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll the tensors by pages."""
        rows = self.query_one("#rows")
        rows.scroll_relative(y=pages * max(1, rows.size.height - 1), animate=False)

    def action_leave(self) -> None:
        """Let go of the field, stop what is under way, or leave."""
        path = self.query_one("#path", Input)
        if path.display:
            self._put_away(path)
        elif self.is_busy:
            self.workers.cancel_group(self, "compare")
            self._say("stopped", "Stopped. t, y, f or c compare again; esc leaves.")
        else:
            self.dismiss()

    @on(Input.Submitted)
    def _path_given(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._put_away(event.input)
            self._ledger = event.value.strip()
            self._begin("ledger")

    def _put_away(self, path: Input) -> None:
        path.display = False
        self.set_focus(self.query_one("#rows"))

    def _begin(self, kind: Kind) -> None:
        self._kind = kind
        if kind == "ledger":
            self._is_calibrated = False
        self._compare()

    @work(group="compare", exclusive=True)
    async def _compare(self) -> None:
        job = self._subject.job(self._kind, self._ledger, self._is_calibrated)
        self._report, self.is_busy = None, True
        self._show_rows()
        self.query_one("#head", Static).update(
            f" Line by line   {self._subject.title}   {' and '.join(job.labels)}"
        )
        within = "within calibrated tolerances" if job.calibrated else "bit by bit"
        self.query_one("#job", Static).update(
            f"{job.ledger}, {within}" if job.ledger else f"steps 0 to {job.steps - 1}, {within}"
        )
        measuring = "measuring what honest re-runs differ by …" if job.calibrated else "starting …"
        self._say("comparing", measuring)
        try:
            report, said = await compared(
                job, lambda step: self._say("comparing", f"step {step} …")
            )
        except NoComparison as error:
            self._say("no comparison", str(error))
        else:
            self._report = report
            self._show_rows()
            self._tell(report, said)
        finally:
            self.is_busy = False

    def _tell(self, report: Report, said: str) -> None:
        """Say what was found; the environments are named only where something differs."""
        lines = sentences(report)
        if not report.same:
            rows = report.inputs or report.facts
            lines += [f"{name}: {report.a} {a}, {report.b} {b}" for name, a, b in rows]
            if not rows:
                lines.append("seed, parameters, edits and environment are the same")
        if said:
            lines.append(said)
        self._say("they agree" if report.same else "they differ", "\n".join(lines))
        self.query_one("#found").set_class(report.same, "-same")
        self.query_one("#found").set_class(not report.same, "-parted")

    def _show_rows(self) -> None:
        """Write the table: tensors outside first, in the order of computation."""
        rows = self.query_one("#rows", VerticalScroll)
        width = max(20, self.size.width - 6)
        report = self._report
        self.query_one("#table", Static).update(
            "" if report is None else tensor_rows(report, width)
        )
        if report is None:
            rows.border_subtitle = ""
            return
        first = report.walk.divergence
        n_outside = sum(row.outside for row in report.walk.rows)
        step = first.step if first is not None else max(0, report.walk.steps - 1)
        rows.border_subtitle = f"step {step}: {n_outside} of {len(report.walk.rows)} differ"
        rows.scroll_home(animate=False)

    def _say(self, title: str, text: str) -> None:
        found = self.query_one("#found", VerticalScroll)
        found.border_title = title
        found.remove_class("-same", "-parted")
        self.query_one("#words", Static).update(text)
        found.scroll_home(animate=False)
