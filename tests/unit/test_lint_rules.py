"""Every rule of the lint finds the lesson that breaks it, at its line, and no other rule would."""

import subprocess

import pytest
from spoilt import beside, copied, spoil

from tutor.lab.lint import rules
from tutor.lab.lint.rules import RULES, lint

STOP = "raise FloatingPointError('gone')"
BROKEN = [
    # rule, file, what stands there, what is written instead, what is said
    ("keeps_the_schema", "lesson.toml", 'probe = "fate"', 'porbe = "fate"', "`porbe`"),
    ("keeps_the_schema", "lesson.toml", "steps = 60", "steps = 0", "`steps` is 0"),
    ("keeps_the_schema", "lesson.toml", 'answer = "explodes"', 'answer = "x"', "not among"),
    ("keeps_the_schema", "lesson.toml", 'id = "on-the-edge"', 'id = "just-past-the-edge"', "two"),
    ("keeps_the_schema", "lesson.toml", 'id = "on-the-edge"', 'id = "On the edge"',
     "small letters"),
    ("keeps_the_schema", "lesson.toml", "tol = 0.0005\n", "", "quiz 'edge': `tol` is missing"),
    ("keeps_the_schema", "lesson.toml", '  "The move is the gradient scaled by the step size.",\n',
     "", "give 3 hints"),
    ("keeps_the_schema", "lesson.toml", 'text = "It blows up"\n', "", "`text` is missing"),
    ("keeps_the_schema", "lesson.toml", "value = 1e6", "valeu = 1e6", "claim 4: unknown key"),
    ("has_every_file", "solution.py", None, None, "the file is missing"),
    ("text_matches_its_promises", "lesson.md", "<!-- @quiz -->", "", "put <!-- @quiz --> in"),
    ("text_matches_its_promises", "lesson.md", "@exercise descend", "@exercise ascend", "'ascend'"),
    ("text_matches_its_promises", "lesson.md", "[@goh2017]", "[@goh2071]", "`goh2017`"),
    ("leaves_nothing_to_write", "lesson.md", "You stand", "TODO: You stand", "still to be written"),
    ("simulation_can_be_loaded", "sim.py", "class Descent", "class Ascent", "called Descent"),
    ("simulation_can_be_loaded", "sim.py", "import numpy", "import nothing_like_it", "ModuleNot"),
    ("simulation_knows_no_terminal", "sim.py", "import numpy as np",
     "import numpy as np\nfrom textual.app import App", "imports textual.app"),
    ("needs_exist", "lesson.toml", '"eigen"', '"eigne"', "no lesson 'eigne'"),
    ("parameters_can_be_set", "lesson.toml", "lr = 0.21, k", "rl = 0.21, k", "parameter 'rl'"),
    ("parameters_can_be_set", "lesson.toml", "lr = 0.21, k", "lr = 2.1, k", "lr cannot be 2.1"),
    ("answers_are_what_happens", "lesson.toml", "lr = 0.21, k", "lr = 0.19, k",
     "says 'explodes'; the simulation says 'settles'"),
    ("answers_are_what_happens", "lesson.toml", '"fate"', '"fata"', "did you mean `fate`?"),
    ("something_tells_right_from_wrong", "laws.py", "import numpy", "import no_such", "laws.py"),
    ("something_tells_right_from_wrong", "exercise.py", "def descend", "def ascend", "`descend`"),
    ("solution_passes", "solution.py", "w - lr * grad", "w + lr * grad", "fails the check"),
    ("solution_passes", "solution.py", "def descend", "def ascend", "no function `descend`"),
    ("solution_passes", "solution.py", "import numpy", "import no_such", "fails on loading"),
    ("stub_fails", "exercise.py", 'raise NotImplementedError("your turn")',
     "return w - lr * grad", "the stub of 'gradient-step' passes"),
    ("mistakes_fail", "lesson.toml", '"return w + lr * grad"', '"return w - grad * lr"',
     "do not catch 'return w - grad * lr'"),
    ("mistakes_fail", "lesson.toml", '"return w + lr * grad"', '"return w +"', "is not Python"),
    ("mistakes_differ", "lesson.toml", '"return -lr * grad"', '"return grad * lr + w"',
     "what mistake 1 does"),
    ("solution_drives_the_same_run", "lesson.toml", 'drives = "update"', 'drives = "updade"',
     "did you mean `update`?"),
    ("solution_drives_the_same_run", "sim.py", "return w - lr * grad",
     "return w - grad * lr * 1.01", "differs from step"),
    ("uses_can_be_met", "lesson.toml", 'sim = "Descent"',
     'sim = "Descent"\nuses = { updade = "a/b" }', "did you mean `update`?"),
    ("uses_can_be_met", "lesson.toml", 'sim = "Descent"',
     'sim = "Descent"\nuses = { update = "nowhere/b" }', "no lesson 'nowhere'"),
    ("uses_can_be_met", "lesson.toml", 'sim = "Descent"',
     'sim = "Descent"\nuses = { update = "gradient-descent/gradient-stop" }',
     "did you mean `gradient-step`?"),
    ("text_is_short_enough", "lesson.md", "You stand", "You stand " + 99 * "so ", "words; 900"),
    ("numbers_are_the_simulations", "lesson.md", "the loss is\n0.003", "the loss is\n0.004",
     "does not say 'after 50 steps the loss is 0.003'"),
    ("numbers_are_the_simulations", "sim.py", "return w - lr * grad", "return w - lr * grad * 1.01",
     "the text says"),
    ("numbers_are_the_simulations", "lesson.toml", 'column = "w"\nindex = 1', 'column = "w"',
     "give the `index`"),
    ("numbers_are_the_simulations", "lesson.toml", 'column = "loss"', 'column = "lots"',
     "no column 'lots'"),
    ("stays_finite", "sim.py", "lr = Float(0.05,", "lr = Float(0.3,",
     "with the defaults the run stops"),
    ("stays_finite", "sim.py", "    def step(self):", f"    def step(self):\n        {STOP}",
     "with the defaults the run stops at step 0"),
    ("first_frame_is_prompt", "sim.py", "    def reset(self):",
     "    def reset(self):\n        import time; time.sleep(0.25)", "the first frame took"),
]  # fmt: skip
PLACED = {"id_is_its_own", "ids_stay", "month_is_not_before_its_needs", "needs_run_in_no_circle"}


