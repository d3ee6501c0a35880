import numpy as np
import pytest

from tutor.draw import describe
from tutor.engine.panels import (
    Bars,
    Curve,
    Field,
    Graph,
    Heat,
    Node,
    Picture,
    Scatter,
    Series,
    Table,
    Text,
    Tokens,
)

LOSS = np.geomspace(5.5, 2.2e-9, 51)
GRID = np.arange(9.0).reshape(3, 3)


@pytest.mark.parametrize(
    ("panel", "text"),
    [
        (
            Curve("c", {"loss": LOSS}),
            "loss fell from 5.5 to 2.2e-9 in 50 steps; smallest 2.2e-9 at step 50.",
        ),
        (
            Curve("c", {"acc": Series(np.array([0.1, 0.5]), np.array([1, 3]))}, x_label="lr"),
            "acc rose from 1 to 3 from lr 0.1 to 0.5; largest 3 at lr 0.5.",
        ),
        (
            Curve("c", {"a": np.array([2.0, np.nan, 2.0])}, marks={1: "lr = 0.2"}),
            "a went from 2 to 2 in 2 steps; smallest 2 at step 0; 1 values not finite. "
            "Changed: lr = 0.2 at 1.",
        ),
        (Curve("c", {"a": np.array([])}), "a: no values yet."),
        (Curve("c", {}), "No lines yet."),
        (
            Scatter("s", {"cats": np.array([[0.0, 1], [2, 3]]), "dogs": np.zeros((0, 2))}),
            "cats: 2 points around (1, 2), dogs: 0 points.",
        ),
        (
            Field("f", GRID, (0, 2), (0, 2), path=np.array([[0.0, 0], [1.5, 1]])),
            "Values from 0 to 8. The path has taken 1 step from (0, 0) to (1.5, 1), "
            "where the value is 4.5.",
        ),
        (
            Field("f", GRID, (0, 2), (0, 2), path=np.array([[0.0, 0], [1, 1], [9, 9]])),
            "Values from 0 to 8. The path has taken 2 steps from (0, 0) to (9, 9), off the map.",
        ),
        (Field("f", np.zeros((0, 0)), (0, 1), (0, 1)), "A map without values yet."),
        (
            Heat("h", GRID, rows=("a", "b", "c")),
            "3 rows by 3 columns; largest 8 at c, column 2; smallest 0 at a, column 0.",
        ),
        (Heat("h", np.zeros((0, 3))), "A matrix without values yet."),
        (
            Bars("b", {"flat": 0.95, "steep": -1.1, "x": 0.0}, outside=1, cut=("x",)),
            "flat 0.95, steep -1.1 (at or beyond 1), x 0 (cut).",
        ),
        (Bars("b", {}), "No bars yet."),
        (
            Graph("g", (Node("a", "2", 2.0, 0.5), Node("b", "a²")), current="b"),
            "2 nodes: a = 2 (gradient 0.5), b. Now at b.",
        ),
        (
            Tokens("t", (" a", "b"), np.array([0.25, 0.75])),
            "2 tokens with their p: ' a' 0.25, 'b' 0.75.",
        ),
        (
            Table("t", ("lr", "end"), ((0.1, "good"), (0.2, "bad"))),
            "lr 0.1, end good; lr 0.2, end bad.",
        ),
        (
            Table("t", ("now", "value"), (("edge", 0.2), ("what happens", "settles"))),
            "edge: 0.2; what happens: settles.",
        ),
        (Table("t", ("lr",), ()), "A table without rows yet: lr."),
        (Picture("p", GRID / 8), "A grey picture of 3 by 3 dots, mean grey 0.5."),
        (Picture("p", np.zeros((0, 0))), "An empty picture."),
        (Text("t", "Hello."), "Hello."),
    ],
)
def test_a_description_says_the_numbers_that_matter(panel: object, text: str):
    assert describe(panel) == text


def test_long_lists_are_counted_not_read_out():
    text = describe(Bars("b", {f"n{count}": 1.0 for count in range(40)}))
    assert text.endswith("n11 1, and 28 more.")
