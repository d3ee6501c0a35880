"""The published schemas say of a file what the reader says, and know every key that it knows."""

import json
import re
import tomllib

import pytest
from jsonschema import Draft202012Validator
from spoilt import LESSON, copied, spoil

from tutor.study import catalog, places, tables
from tutor.study.lesson import read_lesson
from tutor.study.tables import LessonError

EVERYTHING = """
[[exercise]]
id = "all-of-it"
function = "gradient_step"
task = "t"
hints = ["a", "b", "c"]
module = "m"
in_place = true
seconds = 2.5
memory = 10
drives = "update"
through = "h"
gradient = { loss = "f", wrt = ["w"], part = 0 }
reference = { function = "g", tol = 1e-6 }
case = [{ args = [1], want = 2, tol = 0.1, from = "by hand" }]
mistake = [{ code = "return 1", say = "s" }]

[[quiz]]
id = "varied"
kind = "number"
ask = "2 / 25?"
answer = 0.08
tol = 0.001
why = "w"
vary = { ask = "2 / {k}?", answer = "2 / k", why = "{answer}", values = { k = [25, 10] }, tol = 1 }

[[claim]]
text = "{5.5} here"
steps = 0
probe = "fate"
index = 0
over = { k = 2, steps = 3 }
value = 1
tol = 1
set = { k = 10 }
"""
REFUSED = [
    ("format = 1", "format = 2"),
    ('id = "gradient-descent"', 'id = "Gradient Descent"'),
    ('id = "gradient-descent"', ""),
    ('id = "gradient-descent"', "id = 3"),
    ('title = "Roll downhill"', 'title = "  "'),
    ("month = 1", "month = 13"),
    ("month = 1", "month = true"),
    ("month = 1", 'month = "1"'),
    ("minutes = 35", "minutes = 46"),
    ("minutes = 35", "minuets = 35"),
    ("needs = [", "needs = [1, "),
    ('sim = "Descent"', "sim = 1"),
    ("steps = 60", "steps = 0"),
    ('ask = "The steep', 'aks = "The steep'),
    ("lr = 0.21,", "lr = [0.21],"),
    ('hides = ["factor per step"', "hides = [1"),
    ("[predict.choices.settles]\ntext", "[predict.choices.settles]\ntxet"),
    ('id = "gradient-step"', 'id = "gradient_step"'),
    ('  "The move is the gradient scaled by the step size.",\n', ""),
    ("want = [0.8, -1.6]", "wants = [0.8, -1.6]"),
    ("args = [[1.0, -2.0], [2.0, -4.0], 0.1]", "args = 1"),
    ('code = "return w + lr * grad"', 'cod = "return w + lr * grad"'),
    ("in_place = true", "in_place = 1"),
    ("seconds = 2.5", "seconds = 0"),
    ("seconds = 2.5", "seconds = 301"),
    ("memory = 10", "memory = 0"),
    ('module = "m"', 'module = "m-1"'),
    ('wrt = ["w"]', "wrt = []"),
    ("part = 0", "part = -1"),
    ('reference = { function = "g"', 'reference = { functoin = "g"'),
    ('kind = "number"', 'kind = "essay"'),
    ("tol = 0.0005", ""),
    ("answer = 0.08", 'answer = "0.08"'),
    ('answer = "2 / k"', 'anwser = "2 / k"'),
    ("k = [25, 10]", "k = [25]"),
    ('column = "loss"', 'column = "loss"\nprobe = "fate"'),
    ('column = "loss"', ""),
    ("steps = 0\ncolumn", "steps = -1\ncolumn"),
    ("k = 2, steps = 3", "k = 2, steps = -3"),
]
"""What the schema can see."""
REFUSED_BY_THE_READER = [
    ('answer = "explodes"', 'answer = "melts"'),
    ('id = "on-the-edge"', 'id = "just-past-the-edge"'),
    ('answer = "2 / k"', 'answer = "2 / q"'),
    ("height: {5.5} here", "height: 5.5 {here}"),
    ("month = 1", "month = 1.0"),
]
"""What takes more than a schema: one value against another, and 1.0, which JSON takes for 1."""


