"""What an author may write in [[exercise]], and the one line for what they may not."""

import pytest
from grading import halves

from tutor.study.exercises import Gradient, Reference
from tutor.study.tables import LessonError


def exercise(root, options=""):
    return halves(root, options).exercises[0]


def test_without_options_an_exercise_lives_in_its_lessons_module_under_the_usual_limits(tmp_path):
    made = exercise(tmp_path)
    assert (made.module, made.in_place, made.seconds, made.memory) == ("halves", False, 10.0, 1024)
    assert (made.gradient, made.reference, made.drives) == (None, None, None)


def test_every_option_is_read(tmp_path):
    made = exercise(
        tmp_path,
        'module = "basics"\nin_place = true\nseconds = 20\nmemory = 4096\n'
        '[exercise.gradient]\nloss = "loss"\nwrt = ["w", "b"]\npart = 1\n'
        '[exercise.reference]\nfunction = "with_torch"\ntol = 1e-6\n',
    )
    assert (made.module, made.in_place, made.seconds, made.memory) == ("basics", True, 20.0, 4096)
    assert made.gradient == Gradient("loss", ("w", "b"), 1)
    assert made.reference == Reference("with_torch", 1e-6)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("in_plce = true", "unknown key `in_plce`: did you mean `in_place`?"),
        ("in_place = 1", "`in_place` must be true or false, not 1"),
        ("seconds = 0", "`seconds` is 0; give more than 0, at most 300"),
        ("seconds = 1e9", "`seconds` is 1e+09; give more than 0"),
        ("memory = 0", "`memory` is 0; it must be a whole number of at least 1"),
        ('module = "no-name"', "'no-name'; it must be a name that Python can import"),
        ('module = "../x"', "it must be a name that Python can import"),
        ('gradient = "loss"', "`gradient` must be a table"),
        ('[exercise.gradient]\nloss = "f"', "`wrt` must name at least one parameter"),
        ('[exercise.gradient]\nlos = "f"', "exercise 'halve' gradient: unknown key `los`"),
        ('[exercise.reference]\nfunction = "f"\ntol = "x"', "`tol` must be a number"),
    ],
)
def test_what_cannot_be_meant_is_a_line_with_the_file_and_the_place(tmp_path, options, said):
    with pytest.raises(LessonError) as caught:
        exercise(tmp_path, options)
    assert said in str(caught.value)
    assert "lesson.toml: exercise 'halve'" in str(caught.value)
