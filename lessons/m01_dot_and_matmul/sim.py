"""A matrix product, filled in cell by cell, and what the matrix so far does to the plane."""

import numpy as np

from tutor.engine import Choice, Field, Float, Heat, Simulation, Table
from tutor.ml import linear_maps

CELLS = ((0, 0), (1, 0), (0, 1), (1, 1))  # column by column: a column is where one arrow lands
SQUARE = [[0.0, 1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0, 0.0]]  # its corners, (2, 5)
PLANE = (-4.2, 4.2), (-2.8, 2.8)
ARROWS = (-3.3, 3.3), (-2.2, 2.2)
BOTH_SAME = 1e-9  # products this near to each other differ by round-off only


class Product(Simulation):
    """Fill C = AB one cell a step, A from four numbers and B a turn; C starts as no move at all."""

    a = Float(1.0, -2.0, 2.0, "row 1 of A, first number", step=0.5)
    b = Float(0.0, -2.0, 2.0, "row 1 of A, second number", step=0.5)
    c = Float(0.0, -2.0, 2.0, "row 2 of A, first number", step=0.5)
    d = Float(1.0, -2.0, 2.0, "row 2 of A, second number", step=0.5)
    angle = Float(40.0, 0.0, 360.0, "how far B turns", step=10.0, unit="°")
    order = Choice("AB", ["AB", "BA"], "AB turns first; BA turns last")

    def reset(self):
        self.C = np.eye(2)
        self.filled = None  # no record has been made yet
        self.seen = dict(self.values)

    def step(self):
        if self.filled is None:
            self.filled = 0
        else:
            self.fill()
        C = self.C.tolist()
        square = np.array(self.matmul(C, SQUARE))  # (2, 5)
        return {
            "C": self.C.copy(),
            "filled": self.filled,
            "dot": self.dot(*self.pair(*cell(self.filled))),
            "square": square,
            "extent": np.ptp(square, axis=1),  # (2,): how wide and how tall
            "grid": np.array(self.matmul(C, GRID)),  # (2, n)
            "det": linear_maps.determinant(self.C),
            "rank": linear_maps.rank(self.C),
        }

    def fill(self):
        """Compute the next cell of C, or the last once more when C is full.

        A changed number of A or B begins with the first cell again, over the old numbers.
        """
        if self.seen != self.values:
            self.seen, self.filled = dict(self.values), 0
        self.filled = min(self.filled + 1, len(CELLS))
        i, j = cell(self.filled)
        self.C[i, j] = self.dot(*self.pair(i, j))

    def dot(self, u, v):
        """Multiply entry by entry and add up; the learner's `dot` replaces this method."""
        total = 0.0
        for x, y in zip(u, v, strict=True):
            total += x * y
        return total

    def matmul(self, A, B):
        """Multiply nested lists, rows by columns; the learner's `matmul` replaces this method."""
        columns = list(zip(*B, strict=True))
        return [[self.dot(row, column) for column in columns] for row in A]

    def factors(self):
        """Return the left and the right matrix of the product. (2, 2) each"""
        A = np.array([[self.a, self.b], [self.c, self.d]])
        B = linear_maps.rotation(self.angle)
        return (A, B) if self.order == "AB" else (B, A)

    def pair(self, i, j):
        """Return the row and the column whose dot product is cell i, j of C."""
        left, right = self.factors()
        return left[i].tolist(), right[:, j].tolist()

    def view(self, trace):
        C = trace.last("C")
        filled = int(trace.last("filled")) if self.seen == self.values else 0
        i, j = cell(filled)
        yield Field(
            "the plane after C",
            linear_maps.covers(C, POINTS).reshape(SHAPE) * np.sign(trace.last("det")),
            *PLANE,
            levels=NO_LINES,
            paths={"the square": trace.last("square").T, "the grid": trace.last("grid").T},
            points={"e1": C[:, :1].T, "e2": C[:, 1:].T},
            diverging=True,
        )
        yield self.scheme(C, i, j)
        row, column = np.array(self.pair(i, j))
        x, y = (np.linspace(*ends, 33) for ends in ARROWS)
        yield Field(
            "row and column as arrows",
            row[0] * x[None, :] + row[1] * y[:, None],
            *ARROWS,
            levels=[0.0],
            paths={
                f"row {i + 1} of {self.order[0]}": np.array([[0.0, 0.0], row]),
                f"column {j + 1} of {self.order[1]}": np.array([[0.0, 0.0], column]),
            },
            diverging=True,
        )
        yield self.readings(trace, filled, i, j)

    def scheme(self, C, i, j):
        """Lay out the product so that C's cell stands where its row and its column meet."""
        left, right = self.factors()
        first, second = self.order
        hidden = np.zeros((4, 4), np.bool_)
        hidden[:2, :2] = True
        return Heat(
            "C, cell by cell",
            np.block([[np.zeros((2, 2)), right], [left, C]]),
            rows=[
                *(f" {second} row {n + 1}" for n in range(2)),
                *(f"{mark(n == i, '▶')}{first} row {n + 1}" for n in range(2)),
            ],
            columns=[
                *(f" {first} {n + 1}" for n in range(2)),
                *(f"{mark(n == j, '▼')}{second} {n + 1}" for n in range(2)),
            ],
            diverging=True,
            low=-3.0,
            high=3.0,
            mask=hidden,
        )

    def readings(self, trace, filled, i, j):
        """Put the two arrows and the move into numbers."""
        row, column = np.array(self.pair(i, j))
        cosine, degrees = linear_maps.cosine(row, column), linear_maps.angle(row, column)
        none = "none: no length"
        return Table(
            "read-outs",
            ("now", "value"),
            [
                ("cells filled", f"{filled} of 4"),
                *((f"e{n + 1} lands at", place(trace.last("C")[:, n])) for n in range(2)),
                ("row · column", tidy(self.dot(row.tolist(), column.tolist()))),
                ("cosine", none if cosine is None else tidy(cosine)),
                ("angle", none if degrees is None else f"{degrees:.0f}°"),
                ("determinant of C", tidy(trace.last("det"))),
                ("rank of C", int(trace.last("rank"))),
                ("AB − BA at most", tidy(self.gap())),
            ],
        )

    def gap(self):
        """Return by how much the two orders differ, in the cell where they differ most."""
        left, right = (matrix.tolist() for matrix in self.factors())
        difference = np.array(self.matmul(left, right)) - self.matmul(right, left)
        return float(np.abs(difference).max())

    def shape(self, trace):
        """Say whether the square has become wide or tall, or neither."""
        width, height = trace.last("extent")
        if abs(width - height) < BOTH_SAME:
            return "even"
        return "wide" if width > height else "tall"

    def orders(self, trace):
        """Say whether the two orders give the same picture."""
        return "same" if self.gap() < BOTH_SAME else "different"

    def left_over(self, trace):
        """Say what is left of the plane: plane, line or point."""
        return ("point", "line", "plane")[int(trace.last("rank"))]


