import itertools
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tutor.draw import DARK, draw
from tutor.draw.canvas import Canvas, Spot
from tutor.draw.glyphs import shorten
from tutor.draw.graphplan import make_plan, place_apart
from tutor.draw.layers import arrange, crossings, ranks
from tutor.draw.links import find_links, nearest
from tutor.draw.nodes import fit_number
from tutor.engine.panels import Graph, Node

EXPRESSION = (
    Node("a", "2", 2.0, 6.0),
    Node("b", "-3", -3.0, -4.0),
    Node("c", "10", 10.0, -2.0),
    Node("e", "a·b", -6.0, -2.0, ("a", "b")),
    Node("d", "e+c", 4.0, -2.0, ("e", "c")),
    Node("f", "-2", -2.0, 4.0),
    Node("L", "d·f", -8.0, 1.0, ("d", "f")),
)
NEURON = (
    *(Node(name, "", 0.25, 1.5) for name in ("x1", "w1", "x2", "w2")),
    Node("x1w1", "x1·w1", -6.0, 0.5, ("x1", "w1")),
    Node("x2w2", "x2·w2", 0.0, 0.5, ("x2", "w2")),
    Node("s", "x1w1+x2w2", -6.0, 0.5, ("x1w1", "x2w2")),
    Node("b", "", 6.8813735, 0.5),
    Node("n", "s+b", 0.8813735, 0.5, ("s", "b")),
    Node("o", "tanh(n)", 0.7071, 1.0, ("n",)),
)
SKIPPING = (
    Node("x", ""),
    Node("p", "", inputs=("x",)),
    Node("q", "", inputs=("p",)),
    Node("r", "", inputs=("q",)),
    Node("y", "", inputs=("r", "x", "p")),
)


def box(canvas: Canvas, node: int) -> Spot:
    spot = canvas.locate(node, 0)
    assert spot is not None
    return spot


def inside(canvas: Canvas, spot: Spot) -> list[str]:
    lines = canvas.lines()[spot.row : spot.row + spot.height]
    return [line[spot.column : spot.column + spot.width] for line in lines]


def random_graph(seed: int, count: int) -> tuple[Node, ...]:
    rng = np.random.default_rng(seed)
    return tuple(
        Node(f"n{index}", "", 1.0, None, tuple(f"n{n}" for n in rng.integers(0, index, 2)))
        if index > 3
        else Node(f"n{index}", "")
        for index in range(count)
    )


@pytest.mark.parametrize("nodes", [EXPRESSION, NEURON, SKIPPING, random_graph(0, 12)])
@pytest.mark.parametrize("size", [(58, 16), (36, 9), (100, 30)])
def test_every_node_stands_right_of_all_its_inputs(nodes: Sequence[Node], size: tuple[int, int]):
    canvas = draw(Graph("g", nodes), *size, DARK)
    place = {node.name: canvas.locate(index, 0) for index, node in enumerate(nodes)}
    for node in nodes:
        for name in node.inputs:
            if place[node.name] and place[name]:
                assert place[name].column + place[name].width < place[node.name].column


