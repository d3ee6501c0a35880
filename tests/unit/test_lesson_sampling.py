"""The lesson "Shaping the last step": its simulation, its panels, and what its text says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lesson_code import load

from tutor.engine import Bars, Curve, Run, Text, Tokens
from tutor.ml import sampling, smollm2, writers
from tutor.study import catalog
from tutor.study.prose import Anchor, Prose, read

LESSON = catalog.find("sampling")


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLPATH_HOME", str(tmp_path_factory.mktemp("home")))
        yield


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
Writing = sim.Writing


def run(steps, seed=0, **values):
    made = Run(Writing, seed, values)
    made.advance(steps)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def test_four_panels_show_bars_draw_choices_and_text():
    kinds = {title: type(panel) for title, panel in panels(run(3)).items()}
    assert kinds == {
        "next token": Bars, "the draw": Curve, "effective choices": Curve, "text": Tokens,
    }  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [{}, {"top_k": 3}, {"temperature": 2.0, "top_p": 0.9}, {"model": "zipf", "top_p": 0.5}],
)
def test_the_bars_hold_the_whole_vocabulary_and_grey_what_is_cut(values):
    made = run(20, **values)
    bars, writing = panels(made)["next token"], made.simulation
    assert sum(bars.values.values()) == pytest.approx(1.0)
    tempered = sampling.softmax(writing.logits, writing.temperature)
    cut = tempered[writing.distribution() == 0].sum()
    assert sum(bars.values[name] for name in bars.cut) == pytest.approx(cut)


def test_the_diamond_marks_the_token_that_is_taken_next():
    made = run(1)
    for _ in range(30):
        marked = [name for name in panels(made)["next token"].values if name.endswith(" ◆")]
        made.advance(1)
        token = int(made.trace.last("token"))
        assert marked == [f"{made.simulation.writer.name(token)} ◆"]


def test_u_meets_the_line_of_what_is_kept():
    made = run(7, top_p=0.8)
    draw = panels(made)["the draw"].series
    x, u = draw["u"].x[1], draw["u"].y[1]
    assert u == made.simulation.u
    assert np.interp(x, draw["kept"].x, draw["kept"].y) == pytest.approx(u)


def test_turning_a_parameter_moves_the_tokens_and_leaves_u_where_it_is():
    made = run(10)
    before, u = panels(made)["next token"].values, made.simulation.u
    made.edit("temperature", 3.0)
    assert made.simulation.u == u
    assert panels(made)["next token"].values != before


def test_the_text_is_the_prompt_and_what_was_drawn():
    made = run(12, prompt="The value")
    text = panels(made)["text"]
    assert text.tokens[0] == "The value"
    assert np.isnan(text.values[0])
    assert (text.values[1:] == made.trace["p"]).all()
    assert "".join(text.tokens[1:]) == made.simulation.written(made.trace)


def test_the_same_numbers_are_drawn_whatever_is_set():
    cold, hot = (run(5, temperature=t).simulation.u for t in (0.5, 3.0))
    assert cold == hot


@given(
    st.fixed_dictionaries(
        {
            "temperature": st.floats(0.05, 5.0),
            "top_k": st.integers(0, 100),
            "top_p": st.floats(0.1, 1.0),
            "min_p": st.floats(0.0, 0.5),
            "prompt": st.text(st.characters(exclude_characters="\n"), max_size=20),
            "model": st.sampled_from(["docs-gpt", "flat", "zipf", "smollm2"]),
        }
    )
)
@settings(max_examples=40, deadline=None)
def test_every_setting_is_safe_and_shows_finite_numbers(values):
    if values["model"] == "smollm2" and smollm2.find():
        values["model"] = "docs-gpt"
    made = run(3, **values)
    assert made.stopped is None
    shown = panels(made)
    assert np.isfinite(list(shown["next token"].values.values())).all()
    assert all(np.isfinite(s.y).all() for s in shown["the draw"].series.values())


def test_a_rewind_and_a_second_run_give_the_same_digest():
    first, second = run(40, temperature=1.5, min_p=0.1), run(40, temperature=1.5, min_p=0.1)
    assert first.digest() == second.digest()
    first.seek(10)
    first.advance(30)
    assert first.digest() == second.digest()


@pytest.mark.parametrize("model", ["docs-gpt", "zipf"])
def test_the_learners_function_drives_the_same_screen_bit_for_bit(model):
    values = {"temperature": 1.7, "top_k": 40, "top_p": 0.9, "min_p": 0.02, "model": model}
    driven = type("Driven", (Writing,), {"filter_probs": staticmethod(solution.filter_probs)})
    made = Run(driven, 0, values)
    made.advance(60)
    assert (made.trace["token"] == run(60, **values).trace["token"]).all()
    assert made.digest() == run(60, **values).digest()


def test_a_model_that_is_not_installed_is_told_and_replaced(monkeypatch):
    monkeypatch.setattr(smollm2, "find", lambda: None)
    made = run(10, model="smollm2")
    first, *others = made.simulation.view(made.trace)
    assert isinstance(first, Text)
    assert smollm2.COMMAND in first.text
    assert len(others) == 4
    assert (made.trace["token"] == run(10).trace["token"]).all()


@pytest.mark.skipif(smollm2.find() is None, reason=f"optional: {smollm2.COMMAND}")
def test_the_real_model_writes_and_can_be_rewound():
    made = run(8, model="smollm2", prompt="The capital of France is", top_k=1)
    assert made.simulation.written(made.trace).startswith(" Paris.")
    digest = made.digest()
    made.seek(3)
    made.advance(5)
    assert made.digest() == digest


def test_cold_text_loops_hot_text_is_noise_and_min_p_saves_it():
    def manner(**values):
        made = run(200, **values)
        return made.simulation.manner(made.trace)

    assert manner(temperature=0.05) == "loops"
    assert manner(top_k=1, temperature=5.0) == "loops"
    assert manner() == "language"
    assert manner(temperature=2.0) == manner(temperature=2.0, top_p=0.9) == "noise"
    assert manner(temperature=2.0, min_p=0.2) == "language"
    assert manner(temperature=5.0, min_p=0.1) == "noise"


def test_what_the_text_says_holds_with_another_seed_too():
    def words(**values):
        made = run(250, seed=1, temperature=2.0, **values)
        return made.simulation.share_of_words(made.trace)

    assert words() < 40
    assert words(top_p=0.9) < 50
    assert words(min_p=0.2) > 70


def test_at_temperature_5_min_p_keeps_nearly_all():
    kept = run(50, temperature=5.0, min_p=0.1).trace["kept"]
    assert kept.mean() > 80


def test_a_ratio_of_100_is_10_when_hot_and_10_000_when_cold():
    logits = np.log([100.0, 1.0])
    for temperature, ratio in ((2.0, 10.0), (0.5, 10_000.0)):
        p = sampling.softmax(logits, temperature)
        assert p[0] / p[1] == pytest.approx(ratio)


def test_the_numbers_of_the_quiz_follow_from_the_formulas():
    quiz = {item.id: item for item in LESSON.quiz}
    assert quiz["heat"].answer == 9 ** (1 / 2)
    choices = sampling.effective_choices(np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8]))
    assert quiz["effective"].answer == pytest.approx(choices, abs=1e-3)
    assert len(quiz) == 4


def test_the_writers_on_offer_are_those_there_are():
    assert Writing.parameters()["model"].options == writers.NAMES


def test_no_text_before_a_prediction_gives_its_answer_away():
    scenes = read(LESSON)

    def before(name):
        end = next(n for n, s in enumerate(scenes) if Anchor("predict", name) in s.anchors)
        blocks = [b for s in scenes[: end + 1] for b in s.blocks if isinstance(b, Prose)]
        return " ".join(block.markdown for block in blocks)

    assert "circle" not in before("always-the-likeliest")
    assert "zipf" not in before("a-thousand-equals")
    assert "noise" not in before("hot-and-top-p")
