"""The ledger of a run that is not over: appended to, torn, read back as any other."""

import json

import pytest
import simulations

from tutor.engine import chain, detached_job, ledger, running_ledger
from tutor.engine.encoding import encode_state
from tutor.engine.ledger import NoLedger
from tutor.engine.ranks import Alone
from tutor.engine.receipt import Source, receipt_of
from tutor.engine.run import Run
from tutor.engine.run_folder import RunFolder
from tutor.engine.state_digest import state_digest, state_size

SOURCE = Source("drift", "c0de", "drift.py", "Drift")


def job(folder, run, known=None, say=print):
    found = detached_job.Job(RunFolder(folder), run, SOURCE, known, Alone(), 1000.0, say)
    found.begin()
    return found


@pytest.fixture
def written(tmp_path):
    """A run of twelve steps with edits at 0, 5 (twice) and 12, and its ledger."""
    run = Run(simulations.Drift, 3, keyframe_budget=0)
    one = job(tmp_path, run)
    one.edit("mood", "wild")
    one.advance(5)
    one.edit("lr", 0.5)
    one.edit("lr", 0.25)
    one.advance(7)
    one.edit("on", False)
    one.close()
    return run, one.folder.ledger


def test_it_reads_as_the_ledger_that_the_run_would_write_at_its_end(written, tmp_path):
    run, path = written
    ledger.write(tmp_path / "whole.jsonl", run, receipt_of(run, SOURCE))
    assert ledger.read(path) == ledger.read(tmp_path / "whole.jsonl")
    lines = list(ledger.lines_of(ledger.read(path)))
    assert lines == (tmp_path / "whole.jsonl").read_text().splitlines()


def test_the_last_word_on_an_edit_counts_and_one_that_waits_for_its_step_is_known(written):
    _, path = written
    edits = running_ledger.read(path).edits
    assert [(e.step, e.name, e.value) for e in edits] == [
        (0, "mood", "wild"), (5, "lr", 0.25), (12, "on", False),
    ]  # fmt: skip
    assert [e.step for e in ledger.read(path).receipt.edits] == [0, 5]
    assert ledger.read(path).altered is None


def test_a_line_that_is_torn_anywhere_is_left_out_and_all_before_it_are_kept(written):
    _, path = written
    content = path.read_bytes()
    start = content.rindex(b'{"step":11,')
    end = content.index(b"\n", start)
    for cut in range(start, end):
        path.write_bytes(content[:cut])
        found = running_ledger.read(path)
        assert (len(found.rows), found.size, found.altered) == (11, start, None)
    path.write_bytes(content[:end] + b"\n" + b"\0" * 30 + b"\n")
    assert len(running_ledger.read(path).rows) == 12


def test_without_a_whole_first_line_there_is_no_ledger_yet(written):
    _, path = written
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"\n")])
    assert running_ledger.read(path) is None


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (1, lambda line: line["begun"].update(seed=4)),
        (2, lambda line: line["edit"].update(value="calm")),
        (4, lambda line: line.update(loss="0x1p+0")),
        (12, lambda line: line.update(digest="0" * 32)),
    ],
)
def test_a_changed_line_does_not_fit_its_digest_or_that_of_the_next_step(written, number, change):
    _, path = written
    lines = path.read_text().splitlines()
    content = json.loads(lines[number - 1])
    change(content)
    lines[number - 1] = json.dumps(content, separators=(",", ":"))
    path.write_text("\n".join(lines) + "\n")
    found = running_ledger.read(path).altered
    assert found == (number if number != 2 else 3)


def test_a_line_missing_from_the_middle_is_named(written):
    _, path = written
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:4], *lines[5:]]) + "\n")
    with pytest.raises(NoLedger, match="line 5: expected the record of step 2"):
        running_ledger.read(path)


def test_on_an_accelerator_lines_that_come_out_differently_are_moved_away(written, monkeypatch):
    _, path = written
    known = running_ledger.read(path)
    known.digests[8:] = ["0" * 32] * 4  # as if the GPU had summed in another order
    again = Run(simulations.Drift, 3, edits=known.edits, keyframe_budget=0)
    said = []
    one = job(path.parent, again, known, said.append)
    with pytest.raises(detached_job.Departed, match="step 8 came out differently"):
        one.advance(10)
    before = path.read_bytes()
    monkeypatch.setattr(detached_job, "on_accelerator", lambda simulation: True)
    again = Run(simulations.Drift, 3, edits=known.edits, keyframe_budget=0)
    one = job(path.parent, again, known, said.append)
    one.advance(20)
    one.close()
    assert "were moved to ledger.cut-at-8.jsonl" in said[0]
    rest = (path.parent / "ledger.cut-at-8.jsonl").read_bytes()
    assert before.endswith(rest)
    assert rest.startswith(b'{"step":8,')
    found = running_ledger.read(path)
    assert (len(found.rows), found.altered) == (20, None)
    assert found.edits == known.edits
    assert found.digests[-1] == again.digest()


def test_a_run_without_keyframes_is_the_same_run_and_only_goes_on():
    one, other = Run(simulations.Drift, 1), Run(simulations.Drift, 1, keyframe_budget=0)
    one.advance(30), other.advance(30)
    assert one.digest() == other.digest()
    other.seek(30)
    with pytest.raises(ValueError, match="only goes on"):
        other.seek(3)
    fragile = Run(simulations.Fragile, 0, keyframe_budget=0)
    assert fragile.advance(9) == 5
    assert "the belt came off" in fragile.stopped.reason


def test_states_are_digested_the_rarer_the_larger_and_by_their_size_alone():
    assert [chain.spacing(size) for size in (0, 4096, 4097, 4 << 20, (4 << 20) + 1, 8 << 20)] == [
        1, 1, 64, 64, 128, 128,
    ]  # fmt: skip
    gpt2 = 124_439_808 * 4
    assert gpt2 / chain.spacing(gpt2) <= chain.LARGE_STATE / chain.SPARSE


@pytest.mark.parametrize("kind", simulations.SOUND, ids=lambda kind: kind.__name__)
def test_a_digest_taken_piece_by_piece_is_that_of_the_whole(kind):
    simulation = kind(0)
    simulation.step()
    whole = encode_state(simulation, frozenset({"seed"}))
    assert state_digest(simulation, frozenset({"seed"})) == chain.digest(whole)
    assert state_size(simulation, frozenset({"seed"})) == len(whole)
