"""The root command: help, versions, the list, completion, and what happens to a surprise."""

import json

import pytest
from click.testing import CliRunner
from tiny_lessons import call, refusal, write_lesson

from tutor.cli import mlpath_tutor
from tutor.cli.completing import declared
from tutor.cli.group import HOMES
from tutor.study import catalog


@pytest.fixture
def lessons(tmp_path, monkeypatch):
    root = tmp_path / "lessons"
    write_lesson(root)
    write_lesson(root, name="drop")
    monkeypatch.setattr(catalog, "lessons_folder", lambda: root)
    return root


def test_the_list_is_a_json_array_with_the_promised_fields(lessons, capsys):
    answer = call(capsys, "list", "--json")
    assert answer.code == 0
    assert json.loads(answer.out) == [
        {"id": name, "title": f"A {name}", "month": 1, "minutes": 5, "needs": []}
        for name in ("drift", "drop")
    ]


def test_the_real_lessons_are_listed_with_their_types(capsys):
    rows = json.loads(call(capsys, "list", "--json").out)
    kinds = {"id": str, "title": str, "month": int, "minutes": int, "needs": list}
    assert rows
    assert all({name: type(value) for name, value in row.items()} == kinds for row in rows)


def test_the_list_is_aligned_for_a_person(lessons, capsys):
    head, *rows = call(capsys, "list").out.splitlines()
    assert head.split() == ["LESSON", "TITLE", "MONTH", "MINUTES", "NEEDS"]
    assert [row.index("A ") for row in rows] == [head.index("TITLE")] * 2


def test_a_broken_lesson_is_named_in_one_line_and_the_others_are_listed(lessons, capsys):
    (lessons / "drop" / "lesson.toml").write_text("id = 3")
    answer = call(capsys, "list")
    assert answer.code == 0
    assert answer.err.startswith("mlpath-tutor: left out: ")
    assert "drop/lesson.toml" in answer.err
    assert answer.err.count("\n") == 1
    assert [row.split()[0] for row in answer.out.splitlines()] == ["LESSON", "drift"]


def test_the_versions_are_told(capsys):
    answer = call(capsys, "--version")
    names = [line.split()[0] for line in answer.out.splitlines()]
    assert answer.code == 0
    assert names == ["mlpath-tutor", "python", "textual", "torch"]


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", [[], *([name] for name in HOMES)])
def test_every_command_explains_itself(capsys, command, option):
    answer = call(capsys, *command, option)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(" ".join(["Usage: mlpath-tutor", *command]))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lst"], "There is no command 'lst'. Did you mean list?"),
        (["zzz"], f"Commands: {', '.join(HOMES)}"),
        (["--verbose"], "No such option"),
        (["run"], "Missing argument 'LESSON'. See mlpath-tutor run -h"),
        (["diff", "one"], "Missing argument 'B'. See mlpath-tutor diff -h"),
        (["completion", "tcsh"], "tcsh"),
        (["completion"], "See mlpath-tutor completion -h"),
        (["new"], "Missing command. See mlpath-tutor new -h"),
        (["new", "lesson"], "Missing argument 'NAME'. See mlpath-tutor new lesson -h"),
    ],
)
def test_a_usage_error_is_one_line_with_a_way_to_the_help(capsys, arguments, said):
    line = refusal(call(capsys, *arguments))
    assert said in line
    assert line.endswith(" -h\n")


def without_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)


@pytest.mark.parametrize("arguments", [[], ["--plain"]])
def test_without_a_terminal_the_lessons_are_listed_in_plain_text(
    lessons, capsys, monkeypatch, arguments
):
    without_input(monkeypatch)
    answer = call(capsys, *arguments)
    assert (answer.code, answer.err) == (0, "")
    assert "1. drift: A drift; month 1, 5 minutes, new\n2. drop: A drop" in answer.out
    assert "The input ended at the list of lessons." in answer.out


def test_plain_mode_takes_a_lesson_and_offers_the_nearest_when_there_is_none(
    lessons, capsys, monkeypatch
):
    without_input(monkeypatch)
    # its text is not a lesson's, which is one more sentence and no end
    assert "drop/lesson.md" in call(capsys, "--plain", "drop").out
    assert "Did you mean drift?" in refusal(call(capsys, "--plain", "drit"))


