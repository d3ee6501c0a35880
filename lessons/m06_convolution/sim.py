"""A kernel that slides over a digit, a stack of such layers, and two networks that read digits."""

import numpy as np

from tutor.engine import Bars, Choice, Field, Heat, Int, Simulation
from tutor.ml import convolution, digit_nets, digits, image_kernels

LEARNED = "learned"
BY_HAND = {
    "edge": image_kernels.edge,
    "blur": image_kernels.blur,
    "sharpen": image_kernels.sharpen,
}
MOST_PADDING, LARGEST_KERNEL = 2, 5
SQUARE = digits.SIDE + 2 * MOST_PADDING  # what a digit takes with the widest padding
BESIDE = SQUARE + 1  # right of it, a pixel apart: the kernel, and the products below it
WIDTH = BESIDE + LARGEST_KERNEL + 1
BELOW = SQUARE - LARGEST_KERNEL - 1
SMOOTH = 8  # points of the ground for each pixel: a pixel stays a square
NO_LINES = [1e9]  # no value is as high, so no contour is drawn
SHIFTS = (0, 1, 2)


class Convolution(Simulation):
    """Fill a feature map one cell a step; trace one cell of a stack of such layers to the image."""

    kernel = Int(3, 1, LARGEST_KERNEL, "pixels along a side of the kernel", resets=True)
    stride = Int(1, 1, 3, "pixels from one window to the next", resets=True)
    padding = Int(1, 0, MOST_PADDING, "rings of zeros around the digit", resets=True)
    preset = Choice("edge", [*BY_HAND, LEARNED], "what the kernel looks for", resets=True)
    shift = Int(0, SHIFTS[0], SHIFTS[-1], "pixels that the digit moves right", resets=True)
    layers = Int(3, 1, 6, "layers of this kernel and stride")

    def reset(self):
        self.digit = self.drawn()  # (8, 8)
        self.image = digit_nets.shifted(self.digit[None], self.shift)[0]
        if self.preset == LEARNED:
            self.weights = digit_nets.strongest_kernel(self.cnn)
        else:
            self.weights = BY_HAND[self.preset](self.kernel)  # (k, k)
        self.filled = 1

    def drawn(self):
        """Draw a test digit with nothing in its last column: one pixel right, it is still whole."""
        pixels = digits.split().test.pixels
        whole = np.flatnonzero(pixels[:, digits.SIDE - 1 :: digits.SIDE].sum(axis=1) == 0.0)
        return digits.picture(pixels[self.rng("image").choice(whole)])

    @property
    def cnn(self):
        """The name of the network whose kernels are of this size."""
        return f"cnn{self.kernel}"

    def step(self):
        y = self.over(self.image)
        record = {
            "map": y,
            "filled": self.filled,
            "cell": y.flat[self.filled - 1],
            "field": self.receptive_field(self.stack(self.layers)),
        }
        self.filled = min(self.filled + 1, y.size)
        return record

    def over(self, image):
        """Return the whole feature map of an image."""
        return self.conv2d(image, self.weights, self.stride, self.padding)

    def conv2d(self, x, w, stride, padding):
        """Lay the kernel over every place; the learner's `conv2d` replaces this method."""
        return convolution.correlate(x, w, stride, padding)

    def stack(self, n_layers):
        """Return the kernel and stride of so many layers, all alike."""
        return [(self.kernel, self.stride)] * n_layers

    def receptive_field(self, layers):
        """Return how wide one cell sees; the learner's `receptive_field` replaces this method."""
        return convolution.receptive_field(layers)

    def view(self, trace):
        filled = int(trace.last("filled"))
        yield self.under_the_kernel(divmod(filled - 1, trace.last("map").shape[1]))
        yield self.feature_map(trace.last("map"), filled)
        yield self.traced_back()
        nets = {"MLP": "mlp", "CNN": self.cnn}
        yield Bars(
            "digits read",
            {f"shift {right}": [percent(net, right) for net in nets.values()] for right in SHIFTS},
            low=0.0,
            high=100.0,
            unit="%",
            ticks={100.0 / digits.N_CLASSES: "guess"},
            notes={f"shift {self.shift}": "now"},
            series=tuple(nets),
        )

    def under_the_kernel(self, cell):
        """Show the window on the digit, the kernel, and their products, whose sum is the cell."""
        k, p = self.kernel, self.padding
        ground = np.zeros((SQUARE, WIDTH))
        start = MOST_PADDING - p  # of the padded image in its square
        top, left = (start + self.stride * place for place in cell)
        ground[MOST_PADDING:-MOST_PADDING, MOST_PADDING : SQUARE - MOST_PADDING] = self.image
        window = ground[top : top + k, left : left + k].copy()
        ground[:k, BESIDE : BESIDE + k] = self.weights
        ground[BELOW : BELOW + k, BESIDE : BESIDE + k] = window * self.weights
        return Field(
            "under the kernel",
            np.kron(ground[::-1], np.ones((SMOOTH, SMOOTH))),
            (0.0, float(WIDTH)),
            (0.0, float(SQUARE)),
            levels=NO_LINES,
            diverging=True,
            paths={
                "window": frame(top, left, k),
                "products": frame(BELOW - 0.5, BESIDE - 0.5, k + 1.0),
                "digit": frame(start, start, digits.SIDE + 2 * p),
            },
            x_label="",
            y_label="",
        )

    def feature_map(self, y, filled):
        """Show the cells so far; beside the map of a digit that has moved, that of before."""
        unfilled = (np.arange(y.size) >= filled).reshape(y.shape)
        columns = [str(n) for n in range(y.shape[1])]
        values, mask = y, unfilled
        if self.shift:
            before = self.over(self.digit)
            gap = np.zeros((len(y), 1))
            values = np.hstack([before, gap, y])
            mask = np.hstack([before != before, gap == gap, unfilled])
            columns = [*(f"was {n}" for n in columns), "", *columns]
        # nothing brighter than ink lies under the kernel, so no sum can be larger
        most = max(self.weights.clip(0.0).sum(), (-self.weights).clip(0.0).sum())
        return Heat(
            "feature map",
            values,
            rows=[str(n) for n in range(len(y))],
            columns=columns,
            diverging=True,
            low=-float(most) or -1.0,
            high=float(most) or 1.0,
            mask=mask,
        )

    def traced_back(self):
        """Show in one dimension which cells of each layer lead to one cell of the last.

        A cell is shaded by the ways that lead from it to the top, and stands over the middle of the
        pixels that it sees itself.
        """
        rows = convolution.ways_in(self.stack(self.layers))  # the image first
        sees = [self.receptive_field(self.stack(n)) for n in range(len(rows))]
        values = np.zeros((len(rows), len(rows[0])))
        for n, ways in enumerate(rows):
            middle = (convolution.receptive_field(self.stack(n)) - 1) // 2
            every = self.stride**n
            values[n, middle : middle + every * (len(ways) - 1) + 1 : every] = ways / ways.max()
        return Heat(
            "one cell, traced back",
            values[::-1],
            rows=[f"layer {n}: {sees[n]}" for n in range(len(rows) - 1, 0, -1)] + ["pixels"],
            columns=[str(n) for n in range(len(rows[0]))],
            low=0.0,
            high=1.0,
            mask=values[::-1] == 0.0,
        )

    def fall(self, trace):
        """Say in a word which networks the shift has hurt."""
        mlp, cnn = self.percent(trace) < (80.0, 90.0)
        return {(0, 0): "neither", (1, 0): "mlp", (0, 1): "cnn", (1, 1): "both"}[mlp, cnn]

    def answer(self, trace):
        """Say whether the map of the moved digit is the old one, or the old one moved."""
        before, now = self.over(self.digit), self.over(self.image)
        if np.allclose(now, before):
            return "stays"
        return "moves" if np.allclose(now[:, 1:], before[:, :-1]) else "changes"

    def width(self, trace):
        """Say how many pixels across one cell of the last layer sees."""
        return f"{trace.last('field'):.0f}-px"

    def percent(self, trace):
        """Return the share of the test digits that MLP and CNN read at this shift, in per cent."""
        return np.array([percent(net, self.shift) for net in ("mlp", self.cnn)])

    def n_weights(self, trace):
        """Return how many numbers MLP and CNN have learned."""
        return np.array([digit_nets.n_weights(net) for net in ("mlp", self.cnn)])

    def cells(self, trace):
        """Return how many cells the feature map has along a side."""
        return len(trace.last("map"))

    def lost_ink(self, trace):
        """Return what this shift moves off the image, in per cent of all ink of the test digits."""
        images = digits.split().test.pixels.reshape(-1, digits.SIDE, digits.SIDE)
        return 100.0 * (1.0 - digit_nets.shifted(images, self.shift).sum() / images.sum())


def percent(net, right):
    """Return the share of the test digits that a network reads at a shift, in per cent.

    To a tenth: of 450 digits, one is 0.2%.
    """
    return round(100.0 * digit_nets.accuracy(net, right), 1)


def frame(top, left, side):
    """Return the square around some pixels as a path; y counts upwards. (5, 2)"""
    right, high, low = left + side, SQUARE - top, SQUARE - top - side
    corners = [(left, high), (right, high), (right, low), (left, low), (left, high)]
    return np.array(corners, np.float64)
