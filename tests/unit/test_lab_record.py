"""The recorder: a stranger's training loop writes a ledger and the tensors of its steps."""

import json
import os
import signal
import warnings

import numpy as np
import pytest
import torch
from planted import CLASSES, N_STEPS, Net, side, train
from safetensors.numpy import load_file
from torch import nn

from tutor.engine.ledger import read
from tutor.lab import record
from tutor.lab.recording.companion import NoTensors, RecordedSide, folder_of
from tutor.lab.tracing.differing import walk
from tutor.lab.tracing.from_ledger import LedgerSide, side_of

STAGES = ["start", "batch", "forward", "loss", "gradient", "update"]


def names(recorded, step, stage):
    return [entry.name for entry in recorded.entries(step) if entry.stage == stage]


def loop(path, model, steps=N_STEPS, optimizer=None, rows=4, **options):
    """A loop over a model of four inputs."""
    with record(path, model, optimizer, **options) as run:
        for step in range(steps):
            x = torch.full((rows, 4), 0.5 + step)
            output = model(x)
            loss = (output[0] if isinstance(output, tuple) else output).square().mean()
            model.zero_grad()
            loss.backward()
            if optimizer is not None:
                optimizer.step()
            run.step(loss=loss)
    return side(path)


def test_every_tensor_of_a_step_is_named_in_the_order_of_execution(tmp_path):
    recorded = train(tmp_path / "mine.jsonl")
    stages = [entry.stage for entry in recorded.entries(0)]
    assert [stage for i, stage in enumerate(stages) if stage not in stages[:i]] == STAGES
    assert names(recorded, 0, "batch") == ["batch[0]", "batch[1]"]
    layers = ["fc1", "norm", "act", "fc2", "model"]
    assert names(recorded, 0, "forward") == [f"forward.{layer}" for layer in layers]
    weights = ["fc1.weight", "fc1.bias", "norm.weight", "norm.bias", "fc2.weight", "fc2.bias"]
    assert names(recorded, 0, "gradient") == [f"grad.{name}" for name in weights]
    updated = names(recorded, 1, "update")
    assert updated[:6] == [f"param.{name}" for name in weights]
    assert "optimizer.fc1.weight.exp_avg_sq" in updated


def test_the_tensors_are_those_that_torch_computed(tmp_path):
    recorded = train(tmp_path / "mine.jsonl")
    torch.manual_seed(0)
    model = Net(nn.LayerNorm(64), "none")
    x = torch.from_numpy(recorded.tensor(0, "batch[0]").bits)
    y = torch.from_numpy(recorded.tensor(0, "batch[1]").bits)
    hidden = model.fc1(x)
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    assert np.array_equal(recorded.tensor(0, "forward.fc1").bits, hidden.detach().numpy())
    assert np.array_equal(recorded.tensor(0, "loss").bits, loss.detach().numpy())
    grad = recorded.tensor(0, "grad.fc2.weight").bits
    assert np.array_equal(grad, model.fc2.weight.grad.numpy())
    before = recorded.tensor(0, "start.fc1.weight").bits
    assert np.array_equal(before, model.fc1.weight.detach().numpy())
    assert not np.array_equal(before, recorded.tensor(0, "param.fc1.weight").bits)


def test_recording_changes_no_bit_of_the_run(tmp_path):
    train(tmp_path / "mine.jsonl", steps=5)
    torch.manual_seed(0)
    model = Net(nn.LayerNorm(64), "none")
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
    generator, losses = torch.Generator().manual_seed(1), []
    for _ in range(5):
        x = torch.randn(32, 16, generator=generator)
        y = torch.randint(0, CLASSES, (32,), generator=generator)
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert [row[0] for row in read(tmp_path / "mine.jsonl").rows] == losses


def test_the_ledger_is_whole_its_chain_holds_and_it_says_what_was_run(tmp_path):
    train(tmp_path / "mine.jsonl", params={"corpus": "a.txt"})
    ledger = read(tmp_path / "mine.jsonl")
    assert ledger.altered is None
    assert ledger.columns == ["loss"]
    receipt = ledger.receipt
    assert (receipt.steps, receipt.seed, receipt.stopped) == (N_STEPS, 0, None)
    given = {"optimizer": "AdamW", "lr": 1e-3, "weight_decay": 0.01, "corpus": "a.txt"}
    assert given.items() <= dict(receipt.params).items()
    assert receipt.facts["torch"] == torch.__version__
    assert receipt.facts["dtype"] == "float32"


