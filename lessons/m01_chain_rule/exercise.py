import numpy as np


def pass_back(grads: np.ndarray, node: int, inputs: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """Return every gradient after one node has passed its own on to its inputs.

    grads: one number a node, shape (n,). node: whose turn it is. inputs: the numbers of the nodes
    that it was computed from; one that it used twice stands there twice. slopes: the local slope by
    each of them.
    """
    raise NotImplementedError("your turn")


class Value:
    """A number that remembers how it was made.

    inputs: the values it was computed from. slopes: the local slope by each of them. grad: the
    slope of the result by this value, 0.0 until the result's `backward` has been called.
    """

    def __init__(self, data, inputs=(), slopes=()):
        self.data, self.grad = float(data), 0.0
        self.inputs, self.slopes = inputs, slopes

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __pow__(self, n):
        """Return this value to the power of a plain number n."""
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __mul__(self, other):
        """Return the product of two values."""
        raise NotImplementedError("your turn")

    def relu(self):
        """Return this value where it is positive, else 0; the slope at 0 is 0."""
        raise NotImplementedError("your turn")

    def backward(self):
        """Set the gradient of everything that this was computed from; its own is 1.

        It is called once. A chain of 2000 nodes must not run Python out of stack.
        """
        raise NotImplementedError("your turn")
