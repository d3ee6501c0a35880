"""Live reload: what an author saves is on screen in the same scene; what is broken is told."""

import shutil
from pathlib import Path

import pytest

from tests.ui.driving import until
from tutor.app.app import TutorApp
from tutor.app.screens.lesson import LessonScreen
from tutor.study import catalog, places
from tutor.study.progress import Progress

LESSON = places.lessons_folder() / "m01_gradient_descent"
ID = "mine/gradient-descent"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    copy = Path(shutil.copytree(LESSON, tmp_path / "mine" / "descent"))
    monkeypatch.setenv("MLPATH_LESSONS", str(copy.parent))
    return copy


def save(path, old, new):
    """Save as careful editors do: a whole file in the place of the old one."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(text.replace(old, new, 1), encoding="utf-8")
    beside.replace(path)


async def opened(pilot, lesson):
    app = pilot.app
    app.open_lesson(catalog.find(lesson))
    await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.frame)
    return app.screen


def watched(screen):
    return any(worker.group == "author" for worker in screen.app.workers)


def notified(app):
    return "\n".join(notification.message for notification in app._notifications)


def message(screen):
    return str(screen.query_one("#message").content)


async def replaced(pilot, old):
    """Wait for another lesson screen in the old one's place, with its first frame."""
    app = pilot.app
    await until(
        pilot,
        lambda: isinstance(app.screen, LessonScreen) and app.screen is not old and app.screen.frame,
    )
    return app.screen


async def test_a_saved_text_is_on_screen_in_the_same_scene(folder):
    progress = Progress()
    progress.visit(ID, 1)
    app = TutorApp(progress)
    async with app.run_test(size=(120, 40)) as pilot:
        old = await replaced(pilot, None)  # the app opens where the learner left off
        save(folder / "lesson.md", "What the dot was doing", "What the dot did")
        new = await replaced(pilot, old)
        assert new.scenes.shown == 1
        assert [str(title.content) for title in new.query(".scene-title")][1] == "What the dot did"
        assert len([s for s in app.screen_stack if isinstance(s, LessonScreen)]) == 1


async def test_a_saved_simulation_runs_and_is_watched_on(folder):
    app = TutorApp(Progress())
    async with app.run_test(size=(120, 40)) as pilot:
        old = await opened(pilot, ID)
        save(folder / "sim.py", "lr = Float(0.05,", "lr = Float(0.07,")
        new = await replaced(pilot, old)
        assert new.frame.values["lr"] == 0.07
        save(folder / "sim.py", "lr = Float(0.07,", "lr = Float(0.09,")
        assert (await replaced(pilot, new)).frame.values["lr"] == 0.09


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("lesson.toml", "minutes = 35", "minuets = 35", "did you mean `minutes`?"),
        ("lesson.md", "<!-- @quiz -->", "", "put <!-- @quiz --> in lesson.md"),
        ("sim.py", "def reset(self):", "def reset(self:", "SyntaxError"),
        ("sim.py", "def reset(self):", "def reset(self):\n        1 / 0", "division by zero"),
    ],
)
async def test_what_is_broken_is_told_in_a_line_and_the_old_version_stays(
    folder, name, old, new, said
):
    app = TutorApp(Progress())
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, ID)
        save(folder / name, old, new)
        await until(pilot, lambda: "stays" in message(screen))
        assert said in message(screen)
        assert message(screen).startswith(f"{name} saved")
        assert "\n" not in message(screen)
        assert app.screen is screen
        save(folder / name, new, old) if new else save(
            folder / name, "## Where this", "<!-- @quiz -->\n\n## Where this"
        )
        await replaced(pilot, screen)


async def test_a_save_waits_while_another_screen_is_in_front(folder):
    app = TutorApp(Progress())
    async with app.run_test(size=(120, 40)) as pilot:
        old = await opened(pilot, ID)
        await pilot.press("f1")
        await until(pilot, lambda: app.screen is not old)
        save(folder / "sim.py", "lr = Float(0.05,", "lr = Float(0.07,")
        helping = app.screen
        await until(pilot, lambda: "back in the lesson" in notified(app))
        assert app.screen is helping
        await pilot.press("escape")
        assert (await replaced(pilot, old)).frame.values["lr"] == 0.07


async def test_a_lesson_of_the_course_is_not_watched(folder):
    app = TutorApp(Progress())
    async with app.run_test(size=(120, 40)) as pilot:
        assert not watched(await opened(pilot, "gradient-descent"))
        app.pop_screen()
        assert watched(await opened(pilot, ID))


async def test_an_author_of_the_course_watches_it_too(monkeypatch):
    monkeypatch.setenv("MLPATH_LESSONS", str(LESSON))
    async with TutorApp(Progress()).run_test(size=(120, 40)) as pilot:
        assert watched(await opened(pilot, "gradient-descent"))


async def test_a_broken_lesson_is_told_when_the_app_starts_and_the_rest_is_there(folder):
    (folder / "lesson.toml").write_text("format = 1\nid = 3\n")
    app = TutorApp(Progress())
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: "Left out: " in notified(app))
        assert "descent/lesson.toml" in notified(app)
        await opened(pilot, "gradient-descent")