def test_full_tensors_are_kept_for_the_first_steps_powers_of_two_and_those_asked_for(tmp_path):
    recorded = train(tmp_path / "mine.jsonl", steps=20, keep=(11,))
    files = sorted(folder_of(tmp_path / "mine.jsonl").glob("*.safetensors"))
    assert [int(file.stem[-6:]) for file in files] == [0, 1, 2, 4, 8, 11, 16]
    assert recorded.tensor(5, "loss") is None
    assert len(recorded.entries(5)) == len(recorded.entries(4))


def test_with_every_the_tensors_of_most_steps_are_not_looked_at_and_the_numbers_are(tmp_path):
    recorded = train(tmp_path / "mine.jsonl", steps=12, every=5)
    ledger = read(tmp_path / "mine.jsonl")
    assert len(ledger.rows) == 12
    looked = [step for step in range(12) if recorded.entries(step)]
    assert looked == [0, 1, 2, 4, 5, 8, 10]
    assert [step for step, state in enumerate(ledger.states) if state] == looked
    found, said = side_of(tmp_path / "mine.jsonl", ledger, "A")
    assert (type(found), said) == (RecordedSide, "")
    assert walk(recorded, train(tmp_path / "b.jsonl", steps=12)).steps == 12


def test_a_run_is_compared_with_itself_to_the_last_digest(tmp_path):
    a, b = train(tmp_path / "a.jsonl", steps=6), train(tmp_path / "b.jsonl", steps=6)
    walked = walk(a, b)
    assert (walked.steps, walked.divergence, walked.ended) == (6, None, "")


def test_what_the_budget_leaves_out_is_said_and_its_digests_stay(tmp_path, capsys):
    recorded = train(tmp_path / "mine.jsonl", budget=20_000)
    assert "the budget for tensors is used up: from step 0 on" in capsys.readouterr().err
    kept = load_file(folder_of(tmp_path / "mine.jsonl") / "step-000000.safetensors")
    assert 0 < sum(array.nbytes for array in kept.values()) <= 20_000
    assert len(recorded.entries(2)) > len(kept)


def test_a_script_that_raises_leaves_its_ledger_and_says_why_it_stopped(tmp_path):
    def script():
        with record(tmp_path / "mine.jsonl", nn.Linear(4, 2)) as run:
            run.step(loss=1.0)
            run.step(loss=0.5)
            raise ZeroDivisionError("division by zero")

    with pytest.raises(ZeroDivisionError):
        script()
    receipt = read(tmp_path / "mine.jsonl").receipt
    assert receipt.steps == 2
    assert receipt.stopped.step == 2
    assert "ZeroDivisionError: division by zero" in receipt.stopped.reason


@pytest.mark.parametrize("after", [0, 1, 7])
def test_a_script_that_is_killed_leaves_the_ledger_up_to_then(tmp_path, after):
    path = tmp_path / "mine.jsonl"
    child = os.fork()
    if child == 0:
        run = record(path, nn.Linear(4, 2))
        for step in range(after):
            run.step(loss=float(step))
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    ledger = read(path)
    assert [row[0] for row in ledger.rows] == list(range(after))
    assert ledger.altered is None
    assert len(side(path)) == after


def test_the_torn_rest_of_a_line_is_left_out_and_a_changed_line_is_noticed(tmp_path):
    path = tmp_path / "mine.jsonl"
    train(path)
    whole = path.read_text()
    path.write_text(whole + '{"step":3,"lo')
    assert len(read(path).rows) == N_STEPS
    lines = whole.splitlines()
    lines[2] = json.dumps({**json.loads(lines[2]), "loss": "0x1p+0"})
    path.write_text("\n".join(lines) + "\n")
    assert read(path).altered == 3


