"""Properties that any right answer has. A law names the function it is about, and gets it."""

import numpy as np

from tutor.ml import cross_entropy, gradient_check, mlp


def random_network(rng):
    """Return parameters, inputs and classes of a small network, its biases not at 0."""
    n, d, h, k = rng.integers(2, 5, size=4)
    params = {
        "W1": rng.normal(size=(d, h)),
        "b1": rng.normal(size=h),
        "W2": rng.normal(size=(h, k)),
        "b2": rng.normal(size=k),
    }
    return params, rng.normal(size=(n, d)), rng.integers(k, size=n)


def agrees_with_central_differences_in_every_number(mlp_backward, rng):
    params, X, y = random_network(rng)
    grads = mlp_backward(params, mlp.forward(params, X), y)

    def measure(moved):
        Z, _, logits = mlp.scores(moved, X)
        return gradient_check.Measured(cross_entropy.mean_loss(logits, y), Z > 0)

    for name in ("b2", "W2", "b1", "W1"):  # the way back meets them in this order
        for index in np.ndindex(params[name].shape):
            measured = gradient_check.slope_at(measure, params, name, index)
            if measured is None:
                continue
            given = float(grads[name][index])
            error = gradient_check.relative_error(given, measured)
            place = ", ".join(map(str, index))
            assert error < gradient_check.LIMIT, (
                f"the gradient of {name}[{place}] is given as {given:.6g}, but the loss changes by "
                f"{measured:.6g} per unit (measured with h = {gradient_check.H:g}; relative error "
                f"{error:.0e})"
            )


def a_batch_that_holds_everything_twice_has_the_same_mean(mlp_backward, rng):
    params, X, y = random_network(rng)
    once = mlp_backward(params, mlp.forward(params, X), y)
    twice = mlp_backward(params, mlp.forward(params, np.vstack([X, X])), np.concatenate([y, y]))
    for name, grad in once.items():
        assert np.allclose(grad, twice[name]), (
            f"the gradient of {name} changed when every row came twice; the mean loss does not"
        )


def a_unit_that_is_off_for_every_row_gets_nothing(mlp_backward, rng):
    params, X, y = random_network(rng)
    params["b1"][0] = -1000.0
    grads = mlp_backward(params, mlp.forward(params, X), y)
    told = np.abs(grads["W1"][:, 0]).sum() + abs(grads["b1"][0])
    assert told == 0.0, "hidden unit 0 was off for every row, yet its weights have a gradient"


def torch_gradients(params, cache, y):
    """Return what torch's autograd makes of the same network."""
    import torch

    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    H = torch.relu(torch.tensor(cache["X"]) @ tensors["W1"] + tensors["b1"])
    logits = H @ tensors["W2"] + tensors["b2"]
    torch.nn.functional.cross_entropy(logits, torch.tensor(y)).backward()
    return {name: tensor.grad.numpy() for name, tensor in tensors.items()}
