"""Several processes that train one model: the run of one process with the same batch."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tutor.engine.run import Run
from tutor.lab.programs.gpt import TrainGPT
from tutor.ml import ranks

HERE = Path(__file__).parent
TINY = {
    "n_layers": 2, "n_heads": 2, "width": 32, "context": 16, "batch": 8, "grad_accumulation": 2,
    "every": 20, "val_symbols": 256, "sample_symbols": 8, "lr": 3e-3, "warmup": 5,
}  # fmt: skip


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    path = tmp_path_factory.mktemp("text") / "words.txt"
    path.write_text(" ".join(f"{n} is {n * n}." for n in range(600)), encoding="utf-8")
    return str(path)


def together(folder, processes, steps, values):
    """Train in so many processes; return what each told, by rank."""
    command = [
        sys.executable, "-W", "ignore", "-m", "torch.distributed.run", "--standalone",
        "--nproc-per-node", str(processes), str(HERE / "train_together.py"),
        str(folder), str(steps), json.dumps(values),
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1]), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=55, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads((folder / f"{n}.json").read_text()) for n in range(processes)]


def test_two_processes_make_the_run_of_one_with_the_whole_batch(text, tmp_path):
    values = {**TINY, "corpus": text}
    alone = Run(TrainGPT, 0, values)
    alone.advance(50)
    first, second = together(tmp_path, 2, 50, values)
    assert first["stopped"] is None
    assert len(first["rows"]) == 50
    for name, rtol in (("loss", 0.0), ("val", 0.0), ("grad_norm", 1e-6)):
        ours = np.array([row[name] for row in first["rows"]])
        np.testing.assert_allclose(ours, alone.records[name], rtol, atol=1e-6, err_msg=name)
    assert alone.records["loss"][-1] < alone.records["loss"][0] - 1.0
    # both hold the same weights and averages, and told the same losses, bit for bit
    assert first == second


def test_a_batch_that_cannot_be_shared_equally_is_refused(monkeypatch):
    monkeypatch.setattr(ranks, "world", lambda: 3)
    with pytest.raises(ValueError, match="3 processes share it equally, so give a multiple of 3"):
        Run(TrainGPT, 0, {**TINY, "corpus": __file__})
    with pytest.raises(ValueError, match="8 windows cannot be shared equally by 3 processes"):
        ranks.share(np.zeros((8, 4)))


def test_the_processes_share_every_window_and_none_twice(monkeypatch):
    windows = np.arange(24).reshape(6, 4)
    monkeypatch.setattr(ranks, "world", lambda: 3)
    shares = []
    for rank in range(3):
        monkeypatch.setattr(ranks, "rank", lambda rank=rank: rank)
        shares.append(ranks.share(windows))
    assert [len(share) for share in shares] == [2, 2, 2]
    assert (np.concatenate(shares) == windows).all()


def test_each_process_drops_other_numbers(text, monkeypatch):
    losses = []
    for rank in (0, 1):
        monkeypatch.setattr(ranks, "rank", lambda rank=rank: rank)
        run = Run(TrainGPT, 0, {**TINY, "corpus": text, "dropout": 0.2})
        run.advance(1)
        losses.append(run.row(0))
    assert losses[0]["val"] == losses[1]["val"]
    assert losses[0]["loss"] != losses[1]["loss"]


def test_one_process_alone_has_the_whole_batch():
    assert (ranks.world(), ranks.rank()) == (1, 0)
    windows = np.arange(12).reshape(4, 3)
    assert (ranks.share(windows) == windows).all()
