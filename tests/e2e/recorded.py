"""The live app of the benchmarks, which also writes down every picture that it draws.

`python -m tests.e2e.recorded LESSON_FOLDER SAMPLES DRAWINGS`: DRAWINGS gets a line of JSON a
drawing: the panel's place on the screen, and the glyphs and colours of its cells as numbers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from textual.geometry import Region

from tests.benchmarks.live import LiveApp
from tutor.app.painting.strips import CanvasStrip
from tutor.app.widgets import panels
from tutor.app.widgets.panel import PanelView
from tutor.study.lesson import read_lesson

drawings = Path(sys.argv[3]).open("w", buffering=1)  # noqa: SIM115  # open as long as the app


class RecordedPanel(PanelView):
    """A panel that writes down what it has drawn."""

    def redraw(self) -> None:
        """Draw, and write it down."""
        super().redraw()
        strips = self.render_lines(Region(0, 0, *self.size))
        cells = [strip.cells for strip in strips if isinstance(strip, CanvasStrip)]
        if cells and len(cells) == len(strips):
            rows = [[x.glyph.tolist(), x.fore.tolist(), x.back.tolist()] for x in cells]
            drawings.write(json.dumps({"region": [*self.region], "rows": rows}) + "\n")


if __name__ == "__main__":
    panels.PanelView = RecordedPanel  # type: ignore[misc]
    LiveApp(read_lesson(Path(sys.argv[1])), Path(sys.argv[2]), []).run()
