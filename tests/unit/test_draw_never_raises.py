"""Whatever a simulation shows, at whatever size: a canvas of that size, and a sentence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.draw import DARK, LIGHT, describe, draw
from tutor.draw.glyphs import length
from tutor.engine.panels import (
    Bars,
    Curve,
    Field,
    Graph,
    Heat,
    Node,
    Panel,
    Picture,
    Scatter,
    Series,
    Table,
    Text,
    Tokens,
)

SIZES = ((0, 0), (0, 5), (5, 0), (1, 1), (3, 2), (2, 9), (12, 3), (36, 7), (58, 16))
EXAMPLES = 120
EXTREMES = (0.0, 1.0, -1.0, 1e-300, 1e300, -1e300, 5e-324, 1.7e308, np.nan, np.inf, -np.inf)

values = st.sampled_from(EXTREMES) | st.floats()
numbers = st.lists(values, max_size=12).map(lambda found: np.array(found, np.float64))
names = st.text(max_size=6)
maybe = st.none() | values


def pairs(size: int) -> st.SearchStrategy[np.ndarray]:
    points = st.lists(st.tuples(values, values), max_size=size)
    return points.map(lambda found: np.array(found, np.float64).reshape(-1, 2))


def grids() -> st.SearchStrategy[np.ndarray]:
    shapes = st.tuples(st.integers(0, 4), st.integers(0, 4))
    return shapes.flatmap(
        lambda shape: st.lists(
            values, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
        ).map(lambda found: np.array(found, np.float64).reshape(shape))
    )


spans = st.tuples(values, values) | st.just((-1.0, 1.0))
series = st.builds(Series, numbers, numbers)
curves = st.builds(
    Curve,
    st.just("c"),
    st.dictionaries(names, numbers | series, max_size=3),
    log=st.booleans(),
    y_label=names,
    low=maybe,
    high=maybe,
    ghosts=st.dictionaries(names, st.lists(series, max_size=2), max_size=2),
    marks=st.dictionaries(st.integers(-5, 20), names, max_size=3),
)
fields = st.builds(
    Field,
    st.just("f"),
    grids(),
    spans,
    spans,
    levels=st.lists(values, max_size=3),
    logarithmic=st.booleans(),
    path=st.none() | pairs(6),
    points=st.dictionaries(names, pairs(1), max_size=2),
    y_label=names,
)
bars = st.builds(
    Bars,
    st.just("b"),
    st.dictionaries(names, values, max_size=9),
    low=maybe,
    high=maybe,
    unit=st.sampled_from(["", "ms", "%"]),
    ticks=st.dictionaries(values, names, max_size=3),
    outside=maybe,
    cut=st.lists(names, max_size=2),
    notes=st.dictionaries(names, names, max_size=3),
)
tables = st.builds(
    Table,
    st.just("t"),
    st.lists(names, max_size=4),
    st.lists(st.lists(names | values | st.integers(), max_size=5), max_size=6),
)
others = st.one_of(
    st.builds(Text, st.just("t"), st.text(max_size=60)),
    st.builds(Heat, st.just("h"), grids()),
    st.builds(Picture, st.just("p"), grids()),
    st.builds(Scatter, st.just("s"), st.dictionaries(names, pairs(5), max_size=2)),
    st.builds(Tokens, st.just("t"), st.lists(names, max_size=4), numbers),
    st.builds(
        Graph,
        st.just("g"),
        st.lists(st.builds(Node, names, names, maybe, maybe), max_size=3),
        names,
    ),
)
KINDS = {"curve": curves, "field": fields, "bars": bars, "table": tables, "other": others}


@pytest.mark.parametrize("kind", KINDS)
def test_any_panel_is_drawn_at_any_size_and_described(kind: str):
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(st.data(), st.sampled_from(SIZES), st.sampled_from((DARK, LIGHT)))
    def check(data: st.DataObject, size: tuple[int, int], palette: object):
        first: Panel = data.draw(KINDS[kind])
        second: Panel = data.draw(KINDS[kind])
        axes = draw(first, *size, palette).axes
        canvas = draw(second, *size, palette, axes)
        assert (canvas.width, canvas.height) == size
        assert all(length(line) == size[0] for line in canvas.lines())
        for row in range(canvas.height):
            assert "".join(text for text, _, _ in canvas.runs(row)) == canvas.lines()[row]
        assert isinstance(describe(second), str)

    check()
