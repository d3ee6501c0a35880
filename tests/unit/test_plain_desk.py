"""Orders to the run, with a real worker behind them."""

import pytest
from plain_lessons import sit, talk_of, write_fall

from tests.processes import children_running
from tutor.plain import experiment as experiments
from tutor.plain.commands import Unclear, read
from tutor.plain.desk import Desk
from tutor.plain.experiment import Experiment
from tutor.plain.panels import find
from tutor.study.driving import source_of
from tutor.study.lesson import read_lesson


@pytest.fixture
def desk(tmp_path):
    """A function that gives one order and returns what is said."""
    lesson = read_lesson(write_fall(tmp_path))
    talk, out = talk_of([])
    experiment = Experiment(source_of(lesson), talk.say)
    place = Desk(talk, experiment, hidden=tuple)

    def give(line):
        before = len(out.getvalue())
        place.obey(read(line))
        return out.getvalue()[before:]

    yield give
    experiment.close()


def workers():
    """The worker processes of this process."""
    return children_running("tutor.engine.worker")


def test_a_run_is_told_in_numbers_and_not_in_pictures(desk):
    assert desk("run 3") == (
        "Step 3.\n\nheight fell from 8 to 1 in 3 steps; smallest 1 at step 3.\n\n"
    )


def test_back_and_run_move_through_the_same_history(desk):
    desk("run 3")
    assert "Step 1 of 3.\n\nheight fell from 8 to 4 in 1 step" in desk("back 2")
    assert desk("numbers") == "Step 1: height 4.\n\n"
    assert desk("run 2").startswith("Step 3.\n")
    assert desk("back 100").startswith("Step 0 of 3.\n")


@pytest.mark.parametrize(
    "form", ["rate 0.25", "rate=0.25", "rate = 0.25", "rate to 0.25", "ra 0.25"]
)
def test_a_parameter_is_set_however_it_is_written(desk, form):
    desk("run 1")
    assert desk(f"set {form}") == "rate = 0.25 from step 2 on.\n\n"
    assert "height fell from 8 to 0.5 in 3 steps" in desk("run 2")  # 8, 4, 2, a quarter of it


def test_a_parameter_that_shapes_the_start_begins_the_run_again(desk):
    desk("run 3")
    assert desk("set size 4") == "size = 4m, in a run that begins again at step 0.\n\n"
    assert desk("numbers") == "Step 0: height 4.\n\n"


def test_a_value_that_is_as_it_was_is_said_to_be(desk):
    assert desk("set rate 0.5") == "rate = 0.5, as it was.\n\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("set rate 7", "rate cannot be 7.0: give a number from 0 to 2."),
        ("set rate", "rate cannot be '': give a number from 0 to 2."),
        ("set deadly maybe", "deadly cannot be 'maybe': give on or off."),
        ("set speed 7", "Which parameter? The parameters are rate, size, deadly."),
        ("set", "As in: set NAME VALUE"),
        ("run", "Say how many steps, as in: run 50"),
        ("run many", "Give a whole number from 1 to 1000000, not many, as in: run 50"),
        ("seed -1", "Give a whole number from 0"),
        ("table", "Which panel? They are: 1 height, 2 the rate, 3 the end."),
        ("describe moon", "'moon' is not one of them."),
        ("figure the end", "the end has no figure in characters; try: table the end"),
    ],
)
def test_what_cannot_be_done_is_answered_in_words(desk, line, said):
    assert said in desk(line).replace("\n", " ")


def test_seeds_count_on_and_can_be_named(desk):
    assert desk("seed").startswith("Seed 1.")
    assert desk("seed 41").startswith("Seed 41.")
    assert desk("seed").startswith("Seed 42.")
    assert desk("restart").startswith("Step 0.")


def test_every_parameter_is_listed_with_its_value_and_what_it_may_be(desk):
    assert desk("parameters").replace("\n", " ").strip() == (
        "rate = 0.5: share kept each step; give a number from 0 to 2. "
        "size = 8m: where it begins; give a number from 1 to 9; a change begins the run again. "
        "deadly = off: end the process at step 5; give on or off."
    )


def test_a_table_lists_the_values_that_the_run_made(desk):
    desk("run 3")
    rows = "step 0: height 8\nstep 1: height 4\nstep 2: height 2\nstep 3: height 1"
    assert desk("table height") == f"height:\n{rows}\n\n"


def test_a_figure_has_no_escape_codes_and_no_blank_ends(desk):
    desk("run 5")
    drawn = desk("figure height")
    assert "┤" in drawn
    assert "\x1b" not in drawn
    assert all(line == line.rstrip() for line in drawn.split("\n"))


def test_a_long_run_tells_now_and_then_how_far_it_is(desk, monkeypatch):
    monkeypatch.setattr(experiments, "SILENCE", 0.0)
    said = desk("run 40").split("\n\n")
    told = [int(line.split()[1]) for line in said if line.startswith("…")]
    assert told == sorted(told)
    assert told
    assert said[len(told)] == "Step 40."


def test_a_run_ends_where_it_stops_and_the_reason_is_said(desk):
    desk("set rate 2")
    said = desk("run 5000")
    assert "back steps back, restart begins again." in said
    assert "Step 5000." not in said
    assert desk("back 2").startswith("Step 10")


def test_a_worker_that_is_killed_is_replaced_and_the_run_built_again(desk):
    desk("run 3")
    for worker in workers():
        worker.kill()
    said = " ".join(desk("numbers").split())
    assert "The process that computes was ended by SIGKILL. A new one has rebuilt" in said
    assert said.endswith("Step 3: height 1.")


@pytest.mark.parametrize("name", ["2", "the r", "rate", "THE RATE"])
def test_a_panel_is_found_by_number_by_its_first_letters_or_by_a_word_of_it(name):
    from tutor.engine.panels import Text

    panels = [Text(title, "") for title in ("height", "the rate", "the end")]
    assert find(panels, name).title == "the rate"


@pytest.mark.parametrize("name", ["", "the", "0", "4", "²", "x" * 900])
def test_a_name_that_fits_no_panel_or_two_lists_them_all(name):
    from tutor.engine.panels import Text

    panels = [Text(title, "") for title in ("height", "the rate", "the end")]
    with pytest.raises(Unclear, match="1 height, 2 the rate, 3 the end") as refusal:
        find(panels, name)
    assert len(str(refusal.value)) < 120


def test_no_worker_outlives_its_lesson(tmp_path):
    write_fall(tmp_path)
    before = workers()
    sit(tmp_path, "", "1", "lessons", "1", "quit")
    assert workers() == before
