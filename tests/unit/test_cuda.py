"""What only a GPU can show: the same model there, bfloat16, compiling, and memory that runs out."""

import numpy as np
import pytest
import torch

from tutor.engine.run import Run
from tutor.lab.programs.gpt import TrainGPT
from tutor.ml import devices

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")

WORDS = " ".join(f"{n} and {n} make {n + n}.\n" for n in range(400))
SMALL = {
    "n_layers": 2, "n_heads": 2, "width": 64, "context": 32, "batch": 8, "every": 10, "lr": 3e-3,
    "warmup": 3, "val_symbols": 512, "sample_symbols": 12, "device": "cuda",
}  # fmt: skip


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    path = tmp_path_factory.mktemp("text") / "sums.txt"
    path.write_text(WORDS, encoding="utf-8")
    return str(path)


def run(text, steps, **values):
    made = Run(TrainGPT, 0, {**SMALL, "corpus": text, **values})
    made.advance(steps)
    return made


def test_auto_takes_it_and_says_how_much_is_free():
    chosen = devices.choose("auto")
    assert chosen.device.type == "cuda"
    assert "GB free" in chosen.sentence


def test_in_float32_it_makes_the_run_of_the_cpu(text):
    there, here = (run(text, 20, device=d, precision="float32") for d in ("cuda", "cpu"))
    np.testing.assert_allclose(there.records["loss"], here.records["loss"], rtol=1e-3)
    assert there.simulation.model.device.type == "cuda"


def test_auto_is_bfloat16_where_there_is_such_and_learns_as_well(text):
    if not torch.cuda.is_bf16_supported():
        pytest.skip("this device has no bfloat16")
    half, whole = run(text, 60), run(text, 60, precision="float32")
    assert half.records["loss"][-1] != whole.records["loss"][-1]
    assert half.records["loss"][-1] == pytest.approx(whole.records["loss"][-1], abs=0.15)


def test_every_panel_is_drawn_from_weights_on_the_device(text):
    made = run(text, 11)
    assert len(list(made.simulation.view(made.trace))) == 5


def test_memory_that_runs_out_names_the_batch_that_would_fit(text):
    made = run(text, 2)
    made.edit("batch", 4096)
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(0.01)
    try:
        made.advance(1)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert "ran out of memory at batch = 4096: batch = 2048" in made.stopped.reason


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("default")  # torch uses parts of itself that it has deprecated
def test_the_compiled_form_computes_the_same(text):
    compiled = run(text, 10, compile=True, precision="float32")
    plain = run(text, 10, precision="float32")
    assert compiled.stopped is None
    np.testing.assert_allclose(compiled.records["loss"], plain.records["loss"], rtol=1e-3)
