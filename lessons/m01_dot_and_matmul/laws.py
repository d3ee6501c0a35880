"""Properties that any right answer has. A law names the function it is about, and gets it."""

import re

import numpy as np


def does_not_care_which_comes_first(dot, rng):
    u, v = rng.normal(size=(2, 3)).tolist()
    assert np.isclose(dot(u, v), dot(v, u)), "`dot(u, v)` and `dot(v, u)` should be equal"


def doubles_with_either_list(dot, rng):
    u, v = rng.normal(size=(2, 3))
    once, twice = dot(u.tolist(), v.tolist()), dot(u.tolist(), (2 * v).tolist())
    assert np.isclose(2 * once, twice), "doubling every number of `v` should double the result"


def gives_the_squared_length_of_a_list_with_itself(dot, rng):
    u = rng.normal(size=rng.integers(1, 6))
    assert np.isclose(dot(u.tolist(), u.tolist()), np.linalg.norm(u) ** 2), (
        "a list with itself should give its squared length"
    )


def refuses_lists_of_different_lengths(dot, rng):
    u, v = rng.normal(size=3).tolist(), rng.normal(size=2).tolist()
    for pair in ((u, v), (v, u)):
        said = refusal(dot, *pair)
        assert said is not None, "lists of different lengths should raise ValueError, not an answer"


def multiplies_matrices_of_any_shape(matmul, rng):
    n, m, p = rng.integers(0, 7, size=3)
    A, B = rng.normal(size=(n, m)).tolist(), rng.normal(size=(m, p)).tolist()
    given, wanted = matmul(A, B), by_numpy(A, B)
    shown = f"{n}x{m} times {m}x{p}"
    assert shape(given) == shape(wanted), f"{shown} has the wrong shape"
    assert np.allclose(given, wanted), f"{shown} differs from NumPy's A @ B"


def turned_over_it_is_the_product_of_the_turned_in_the_other_order(matmul, rng):
    A, B = rng.normal(size=(2, 3)), rng.normal(size=(3, 4))
    one = np.array(matmul(A.tolist(), B.tolist())).T
    other = np.array(matmul(B.T.tolist(), A.T.tolist()))
    assert one.shape == other.shape, "the transpose of AB should be B's transpose times A's"
    assert np.allclose(one, other), "the transpose of AB should be B's transpose times A's"


def spreads_over_a_sum(matmul, rng):
    A, (B, C) = rng.normal(size=(2, 3)), rng.normal(size=(2, 3, 2))
    whole = np.array(matmul(A.tolist(), (B + C).tolist()))
    parts = np.array(matmul(A.tolist(), B.tolist())) + matmul(A.tolist(), C.tolist())
    assert np.allclose(whole, parts), "A(B + C) should be AB + AC"


def gives_each_row_its_own_list(matmul, rng):
    A, B = rng.normal(size=(2, 2, 2)).tolist()
    product = matmul(A, B)
    before = list(product[1])
    product[0][0] = 99.0
    assert product[1] == before, "two rows of the result are one and the same list"


def refuses_shapes_that_do_not_meet_and_names_them(matmul, rng):
    A, B = rng.normal(size=(2, 3)).tolist(), rng.normal(size=(4, 5)).tolist()
    for first, second, sizes in ((A, B, [2, 3, 4, 5]), (B, A, [4, 5, 2, 3])):
        said = refusal(matmul, first, second)
        shown = "{}x{} by {}x{}".format(*sizes)
        assert said is not None, f"{shown} should raise ValueError, not return an answer"
        found = [int(number) for number in re.findall(r"\d+", said)]
        assert all(size in found for size in sizes), f"the message for {shown} should name {sizes}"


def by_numpy(A, B):
    """Return the product as NumPy computes it; a matrix without rows has as many columns as fit."""
    right = np.array(B, dtype=float).reshape(len(B), -1) if B else np.zeros((0, 0))
    left = np.array(A, dtype=float).reshape(len(A), len(B))
    return (left @ right).tolist()


def dot_by_numpy(u, v):
    return float(np.dot(u, v)) if len(u) else 0.0


def refusal(function, *arguments):
    """Return what a ValueError of the function says; None where it returns something."""
    try:
        function(*arguments)
    except Exception as error:
        # the function may live in another process: then its exception comes with its type's name
        kind = getattr(error, "type", type(error).__name__)
        assert kind == "ValueError", f"it should raise ValueError here, not {kind}"
        return str(error)
    return None


def shape(rows):
    return len(rows), [len(row) for row in rows]