def cell(filled):
    """Return the cell of C that was filled last; before the first, the one to come."""
    return CELLS[max(filled - 1, 0)]


def snake(size):
    """Return one path along every line of the grid from -size to size, to the origin. (2, n)

    It changes lines at the border only, and the border belongs to the grid too.
    """
    ends = [(-size, size), (size, -size)]
    lines = list(range(-size, size + 1))
    across = [(x, y) for n, y in enumerate(lines) for x in ends[n % 2]]
    down = [(x, y) for n, x in enumerate(reversed(lines)) for y in ends[(n + 1) % 2]]
    home = [(-size, 0), (0, 0)]
    return [[float(place[axis]) for place in across + down + home] for axis in range(2)]


def mark(shown, sign):
    """Return the sign where it is to be shown, else a blank of its width."""
    return sign if shown else " "


def place(point):
    """Write a place of the plane."""
    return f"({tidy(point[0]):.3g}, {tidy(point[1]):.3g})"


def tidy(x):
    """Return `x` to four decimals: what round-off leaves of a 0 reads 0."""
    return round(float(x), 4) + 0.0


GRID = snake(2)
SHAPE = (97, 145)  # rows and columns of the ground
POINTS = np.array(
    [
        axis.ravel()
        for axis in np.meshgrid(*map(np.linspace, *zip(*PLANE, strict=True), SHAPE[::-1]))
    ]
)  # (2, n): every place of the ground
NO_LINES = [2.0]  # the ground is -1, 0 or 1, so no contour is drawn