def schema(name):
    path = places.assets_folder() / f"{name}.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path):
    folder = copied(tmp_path)
    with (folder / "lesson.toml").open("a", encoding="utf-8") as file:
        file.write(EVERYTHING)
    return folder


def valid(path, name="lesson"):
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Draft202012Validator(schema(name)).is_valid(data)


def refused(folder):
    try:
        lesson = read_lesson(folder)
        _ = lesson.exercises
    except LessonError:
        return True
    return False


@pytest.mark.parametrize("name", ["lesson", "pack"])
def test_a_schema_is_one(name):
    Draft202012Validator.check_schema(schema(name))


def test_schema_and_reader_take_a_lesson_that_has_everything(folder):
    assert valid(folder / "lesson.toml")
    assert not refused(folder)


@pytest.mark.parametrize("lesson", catalog.lessons(), ids=lambda lesson: lesson.id)
def test_every_lesson_of_the_course_is_valid_and_names_its_schema(lesson):
    assert valid(lesson.toml_path)
    first = lesson.toml_path.read_text(encoding="utf-8").splitlines()[0]
    named = lesson.folder / first.removeprefix("#:schema ")
    assert named.resolve() == (LESSON / "../../assets/lesson.schema.json").resolve()


@pytest.mark.parametrize(("old", "new"), REFUSED)
def test_schema_and_reader_refuse_the_same(folder, old, new):
    spoil(folder / "lesson.toml", old, new)
    try:
        assert not valid(folder / "lesson.toml")
    except tomllib.TOMLDecodeError:
        pytest.fail("the spoilt file must still be TOML")
    assert refused(folder)


@pytest.mark.parametrize(("old", "new"), REFUSED_BY_THE_READER)
def test_the_reader_also_refuses_what_no_schema_sees(folder, old, new):
    spoil(folder / "lesson.toml", old, new)
    assert refused(folder)


def known_keys(folder, monkeypatch):
    """Return the keys that the reader knows for each kind of table, by reading everything."""
    known, begin = {}, tables.Table.__init__

    def listen(self, data, path, where, keys):
        keys = set(keys)
        kind = re.sub(r" ('[^']*'|\d+)", "", where)
        known.setdefault(kind, set()).update(keys)
        begin(self, data, path, where, keys)

    monkeypatch.setattr(tables.Table, "__init__", listen)
    lesson = read_lesson(folder)
    _ = lesson.exercises, lesson.claims
    catalog.pack()
    return known


def test_every_key_that_the_reader_knows_is_in_the_schema_and_no_other(folder, monkeypatch):
    lesson, pack = schema("lesson"), schema("pack")
    written = {name: set(part.get("properties", {})) for name, part in lesson["$defs"].items()}
    wanted = {
        "": set(lesson["properties"]) | set(pack["properties"]),
        "month": set(pack["properties"]["month"]["items"]["properties"]),
        "predict": written["predict"],
        "predict choice": written["choice"],
        "exercise": written["exercise"],
        "exercise case": written["case"],
        "exercise mistake": written["mistake"],
        "exercise gradient": written["gradient"],
        "exercise reference": written["reference"],
        "quiz": written["quiz"],
        "quiz choice": written["choice"],
        "quiz vary": written["vary"],
        "claim": written["claim"],
    }
    assert known_keys(folder, monkeypatch) == wanted


def test_every_key_is_explained_to_the_author():
    def unexplained(part, at):
        for name, inner in part.get("properties", {}).items():
            if isinstance(inner, dict):
                if "description" not in inner and [*at, name] != ["claim", "over", "steps"]:
                    yield [*at, name]
                yield from unexplained(inner, [*at, name])
                yield from unexplained(inner.get("items", {}), [*at, name])

    for name in ("lesson", "pack"):
        whole = schema(name)
        parts = {"": whole, **whole.get("$defs", {})}
        assert [where for key, part in parts.items() for where in unexplained(part, [key])] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "From', 'titel = "From'),
        ("number = 1\n", "number = 13\n"),
        ("about = ", "abuot = "),
    ],
)
def test_a_wrong_pack_is_refused_by_both(folder, old, new):
    path = folder.parent / "pack.toml"
    assert valid(path, "pack")
    spoil(path, old, new)
    assert not valid(path, "pack")
    with pytest.raises(LessonError):
        catalog.pack(folder.parent)
