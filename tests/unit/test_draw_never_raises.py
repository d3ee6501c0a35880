"""Whatever a simulation shows, at whatever size: a canvas of that size, and a sentence."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.draw import DARK, LIGHT, describe, draw
from tutor.draw.glyphs import length
from tutor.draw.palette import MONO, SIXTEEN
from tutor.engine.panels import (
    Band,
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
PALETTES = (DARK, LIGHT, SIXTEEN, MONO)
EXTREMES = (0.0, 1.0, -1.0, 1e-300, 1e300, -1e300, 5e-324, 1.7e308, np.nan, np.inf, -np.inf)

values = st.sampled_from(EXTREMES) | st.floats()
numbers = st.lists(values, max_size=12).map(lambda found: np.array(found, np.float64))
names = st.text(max_size=6)
maybe = st.none() | values
few_names = st.sampled_from(["", "a", "b", "loss", "二"]) | names


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
    st.dictionaries(few_names, numbers | series, max_size=3),
    log=st.booleans(),
    y_label=names,
    low=maybe,
    high=maybe,
    ghosts=st.dictionaries(names, st.lists(series, max_size=2), max_size=2),
    marks=st.dictionaries(st.integers(-5, 20), names, max_size=3),
    bands=st.dictionaries(few_names, st.builds(Band, numbers, numbers, numbers), max_size=2),
    smooth=st.just(0.0) | values | st.floats(0, 1),
)
samples = st.dictionaries(names, pairs(5), max_size=7)
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
    classes=samples,
    diverging=st.booleans(),
    centre=values,
)
scatters = st.builds(
    Scatter,
    st.just("s"),
    samples | st.dictionaries(names, pairs(3).map(lambda few: np.tile(few, (40, 1))), max_size=2),
    x_label=names,
    y_label=names,
    x_range=st.none() | spans,
    y_range=st.none() | spans,
)
heats = st.builds(
    Heat,
    st.just("h"),
    grids() | grids().map(lambda few: np.tile(few, (9, 13))),
    rows=st.lists(names, max_size=6),
    columns=st.lists(names, max_size=6),
    diverging=st.booleans(),
    low=maybe,
    high=maybe,
    mask=st.none() | grids().map(lambda grid: grid > 0),
)
pictures = st.builds(
    Picture, st.just("p"), grids() | grids().map(lambda few: np.tile(few, (9, 13)))
)
bars = st.builds(
    Bars,
    st.just("b"),
    st.dictionaries(names, values | st.lists(values, max_size=8), max_size=9),
    low=maybe,
    high=maybe,
    unit=st.sampled_from(["", "ms", "%"]),
    ticks=st.dictionaries(values, names, max_size=3),
    outside=maybe,
    cut=st.lists(names, max_size=2),
    notes=st.dictionaries(names, names, max_size=3),
    series=st.lists(names, max_size=4),
)
nodes = st.builds(Node, few_names, names, maybe, maybe, st.lists(few_names, max_size=4))
numbered = st.integers(0, 45).map(str)  # 40 nodes with a few inputs each, not all of them there
graphs = st.builds(
    Graph,
    st.just("g"),
    st.lists(nodes, max_size=9)
    | st.lists(
        st.builds(Node, numbered, names, maybe, maybe, st.lists(numbered, max_size=3)),
        min_size=40,
        max_size=40,
    ),
    few_names | numbered,
)
tokens = st.builds(
    Tokens,
    st.just("t"),
    st.lists(names | st.sampled_from(["\n", " a", "二", ""]), max_size=40),
    numbers,
    value_label=names,
    low=maybe,
    high=maybe,
)
tables = st.builds(
    Table,
    st.just("t"),
    st.lists(names, max_size=4),
    st.lists(st.lists(names | values | st.integers(), max_size=5), max_size=6),
)
texts = st.builds(Text, st.just("t"), st.text(max_size=60))
KINDS = {
    "curve": curves,
    "scatter": scatters,
    "field": fields,
    "heat": heats,
    "picture": pictures,
    "bars": bars,
    "table": tables,
    "graph": graphs,
    "tokens": tokens,
    "text": texts,
}


@pytest.mark.parametrize("kind", KINDS)
def test_any_panel_is_drawn_at_any_size_and_described(kind: str):
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(st.data(), st.sampled_from(SIZES), st.sampled_from(PALETTES))
    def check(data: st.DataObject, size: tuple[int, int], palette: object):
        first: Panel = data.draw(KINDS[kind])
        second: Panel = data.draw(KINDS[kind])
        axes = draw(first, *size, palette).axes
        canvas = draw(second, *size, palette, axes)
        assert (canvas.width, canvas.height) == size
        assert all(length(line) == size[0] for line in canvas.lines())
        for row in range(canvas.height):
            assert "".join(text for text, _, _ in canvas.runs(row)) == canvas.lines()[row]
        for place in itertools.product((-1, 0, 1, 9), (-1, 0, 3)):
            spot = canvas.locate(*place) if canvas.locate else None
            if spot:
                assert min(spot.row, spot.column) >= 0
                assert min(spot.height, spot.width) >= 1
                assert spot.row + spot.height <= size[1]
                assert spot.column + spot.width <= size[0]
        assert isinstance(describe(second), str)

    check()
