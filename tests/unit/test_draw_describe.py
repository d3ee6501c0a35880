import numpy as np
import pytest

from tutor.draw import describe
from tutor.engine.panels import (
    Band,
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
            Scatter("s", {"a": np.array([[0.0, 0], [2, 2], [np.nan, 1]])}, x_range=(0, 1)),
            "a: 3 points around (1, 1), 1 not finite, 1 outside the axes.",
        ),
        (
            Field(
                "f",
                GRID,
                (0, 2),
                (0, 2),
                levels=(6,),
                classes={"cats": np.zeros((5, 2)), "dogs": np.zeros((0, 2))},
                diverging=True,
                centre=6.0,
            ),
            "Values from 0 to 8. Shaded away from 6 on both sides. Samples: cats 5, dogs 0. "
            "33% of the map lies at or above 6.",
        ),
        (
            Heat("h", np.array([[1.0, np.nan], [9.0, 2.0]]), mask=np.array([[0, 0], [1, 0]]) > 0),
            "2 rows by 2 columns; largest 2 at row 1, column 1; smallest 1 at row 0, column 0; "
            "1 cells hidden; 1 values not finite.",
        ),
        (
            Picture("p", np.array([[0.5, 2.0], [np.nan, -1.0]])),
            "A grey picture of 2 by 2 dots, mean grey 0.5, 2 values outside 0..1, 1 not a number.",
        ),
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
            Bars("b", {"a": (1.0, 2.0), "b": (3.0, 4.0, 5.0)}, series=("x", "y"), cut=("b",)),
            "a: x 1, y 2; b: x 3, y 4, 3 5 (cut).",
        ),
        (
            Curve(
                "c",
                {"a": np.array([3.0, 1.0])},
                bands={"a": Band(np.arange(2), np.array([2.0, 0.5]), np.array([4.0, 1.5]))},
                smooth=0.9,
            ),
            "a fell from 3 to 1 in 1 step; smallest 1 at step 1. "
            "Drawn smoothed by 0.9; the numbers are not smoothed. "
            "The band around a ends between 0.5 and 1.5.",
        ),
        (
            Graph("g", (Node("a", "", 2.0), Node("b", "a·z", 3.0, 1.0, ("a", "z")))),
            "2 nodes: a = 2, b from a and z (a·z) = 3 (gradient 1). "
            "Not drawn: no node z, input of b.",
        ),
        (
            Graph("g", (Node("a", "2", 2.0, 0.5), Node("b", "a²")), current="b"),
            "2 nodes: a = 2 (gradient 0.5), b. Now at b.",
        ),
        (
            Tokens("t", (" a", "b"), np.array([0.25, 0.75])),
            "2 tokens with their p: ' a' 0.25, 'b' 0.75.",
        ),
        (
            Tokens("t", ("It", "b"), np.array([np.nan, 0.75])),
            "2 tokens with their p: 'It', 'b' 0.75.",
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


def test_many_tokens_are_summed_up_by_their_ends():
    values = np.linspace(0.1, 0.9, 20)
    text = describe(Tokens("t", [f"t{n} " for n in range(20)], values))
    assert "and 8 more. Smallest 0.1 at 't0 ', largest 0.9 at 't19 '. The text ends: 't0 t1" in text
    assert text.endswith("t18 t19 '.")


def test_long_lists_are_counted_not_read_out():
    text = describe(Bars("b", {f"n{count}": 1.0 for count in range(40)}))
    assert text.endswith("n11 1, and 28 more.")
