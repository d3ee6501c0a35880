"""`export RECEIPT --as …`: what it says where there is no script, and what it leaves alone."""

import ast
import json
import subprocess
import sys
from dataclasses import replace

import pytest
from tiny_lessons import call, refusal, write_lesson

from tutor.engine.receipt import from_json, to_json


def change(path, **values):
    """Change fields of the first line by hand: its seal does not fit any more."""
    first, *rest = path.read_text().splitlines()
    path.write_text("\n".join([json.dumps({**json.loads(first), **values}), *rest]) + "\n")


def receipt_alone(ledger, **values):
    """Write the ledger's receipt, with other contents and a seal that fits, into a file."""
    receipt = replace(from_json(json.loads(ledger.read_text().splitlines()[0])), **values)
    path = ledger.with_name("receipt.json")
    path.write_text(json.dumps(to_json(receipt), indent=1))
    return path


@pytest.fixture
def export(capsys):
    """`mlpath-tutor export …`"""
    return lambda *arguments: call(capsys, "export", *arguments)


def test_without_a_name_the_script_goes_to_stdout(ledger, export):
    answer = export(ledger, "--as", "numpy")
    assert (answer.code, answer.err) == (0, "")
    compile(answer.out, "drift.py", "exec")
    assert "    python drift.py" in answer.out


def test_a_receipt_that_was_edited_is_said_and_goes_as_far_as_its_digits(ledger, export, tmp_path):
    script = tmp_path / "drift.py"
    change(ledger, facts={"numpy": "0.1"})
    answer = export(ledger, "--as", "numpy", "-o", script)
    assert (answer.code, answer.out) == (0, "")
    said = answer.err.splitlines()
    assert said[0] == f"mlpath-tutor: {ledger}: line 1 was changed after it was written"
    assert said[1] == f"mlpath-tutor: wrote {script}; it was tried and has the same digits"
    script.unlink()
    change(ledger, seed=8)
    answer = export(ledger, "--as", "numpy", "-o", script)
    assert answer.code == 1
    assert answer.out.startswith("step 0  noise  expected ")
    assert f"mlpath-tutor replay {ledger}" in answer.out
    assert "has other digits than were recorded, so no script can print them" in answer.err
    assert not script.exists()


def test_another_version_of_the_lesson_is_said_and_tried(ledger, lessons, export, tmp_path):
    code = (lessons / "drift" / "sim.py").read_text()
    write_lesson(lessons, code=code + "\n# the same, with a comment\n")
    answer = export(ledger, "--as", "numpy", "-o", tmp_path / "same.py")
    assert answer.code == 0
    assert "another version of drift" in answer.err
    write_lesson(lessons, code=code.replace("0.1 * noise", "0.2 * noise"))
    answer = export(ledger, "--as", "numpy", "-o", tmp_path / "other.py")
    assert (answer.code, answer.out.split(" expected")[0]) == (1, "step 1  loss ")
    assert not (tmp_path / "other.py").exists()


def test_words_of_a_receipt_stay_words(ledger, export, tmp_path):
    words = '"""\nprint("mine")\n"""\\'
    script = tmp_path / '"""; print("mine").py'
    change(ledger, facts={"mlpath-tutor": words, "numpy": "\ud800'\"", "python": words})
    assert export(ledger, "--as", "numpy", "-o", script).code == 0
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert ran.stdout.splitlines()[-1] == "same digits as the receipt: 20 records"
    assert "mine" not in ran.stdout
    head = ast.get_docstring(ast.parse(script.read_text()))
    assert """\\nprint("mine")\\n""" in head  # as it was spelt out, not as a new line
    assert ran.stderr == ""


def test_what_cannot_be_used_is_one_line(ledger, export, tmp_path):
    assert "--as numpy needs a receipt or a ledger" in refusal(export("--as", "numpy"))
    assert "No such file" in refusal(export(tmp_path / "none.json", "--as", "numpy"))
    (tmp_path / "text").write_text("no receipt\n")
    assert "is not JSON" in refusal(export(tmp_path / "text", "--as", "torch"))
    assert "numpy" in refusal(export(ledger, "--as", "julia"))
    assert "Did you mean drift?" in refusal(
        export(receipt_alone(ledger, lesson="drft"), "--as", "numpy")
    )
    assert (
        "the receipt says -1 steps" in export(receipt_alone(ledger, steps=-1), "--as", "numpy").err
    )


def test_a_function_that_is_not_kept_here_is_named(ledger, export):
    from tutor.engine.receipt import Driven

    path = receipt_alone(ledger, drivers=(Driven("step", "my_step", "0123456789abcdef"),))
    assert "my_step of version 0123456789abcdef" in refusal(export(path, "--as", "numpy"))


def test_nothing_is_written_over_unless_asked(ledger, export, tmp_path):
    script = tmp_path / "mine.py"
    script.write_text("mine")
    assert "is there already" in refusal(export(ledger, "--as", "numpy", "-o", script))
    assert script.read_text() == "mine"
    before = ledger.read_text()
    for given in ("--force", "--as=numpy"):
        line = refusal(export(ledger, "--as", "numpy", "-o", ledger, given))
        assert "is the receipt itself" in line
    assert ledger.read_text() == before
    assert "is a folder" in refusal(export(ledger, "--as", "numpy", "-o", tmp_path))
    nowhere = tmp_path / "none" / "x.py"
    assert "make it first" in refusal(export(ledger, "--as", "numpy", "-o", nowhere))
    assert export(ledger, "--as", "numpy", "-o", script, "--force").code == 0
    assert "STEPS = 20" in script.read_text()


def test_a_file_beside_the_script_is_not_written_over(capsys, export, tmp_path):
    path = tmp_path / "run.jsonl"
    call(capsys, "run", "cost-bowl", "--steps", 1, "--ledger", path)
    (tmp_path / "ames.csv.gz").write_text("mine")
    line = refusal(export(path, "--as", "numpy", "-o", tmp_path / "bowl.py"))
    assert "is another file than the script reads" in line
    assert (tmp_path / "ames.csv.gz").read_text() == "mine"
    assert not (tmp_path / "bowl.py").exists()


def test_progress_and_scripts_are_kept_apart(ledger, export, tmp_path):
    assert "-o goes with --as" in refusal(export("-o", tmp_path / "x.py"))
    line = refusal(export(ledger))
    assert "For the run in a receipt, give --as numpy or --as torch" in line
    assert '"format"' in ledger.read_text()


def test_a_step_that_needs_the_app_is_named(lessons, capsys, export, tmp_path):
    code = (lessons / "drift" / "sim.py").read_text()
    write_lesson(lessons, code=code.replace("record = {", "Text('a', 'b'); record = {"))
    path = tmp_path / "run.jsonl"
    call(capsys, "run", "drift", "--steps", 2, "--ledger", path)
    answer = export(path, "--as", "numpy", "-o", tmp_path / "x.py")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == (
        f"mlpath-tutor: {path}: Drift.step uses Text, which the tutor has and a script has not\n"
    )


def test_a_state_that_the_script_would_not_have_is_found_out(lessons, capsys, export, tmp_path):
    code = (lessons / "drift" / "sim.py").read_text()
    outside = code.replace("self.x * self.x", "self.x * self.x + len(__name__)")
    write_lesson(lessons, code=outside)
    path = tmp_path / "run.jsonl"
    call(capsys, "run", "drift", "--steps", 2, "--ledger", path)
    answer = export(path, "--as", "numpy", "-o", tmp_path / "x.py")
    assert answer.code == 1
    assert "does not hold: other digits than the receipt's: step 0, loss was" in answer.err
    assert not (tmp_path / "x.py").exists()
