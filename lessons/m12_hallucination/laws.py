"""Properties that any right answer has. A law names the function it is about, and gets it."""

import numpy as np


def is_the_unseen_share_within_four_sigma(missing_mass, rng):
    n_kinds, n = 500, 2000
    p = rng.dirichlet(np.full(n_kinds, 0.3))
    counts = rng.multinomial(n, p)
    unseen = p[counts == 0].sum()
    # N1 / N differs from the missing mass by a few times 1 / sqrt(N)
    assert abs(missing_mass(counts) - unseen) < 4 / np.sqrt(n), (
        f"{unseen:.3f} of the next draws would be new; the estimate says {missing_mass(counts):.3f}"
    )


def kinds_that_never_came_change_nothing(missing_mass, rng):
    counts = rng.integers(0, 4, 30) + np.eye(30, dtype=int)[0]
    more = np.append(counts, np.zeros(20, int))
    assert missing_mass(more) == missing_mass(counts), (
        "kinds with a count of 0 are not known to exist; they should not change the estimate"
    )


def leaves_the_counts_alone(missing_mass, rng):
    counts = rng.integers(0, 4, 20)
    before = counts.copy()
    missing_mass(counts)
    assert (counts == before).all(), "`counts` changed under the caller's feet"


def is_the_definition(calibration_error, rng):
    n, bins = int(rng.integers(1, 60)), int(rng.integers(1, 15))
    p, correct = rng.random(n), rng.random(n) < 0.5
    error = 0.0
    for m in range(bins):
        inside = [i for i in range(n) if int(p[i] * bins) == m]
        right, sure = sum(bool(correct[i]) for i in inside), sum(float(p[i]) for i in inside)
        error += abs(right - sure) / n
    got = calibration_error(p.copy(), correct.copy(), bins)
    assert np.isclose(got, error), f"{bins} bins of {n} answers give {error:.4f}, not {got:.4f}"


def certain_and_right_is_perfect(calibration_error, rng):
    correct = rng.random(20) < 0.5
    error = calibration_error(correct.astype(float), correct.copy(), 10)
    assert error == 0.0, "sure of every right answer, at 0 for every wrong one: the error is 0"


def one_bin_compares_two_means(calibration_error, rng):
    p, correct = rng.random(30), rng.random(30) < 0.7
    wanted = abs(correct.mean() - p.mean())
    assert np.isclose(calibration_error(p.copy(), correct.copy(), 1), wanted), (
        "with a single bin, the error is the distance of mean confidence and share right"
    )


def the_order_of_the_answers_does_not_matter(calibration_error, rng):
    p, correct = rng.random(40), rng.random(40) < 0.5
    shuffled = rng.permutation(40)
    there = calibration_error(p.copy(), correct.copy(), 7)
    back = calibration_error(p[shuffled], correct[shuffled], 7)
    assert np.isclose(there, back), "the same answers in another order should give the same error"


def at_the_threshold_answering_is_worth_nothing(best_threshold, rng):
    penalty = float(rng.uniform(0.0, 6.0))
    t = best_threshold(penalty)
    assert 0.0 <= t <= 1.0, f"a threshold is a probability; {t} is none"
    worth = t - penalty * (1 - t)
    assert abs(worth) < 1e-9, (
        f"with a penalty of {penalty:.2f} an answer that is right with p = {t:.3f} is worth "
        f"{worth:+.3f} on average; at the threshold it should be worth what silence is: 0"
    )


def a_harder_examiner_asks_for_more(best_threshold, rng):
    mild, hard = np.sort(rng.uniform(0.0, 6.0, 2))
    assert best_threshold(mild) < best_threshold(hard), "a higher penalty should ask for more"
