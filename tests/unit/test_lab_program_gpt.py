"""`train gpt`: its run repeats, its sentences say what to do, its panels show what was computed."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from tutor.draw import describe
from tutor.engine.encoding import encode_state
from tutor.engine.panels import Curve, Heat, Table, Text
from tutor.engine.run import Run
from tutor.engine.soundness import check as check_soundness
from tutor.engine.source import load
from tutor.lab import programs
from tutor.lab.programs import gpt, gpt_view
from tutor.lab.programs.gpt import TrainGPT
from tutor.ml import devices
from tutor.ml.batches import spread_windows
from tutor.ml.gpt_sampling import generate
from tutor.ml.gpt_training import train_step
from tutor.ml.training_text import UnusableText

WORDS = " ".join(f"{n} and {n} make {n + n}.\n" for n in range(400))
TINY = {
    "n_layers": 2, "n_heads": 2, "width": 16, "context": 16, "batch": 8, "every": 5, "lr": 1e-2,
    "warmup": 3, "val_symbols": 256, "sample_symbols": 12, "device": "cpu",
}  # fmt: skip


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    path = tmp_path_factory.mktemp("text") / "sums.txt"
    path.write_text(WORDS, encoding="utf-8")
    return str(path)


def run(text, steps=0, **values):
    made = Run(TrainGPT, 0, {**TINY, "corpus": text, **values})
    made.advance(steps)
    return made


def cannot(text, match, **values):
    with pytest.raises(ValueError, match=match):
        run(text, **values)


def test_it_is_found_by_its_name_and_loaded_like_a_lesson():
    assert programs.names() == ["gpt"]
    source = programs.program("gpt")
    assert programs.program(source.lesson) == source
    assert load(source).__name__ == "TrainGPT"
    assert programs.summary("gpt").startswith("Train a GPT from scratch")
    with pytest.raises(programs.UnknownProgram, match="no program 'gtp': there are gpt"):
        programs.program("gtp")


def test_the_defaults_are_the_benchmarks_configuration():
    values = {name: p.default for name, p in TrainGPT.parameters().items()}
    assert [values[n] for n in ("n_layers", "n_heads", "width", "context", "batch")] == [
        4, 4, 128, 64, 12,
    ]  # fmt: skip


def test_a_run_repeats_bit_for_bit_from_every_step(text):
    values = {**TINY, "corpus": text, "every": 2, "dropout": 0.2, "grad_accumulation": 2}
    check_soundness(TrainGPT, values, steps=5)


def test_it_learns_its_text_past_the_counts(text):
    made = run(text, 201, every=50)
    first, last = made.records["val"][0], made.records["val"][-1]
    assert first == pytest.approx(math.log(made.simulation.model.shape.vocabulary), abs=0.1)
    lines = next(iter(made.simulation.view(made.trace))).series
    assert last < lines["bigram"].y[0] < lines["unigram"].y[0] < first


def test_half_the_batch_twice_makes_the_same_run(text):
    whole, halves = run(text, 12), run(text, 12, batch=4, grad_accumulation=2)
    for name in ("loss", "val"):
        np.testing.assert_allclose(halves.records[name], whole.records[name], rtol=1e-5)


def test_values_may_change_on_the_way_and_others_shape_the_first_state(text):
    made = run(text, 3)
    made.edit("batch", 4)
    made.edit("grad_accumulation", 2)
    made.edit("weight_decay", 0.5)
    made.edit("grad_clip", 0.0)
    made.edit("temperature", 2.0)
    assert made.advance(5) == 5
    assert made.simulation.optimizer.param_groups[0]["weight_decay"] == 0.5
    assert made.simulation.optimizer.param_groups[1]["weight_decay"] == 0.0
    with pytest.raises(ValueError, match="takes a new run"):
        made.edit("width", 32)


def test_a_step_counts_its_symbols_and_operations(text):
    made = run(text, 3, grad_accumulation=2)
    simulation = made.simulation
    assert simulation.symbols_per_step() == 2 * 8 * 16
    assert made.records["symbols"].tolist() == [256, 512, 768]
    assert simulation.flops_per_step() == 256 * simulation.model.shape.flops_per_token


# What is no state


def test_the_text_and_the_compiled_form_are_no_state(text, monkeypatch):
    monkeypatch.setattr(torch, "compile", lambda model: torch.nn.Sequential(model))
    monkeypatch.setattr(devices, "why_no_compiling", lambda device: "")
    plain, compiled = run(text, 6), run(text, 6, compile=True)
    inputs = frozenset(plain.values) | {"seed"}
    states = [encode_state(made.simulation, inputs) for made in (plain, compiled)]
    assert states[0] == states[1]
    assert len(states[0]) < 40 * plain.simulation.model.shape.n_parameters


def test_a_form_is_made_anew_for_another_model_and_kept_for_the_same(text, monkeypatch):
    made = []
    monkeypatch.setattr(torch, "compile", lambda model: made.append(model) or model)
    monkeypatch.setattr(devices, "why_no_compiling", lambda device: "")
    training = run(text, 4, compile=True)
    assert len(made) == 1
    training.seek(1)  # a copy of the model takes its place
    training.advance(3)
    assert len(made) == 2


def test_a_run_taken_up_on_another_text_stops_with_a_sentence(text, tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text(WORDS.upper(), encoding="utf-8")
    made = Run(TrainGPT, 0, {**TINY, "corpus": str(path)}, keyframe_budget=0)
    made.advance(2)
    path.write_text(WORDS[::-1], encoding="utf-8")
    assert made.advance(1) == 1  # what was read is in use
    run(text)  # another text takes its place
    assert made.advance(1) == 0
    assert made.stopped.reason == (
        f"{path} is not the text that this run began with: put the old one back, or begin a new run"
    )


# What cannot be done


def test_a_text_that_cannot_be_used_is_refused_in_one_line(tmp_path):
    with pytest.raises(UnusableText, match="it cannot be read: No such file or directory"):
        run(str(tmp_path / "none.txt"))
    (tmp_path / "latin.txt").write_bytes("Größe".encode("latin-1") * 20)
    with pytest.raises(UnusableText, match="no character has byte 0xf6 at offset 2;"):
        run(str(tmp_path / "latin.txt"))


def test_what_the_machine_has_not_is_refused_before_the_first_step(text, monkeypatch):
    monkeypatch.setattr(devices, "why_no_compiling", lambda device: "there is no compiler")
    cannot(text, "compile cannot be on: there is no compiler", compile=True)
    cannot(text, "2 heads|3 heads cannot share a width of 16 equally", n_heads=3)
    cannot(text, "prompt cannot be 'Ω': 'Ω' is not among the text's", prompt="Ω")
    monkeypatch.setattr(devices, "room", lambda device: 10_000)
    cannot(
        text, r"\d+ parameters take 0.0 GB .* more than there is on the CPU; give a smaller width"
    )


@pytest.fixture
def full_once(monkeypatch):
    """Make the next step of the optimizer want more memory than there is, as torch says it."""

    def step(*arguments, **options):
        monkeypatch.setattr(gpt, "train_step", train_step)
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")

    return lambda: monkeypatch.setattr(gpt, "train_step", step)


def test_want_of_memory_names_the_batch_that_would_fit_and_how_to_go_on(text, full_once):
    made, whole = run(text, 3), run(text, 7)
    full_once()
    made.advance(1)
    assert made.stopped.step == 3
    assert made.stopped.reason == (
        "the CPU ran out of memory at batch = 8: batch = 4 with grad_accumulation = 2 needs about "
        "50% of it and takes the same steps. Resume from the last checkpoint with these two"
    )
    made.seek(2)  # what was computed stands: it goes on with what was advised
    made.edit("batch", 4)
    made.edit("grad_accumulation", 2)
    assert made.advance(5) == 5
    np.testing.assert_allclose(made.records["loss"], whole.records["loss"], rtol=1e-5)


def test_want_of_memory_at_the_smallest_batch_asks_for_a_smaller_model(text, full_once):
    made = run(text, 1, batch=1)
    full_once()
    made.advance(1)
    assert "begin again with a smaller context, width or n_layers" in made.stopped.reason


def test_a_run_that_diverges_says_why(text):
    # each step multiplies the matrices by 1 - lr · weight_decay = -9
    made = run(text, 60, lr=1.0, warmup=0, grad_clip=0.0, weight_decay=10.0)
    assert "the weights became too large to compute with" in made.stopped.reason
    assert "set grad_clip to 1" in made.stopped.reason


# What is to be seen


@pytest.fixture(scope="module")
def panels(text):
    made = run(text, 26)
    return made, list(made.simulation.view(made.trace))


def test_every_panel_can_be_described(panels):
    kinds = [type(panel) for panel in panels[1]]
    assert kinds == [Curve, Text, Heat, Curve, Table]
    assert all(describe(panel) for panel in panels[1])


def test_counting_is_scored_on_the_symbols_that_the_model_is_scored_on(panels):
    made, shown = panels
    text = gpt.TEXTS.again(made.simulation.text_digest, *made.simulation._asked())
    answers = spread_windows(text.validation, 16, 256 // 16)[1]
    n, V = np.bincount(text.train), text.tokenizer.size
    # Witten-Bell of order 0: p(c) = (n(c) + t / V) / (N + t), t the different symbols seen
    t = np.count_nonzero(n)
    p = (np.pad(n, (0, V - len(n))) + t / V) / (n.sum() + t)
    assert shown[0].series["unigram"].y[0] == pytest.approx(-np.log(p[answers]).mean(), rel=1e-12)


def test_samples_are_what_the_model_wrote_the_newest_in_full(panels):
    made, shown = panels
    lines = shown[1].text.splitlines()
    assert [line.split(":")[0] for line in lines] == ["25", "20", "10", "5", "0"]
    before = run(made.values["corpus"], 25).simulation  # the last sample is of these weights
    written = generate(before.model, before.start, 12, before.rng("sample"), before.temperature)
    said = gpt.TEXTS.again(before.text_digest, *before._asked()).tokenizer.decode(written)
    assert lines[0] == "25: " + said.strip("\n").replace("\n", "¶")


def test_the_map_is_of_the_layer_and_head_asked_for_and_clipped_to_what_there_is(panels):
    made, shown = panels
    heat = shown[2]
    assert heat.title == "layer 1, head 1: where each symbol looks"
    assert heat.values.shape == (13, 13)
    np.testing.assert_allclose(heat.values.sum(axis=1), 1.0, rtol=1e-5)
    made.simulation.__dict__.update(layer=9, head=9)
    other = list(made.simulation.view(made.trace))[2]
    made.simulation.__dict__.update(layer=1, head=1)
    assert other.title.startswith("layer 2, head 2")
    assert (other.values != heat.values).any()


def test_the_facts_are_counted(panels):
    made, shown = panels
    rows = dict(shown[4].rows)
    n = sum(p.numel() for p in made.simulation.model.parameters())
    assert rows["model"] == f"{n} parameters"
    assert rows["so far"] == f"{26 * 128} symbols"
    assert int(rows["learns from"].split()[0]) + int(rows["held out"].split()[0]) == len(WORDS)
    assert rows["passes"] == f"{26 * 128 / int(rows['learns from'].split()[0]):.2g}"
    assert rows["device"] == devices.choose("cpu").sentence
    rate, source = made.simulation.peak()
    assert rate == devices.matmul_rate(torch.device("cpu"), torch.float32)
    assert rows["at best"] == f"{rate:.3g} FLOP/s, {source}"
    assert rows["text"] == Path(made.values["corpus"]).name


def test_few_samples_are_kept_and_they_are_spread_over_the_run():
    written = {}
    for number in range(100):
        written = gpt_view.thinned(written, number)
        written[number * 50] = np.zeros(1)
    assert [step // 50 for step in written] == [0, 1, 2, 4, 8, 16, 32, 64, 99]


def test_a_text_of_one_line_starts_its_samples_with_its_first_symbol(tmp_path):
    path = tmp_path / "line.txt"
    path.write_text("abc" * 100, encoding="utf-8")
    assert run(str(path)).simulation.start.tolist() == [0]
    assert run(str(path), prompt="cab").simulation.start.tolist() == [2, 0, 1]


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("default")  # torch uses parts of itself that it has deprecated
def test_the_compiled_form_computes_the_same(text):
    plain, compiled = (run(text, 12, n_layers=1, compile=on) for on in (False, True))
    assert compiled.stopped is None
    np.testing.assert_allclose(compiled.records["loss"], plain.records["loss"], atol=1e-5)