def test_a_module_that_is_called_again_is_numbered_and_an_evaluation_is_not_seen(tmp_path):
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(4, 4)

        def forward(self, x):
            return self.layer(self.layer(x))

    model = Twice()
    with record(tmp_path / "mine.jsonl", model) as run:
        with torch.no_grad():
            model(torch.ones(9, 4))
        model(torch.ones(2, 4)).sum().backward()
        run.step(loss=0.0)
    recorded = side(tmp_path / "mine.jsonl")
    assert names(recorded, 0, "forward") == ["forward.layer", "forward.layer#2", "forward.model"]
    assert names(recorded, 0, "batch") == ["batch[0]"]
    assert recorded.entries(0)[2].shape == (2, 4)


def test_outputs_in_tuples_and_dicts_have_a_name_each(tmp_path):
    class Many(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = nn.LSTM(4, 3, batch_first=True)

        def forward(self, x):
            outputs, (hidden, _) = self.lstm(x[:, None])
            return {"outputs": outputs, "hidden": hidden}

    model = Many()
    with record(tmp_path / "mine.jsonl", model) as run:
        model(torch.ones(2, 4))["hidden"].sum().backward()
        run.step(loss=0.0)
    assert names(side(tmp_path / "mine.jsonl"), 0, "forward") == [
        "forward.lstm[0]",
        "forward.lstm[1][0]",
        "forward.lstm[1][1]",
        "forward.model.outputs",
        "forward.model.hidden",
    ]


def test_each_rank_writes_a_file_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(torch.distributed, "is_initialized", lambda: True)
    for rank, name in ((0, "mine.jsonl"), (3, "mine.rank3.jsonl")):
        monkeypatch.setattr(torch.distributed, "get_rank", lambda rank=rank: rank)
        with record(tmp_path / "mine.jsonl", nn.Linear(4, 2)) as run:
            run.step(loss=float(rank))
        assert read(tmp_path / name).rows == [[float(rank)]]


def test_a_wrapped_model_has_the_names_of_the_plain_one(tmp_path):
    model = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
    plain = loop(tmp_path / "plain.jsonl", model)
    wrapped = loop(tmp_path / "wrapped.jsonl", nn.DataParallel(model))
    assert walk(plain, wrapped).steps == N_STEPS
    listed = [[entry.name for entry in side.entries(1)] for side in (plain, wrapped)]
    assert listed[0] == listed[1]


def test_without_an_optimizer_the_gradients_are_those_at_the_end_of_the_step(tmp_path):
    model = nn.Linear(4, 2)
    recorded = loop(tmp_path / "mine.jsonl", model)
    assert names(recorded, 0, "gradient") == ["grad.weight", "grad.bias"]
    last = recorded.tensor(N_STEPS - 1, "grad.weight").bits
    assert np.array_equal(last, model.weight.grad.numpy())


def test_gradients_are_those_the_optimizer_used_though_they_are_cleared_afterwards(tmp_path):
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    before = model.weight.detach().clone()
    with record(tmp_path / "mine.jsonl", model, optimizer) as run:
        model(torch.ones(1, 4)).sum().backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        run.step(loss=0.0)
    recorded = side(tmp_path / "mine.jsonl")
    assert (recorded.tensor(0, "grad.weight").bits == 1.0).all()
    after = torch.from_numpy(recorded.tensor(0, "param.weight").bits)
    assert torch.equal(after, before - 0.5)


def test_bfloat16_is_kept_bit_for_bit(tmp_path):
    model = nn.Linear(4, 2).to(torch.bfloat16)
    with record(tmp_path / "mine.jsonl", model) as run:
        output = model(torch.ones(3, 4, dtype=torch.bfloat16))
        output.sum().backward()
        run.step(loss=output.sum())
    found = side(tmp_path / "mine.jsonl").tensor(0, "forward.model")
    assert found.dtype == "bfloat16"
    assert np.array_equal(found.values, output.detach().float().numpy())


@pytest.mark.parametrize("inside", [False, True])
def test_of_a_compiled_model_the_inside_is_not_seen_and_that_is_said(tmp_path, inside):
    model = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 2))
    plain = loop(tmp_path / "plain.jsonl", model)
    if inside:
        model.compile(backend="eager")
        compiled = model
    else:
        compiled = torch.compile(model, backend="eager")
    recorded = loop(tmp_path / "mine.jsonl", compiled)
    assert names(recorded, 0, "forward") == ["forward.model"]
    assert "compiled" in recorded.notes[0]
    for name in ("forward.model", "grad.0.weight", "param.2.bias", "loss"):
        digests = {e.name: e.digest for e in plain.entries(1)}
        assert {e.name: e.digest for e in recorded.entries(1)}[name] == digests[name], name


