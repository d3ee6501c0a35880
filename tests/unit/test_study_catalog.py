"""The catalog: what it finds, what it refuses, and how little it loads."""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoilt import beside

from tutor.study import catalog, places
from tutor.study.catalog import LessonError, UnknownLesson
from tutor.study.lesson import read_lesson

LESSON = places.lessons_folder() / "m01_gradient_descent"


@pytest.fixture
def folder(tmp_path):
    """A copy of a real lesson, to be spoilt."""
    return Path(shutil.copytree(LESSON, tmp_path / "lessons" / LESSON.name))


def spoil(folder, old, new):
    path = folder / "lesson.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def complaint(folder):
    with pytest.raises(LessonError) as caught:
        read_lesson(folder)
    assert str(folder) in str(caught.value)
    return str(caught.value)


def test_a_lesson_is_read_as_its_author_wrote_it():
    lesson = catalog.find("gradient-descent")
    assert (lesson.title, lesson.month, lesson.sim) == ("Roll downhill", 1, "Descent")
    assert lesson.needs == ("eigen", "chain-rule")
    assert [item.id for item in lesson.predictions] == ["just-past-the-edge", "on-the-edge"]
    assert [item.id for item in lesson.exercises] == ["gradient-step", "descend"]
    assert lesson.exercises[0].drives == "update"
    assert lesson.quiz[0].answer == 0.08
    assert "\n" not in lesson.objective


def test_the_code_of_a_lesson_is_the_hash_of_its_simulation(folder):
    lesson = read_lesson(folder)
    whole = hashlib.sha256((folder / "sim.py").read_bytes()).hexdigest()
    assert lesson.code == whole[:16]
    (folder / "sim.py").write_text("# another\n")
    assert lesson.code != whole[:16]


def test_every_month_of_the_course_is_described():
    pack = catalog.pack()
    assert [month.number for month in pack.months] == list(range(13))
    assert all(month.title and month.about for month in pack.months)
    assert pack.licence == "MIT"


def test_every_lesson_of_the_course_can_be_read():
    months = {month.number for month in catalog.pack().months}
    assert all(lesson.month in months for lesson in catalog.lessons())


def test_listing_lessons_loads_neither_numpy_nor_textual_nor_sqlite():
    code = (
        "import sys; from tutor.study import catalog; catalog.lessons(); catalog.pack();"
        "heavy = ('numpy', 'textual', 'sqlite3', 'torch', 'unicodeit', 'platformdirs');"
        "print([name for name in heavy if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["gradient-decent", "Gradient_Descnt", "gradient"])
def test_an_unknown_name_offers_the_nearest_lesson(name):
    with pytest.raises(UnknownLesson, match=r"Did you mean gradient-descent\?"):
        catalog.find(name)


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(
        UnknownLesson, match=r"There is no lesson 'zzz'\. Lessons: .*gradient-descent"
    ):
        catalog.find("zzz")


@pytest.mark.parametrize("name", ["gradient-descent", " Gradient_Descent "])
def test_a_name_may_be_typed_loosely(name):
    assert catalog.find(name).id == "gradient-descent"


@given(st.text(max_size=30).filter(lambda name: "gradient" not in name.lower()))
def test_any_other_text_is_an_unknown_lesson(name):
    with pytest.raises(UnknownLesson) as caught:
        catalog.find(name)
    assert repr(name) in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'answer = "explodes"',
            'anwser = "explodes"',
            "unknown key `anwser`: did you mean `answer`?",
        ),
        ('title = "Roll downhill"', "", "`title` is missing"),
        ("month = 1", "month = 13", "`month` is 13; it must be a whole number from 0 to 12"),
        ("month = 1", "month = true", "`month` must be a whole number from 0 to 12, not True"),
        ("month = 1", 'month = "1"', "not '1'"),
        ("minutes = 35", "minutes = 90", "from 1 to 45"),
        ("format = 1", "format = 2", "this version reads 1"),
        ('needs = ["eigen"', "needs = [1", "`needs` must be a list of texts"),
        ('needs = ["eigen"', 'needs = ["gradient-descent"', "cannot need itself"),
        (
            'answer = "explodes"',
            'answer = "melts"',
            "'melts' is not among the choices settles, bounces",
        ),
        ("steps = 60", "steps = 0", "predict 'just-past-the-edge': `steps` is 0"),
        ("lr = 0.21,", "lr = [0.21],", "`set.lr` must be a number, text, true or false"),
        ('id = "on-the-edge"', 'id = "just-past-the-edge"', "have the id 'just-past-the-edge'"),
        ('title = "Roll downhill"', 'title = ""', "`title` must be text"),
        ('kind = "number"', 'kind = "essay"', "`kind` is 'essay'; it must be number or choice"),
        ("tol = 0.0005", "", "quiz 'edge': `tol` is missing"),
        ("answer = 0.08", 'answer = "0.08"', "`answer` must be a number"),
        ('  "The move is the gradient scaled by the step size.",\n', "", "give 3 hints"),
        ("want = [0.8, -1.6]", "wants = [0.8, -1.6]", "case 1: unknown key `wants`"),
        ("[[quiz]]", "[quiz]", "not valid TOML"),
        ("[predict.choices.settles]\ntext", "[predict.choices.settles]\ntxet", "`txet`"),
    ],
)
def test_a_wrong_promise_is_one_sentence_that_names_the_file(folder, old, new, said):
    spoil(folder, old, new)
    assert said in complaint(folder)


