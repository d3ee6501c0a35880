"""Progress: path, predictions, reviews, plan and journal, at any size and without colours."""

from datetime import date

import pytest
from textual.widgets import Input, Tabs

from tests.ui.driving import until
from tests.ui.reviewing import DAY, LESSON, T0, make_due, pass_exercise, said, text
from tutor.app.app import TutorApp
from tutor.app.screens.path import PathScreen
from tutor.app.screens.progress import TABS, ProgressScreen
from tutor.app.screens.review import ReviewScreen
from tutor.app.widgets.journal import NEWEST, newest
from tutor.app.widgets.panel import PanelView
from tutor.study.catalog import pack
from tutor.study.plan import Plan
from tutor.study.progress import Progress
from tutor.study.settings import Settings

SIZES = [(80, 24), (120, 40)]
IDS = ["80x24", "120x40"]


def fill(progress, monkeypatch):
    """Predict, answer a quiz and write code, ten days before the screen is looked at."""
    now = T0 - 10 * DAY
    make_due(progress)
    pass_exercise(progress)
    with monkeypatch.context() as clock:
        clock.setattr("time.time", lambda: now)
        for number in range(6):
            progress.answer(LESSON.id, f"likely-{number}", "settles", number % 2 == 0, {}, 2)
        for number in range(3):
            progress.answer(LESSON.id, f"sure-{number}", "settles", True, {}, 3)
        progress.visit(LESSON.id, 2)
    progress.attempts.checked(LESSON.id, "descend", "def", False, seconds=0.1, now=now)
    progress.attempts.hint(LESSON.id, "descend", now=now)


async def look(pilot):
    """Open the screen at the moment T0; return it."""
    app = pilot.app
    await until(pilot, lambda: app.screen.is_mounted)
    screen = ProgressScreen(app.progress, pack(), (LESSON,), lambda: T0)
    app.push_screen(screen)
    await until(pilot, lambda: app.screen is screen and "Progress" in text(screen))
    return screen


async def type_into(pilot, field, value):
    field.focus()
    field.value = value
    await pilot.press("enter")
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=IDS)
async def test_the_path_shows_lessons_and_exercises_with_what_they_took(app, monkeypatch, size):
    fill(app.progress, monkeypatch)
    async with app.run_test(size=size) as pilot:
        screen = await look(pilot)
        words = said(screen)
        assert "0 of 1 lesson done" in words
        assert "◐ Roll downhill, month 1" in words
        assert "● gradient_step" in words
        assert "passed, 1 check" in words
        assert "◐ descend" in words
        assert "tried, 1 check, 1 hint" in words


@pytest.mark.parametrize("size", SIZES, ids=IDS)
async def test_calibration_is_a_picture_of_said_and_happened_and_says_it(app, monkeypatch, size):
    fill(app.progress, monkeypatch)
    async with app.run_test(size=size) as pilot:
        screen = await look(pilot)
        await pilot.press("2")
        await until(pilot, lambda: "● said ■ happened" in said(screen))
        words = said(screen)
        assert "Likely: right 3 of 6 times (50%)" in words
        assert "Sure: right 3 of 3 times." in words
        for number in ("● 0.70", "■ 0.50", "● 0.95", "■ 1.00"):
            assert number in words
        panel = screen.query_one("#predictions").query_one(PanelView).panel
        assert panel.values == {"likely": (0.7, 0.5), "sure": (0.95, 1.0)}