def test_a_full_disk_ends_the_recording_and_not_the_run(tmp_path, monkeypatch):
    import errno

    from tutor.lab.recording import growing

    model, done, write = nn.Linear(4, 2), 0, os.write

    def full(file, data):
        if len(data) > 40:
            return write(file, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    with record(tmp_path / "mine.jsonl", model) as run:
        run.step(loss=1.0)
        monkeypatch.setattr(growing.os, "write", full)
        with pytest.warns(RuntimeWarning, match="ends before step 1: No space left"):
            run.step(loss=2.0)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for _ in range(3):
                run.step(loss=3.0)
                done += 1
    assert done == 3
    assert [row[0] for row in read(tmp_path / "mine.jsonl").rows] == [1.0]
    assert (tmp_path / "mine.jsonl").read_bytes().endswith(b"}\n")


def test_a_file_that_is_no_ledger_is_not_written_over_and_an_older_ledger_is(tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ada,")
    with pytest.raises(FileExistsError, match="was left as it is"):
        record(letter, nn.Linear(4, 2))
    assert letter.read_text() == "Dear Ada,"
    assert not folder_of(letter).exists()
    train(tmp_path / "mine.jsonl", steps=5)
    assert len(train(tmp_path / "mine.jsonl", steps=2)) == 2
    assert read(tmp_path / "mine.jsonl").receipt.steps == 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda run: run.step(loss=torch.ones(3)), "expected one number"),
        (lambda run: run.step(loss=1.0, state=2.0), "have their own 'state'"),
        (lambda run: (run.step(loss=1.0), run.step(loss=1.0, lr=2.0)), "the same numbers in every"),
    ],
)
def test_a_step_that_cannot_be_written_down_says_what_was_expected(tmp_path, call, message):
    with (
        pytest.raises((TypeError, ValueError), match=message),
        record(tmp_path / "mine.jsonl", nn.Linear(4, 2)) as run,
    ):
        call(run)
    read(tmp_path / "mine.jsonl")


def test_what_is_no_model_is_said(tmp_path):
    with pytest.raises(TypeError, match=r"takes a torch\.nn\.Module, not a list"):
        record(tmp_path / "mine.jsonl", [1])
    with pytest.raises(TypeError, match="give the whole number"):
        record(tmp_path / "mine.jsonl", nn.Linear(1, 1), seed="0")


def test_tensors_of_another_recording_are_left_out(tmp_path):
    train(tmp_path / "mine.jsonl")
    index = folder_of(tmp_path / "mine.jsonl") / "tensors.jsonl"
    index.write_text(index.read_text().replace('"forward.fc1"', '"forward.fc9"', 1))
    ledger = read(tmp_path / "mine.jsonl")
    found, said = side_of(tmp_path / "mine.jsonl", ledger, "A")
    assert isinstance(found, LedgerSide)
    assert "is not of this recording from step 0 on" in said


def test_what_is_no_companion_is_refused_in_one_line(tmp_path):
    train(tmp_path / "mine.jsonl")
    receipt = read(tmp_path / "mine.jsonl").receipt
    folder = folder_of(tmp_path / "mine.jsonl")
    step = folder / "step-000000.safetensors"
    step.write_bytes(step.read_bytes()[:50])
    with pytest.raises(NoTensors, match="cannot be read"):
        side(tmp_path / "mine.jsonl").tensor(0, "loss")
    for text in ("", "hello\n", json.dumps({"format": "other"}) + "\n"):
        (folder / "tensors.jsonl").write_text(text)
        if text:
            with pytest.raises(NoTensors, match="line 1"):
                RecordedSide(tmp_path / "mine.jsonl", receipt, "A")
    (folder / "tensors.jsonl").write_text('{"format":"mlpath-tutor tensors 1"}\n{"step":0}\n')
    with pytest.raises(NoTensors, match="expected the tensors of step 0"):
        RecordedSide(tmp_path / "mine.jsonl", receipt, "A")