@pytest.fixture
def folder(tmp_path):
    return copied(tmp_path)


def findings(path, monkeypatch, *obeyed):
    monkeypatch.setattr(rules, "RULES", obeyed)
    return [str(finding) for finding in lint(path)]


def found_by_it_alone(name, path, said, monkeypatch):
    """Return the findings of one rule that say so; without the rule nothing does."""
    rule = next(rule for rule in RULES if rule.__name__ == name)
    found = [line for line in findings(path, monkeypatch, rule) if said in line]
    others = findings(path, monkeypatch, *(other for other in RULES if other is not rule))
    assert not any(said in line for line in others)
    return found


def test_a_lesson_that_keeps_its_promises_has_no_finding(folder):
    assert [str(finding) for finding in lint(folder) if not finding.note] == []


def test_every_rule_is_put_to_the_test():
    assert {rule.__name__ for rule in RULES} == {case[0] for case in BROKEN} | PLACED


@pytest.mark.parametrize(("rule", "file", "old", "new", "said"), BROKEN)
def test_a_broken_promise_is_found_by_its_rule(folder, monkeypatch, rule, file, old, new, said):
    path = folder / file
    if old is None:
        path.unlink()
    else:
        if rule == "stays_finite" and "0.3" in new:  # so that nothing declares the break
            spoil(path, "def explain", "def nothing")
        spoil(path, old, new)
    assert found_by_it_alone(rule, folder, said, monkeypatch)


def line_with(path, text):
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize(
    ("file", "old", "new", "at"),
    [
        ("lesson.toml", "lr = 0.21, k", "lr = 0.19, k", 'answer = "explodes"'),
        ("lesson.toml", 'drives = "update"', 'drives = "updade"', "updade"),
        ("lesson.toml", '"return w + lr * grad"', '"return w - grad * lr"', "grad * lr"),
        ("lesson.toml", "month = 1", "month = 13", "month = 13"),
        ("lesson.toml", 'kind = "number"', 'kind = "essay"', "essay"),
        ("lesson.toml", '"It blows up, only slowly"', '""', 'text = ""'),
        ("lesson.toml", "[[quiz]]", "[[quiz]", "[[quiz]"),
        ("lesson.md", "[@goh2017]", "[@goh2071]", "goh2071"),
        ("lesson.md", "## Why", "TODO\n## Why", "TODO"),
        ("sim.py", "import numpy as np", "import textual\nimport numpy as np", "import textual"),
        ("sim.py", "return w - lr * grad", "return w - lr * grad * 1.01", "2.2e-9"),
    ],
)
def test_a_finding_names_the_line(folder, file, old, new, at):
    spoil(folder / file, old, new)
    named = {(finding.path.name, finding.line) for finding in lint(folder)}
    shown = "lesson.md" if at == "2.2e-9" else file
    assert (shown, line_with(folder / shown, at)) in named


