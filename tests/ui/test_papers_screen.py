"""Papers: the list, a page whose rows fill while real processes measure, your own method."""

import pytest
from textual.widgets import OptionList, Static

from tests.processes import children_running
from tests.ui.driving import until
from tutor.app.app import TutorApp
from tutor.app.screens.paper import PaperScreen
from tutor.app.screens.papers import PapersScreen
from tutor.app.screens.path import PathScreen
from tutor.draw.abilities import Abilities
from tutor.lab.papers.method import stub_file
from tutor.lab.papers.reading import find, papers
from tutor.lab.papers.receipt import kept
from tutor.study.progress import Progress

SIZES = [(80, 24), (120, 40)]
IDS = ["80x24", "120x40"]
QUICK = "vaswani-2017-schedule"


def text(screen, name):
    return str(screen.query_one(name, Static).render())


def rows(screen, name="#rows"):
    found = screen.query_one(name, OptionList)
    return [str(found.get_option_at_index(i).prompt) for i in range(found.option_count)]


def seeds_running():
    return children_running("papers.worker")


async def open_paper(pilot, name):
    """Open the paper's page; return its screen."""
    await until(pilot, lambda: pilot.app.screen.is_mounted)
    screen = PaperScreen(find(name))
    pilot.app.push_screen(screen)
    await until(pilot, lambda: screen.is_mounted and screen.focused and rows(screen)[0])
    return screen


@pytest.mark.parametrize("size", SIZES, ids=IDS)
async def test_p_on_the_path_lists_the_papers_and_enter_opens_one(app, size):
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, PathScreen) and app.screen.focused)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, PapersScreen) and app.screen.focused)
        screen, known = app.screen, papers()
        assert [row.split()[0] for row in rows(screen, "#shelf")] == [one.id for one in known]
        assert all("not measured yet" in row for row in rows(screen, "#shelf"))
        assert "you may replace" in text(screen, "#claim")
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(app.screen, PaperScreen))
        assert app.screen.paper.id == known[1].id
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, PathScreen))


@pytest.mark.parametrize("size", SIZES, ids=IDS)
async def test_space_measures_and_the_rows_get_their_verdicts(app, size):
    async with app.run_test(size=size) as pilot:
        screen = await open_paper(pilot, QUICK)
        assert "not measured yet" in text(screen, "#head")
        await pilot.press("space")
        await until(pilot, lambda: "The receipt is kept" in text(screen, "#message"))
        assert all(row.endswith("  matched") for row in rows(screen))
        assert rows(screen)[0].split()[:4] == ["✓", "peak-step", "4,000", "4,000"]
        assert "5 ✓" in text(screen, "#head")
        assert ("exact" in rows(screen)[0]) == (size[0] == 120)
        await pilot.press("down")
        await until(pilot, lambda: "rise: 1 power of the step" in text(screen, "#row"))
        assert "(paper: §5.3)" in text(screen, "#row")  # a setting, with its source
        assert screen.query_one("#about-row").border_title == "rise: matched"
        assert kept(screen.paper) is not None
        await pilot.press("escape")
        app.push_screen(PapersScreen())
        await until(pilot, lambda: isinstance(app.screen, PapersScreen) and app.screen.focused)
        assert any(QUICK in row and "5 ✓" in row for row in rows(app.screen, "#shelf"))


async def test_what_was_measured_before_is_on_the_page_again(app):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_paper(pilot, QUICK)
        await pilot.press("space")
        await until(pilot, lambda: "The receipt is kept" in text(screen, "#message"))
        shown = rows(screen)
        await pilot.press("escape")
        again = await open_paper(pilot, QUICK)
        assert again is not screen
        assert rows(again) == shown


async def test_seeds_come_in_one_by_one_and_leaving_takes_two_presses(app):
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_paper(pilot, "rumelhart-1986")
        await pilot.press("space")
        await until(pilot, lambda: len(screen.found.seeds) >= 2)
        assert "of 20 seeds measured" in text(screen, "#head")
        assert "●" in text(screen, "#row")
        await pilot.press("escape")
        assert "esc once more" in text(screen, "#message")
        assert app.screen is screen
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)
        await until(pilot, lambda: not seeds_running())


async def test_space_again_stops_and_keeps_nothing(app):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_paper(pilot, "rumelhart-1986")
        await pilot.press("space")
        await until(pilot, seeds_running)
        await pilot.press("space")
        await until(pilot, lambda: not screen.is_measuring and not seeds_running())
        assert "Stopped" in text(screen, "#message")
        assert kept(screen.paper) is None


async def test_y_writes_the_stub_and_then_measures_what_is_written_there(app):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_paper(pilot, QUICK)
        path = stub_file(screen.paper)
        await pilot.press("y")
        await until(pilot, lambda: "The stub is written" in text(screen, "#message"))
        await pilot.press("y")
        await until(pilot, lambda: "still holds the stub" in text(screen, "#message"))
        path.write_text("def learning_rate(step, d_model, warmup):\n    return 1 / step\n")
        await pilot.press("y")
        await until(pilot, lambda: "The receipt is kept" in text(screen, "#message"))
        assert "with your learning_rate" in text(screen, "#head")
        assert rows(screen)[0].endswith("  not matched")
        path.write_text("def learning_rate(step, d_model, warmup):\n    return nothing\n")
        await pilot.press("y")
        await until(pilot, lambda: "Nothing was measured" in text(screen, "#message"))
        assert "NameError" in text(screen, "#message")
        path.write_text("def learning_rate(step:\n")
        await pilot.press("y")
        await until(pilot, lambda: "line 1" in text(screen, "#message"))


async def test_the_page_keys_scroll_what_is_below_the_rows(app):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_paper(pilot, "rumelhart-1986")
        await pilot.press("pagedown")
        await until(pilot, lambda: screen.query_one("#about-row").scroll_y > 0)
        assert screen.query_one("#rows", OptionList).highlighted == 0


async def test_a_page_is_readable_in_ascii():
    app = TutorApp(Progress(), terminal=Abilities("none", "ascii"))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_paper(pilot, QUICK)
        await pilot.press("space")
        await until(pilot, lambda: "The receipt is kept" in text(screen, "#message"))
        strips = screen._compositor.render_strips()
        shown = "".join(segment.text for strip in strips for segment in strip)
        assert shown.isascii()
        assert "v peak-step" in shown
        assert "published" in shown