def test_two_to_four_choices_are_asked_for(folder):
    extra = "".join(f'[predict.choices.c{n}]\ntext = "t"\nsay = "s"\n' for n in range(2))
    spoil(folder, "[predict.choices.settles]", extra + "[predict.choices.settles]")
    assert "give 2 to 4 choices, not 5" in complaint(folder)


@pytest.mark.parametrize(
    "name", ["sim.py", "lesson.md", "exercise.py", "solution.py", "lesson.toml"]
)
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    assert complaint(folder) == f"{folder / name}: the file is missing"


def test_a_need_that_is_not_written_yet_is_kept(folder):
    assert catalog.lessons(folder.parent)[0].needs == ("eigen", "chain-rule")


def test_lessons_come_by_month_and_after_what_they_need(folder):
    beside(folder, "a_last", "last", '["gradient-descent"]', month=2)
    beside(folder, "b_second", "second", '["first"]')
    beside(folder, "c_first", "first")
    beside(folder, "z_zeroth", "zeroth", month=0)
    order = [lesson.id for lesson in catalog.lessons(folder.parent)]
    assert order[0] == "zeroth"
    assert order[-1] == "last"
    assert order.index("first") < order.index("second")


def left_out(folder):
    """The sentences about what was left out, and the ids of what was kept."""
    found = catalog.look(folder.parent)
    return "\n".join(found.problems), [lesson.id for lesson in found.lessons]


def test_a_circle_of_needs_is_shown_whole_and_left_out(folder):
    beside(folder, "a", "hen", '["egg"]')
    beside(folder, "b", "egg", '["hen"]')
    said, kept = left_out(folder)
    assert re.search(r"lesson\.toml: `needs` runs in a circle: .*(hen.*egg|egg.*hen)", said)
    assert kept == ["gradient-descent"]


def test_a_lesson_cannot_come_before_what_it_needs(folder):
    beside(folder, "a", "early", '["gradient-descent"]', month=0)
    said, kept = left_out(folder)
    assert "month 0 comes before 'gradient-descent', of month 1" in said
    assert kept == ["gradient-descent"]


def test_two_lessons_cannot_share_an_id(folder):
    beside(folder, "z_twin", "gradient-descent")
    said, kept = left_out(folder)
    assert re.search(r"z_twin.*already that of .*m01_gradient_descent", said)
    assert kept == ["gradient-descent"]


def test_a_broken_lesson_is_named_and_the_others_stay(folder):
    (beside(folder, "a", "broken") / "lesson.toml").write_text("id = 3")
    said, kept = left_out(folder)
    assert "a/lesson.toml: unknown" in said or "a/lesson.toml: `format` is missing" in said
    assert kept == ["gradient-descent"]
    with pytest.raises(UnknownLesson, match=r"Left out: .*a/lesson\.toml"):
        catalog.find("broken", folder.parent)


def test_an_empty_folder_has_no_lessons(tmp_path):
    assert catalog.lessons(tmp_path) == ()
    with pytest.raises(UnknownLesson, match="Lessons: none"):
        catalog.find("any", tmp_path)


def test_content_beside_the_package_gives_way_to_content_inside_it(tmp_path, monkeypatch):
    package = tmp_path / "tutor"
    package.mkdir()
    monkeypatch.setattr(places, "PACKAGE", package)
    assert places.lessons_folder() == tmp_path / "lessons"
    assert places.assets_folder() == tmp_path / "assets"
    (package / "_lessons").mkdir()
    (package / "_assets").mkdir()
    assert places.lessons_folder() == package / "_lessons"
    assert places.assets_folder() == package / "_assets"


def test_state_lives_where_mlpath_home_says_or_where_the_platform_keeps_it(monkeypatch):
    monkeypatch.setenv("MLPATH_HOME", "/somewhere/else")
    assert places.state_directory() == Path("/somewhere/else")
    monkeypatch.setenv("MLPATH_HOME", "")
    assert places.state_directory().name == "mlpath-tutor"
