"""The cosine with warm-up, against torch's schedulers."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml.schedules import cosine_lr, noam_lr


def test_it_is_torchs_linear_warmup_followed_by_its_cosine():
    peak, warmup, total, floor = 0.3, 7, 60, 0.02
    weight = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([weight], lr=peak)
    up = torch.optim.lr_scheduler.LinearLR(optimizer, 1 / (warmup + 1), 1.0, warmup)
    down = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, total - warmup, floor)
    theirs = torch.optim.lr_scheduler.SequentialLR(optimizer, [up, down], [warmup])
    for step in range(total + 1):
        ours = cosine_lr(step, peak, warmup, total, floor)
        assert ours == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-9), step
        optimizer.step()
        theirs.step()


@given(st.integers(0, 50), st.integers(1, 50), st.floats(0.01, 1.0), st.floats(0.0, 0.01))
def test_it_rises_to_the_peak_then_falls_to_the_floor_and_stays(warmup, more, peak, floor):
    total = warmup + more
    lrs = np.array([cosine_lr(s, peak, warmup, total, floor) for s in range(total + 20)])
    assert lrs[warmup] == pytest.approx(peak)
    assert (np.diff(lrs[: warmup + 1]) > 0).all()
    assert (np.diff(lrs[warmup:]) <= 1e-15).all()
    assert (lrs[total:] == floor).all()
    assert (lrs > 0).all() or floor == 0.0


@pytest.mark.parametrize("d_model", [256, 512, 1024])
def test_the_transformers_schedule_is_a_line_and_then_an_inverse_root(d_model):
    peak = (d_model * 4000) ** -0.5
    for step in (1, 10, 2000, 3999):
        assert noam_lr(step, d_model, 4000) == pytest.approx(peak * step / 4000)
    for step in (4000, 4001, 50_000):
        assert noam_lr(step, d_model, 4000) == pytest.approx(peak * (4000 / step) ** 0.5)
