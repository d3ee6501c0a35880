"""Papers as files: all that ship are sound, and what is wrong in one is named by file and key."""

import inspect
import json
from importlib import import_module

import pytest
from jsonschema import Draft202012Validator
from spoilt import spoil

from tutor.lab.papers.reading import UnknownPaper, find, names, papers, papers_folder, read_paper
from tutor.study.places import assets_folder
from tutor.study.tables import LessonError, read_toml

SCHEMA = json.loads((assets_folder() / "paper.schema.json").read_text(encoding="utf-8"))
SAMPLE = """
id = "sample"
cite = "power2022"
also = ["gromov2023"]
about = "Something is measured again."
seeds = 5

[[setting]]
name = "network"
value = "two layers"
source = "paper"
where = "§2"

[[claim]]
id = "delay"
published = 1000
unit = "times"
where = "figure 1"
how = "later over earlier"
measure = "delay"
of = "geometric mean"
tolerance = 500
minutes = 1.2
direction = { above = 10 }
expect = "matched in direction"
reason = "Theirs is larger."

[[claim]]
id = "at-the-end"
published = 0.5
where = "figure 2"
how = "at the end"
measure = "last"
rule = "at most"
minutes = 1

[[claim]]
id = "alone"
published = 7
where = "figure 3"
how = "once"
measure = "once"
of = "one run"
minutes = 1

[method]
signature = "step(w, grad, lr)"
about = "take one step"
stub = '''
def step(w, grad, lr):
    raise NotImplementedError("your turn")
'''
"""
REFUSED = [
    ('cite = "power2022"', "", "`cite` is missing"),
    ('cite = "power2022"', 'ctie = "power2022"', "unknown key `ctie`: did you mean `cite`?"),
    ("seeds = 5", 'seeds = "5"', "`seeds` must be a whole number"),
    ("seeds = 5", "seeds = 1", "an interval needs 2"),
    ("seeds = 5", "seeds = 5\ndeterministic = true", "it must be 1"),
    ('source = "paper"', 'source = "papre"', "did you mean `paper`?"),
    ('rule = "at most"', 'rule = "at mots"', "did you mean `at most`?"),
    ('rule = "at most"', 'rule = "at most"\ntolerance = 1', "`tolerance` belongs to the rule"),
    ("tolerance = 500", "", "`tolerance` is missing"),
    ("tolerance = 500", "tolerance = -1", "`tolerance` is -1"),
    ("minutes = 1.2", "minutes = 6", "`minutes` is 6; a row has at most 5"),
    ("minutes = 1.2", "minutes = 0", "`minutes` is 0"),
    ("direction = { above = 10 }", "direction = { over = 10 }", "`direction` must be"),
    ('expect = "matched in direction"', 'expect = "maybe"', "`expect` is 'maybe'"),
    ("published = 1000", 'published = "many"', "`published` must be a number"),
    ('id = "delay"', 'id = "De lay"', "`id` is 'De lay'"),
    ("[[claim]]", "[[clam]]", "unknown key `clam`: did you mean `claim`?"),
    ('of = "one run"', 'of = "one run"\ntolerance = 1', "no `rule`, no `tolerance`"),
    ('reason = "Theirs is larger."', "", "`reason` is missing"),
]
REFUSED_BY_THE_READER = [
    ('cite = "power2022"', 'cite = "power2202"', "did you mean `power2022`?"),
    ('id = "sample"', 'id = "simple"', "it must be the file's name"),
    ('id = "alone"', 'id = "delay"', "two [[claim]] have the id 'delay'"),
    ("def step(w, grad,", "def step(grad,", "`stub` does not define what `signature` says"),
    ("def step(w, grad,", "def step(w grad,", "`stub` is no Python"),
    ("published = 1000", "published = -1", "above 0 for a geometric mean"),
    ("published = 1000", "published = inf", "must be a number"),
]
"""What takes more than a schema: one value against another, the bibliography, Python itself."""


@pytest.fixture
def path(tmp_path):
    """A paper that has every kind of key."""
    path = tmp_path / "sample.toml"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def test_the_sample_is_read(path):
    paper = read_paper(path)
    assert [claim.of for claim in paper.claims] == ["geometric mean", "mean", "one run"]
    assert paper.method.parameters == ("w", "grad", "lr")
    assert paper.minutes == 1.2
    assert Draft202012Validator(SCHEMA).is_valid(read_toml(path))


def test_there_are_more_than_ten_papers_and_none_takes_over_five_minutes():
    found = papers()
    assert len(found) > 10
    assert all(paper.minutes <= 5.0 for paper in found)


@pytest.mark.parametrize("name", names())
def test_the_schema_accepts_what_ships(name):
    data = read_toml(papers_folder() / f"{name}.toml")
    assert [e.message for e in Draft202012Validator(SCHEMA).iter_errors(data)] == []


@pytest.mark.parametrize("name", names())
def test_a_paper_and_its_measurement_agree_on_the_method(name):
    paper = find(name)
    module = import_module(paper.module)
    assert paper.method.name == module.METHOD
    inspect.signature(module.reference).bind(*paper.method.parameters)


@pytest.mark.parametrize(("old", "new", "said"), REFUSED)
def test_reader_and_schema_refuse_the_same(path, old, new, said):
    spoil(path, old, new)
    with pytest.raises(LessonError) as caught:
        read_paper(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert not Draft202012Validator(SCHEMA).is_valid(read_toml(path))


@pytest.mark.parametrize(("old", "new", "said"), REFUSED_BY_THE_READER)
def test_the_reader_sees_more(path, old, new, said):
    spoil(path, old, new)
    with pytest.raises(LessonError, match=r"sample\.toml") as caught:
        read_paper(path)
    assert said in str(caught.value)


def test_an_unknown_paper_is_refused_with_the_nearest():
    with pytest.raises(UnknownPaper, match="did you mean `cohen-2021`"):
        find("cohen-2020")


def test_the_papers_come_oldest_first():
    years = [paper.references[0].year for paper in papers()]
    assert years == sorted(years)