def test_two_lessons_with_one_id_are_both_told(folder, monkeypatch):
    beside(folder, "z_twin", "gradient-descent")
    assert len(found_by_it_alone("id_is_its_own", folder.parent, "take another", monkeypatch)) == 2


def test_a_lesson_comes_no_earlier_than_what_it_needs(folder, monkeypatch):
    early = beside(folder, "early", "early", '["gradient-descent"]', month=0)
    said = "before that of 'gradient-descent'"
    assert found_by_it_alone("month_is_not_before_its_needs", early, said, monkeypatch)


def test_a_circle_of_needs_is_shown_whole(folder, monkeypatch):
    hen = beside(folder, "a", "hen", '["egg"]')
    beside(folder, "b", "egg", '["hen"]')
    said = "hen → egg → hen"
    assert found_by_it_alone("needs_run_in_no_circle", hen, said, monkeypatch)


def test_an_id_that_was_committed_and_is_gone_is_worth_a_note(folder, monkeypatch):
    def git(*arguments):
        who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
        subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "first")
    spoil(folder / "lesson.toml", 'id = "best-step"', 'id = "the-best-step"')
    said = "quiz 'best-step' of the last commit is gone"
    (found,) = found_by_it_alone("ids_stay", folder, said, monkeypatch)
    assert ": note: " in found
    spoil(folder / "lesson.toml", 'id = "gradient-descent"', 'id = "descent"')
    assert found_by_it_alone("ids_stay", folder, "`id` was 'gradient-descent'", monkeypatch)


def test_a_need_that_is_not_written_yet_is_a_note_and_no_finding(folder):
    spoil(folder / "lesson.toml", '["eigen", "chain-rule"]', '["to-be", "to-come"]')
    assert all(f.note for f in lint(folder) if "`needs`" in f.what)
    assert sum("`needs`" in f.what for f in lint(folder)) == 2


def test_a_break_that_the_simulation_explains_is_no_finding(folder):
    spoil(folder / "sim.py", "lr = Float(0.05,", "lr = Float(0.3,")
    assert not [f for f in lint(folder) if "the run stops" in f.what]


def test_a_solution_that_never_ends_is_ended_and_told(folder):
    spoil(folder / "lesson.toml", 'drives = "update"', "seconds = 0.5")
    spoil(folder / "solution.py", "return w - lr * grad", "while True: pass")
    assert any("took longer than 0.5 s" in finding.what for finding in lint(folder))


def test_a_pack_without_a_title_is_told_at_its_file(folder):
    spoil(folder.parent / "pack.toml", 'title = "From slope to transformer"', "")
    said = [str(finding) for finding in lint(folder.parent)]
    assert any("pack.toml:" in line and "`title` is missing" in line for line in said)


def test_many_wrong_things_are_all_told_at_once(folder):
    spoil(folder / "lesson.toml", "steps = 60", "steps = 0")
    spoil(folder / "lesson.toml", 'kind = "number"', 'kind = "essay"')
    spoil(folder / "solution.py", "w - lr * grad", "w + lr * grad")
    said = "\n".join(str(finding) for finding in lint(folder))
    assert all(part in said for part in ("`steps` is 0", "'essay'", "fails the check"))


def test_a_head_that_cannot_be_read_is_one_finding(folder):
    (folder / "lesson.toml").write_text("format = 1\nid = 3\n")
    (found,) = lint(folder)
    assert (found.line, "`id` must be text, not 3" in found.what) == (2, True)


@pytest.mark.parametrize("name", ["lesson.toml", "lesson.md", "sim.py", "laws.py", "solution.py"])
@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"import sys; sys.exit(0)", b"("])
def test_whatever_a_file_holds_is_a_finding_and_never_a_traceback(folder, name, content):
    (folder / name).write_bytes(content)
    found = [finding for finding in lint(folder) if not finding.note]
    assert name in {finding.path.name for finding in found}
    assert all(str(finding).count("\n") == 0 for finding in found)


@pytest.mark.parametrize("name", ["sim.py", "lesson.md", "exercise.py"])
def test_a_folder_in_the_place_of_a_file_is_a_finding(folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    assert any(finding.path.name == name for finding in lint(folder) if not finding.note)
