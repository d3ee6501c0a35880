import math
import subprocess
import sys

import numpy as np
import pytest

from tutor.draw import plotext_curve
from tutor.engine.panels import Curve


def test_the_figure_has_title_names_and_decades():
    text = plotext_curve(Curve("the loss", {"loss": np.geomspace(5, 1e-9, 50)}, log=True), 60, 18)
    assert "the loss" in text
    assert "1e-6" in text
    assert "step" in text
    assert {len(line) for line in text.splitlines()} == {60}
    assert len(text.splitlines()) == 18


def test_colour_codes_come_only_when_asked_for():
    panel = Curve("c", {"a": np.arange(5.0), "b": np.ones(5)})
    assert "\x1b" not in plotext_curve(panel, 50, 12)
    assert "\x1b[38;2;" in plotext_curve(panel, 50, 12, color=True)


def test_two_figures_do_not_share_their_lines():
    plotext_curve(Curve("first", {"one": np.arange(5.0)}), 50, 12)
    assert "one" not in plotext_curve(Curve("second", {"two": np.arange(5.0)}), 50, 12)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("size", [(0, 0), (12, 5), (80, 24), (300, 90)])
@pytest.mark.parametrize(
    "y", [[], [1.0], [2.0, 2.0], [0.0, 0.0], [math.nan, math.inf], [-1.0, 1e300, 1e-300, -math.inf]]
)
def test_no_data_makes_a_figure_fail(y: list[float], size: tuple[int, int], log: bool):
    assert isinstance(plotext_curve(Curve("c", {"a": np.array(y)}, log=log), *size), str)


def test_drawing_panels_does_not_import_plotext():
    code = "import sys, tutor.draw; sys.exit('plotext' in sys.modules or 'torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
