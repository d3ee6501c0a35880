def dot(u: list[float], v: list[float]) -> float:
    """Return the dot product of two lists of numbers: entry by entry, added up.

    Of two empty lists it is 0.0. Lists of different lengths raise `ValueError`.
    """
    raise NotImplementedError("your turn")


def matmul(A: list[list[float]], B: list[list[float]]) -> list[list[float]]:
    """Return the product of two matrices, each a list of its rows: a new list of rows.

    A is n by m and B is m by p; the product is n by p. A matrix without rows is []. Where a row of
    A has not as many numbers as B has rows, raise `ValueError` with all four sizes in its message,
    such as "cannot multiply 2x3 by 4x2".
    """
    raise NotImplementedError("your turn")