@pytest.mark.parametrize("nodes", [EXPRESSION, NEURON, SKIPPING])
@pytest.mark.parametrize("size", [(58, 16), (36, 7), (100, 30)])
def test_an_arrow_head_stands_before_every_node_with_inputs_and_no_other(
    nodes: Sequence[Node], size: tuple[int, int]
):
    canvas = draw(Graph("g", nodes), *size, DARK)
    for index, node in enumerate(nodes):
        spot = box(canvas, index)
        before = canvas.glyph[spot.row + spot.height // 2, spot.column - 1]
        assert (before == "▶") == bool(node.inputs)
    assert "".join(canvas.lines()).count("▶") == sum(bool(node.inputs) for node in nodes)


def dots(canvas: Canvas) -> np.ndarray:
    """The braille dots of a canvas, (4 height, 2 width); an arrow head fills its cell."""
    mask = np.zeros((canvas.height * 4, canvas.width * 2), np.bool_)
    bits = ((0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (3, 0), (3, 1))
    for row, column in np.ndindex(canvas.glyph.shape):
        code = ord(canvas.glyph[row, column] or " ") - 0x2800
        for bit, (y, x) in enumerate(bits):
            mask[row * 4 + y, column * 2 + x] = canvas.glyph[row, column] == "▶" or (
                0 < code < 256 and code >> bit & 1
            )
    return mask


def reached(mask: np.ndarray, row: int, column: int) -> np.ndarray:
    """All dots joined to those at the left end of a row of cells."""
    found = np.zeros_like(mask)
    found[row * 4 : row * 4 + 4, column * 2 : column * 2 + 3] = True
    while True:
        wider = np.pad(found, 1)
        wider = sum(
            wider[1 + y : wider.shape[0] - 1 + y, 1 + x : wider.shape[1] - 1 + x]
            for y in (-1, 0, 1)
            for x in (-1, 0, 1)
        )
        grown = found | ((wider > 0) & mask)
        if (grown == found).all():
            return found
        found = grown


@pytest.mark.parametrize("nodes", [EXPRESSION, NEURON, SKIPPING])
@pytest.mark.parametrize("size", [(58, 16), (100, 30)])
def test_a_line_runs_from_every_input_to_its_node(nodes: Sequence[Node], size: tuple[int, int]):
    canvas = draw(Graph("g", nodes), *size, DARK)
    mask, index = dots(canvas), {node.name: place for place, node in enumerate(nodes)}
    for target, node in enumerate(nodes):
        for name in node.inputs:
            start, end = box(canvas, index[name]), box(canvas, target)
            middle, row = start.row + start.height // 2, end.row + end.height // 2
            line = canvas.lines()[middle]
            after = next(
                column
                for column in range(start.column + 1, canvas.width)
                if 0x2800 < ord(line[column]) < 0x2900
            )
            assert reached(mask, middle, after)[row * 4 + 1, end.column * 2 - 1]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [(58, 16), (140, 60)])
def test_no_link_passes_behind_a_node(seed: int, size: tuple[int, int]):
    nodes = random_graph(seed, 14)
    names = tuple(node.name for node in nodes)
    plan = make_plan(find_links(Graph("g", nodes)).inputs, names, ("",) * 14, *size)
    for start, end in plan.ways:
        x, y = (start + np.linspace(0.001, 0.999, 200)[:, None] * (end - start)).T
        for spot in plan.boxes:
            across = (spot.column < x) & (x < spot.column + len("n0"))
            assert not (across & (spot.row < y) & (y < spot.row + spot.height)).any()


def test_parts_without_a_link_are_not_joined():
    nodes = (
        Node("a", ""),
        Node("b", "", inputs=("a",)),
        Node("c", ""),
        Node("d", "", inputs=("c",)),
    )
    canvas = draw(Graph("g", nodes), 58, 16, DARK)
    a, d = box(canvas, 0), box(canvas, 3)
    joined = reached(dots(canvas), a.row + 1, a.column + a.width)
    assert joined.sum() > 12
    assert not joined[d.row * 4 : d.row * 4 + 12, : d.column * 2].any()


def test_a_value_stands_above_its_name_and_the_gradient_below():
    canvas = draw(Graph("g", EXPRESSION), 58, 16, DARK)
    for index, node in enumerate(EXPRESSION):
        above, middle, below = inside(canvas, box(canvas, index))
        assert f"v {node.value:g} " in above
        assert f"{node.name} = {node.text}" in middle
        assert f"g {node.grad:g} " in below


@pytest.mark.parametrize("size", [(58, 16), (36, 7), (100, 30)])
@pytest.mark.parametrize("nodes", [EXPRESSION, NEURON])
def test_nothing_moves_while_values_gradients_and_the_current_node_change(
    nodes: Sequence[Node], size: tuple[int, int]
):
    empty = tuple(replace(node, value=None, grad=None) for node in nodes)
    first = draw(Graph("g", empty), *size, DARK)
    spots = [first.locate(index, 0) for index in range(len(nodes))]
    keep = first.axes
    for step, node in enumerate(nodes):
        known = (
            tuple(replace(n, value=-0.012345 if step % 2 else n.value) for n in nodes[: step + 1])
            + empty[step + 1 :]
        )
        canvas = draw(Graph("g", known, node.name), *size, DARK, keep)
        assert [canvas.locate(index, 0) for index in range(len(nodes))] == spots
        assert canvas.axes == keep
        braille = [((c.glyph > "\u2800") & (c.glyph < "\u2900")).sum() for c in (first, canvas)]
        assert braille[0] == braille[1]


@pytest.mark.parametrize("size", [(58, 16), (36, 7), (100, 30)])
def test_the_current_node_is_told_without_colour(size: tuple[int, int]):
    plain = draw(Graph("g", EXPRESSION), *size, DARK)
    lit = draw(Graph("g", EXPRESSION, "e"), *size, DARK)
    spot = box(lit, 3)
    differs = plain.glyph != lit.glyph
    differs[-1] = False  # the last row of bare names says the current node's numbers
    rows, columns = np.nonzero(differs)
    assert "●e" in "".join(inside(lit, spot))
    assert rows.min() >= spot.row
    assert rows.max() < spot.row + spot.height
    assert columns.min() >= spot.column
    assert columns.max() < spot.column + spot.width


def test_all_ten_values_of_a_neuron_fit_in_58_by_16_cells():
    text = "\n".join(draw(Graph("g", NEURON), 58, 16, DARK).lines())
    assert text.count("v ") - text.count("v value") == 10
    assert text.count("g ") - text.count("g gradient") == 10


def test_bare_names_say_the_current_node_in_the_last_row():
    lines = draw(Graph("g", EXPRESSION, "d"), 36, 7, DARK).lines()
    assert lines[-1].rstrip() == "d = e+c  v 4  g -2"
    assert sum(name in "".join(lines[:-1]) for name in "abcdefL") == 7


@pytest.mark.parametrize("size", [(36, 7), (20, 5), (12, 3), (58, 16)])
def test_nodes_that_do_not_fit_are_counted(size: tuple[int, int]):
    nodes = random_graph(1, 40)
    canvas = draw(Graph("g", nodes, "n20"), *size, DARK)
    lines = canvas.lines()
    spots = [canvas.locate(index, 0) for index in range(40)]
    named = [
        spot is not None and lines[spot.row][spot.column + 1 :].startswith(node.name)
        for node, spot in zip(nodes, spots, strict=True)
    ]
    assert named[20]
    # the widest name has three letters and a cell before: what is narrower is cut
    whole = [
        name and spot.width >= 1 + len(node.name)
        for node, spot, name in zip(nodes, spots, named, strict=True)
    ]
    assert shorten(f"… {40 - sum(whole)} more nodes", size[0]) in lines[-1].replace(
        "node ", "nodes"
    )


def test_the_shown_part_holds_still_while_it_shows_the_current_node():
    nodes = random_graph(1, 40)
    first = draw(Graph("g", nodes, "n20"), 36, 7, DARK)
    near = [
        index
        for index, node in enumerate(nodes)
        if (spot := first.locate(index, 0)) and spot.width > len(node.name)
    ]
    assert len(near) > 5
    for index in near:
        again = draw(Graph("g", nodes, f"n{index}"), 36, 7, DARK, first.axes)
        assert again.axes == first.axes
    far = next(index for index in range(40) if first.locate(index, 0) is None)
    moved = draw(Graph("g", nodes, f"n{far}"), 36, 7, DARK, first.axes)
    assert moved.axes != first.axes
    assert moved.locate(far, 0) is not None


def test_a_graph_of_thousands_of_nodes_is_shown_around_the_current_one():
    nodes = [Node("n0", "")] + [
        Node(f"n{index}", "", 1.0, None, (f"n{index - 1}",)) for index in range(1, 3000)
    ]
    canvas = draw(Graph("g", nodes, "n1500"), 58, 16, DARK)
    shown = [index for index in range(3000) if canvas.locate(index, 0)]
    assert 1500 in shown
    assert min(shown) > 1440
    assert "more nodes" in canvas.lines()[-1]


def test_a_cycle_is_said_and_the_rest_is_drawn():
    nodes = (
        Node("a", "", 1.0, None, ("b",)),
        Node("b", "", 2.0, None, ("a",)),
        Node("c", "", 3.0, None, ("b", "z")),
    )
    canvas = draw(Graph("g", nodes), 58, 16, DARK)
    assert "cycle: a → b → a" in canvas.lines()[0]
    assert "no node z, input of c" in canvas.lines()[0]
    assert all(node.name in "".join(inside(canvas, box(canvas, i))) for i, node in enumerate(nodes))
    assert box(canvas, 1).column < box(canvas, 2).column


def test_problems_that_do_not_fit_are_counted():
    nodes = tuple(Node(name, "", inputs=(name, "missing")) for name in "abc")
    assert "(and 5 more)" in draw(Graph("g", nodes), 58, 16, DARK).lines()[0]


@given(st.lists(st.lists(st.integers(0, 11), max_size=4), min_size=1, max_size=12))
@settings(max_examples=200, deadline=None)
def test_what_remains_of_any_links_has_no_cycle(wanted: list[list[int]]):
    nodes = [Node(str(i), "", inputs=tuple(map(str, some))) for i, some in enumerate(wanted)]
    links = find_links(Graph("g", nodes))
    rest = set(range(len(nodes)))
    while rest:  # a node whose inputs are all gone can always be found
        free = {node for node in rest if not rest & set(links.inputs[node])}
        assert free
        rest -= free
    lost = sum(len(set(some)) for some in wanted) - sum(map(len, links.inputs))
    told = sum(text.startswith(("cycle", "no node")) for text in links.problems)
    assert (told == 0) == (lost == 0)


def longest(inputs: Sequence[Sequence[int]], node: int) -> int:
    return max((longest(inputs, source) + 1 for source in inputs[node]), default=0)


@pytest.mark.parametrize("seed", range(6))
def test_a_layer_is_the_longest_path_and_inputs_stand_just_before_their_first_use(seed: int):
    inputs = find_links(Graph("g", random_graph(seed, 14))).inputs
    rank = ranks(inputs)
    for node, sources in enumerate(inputs):
        users = [user for user, used in enumerate(inputs) if node in used]
        if sources or not users:
            assert rank[node] == longest(inputs, node)
        else:
            assert rank[node] == min(rank[user] for user in users) - 1


def test_links_that_need_not_cross_do_not():
    # a ladder whose rungs are given in a twisted order
    inputs = ((), (), (), (2,), (1,), (0,), (4, 3), (5, 4))
    layers = arrange(inputs)
    assert crossings(layers.order, layers.steps) == 0


@pytest.mark.parametrize("seed", range(4))
def test_crossings_are_counted_like_by_hand_and_never_grow(seed: int):
    inputs = find_links(Graph("g", random_graph(seed, 14))).inputs
    layers = arrange(inputs)
    place = {
        slot: (layer, row)
        for layer, slots in enumerate(layers.order)
        for row, slot in enumerate(slots)
    }

    def count(position: dict[int, tuple[int, int]]) -> int:
        return sum(
            position[a][0] == position[c][0]
            and (position[a][1] - position[c][1]) * (position[b][1] - position[d][1]) < 0
            for (a, b), (c, d) in itertools.combinations(layers.steps, 2)
        )

    assert crossings(layers.order, layers.steps) == count(place)
    as_given = [sorted(slots) for slots in layers.order]
    assert crossings(layers.order, layers.steps) <= crossings(as_given, layers.steps)


def test_a_link_over_several_layers_bends_in_each():
    layers = arrange(((), (0,), (1,), (2,), (3, 0)))
    layer = {slot: index for index, slots in enumerate(layers.order) for slot in slots}
    for chain in layers.chains:
        assert [layer[slot] for slot in chain] == list(
            range(layer[chain[0]], layer[chain[0]] + len(chain))
        )
    assert max(map(len, layers.chains)) == 5


@given(
    st.lists(st.tuples(st.integers(-5, 25), st.sampled_from([1, 3])), min_size=1, max_size=6),
    st.integers(0, 2),
)
def test_rows_never_overlap_nor_leave_the_picture(wishes: list[tuple[int, int]], gap: int):
    wanted, sizes = [wish for wish, _ in wishes], [size for _, size in wishes]
    height = sum(sizes) + gap * (len(sizes) - 1) + 4
    rows = place_apart(wanted, sizes, gap, height).tolist()
    assert rows[0] >= 0
    assert rows[-1] + sizes[-1] <= height
    assert all(
        one + size + gap <= two
        for one, two, size in zip(rows[:-1], rows[1:], sizes[:-1], strict=True)
    )


def test_rows_are_those_wanted_where_these_fit_else_around_their_mean():
    assert place_apart([1, 5, 9], [3, 3, 3], 1, 16).tolist() == [1, 5, 9]
    assert place_apart([5, 5, 5], [3, 3, 3], 0, 16).tolist() == [2, 5, 8]


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(1.7976931348623157e308)
@example(-0.00123456)
def test_any_number_fits_in_seven_cells_and_is_rounded_not_cut(value: float):
    text = fit_number(value, 7)
    assert len(text) <= 7
    unit = Decimal(10) ** Decimal(text).as_tuple().exponent  # of its last digit
    assert abs(Decimal(value) - Decimal(text)) <= unit * Decimal("0.5000001")


def test_the_nearest_nodes_are_those_with_the_fewest_links_between():
    inputs = ((), (0,), (1,), (2,), (3,), (4,), (5,))
    assert nearest(inputs, 3, 3) == [2, 3, 4]
    assert nearest(inputs, 0, 3) == [0, 1, 2]
    assert nearest(inputs, 3, 99) == list(range(7))
    assert nearest(((), (), (0,)), 2, 99) == [0, 1, 2]


def test_numbers_that_are_not_finite_are_written_as_warnings():
    node = Node("a", "", float("nan"), float("inf"))
    canvas = draw(Graph("g", [node]), 58, 16, DARK)
    above, _, below = inside(canvas, box(canvas, 0))
    assert "v nan" in above
    assert "g inf" in below
    assert (canvas.fore == DARK.warning).sum() >= 6
