"""`replay` of what cannot be replayed: damaged, foreign, hostile files."""

import json
import random
from dataclasses import replace

import pytest
from tiny_lessons import refusal, write_lesson

from tutor.engine.receipt import from_json, to_json


def reseal(path, **values):
    """Rewrite the header with other contents and a seal that fits."""
    first, *rest = path.read_text().splitlines()
    receipt = replace(from_json(json.loads(first)), **values)
    path.write_text("\n".join([json.dumps(to_json(receipt)), *rest]) + "\n")


def test_a_version_without_a_recorded_parameter_cannot_replay(ledger, lessons, replay):
    code = (lessons / "drift" / "sim.py").read_text()
    write_lesson(lessons, code=code.replace("mood", "temper"))
    answer = replay(ledger)
    assert answer.code == 2
    assert "no parameter mood" in answer.err


def test_a_ledger_of_a_lesson_that_is_not_installed_cannot_replay(ledger, replay):
    reseal(ledger, lesson="shift")
    assert "no lesson 'shift'. Did you mean drift?" in refusal(replay(ledger))


@pytest.mark.parametrize("steps", [-3, 10_000_001, 10**30])
def test_a_receipt_of_an_absurd_length_cannot_replay(ledger, replay, tmp_path, steps):
    receipt = from_json(json.loads(ledger.read_text().splitlines()[0]))
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(to_json(replace(receipt, steps=steps))))
    assert "10000000" in refusal(replay(path))


@pytest.mark.parametrize("seed", [-1])
def test_a_seed_that_is_none_cannot_replay(ledger, replay, seed):
    reseal(ledger, seed=seed)
    assert replay(ledger).code == 2


def torn(text):
    return text[: len(text) // 2]


def without_the_last_line(text):
    return "".join(text.splitlines(keepends=True)[:-1])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (torn, "is not JSON: the file is torn or no ledger"),
        (without_the_last_line, "is truncated: line 1 promises 20 steps"),
        (lambda text: "", "line 1"),
        (lambda text: "hello\n", "line 1"),
        (lambda text: "{}\n", "line 1"),
        (lambda text: "[1, 2]", "line 1"),
        (lambda text: text + '{"step": 20}\n', "line 22"),
        (lambda text: text.replace('"step":5', '"step":6', 1), "line 7"),
        (lambda text: text.replace('"seed":7', '"seed":' + "7" * 5000, 1), "line 1"),
        (
            lambda text: text.replace('"final":{"loss":"', '"final":{"loss":"0x1p+99999', 1),
            "line 1",
        ),
        (lambda text: "[" * 100_000, "line 1"),
    ],
)
def test_a_file_that_is_no_ledger_is_one_line_with_the_line_named(ledger, replay, spoil, said):
    ledger.write_text(spoil(ledger.read_text()))
    line = refusal(replay(ledger))
    assert str(ledger) in line
    assert said in line


def test_what_cannot_be_read_is_one_line(replay, tmp_path):
    assert "No such file" in refusal(replay(tmp_path / "nothing"))
    assert "s a directory" in refusal(replay(tmp_path))
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in refusal(replay(tmp_path / "bytes"))


def test_no_damage_to_a_ledger_crashes_a_replay(ledger, replay, tmp_path):
    chance, whole = random.Random(0), ledger.read_bytes()
    for _ in range(150):
        spoilt = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            spoilt[chance.randrange(len(spoilt))] = chance.choice(
                b'0123456789abcdef{}[]",:x+-. \n\xff'
            )
        ledger.write_bytes(spoilt)
        answer = replay(ledger)
        assert answer.code in (0, 1, 2)
        assert "unexpected" not in answer.err
    assert not (tmp_path / "home").exists()


def test_a_ledger_cannot_write_control_codes_to_the_terminal(ledger, replay):
    facts = json.loads(ledger.read_text().splitlines()[0])["facts"]
    reseal(ledger, seed=8, facts={**facts, "cpu": "\x1b]0;owned\x07"})
    answer = replay(ledger)
    assert "\x1b" not in answer.out
    assert "\\x1b]0;owned\\x07" in answer.out
