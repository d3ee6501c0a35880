"""The path, and coming back to where one left off."""

import sqlite3

from textual.widgets import OptionList, Static

from tests.ui.driving import open_lesson, until
from tutor.app.app import TutorApp
from tutor.app.screens.lesson import LessonScreen
from tutor.app.screens.path import PathScreen
from tutor.study import catalog
from tutor.study.progress import Progress


def rows(screen):
    road = screen.query_one(OptionList)
    return [str(road.get_option_at_index(i).prompt) for i in range(road.option_count)]


async def test_the_path_shows_every_month_and_every_lesson_with_its_state(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, PathScreen)
        shown = rows(app.screen)
        assert len(shown) == 13 + len(catalog.lessons())
        assert any("Roll downhill  35 min, not begun" in row for row in shown)
        months = [row.strip() for row in shown if row.strip()[:1].isdigit()]
        assert months[1].startswith("1 ○")
        assert months[7].startswith("7 ·")  # no lesson of it is written yet


async def test_the_state_on_the_path_follows_the_progress(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for act, mark in (
            (lambda: app.progress.visit("gradient-descent", 0), "◐ Roll downhill  35 min, begun"),
            (lambda: app.progress.finish("gradient-descent", []), "● Roll downhill  35 min, done"),
        ):
            act()
            app.screen.refresh_road()
            assert any(mark in row for row in rows(app.screen))


async def test_the_app_opens_where_the_learner_left_off():
    Progress().visit("gradient-descent", 0)
    app = TutorApp(Progress())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, LessonScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PathScreen))


async def test_a_month_without_lessons_says_so(app):
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        road = app.screen.query_one(OptionList)
        road.highlighted = next(n for n, row in enumerate(rows(app.screen)) if "7 ·" in row)
        await pilot.press("enter")
        assert isinstance(app.screen, PathScreen)
        assert [n.message for n in app._notifications] == [
            "No lesson of this month is written yet."
        ]
        promise = str(app.screen.query_one("#promise", Static).content)
        assert "no lesson written yet" in promise


async def test_progress_that_cannot_be_kept_is_said_and_the_app_still_runs(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("MLPATH_HOME", str(tmp_path / "file" / "home"))
    app = TutorApp(Progress())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        said = [n.message for n in app._notifications]
        assert len(said) == 1
        assert said[0].startswith("Progress is not kept")
        screen = await open_lesson(pilot)
        assert screen.frame.step == 1


async def test_a_corrupt_progress_file_is_moved_aside_and_said(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    (home / "progress.sqlite3").write_bytes(b"this is no database" * 100)
    app = TutorApp(Progress())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        assert "corrupt" in next(iter(app._notifications)).message
    with sqlite3.connect(home / "progress.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