def test_plain_mode_and_a_command_do_not_mix_up(lessons, capsys, monkeypatch):
    without_input(monkeypatch)
    assert call(capsys, "list").out.startswith("LESSON")
    assert "There is no lesson 'list'" in refusal(call(capsys, "--plain", "list"))


def test_the_group_works_under_clicks_own_runner(lessons):
    result = CliRunner().invoke(mlpath_tutor, ["list", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.output)[0]["id"] == "drift"


@pytest.fixture
def broken(lessons, monkeypatch):
    """A command line whose list fails in a way that nobody foresaw."""

    def fail():
        raise ZeroDivisionError("one\ntwo")

    monkeypatch.setattr("tutor.cli.lessons.every_lesson", fail)


def test_a_surprise_is_one_line_and_a_report_in_a_file(broken, capsys, tmp_path):
    answer = call(capsys, "list")
    report = tmp_path / "home" / "crash.txt"
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(
        "mlpath-tutor: unexpected ZeroDivisionError: one two; the report is"
    )
    assert answer.err.count("\n") == 1
    assert str(report) in answer.err
    assert "Traceback (most recent call last)" in report.read_text()


def test_a_surprise_where_no_report_can_be_written_is_still_one_line(
    broken, capsys, tmp_path, monkeypatch
):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLPATH_HOME", str(tmp_path / "file" / "home"))
    answer = call(capsys, "list")
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    assert "no report could be written (Not a directory)" in answer.err


def test_a_lesson_cannot_end_the_command_as_if_it_were_done(lessons, capsys):
    write_lesson(lessons, code="raise SystemExit(0)")
    assert call(capsys, "run", "drift").code == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_names_the_program(capsys, shell):
    answer = call(capsys, "completion", shell)
    assert answer.code == 0
    assert "_MLPATH_TUTOR_COMPLETE" in answer.out


def completed(capsys, monkeypatch, line):
    """What a shell is offered for the last word of `line`."""
    words = line.split(" ")
    monkeypatch.setenv("_MLPATH_TUTOR_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    answer = call(capsys)
    assert answer.code == 0
    return [row.partition(",")[2] for row in answer.out.splitlines() if row]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("mlpath-tutor ", list(HOMES)),
        ("mlpath-tutor lis", ["list"]),
        ("mlpath-tutor --pl", ["--plain"]),
        ("mlpath-tutor --plain dri", ["drift"]),
        ("mlpath-tutor run ", ["drift", "drop"]),
        ("mlpath-tutor run drif", ["drift"]),
        ("mlpath-tutor run drift --se", ["--seed", "--set"]),
        ("mlpath-tutor run drift --set ", ["lr=", "size=", "mood=", "on=", "word="]),
        ("mlpath-tutor run drift --set m", ["mood="]),
        ("mlpath-tutor run --seed 3 drift --set lr=1 --set m", ["mood="]),
        ("mlpath-tutor run nothing --set ", []),
        ("mlpath-tutor run --set ", []),
        ("mlpath-tutor completion ", ["bash", "zsh", "fish"]),
    ],
)
def test_commands_lessons_and_parameters_complete(lessons, capsys, monkeypatch, line, offered):
    assert completed(capsys, monkeypatch, line) == offered


def test_a_broken_lesson_is_not_offered_and_nothing_is_said(lessons, capsys, monkeypatch):
    (lessons / "drift" / "sim.py").write_text("def broken(:")
    assert completed(capsys, monkeypatch, "mlpath-tutor run drift --set ") == []
    (lessons / "drift" / "lesson.toml").write_text("id = 3")
    assert completed(capsys, monkeypatch, "mlpath-tutor run ") == ["drop"]


def test_the_names_that_complete_are_the_names_that_can_be_set():
    from tutor.lab.start import simulation_of
    from tutor.study.driving import source_of

    for lesson in catalog.lessons():
        names = list(simulation_of(source_of(lesson)).parameters())
        assert declared(lesson.sim_path, lesson.sim) == names