async def test_the_numbers_of_a_picture_can_be_read_one_by_one(app, monkeypatch):
    fill(app.progress, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await look(pilot)
        await pilot.press("2")
        view = screen.query_one("#predictions").query_one(PanelView)
        view.focus()
        await until(pilot, lambda: view.place is not None and view.reading in said(screen))
        assert "likely" in view.reading


@pytest.mark.parametrize("size", SIZES, ids=IDS)
async def test_reviews_are_counted_today_and_on_the_days_to_come(app, monkeypatch, size):
    fill(app.progress, monkeypatch)
    first, second = app.progress.deck.cards()[:2]
    app.progress.deck.answer(first.key, "1", False, seconds=5.0, now=T0, place="review")
    app.progress.deck.answer(second.key, "1", True, seconds=5.0, now=T0, place="review")
    async with app.run_test(size=size) as pilot:
        screen = await look(pilot)
        await pilot.press("3")
        await until(pilot, lambda: "today" in said(screen))
        assert "Reviewed today: 2 cards. 3 cards are due: v reviews." in said(screen)
        values = screen.query_one("#review").query_one(PanelView).panel.values
        assert list(values) == [
            "today", "Tue 22 Sep", "Wed 23 Sep", "Thu 24 Sep", "Fri 25 Sep", "Sat 26 Sep",
            "Sun 27 Sep",
        ]  # fmt: skip
        assert list(values.values())[:2] == [3.0, 1.0]
        assert sum(values.values()) == 5.0


async def test_v_leads_from_progress_to_the_review_and_back_to_the_path(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen.is_mounted)
        await pilot.press("g")
        await until(pilot, lambda: isinstance(app.screen, ProgressScreen))
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PathScreen))


@pytest.mark.parametrize("size", SIZES, ids=IDS)
async def test_a_plan_is_proposed_and_kept_with_honest_dates(app, size):
    async with app.run_test(size=size) as pilot:
        screen = await look(pilot)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(screen.focused, Input))
        assert "There is no plan yet." in said(screen)
        assert screen.focused.value == "2026-09-21"
        assert app.progress.plan.read() is None
        await type_into(pilot, screen.query_one("#start", Input), "2026-06-01")
        await until(pilot, lambda: "The plan is kept" in said(screen))
        assert app.progress.plan.read() == Plan(date(2026, 6, 1), 5.0)
        assert "You are 112 days behind it" in said(screen)
        assert "2026-06-01 2026-09-21" in said(screen)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("start", "soon", "'soon' is no date; write it as 2027-01-31."),
        ("start", "", "'' is no date; write it as 2027-01-31."),
        ("start", "2026-02-30", "'2026-02-30' is no date; write it as 2027-01-31."),
        ("start", "1999-01-01", "give one from 2000 to 2099."),
        ("hours", "five", "'five' is no number; give hours a week, such as 5 or 2.5."),
        ("hours", "0", "0 hours a week is no plan; give 0.5 to 60."),
        ("hours", "nan", "nan hours a week is no plan; give 0.5 to 60."),
        ("hours", "1e99", "1e+99 hours a week is no plan; give 0.5 to 60."),
        ("hours", "[b]", "'[b]' is no number"),
    ],
)
async def test_what_is_no_plan_is_answered_in_words_and_changes_nothing(app, field, typed, words):
    app.progress.plan.write(Plan(date(2026, 9, 1), 4.0), now=T0)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await look(pilot)
        await pilot.press("4")
        await type_into(pilot, screen.query_one(f"#{field}", Input), typed)
        await until(pilot, lambda: words in said(screen))
        assert screen.focused is screen.query_one(f"#{field}")
        assert app.progress.plan.read() == Plan(date(2026, 9, 1), 4.0)


async def test_a_note_is_in_the_journal_and_in_the_file_at_once(app, monkeypatch):
    fill(app.progress, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await look(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(screen.focused, Input))
        await pilot.press(*"[red] list[int] *x", "enter")
        await until(pilot, lambda: "Your note is added." in said(screen))
        await until(pilot, lambda: "Roll downhill, your note: [red] list[int] *x" in said(screen))
        other = Progress()
        assert [note.text for note in other.notes.all()] == ["[red] list[int] *x"]
        other.close()


async def test_a_note_before_any_lesson_is_one_about_the_course(app):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await look(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(screen.focused, Input))
        await pilot.press(*"hello", "enter")
        await until(pilot, lambda: f"{pack().title}, your note: hello" in said(screen))


async def test_a_note_that_is_not_added_yet_is_not_lost_by_one_escape(app):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await look(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(screen.focused, Input))
        await pilot.press(*"hello", "escape")
        await until(pilot, lambda: isinstance(screen.focused, Tabs))
        await pilot.press("escape")
        await until(pilot, lambda: "not added yet" in said(screen))
        assert app.screen is screen
        await until(pilot, lambda: isinstance(screen.focused, Input))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: app.screen is not screen)


