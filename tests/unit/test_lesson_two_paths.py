"""The lesson "Builders and architects": the box, sealed and opened, and what its text says."""

import numpy as np
import pytest
from lesson_code import load

from tutor.engine import Bars, Run, Table, Text, Tokens
from tutor.ml import letters
from tutor.study import catalog
from tutor.study.prose import Anchor, read

LESSON = catalog.find("two-paths")


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")


def run(steps, seed=0, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(sim.Box, seed, values)
    made.advance(steps + 1)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def test_it_is_the_first_lesson_and_needs_none():
    assert (LESSON.month, LESSON.needs) == (0, ())


def test_each_step_writes_the_character_that_u_picks():
    made = run(0)
    for _ in range(30):
        box = made.simulation
        wanted = letters.next_symbol(letters.tempered(letters.after(box.text).counts, 0.8), box.u)
        before = box.text
        made.advance(1)
        assert made.simulation.text == before + wanted


def test_the_same_inputs_give_the_same_text_and_another_seed_another_one():
    assert run(80).simulation.text == run(80).simulation.text
    assert run(80).simulation.text != run(80, seed=1).simulation.text
    assert run(80).simulation.again(run(80).trace) == "same"


def test_whether_it_is_open_changes_nothing_that_is_written():
    assert run(60, open=True).simulation.text == run(60).simulation.text


@pytest.mark.parametrize("seed", range(4))
def test_near_0_it_goes_in_circles_and_at_its_default_it_does_not(seed):
    cold, mild = run(300, seed, temperature=0.05), run(300, seed)
    assert (cold.simulation.manner(cold.trace), mild.simulation.manner(mild.trace)) == (
        "loops",
        "language",
    )


def test_a_sealed_box_shows_what_was_sent_and_what_came_back_and_nothing_else():
    shown = panels(run(20, prompt="It is "))
    assert [type(panel) for panel in shown.values()] == [Text, Text]
    assert shown["the text"].text.startswith("It is ")
    assert "box('It is '" in shown["the box, sealed"].text


def test_an_opened_box_shows_text_chances_draw_and_code():
    kinds = {title: type(panel) for title, panel in panels(run(20, open=True)).items()}
    assert kinds == {
        "the text": Tokens,
        "next character": Bars,
        "the draw": Text,
        "the code": Table,
    }


def test_the_bars_are_the_shares_and_one_is_marked():
    made = run(25, open=True)
    bars = panels(made)["next character"].values
    assert sum(bars.values()) == pytest.approx(100.0, abs=0.06 * len(bars))
    marked = [name for name in bars if name.endswith("◆")]
    box = made.simulation
    picked = letters.next_symbol(box.weights(), box.u)
    assert marked == [f"{sim.visible(picked)} ◆"]


def test_the_line_gives_each_character_its_share_and_u_lies_under_the_one_it_picks():
    made = run(0, open=True, temperature=1.0)
    for _ in range(40):
        made.advance(1)
        _, line, mark, words = panels(made)["the draw"].text.split("\n")
        weights = made.simulation.weights()
        assert len(line) == sim.WIDTH
        assert len(mark) - 1 == int(made.simulation.u * sim.WIDTH)
        assert line[len(mark) - 1] == words.rpartition(" ")[2]
        for symbol, weight in weights.items():
            share = weight / sum(weights.values())
            # a cell shows one character, and the one under u shows the picked one
            assert abs(line.count(sim.visible(symbol)) - share * sim.WIDTH) <= 2.0


def test_the_code_shows_what_this_step_uses():
    made = run(12, open=True)
    rows = dict(panels(made)["the code"].rows)
    box = made.simulation
    assert rows["context = ending(text)"] == sim.visible(box.ending)
    assert box.text.endswith(box.ending)
    assert rows["u = random()"] == f"{box.u:.3f}"


def test_the_shades_are_the_chances_of_the_written_characters():
    made = run(30, open=True)
    tokens = panels(made)["the text"]
    assert "".join(tokens.tokens) == made.simulation.text
    np.testing.assert_array_equal(tokens.values[1:], made.trace["chance"])


@pytest.mark.parametrize("values", [{"prompt": ""}, {"prompt": "é𝄞\t?"}, {"temperature": 2.0}])
def test_any_prompt_and_both_ends_of_the_temperature_are_safe(values):
    made = run(450, open=True, **values)
    assert made.stopped is None
    assert "".join(panels(made)["the text"].tokens) == made.simulation.text[-sim.SHOWN :]


def test_ten_thousand_steps_stay_finite_and_a_rewind_gives_the_same_digest():
    made = run(2000)
    assert made.stopped is None
    digest = made.digest()
    made.seek(900)
    made.advance(2001 - 900)
    assert made.digest() == digest


def test_the_learners_function_writes_the_same_text():
    driven = type("Driven", (sim.Box,), {"next_symbol": staticmethod(solution.next_symbol)})
    made = Run(driven, 0, {"open": True})
    made.advance(200)
    assert made.digest() == run(199, open=True).digest()
    likeliest = {"next_symbol": lambda self, counts, u: max(counts, key=counts.get)}
    other = Run(type("Greedy", (sim.Box,), likeliest), 0, {})
    other.advance(200)
    assert other.simulation.text != made.simulation.text


def test_the_first_scene_can_be_played_before_any_question():
    scenes = read(LESSON)
    where = {anchor: n for n, scene in enumerate(scenes) for anchor in scene.anchors}
    assert 0 < where[Anchor("predict", "same-again")] < where[Anchor("predict", "near-zero")]
