"""Properties that any right answer has. A law names the function it is about, and gets it."""

import numpy as np

BETAS = (0.9, 0.999, 1e-8)


def at_rest(shape):
    return np.zeros(shape), np.zeros(shape), 0


def moves(adam_step, slopes, lr=0.1, eps=1e-8):
    """Return each step's move, from weights at 0. slopes (n, d) -> (n, d)."""
    w, state, made = np.zeros(slopes.shape[1:]), at_rest(slopes.shape[1:]), []
    for grad in slopes:
        after, state = adam_step(w, grad.copy(), state, lr, 0.9, 0.999, eps)
        made.append(after - w)
        w = after
    return np.array(made)


def leaves_its_arguments_alone(adam_step, rng):
    w, grad, m = rng.normal(size=(3, 4))
    v = rng.random(4)
    kept = [x.copy() for x in (w, grad, m, v)]
    adam_step(w, grad, (m, v, 3), 0.1, *BETAS)
    for name, x, before in zip(("w", "grad", "m", "v"), (w, grad, m, v), kept, strict=True):
        assert (x == before).all(), f"`{name}` changed under the caller's feet"


def counts_its_steps(adam_step, rng):
    _, (_, _, t) = adam_step(rng.normal(size=2), rng.normal(size=2), at_rest(2), 0.1, *BETAS)
    assert t == 1, f"after the first step the state should count 1 step, not {t}"


def takes_a_first_step_of_lr(adam_step, rng):
    grad = rng.choice([-1.0, 1.0], 3) * rng.uniform(0.1, 50.0, 3)
    lr = rng.uniform(0.01, 1.0)
    (move,) = moves(adam_step, grad[None], lr)
    assert np.allclose(move, -lr * np.sign(grad), rtol=1e-6), (
        "the first step should be lr in every coordinate, against the slope"
    )


def does_not_care_for_the_scale_of_the_slope(adam_step, rng):
    slopes = rng.normal(size=(6, 3))
    plain = moves(adam_step, slopes, eps=1e-12)
    scaled = moves(adam_step, 1000.0 * slopes, eps=1e-12)
    assert np.allclose(plain, scaled, rtol=1e-6, atol=1e-9), (
        "slopes a thousand times as large should give the same steps"
    )


def walks_at_lr_while_the_slope_stays_the_same(adam_step, rng):
    slope = rng.uniform(0.5, 5.0, 2)
    made = moves(adam_step, np.tile(slope, (30, 1)), 0.05)
    assert np.allclose(made, -0.05, rtol=1e-6), "with one slope for ever, every step should be lr"


def stays_where_there_is_no_slope(adam_step, rng):
    w = rng.normal(size=3)
    after, _ = adam_step(w, np.zeros(3), at_rest(3), 0.1, *BETAS)
    assert (after == w).all(), "no slope and no memory of one: nothing should move"


def leaves_the_weights_of_its_caller_alone(adamw_step, rng):
    w, grad = rng.normal(size=(2, 4))
    before = w.copy()
    adamw_step(w, grad, at_rest(4), 0.1, *BETAS, 0.1)
    assert (w == before).all(), "`w` changed under the caller's feet"


def shrinks_by_lr_times_decay_where_there_is_no_slope(adamw_step, rng):
    w, lr, decay = rng.normal(size=3), rng.uniform(0.01, 0.5), rng.uniform(0.01, 0.5)
    after, _ = adamw_step(w, np.zeros(3), at_rest(3), lr, *BETAS, decay)
    assert np.allclose(after, (1.0 - lr * decay) * w), (
        "with no slope, only the share lr * decay of the weights should go"
    )


def keeps_the_weights_out_of_its_means(adamw_step, rng):
    grad, near, far = rng.normal(size=3), rng.normal(size=3), 100.0 * rng.normal(size=3)
    states = [adamw_step(w, grad, at_rest(3), 0.1, *BETAS, 0.1)[1] for w in (near, far)]
    assert np.allclose(states[0][0], states[1][0]), "m should know the slope of the loss alone"
    assert np.allclose(states[0][1], states[1][1]), "v should know the slope of the loss alone"


def adam_in_torch(w, grad, state, lr, beta1, beta2, eps):
    return adamw_in_torch(w, grad, state, lr, beta1, beta2, eps, 0.0)


def adamw_in_torch(w, grad, state, lr, beta1, beta2, eps, decay):
    import torch
    from torch.optim.adamw import adamw  # the rule alone: an optimizer object takes a second more

    m, v, t = state
    weights, mean, square = torch.tensor(w), torch.tensor(m), torch.tensor(v)
    adamw(
        [weights],
        [torch.tensor(grad)],
        [mean],
        [square],
        [],
        [torch.tensor(float(t))],
        foreach=False,
        amsgrad=False,
        beta1=beta1,
        beta2=beta2,
        lr=lr,
        weight_decay=decay,
        eps=eps,
        maximize=False,
    )
    return weights.numpy(), (mean.numpy(), square.numpy(), t + 1)