async def test_the_journal_is_saved_where_it_says(app, monkeypatch):
    fill(app.progress, monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await look(pilot)
        await pilot.press("e")
        path = app.progress.path.parent / "journal-2026-09-21.md"
        await until(pilot, lambda: path.name in said(screen).replace(" ", ""))
        assert path.read_text().startswith("# Journal\n")
        assert "passed `gradient_step`" in path.read_text()


async def test_a_journal_that_cannot_be_saved_says_why(app, monkeypatch):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await look(pilot)

        def refuse(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("tutor.app.screens.progress.save_journal", refuse)
        await pilot.press("e")
        await until(pilot, lambda: "could not be written: No space left on device." in said(screen))


async def test_what_cannot_be_kept_is_not_said_to_be(app):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await look(pilot)
        app.progress.store.connection.close()
        await pilot.press("p")
        await until(pilot, lambda: isinstance(screen.focused, Input))
        await pilot.press("enter")
        await until(pilot, lambda: "Progress is not kept" in said(screen))
        assert "The plan is kept" not in said(screen)


async def test_arrows_scroll_the_part_on_screen(app):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await look(pilot)
        await pilot.press("4")
        await until(pilot, lambda: "Two paths" in said(screen))
        assert "the end" not in said(screen)
        await pilot.press("pagedown", "pagedown")
        await until(pilot, lambda: "the end" in said(screen))


@pytest.mark.parametrize("size", SIZES, ids=IDS)
async def test_a_newcomer_is_told_what_every_part_will_hold(app, size):
    async with app.run_test(size=size) as pilot:
        screen = await look(pilot)
        for key, words in zip(
            "12345",
            (
                "○ Roll downhill",
                "No prediction with a confidence yet.",
                "Nothing is due today. Cards come from the questions at the end of a lesson.",
                "There is no plan yet.",
                "Nothing yet: it fills with your predictions",
            ),
            strict=True,
        ):
            await pilot.press(key)
            await until(pilot, lambda words=words: words in said(screen))


def test_a_long_journal_shows_its_newest_days_and_says_where_the_others_are():
    days = [f"## 2026-01-{n:02}\n\n- day {n}\n" for n in range(1, 31)]
    shown = newest("\n".join(["# Journal\n", *days]))
    assert "**2026-01-30**\n\n- day 30" in shown
    assert shown.count("- day") == NEWEST
    assert "16 older days are in the file that e saves." in shown
    assert "older" not in newest("\n".join(["# Journal\n", *days[:NEWEST]]))


@pytest.mark.parametrize("size", SIZES, ids=IDS)
@pytest.mark.parametrize("tab", TABS)
def test_progress(snap_compare, app, monkeypatch, size, tab):
    fill(app.progress, monkeypatch)
    app.progress.plan.write(Plan(date(2026, 9, 1), 4.0), now=T0)
    assert snap_compare(app, terminal_size=size, run_before=_reach(tab))


def test_progress_without_colours(snap_compare, monkeypatch):
    app = TutorApp(Progress(), Settings(theme="mono"))
    fill(app.progress, monkeypatch)
    assert snap_compare(app, terminal_size=(80, 24), run_before=_reach("predictions"))


def _reach(tab):
    async def reach(pilot):
        screen = await look(pilot)
        screen.action_tab(tab)
        await until(pilot, lambda: screen.query_one(f"#{tab}").display)

    return reach
