"""Packs: found without running them, prefixed, ordered with the course, skipped when broken."""

import json
import sys

import pytest
from pack_on_disk import install, need
from tiny_lessons import call, refusal, write_lesson

from tutor.study import catalog
from tutor.study.catalog import UnknownLesson


@pytest.fixture
def site(tmp_path, lessons, monkeypatch):
    """A folder that Python imports from, and a course of one lesson, `drift`."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


def ids():
    return [lesson.id for lesson in catalog.lessons()]


def test_an_installed_pack_is_found_without_being_imported(site):
    folder = install(site)
    found = catalog.look()
    assert ids() == ["drift", "diffusion/noise"]
    assert found.problems == ()
    assert found.origins[1].version == "mlpath-diffusion 1.2"
    assert found.origins[1].folder == folder
    assert "mlpath_diffusion" not in sys.modules


def test_a_package_inside_another_is_found_too(site):
    install(site, package="outer")
    (site / "outer" / "inner").mkdir()
    (site / "outer" / "inner" / "pack.toml").write_text((site / "outer/pack.toml").read_text())
    write_lesson(site / "outer" / "inner", "deep")
    entry = next(site.glob("*.dist-info")) / "entry_points.txt"
    entry.write_text("[mlpath_tutor.packs]\ndiffusion = outer.inner\n")
    assert ids() == ["drift", "diffusion/deep"]
    assert "outer" not in sys.modules


def test_a_lesson_of_a_pack_is_opened_by_its_whole_id(site):
    folder = install(site)
    lesson = catalog.find("diffusion/noise")
    assert (lesson.id, lesson.pack, lesson.name) == ("diffusion/noise", "diffusion", "noise")
    assert lesson.folder == folder / "noise"
    assert lesson.file_stem == "diffusion-noise"
    with pytest.raises(UnknownLesson, match=r"Did you mean diffusion/noise\?"):
        catalog.find("noise")


def test_needs_cross_packs_and_mean_the_own_pack_first(site, lessons):
    folder = install(site)
    write_lesson(folder, "drift")
    need(folder / "noise", "drift")
    assert catalog.find("diffusion/noise").needs == ("diffusion/drift",)
    need(lessons / "drift", "diffusion/noise")
    assert ids() == ["diffusion/drift", "diffusion/noise", "drift"]


def test_a_need_of_the_course_is_its_plain_id(site):
    folder = install(site)
    need(folder / "noise", "drift")
    assert catalog.find("diffusion/noise").needs == ("drift",)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"pack": None}, "pack.toml: the file is missing"),
        ({"pack": "title = 3"}, "`title` must be text"),
        ({"name": "No Good"}, "small letters"),
    ],
)
def test_a_broken_pack_is_named_and_skipped(site, options, said):
    install(site, **options)
    found = catalog.look()
    assert [lesson.id for lesson in found.lessons] == ["drift"]
    (problem,) = found.problems
    assert said in problem


def test_a_package_that_is_gone_is_named_with_its_distribution(site):
    entry = install(site).parent / "mlpath_diffusion-1.2.dist-info" / "entry_points.txt"
    entry.write_text("[mlpath_tutor.packs]\ndiffusion = mlpath_gone\n")
    (problem,) = catalog.look().problems
    assert "'diffusion' of mlpath-diffusion 1.2" in problem
    assert "mlpath_gone" in problem


def test_a_broken_lesson_of_a_pack_costs_only_itself(site):
    folder = install(site)
    (write_lesson(folder, "bad") / "lesson.toml").write_text("[")
    assert ids() == ["drift", "diffusion/noise"]
    (problem,) = catalog.look().problems
    assert "bad/lesson.toml" in problem


@pytest.fixture
def mine(tmp_path):
    """A folder of an author's lessons, without a pack.toml."""
    write_lesson(tmp_path / "My lessons", "swing")
    return tmp_path / "My lessons"


@pytest.mark.parametrize("before", [True, False])
def test_a_folder_is_given_before_or_after_the_command(lessons, mine, capsys, before):
    option = ("--lessons", mine)
    words = (*option, "list", "--json") if before else ("list", *option, "--json")
    rows = json.loads(call(capsys, *words).out)
    assert [row["id"] for row in rows] == ["drift", "my-lessons/swing"]


def test_a_lessons_own_folder_stands_for_the_one_it_is_in(lessons, mine, capsys):
    out = call(capsys, "run", "my-lessons/swing", "--lessons", mine / "swing", "--steps", 3).out
    assert out.startswith("A swing (my-lessons/swing)")


def test_the_folder_can_be_named_in_the_environment(lessons, mine, monkeypatch):
    monkeypatch.setenv("MLPATH_LESSONS", str(mine))
    assert ids() == ["drift", "my-lessons/swing"]
    monkeypatch.setenv("MLPATH_LESSONS", str(lessons))  # the course is not there twice
    assert ids() == ["drift"]


def test_a_folder_that_is_not_there_is_told(lessons, tmp_path, capsys, monkeypatch):
    said = refusal(call(capsys, "list", "--lessons", tmp_path / "nowhere"))
    assert "nowhere: there is no such folder" in said
    monkeypatch.setenv("MLPATH_LESSONS", str(tmp_path / "nowhere"))
    assert "there is no such folder" in catalog.look().problems[0]
    assert ids() == ["drift"]


def test_the_packs_are_shown_with_origin_and_version(site, mine, capsys):
    folder = install(site)
    install(site, name="broken", package="mlpath_broken", pack="title = 3")
    (site.parent / "lessons" / "pack.toml").write_text('title = "T"\nlicence = "MIT"\n')
    answer = call(capsys, "packs", "--json", "--lessons", mine)
    assert answer.code == 0
    assert "left out: " in answer.err
    assert "mlpath_broken/pack.toml" in answer.err
    rows = json.loads(answer.out)
    assert [(row["pack"], row["title"], row["lessons"]) for row in rows] == [
        ("course", "T", 1),
        ("diffusion", "Diffusion", 1),
        ("my-lessons", "", 1),
    ]
    assert rows[1]["version"] == "mlpath-diffusion 1.2"
    assert rows[1]["folder"] == str(folder)
    head, *lines = call(capsys, "packs").out.splitlines()
    assert head.split() == ["PACK", "TITLE", "LESSONS", "VERSION", "FOLDER"]
    assert len(lines) == 3
    assert "mlpath_diffusion" not in sys.modules
