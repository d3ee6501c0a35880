"""Replications in real processes: seeds side by side, faults named, what is kept read again."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tutor.lab.papers import measuring
from tutor.lab.papers.method import MethodError, Replacement, read_method, write_stub
from tutor.lab.papers.paper import Method
from tutor.lab.papers.reading import find
from tutor.lab.papers.receipt import keep, kept, place
from tutor.lab.papers.replication import all_good, replicate
from tutor.study.workspace import Workspace


@pytest.fixture
def paper(monkeypatch):
    """A paper whose measurement is `measured_in_tests`."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    real = find("power-2022")
    row = replace(real.claims[0], published=5.0, of="mean", rule="within", tolerance=30.0)
    row = replace(row, direction=None)
    x = replace(row, id="x", measure="x", expect="matched")
    lost = replace(row, id="lost", measure="lost", expect="undetermined")
    method = Method("scale", "scale(x)", "scale a number", STUB, ("x",))
    return replace(
        real, claims=(x, lost), method=method, module="measured_in_tests", deterministic=False
    )


STUB = 'def scale(x):\n    raise NotImplementedError("your turn")\n'


def measured(paper, seeds=range(3), text=None, path=Path("/nowhere/papers/scale.py"), **options):
    method = None if text is None else Replacement("scale", path, text)
    return asyncio.run(replicate(paper, seeds, method, **options))


def failed(found):
    return {seed.seed: seed.failed for seed in found.seeds if seed.failed}


def test_the_same_seeds_give_the_same_numbers_whatever_the_order(paper):
    heard = []
    first = measured(paper, range(4), told=heard.append)
    again = measured(paper, range(4), at_once=1)
    assert [s.numbers["x"] for s in first.seeds] == [s.numbers["x"] for s in again.seeds]
    assert [s.seed for s in first.seeds] == [0, 1, 2, 3]
    assert [len(so_far.seeds) for so_far in heard] == [1, 2, 3, 4]
    assert first.verdicts[0].word == "matched"
    assert first.verdicts[1].word == "undetermined"  # nan in every seed
    assert not all_good(first.verdicts)
    assert len(first.code) == 16
    assert first.facts["threads"] == "1"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("raise", "RuntimeError: of all things (measured_in_tests.py, line "),
        ("exit", "ended itself with exit code 3"),
        ("grow", "more than 2048 MiB of memory"),
        ("loop", "more than 1 s of CPU time"),
    ],
)
def test_a_seed_that_fails_is_named_and_the_others_go_on(paper, monkeypatch, fault, said):
    monkeypatch.setenv("PAPER_FAULT", f"1:{fault}")
    monkeypatch.setattr(measuring, "LEAST_SECONDS", 1.0)
    found = measured(replace(paper, seeds=1000))  # a small share of the budget each
    assert list(failed(found)) == [1]
    assert said in failed(found)[1]
    verdict = found.verdict(paper.claims[0])
    assert (sorted(verdict.values), verdict.missing) == ([0, 2], 1)
    assert f"seed 1 failed: {failed(found)[1]}" in found.problems


def test_a_measure_that_is_not_there_is_said_with_the_nearest(paper):
    wrong = replace(paper, claims=(replace(paper.claims[0], measure="wno"),))
    found = measured(wrong, range(1))
    assert "nothing called 'wno' is measured: did you mean `won`?" in found.problems[0]
    assert found.verdicts[0].word == "undetermined"


