"""`mlpath-tutor watch` as a learner has it beside an editor."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tutor.study import catalog
from tutor.study.places import workspace_folder

TUTOR = [sys.executable, "-m", "tutor"]
SOLUTION = catalog.find("gradient-descent").folder / "solution.py"


@pytest.fixture
def module():
    done = subprocess.run([*TUTOR, "stub", "gradient_step"], capture_output=True, text=True)
    return Path(done.stdout.strip().rpartition(":")[0])


def watching(*arguments):
    child = pexpect.spawn(
        TUTOR[0], [*TUTOR[1:], "watch", *arguments], encoding="utf-8", timeout=50, env=os.environ
    )
    child.expect("Ctrl\\+C ends it")
    return child


def saved(path, text):
    """Save as an editor does: written beside, then moved into place."""
    beside = path.with_suffix(".tmp")
    beside.write_text(text)
    beside.replace(path)


def test_every_save_has_one_result_and_ctrl_c_is_130(module):
    child = watching()
    stub = module.read_text()
    saved(module, stub.replace('raise NotImplementedError("your turn")', "return w + lr * grad"))
    child.expect("gradient_step  ✗ not yet: golden values")
    child.expect("Downhill is the other way")
    module.write_text(stub.replace('raise NotImplementedError("your turn")', "return w - lr * "))
    child.expect("Python cannot read the file")
    saved(module, SOLUTION.read_text())
    child.expect("gradient_step  ✓ passed")
    child.expect("descend  ✓ passed")
    child.sendintr()
    child.expect("interrupted")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


def test_one_exercise_can_be_watched_alone(module):
    child = watching("descend")
    saved(module, SOLUTION.read_text())
    child.expect("descend  ✓ passed")
    assert "gradient_step" not in child.before
    child.kill(signal.SIGTERM)
    child.expect(pexpect.EOF)


def test_interrupting_a_check_ends_it_with_130_and_leaves_no_process(module):
    note = workspace_folder() / "pid"
    module.write_text(
        f"import os\nopen({str(note)!r}, 'w').write(f'{{os.getpid()}}.')\nwhile True:\n    pass\n"
    )
    process = subprocess.Popen(
        [*TUTOR, "check", "gradient_step"], stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    while not note.exists() or not note.read_text().endswith("."):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(50) == 130
    assert "interrupted" in process.stderr.read()
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text().strip(".")), 0)