def test_a_method_of_the_readers_takes_the_place_of_the_reference(paper):
    right, double = measured(paper), measured(paper, text="def scale(x):\n    return 2 * x\n")
    for one, two in zip(right.seeds, double.seeds, strict=True):
        assert two.numbers["x"] == 2 * one.numbers["x"]
    assert measured(paper, text="def scale(x):\n    return x\n").verdicts[0].values == (
        right.verdicts[0].values
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def scale(x):\n    return x / 0\n", "scale.py, line 2, in scale; return x / 0; "),
        ("def scale(x):\n    return 'five'\n", "scale returned a value of type str"),
        ("import sys\ndef scale(x):\n    sys.exit()\n", "SystemExit"),
        ("def scale(x):\n    return open('/tmp/x/y/z')\n", "FileNotFoundError"),
        ("import os\ndef scale(x):\n    os.system('true')\n", "cannot start another process"),
    ],
)
def test_what_a_method_does_wrong_is_one_sentence(paper, text, said):
    found = measured(paper, range(1), text)
    assert said in failed(found)[0]
    assert "\n" not in failed(found)[0]


def test_a_method_that_does_not_load_ends_the_replication_at_once(paper, monkeypatch):
    started, start = [], measuring._start
    monkeypatch.setattr(measuring, "_start", lambda *a: started.append(a) or start(*a))
    with pytest.raises(MethodError, match="No module named 'nowhere_to_be_found'"):
        measured(paper, range(30), "import nowhere_to_be_found\ndef scale(x):\n    return x\n")
    assert len(started) <= 4  # two at a time, and what had begun when the first one answered


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def scale(:", "line 1"),
        ("def sclae(x):\n    return x\n", "has no function scale: did you mean `sclae`?"),
        ("x = 1\n", "has no function scale: write one, def scale(x)"),
        ("def scale():\n    return 1\n", "scale() does not fit: it is called with 1 arguments"),
        ("def scale(x, *, y):\n    return 1\n", "does not fit"),
        ("async def scale(x):\n    return 1\n", "is an async function"),
        ("class scale:\n    pass\n", "is a class"),
    ],
)
def test_a_file_is_looked_at_before_anything_runs(paper, tmp_path, text, said):
    path = tmp_path / "mine.py"
    path.write_text(text)
    with pytest.raises(MethodError) as caught:
        read_method(paper, path)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["def scale(x, y=1):\n    return x\n", "scale = abs\n",
                                  "def scale(*x):\n    return x[0]\n"])  # fmt: skip
def test_any_function_that_can_be_called_with_the_arguments_will_do(paper, tmp_path, text):
    path = tmp_path / "mine.py"
    path.write_text(text)
    assert read_method(paper, path).function == "scale"


def test_a_missing_file_says_how_to_begin(paper, tmp_path):
    with pytest.raises(MethodError, match="replicate power-2022 --stub"):
        read_method(paper, tmp_path / "none.py")


def test_a_stub_is_written_once(paper, tmp_path):
    path, written = write_stub(paper, Workspace(tmp_path))
    assert written
    assert read_method(paper, path).function == "scale"
    path.write_text("mine")
    assert write_stub(paper, Workspace(tmp_path)) == (path, False)
    assert path.read_text() == "mine"


def test_what_is_kept_comes_back_bit_for_bit(paper):
    found = measured(paper)
    path, content = keep(found)
    last = kept(paper)
    assert [dict(s.numbers)["x"] for s in last.replication.seeds] == [
        s.numbers["x"] for s in found.seeds
    ]
    assert (last.intact, last.of_now) == (True, True)
    assert content["seeds"][0]["numbers"]["x"].startswith("0x1.")
    assert content["verdicts"] == {"x": "matched", "lost": "undetermined"}
    assert json.loads(path.read_text()) == content
    assert last.said.startswith("measured 2")
    assert "the rows have changed" in kept(replace(paper, sha="0")).said


def test_a_receipt_that_was_edited_is_noticed_and_a_torn_one_is_none(paper):
    path, _ = keep(measured(paper, range(2)))
    text = path.read_text()
    path.write_text(text.replace('"seed": 1', '"seed": 7'))
    assert "the file was edited" in kept(paper).said
    for torn in (text[:100], "[]", '{"format": "mlpath-tutor replication 1"}', "\x00"):
        place(paper.id).write_text(torn)
        assert kept(paper) is None
