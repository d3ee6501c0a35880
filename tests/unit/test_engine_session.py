"""A session: orders in, answers out, steps in between; nothing a learner does gets further."""

from pathlib import Path

import numpy as np
import pytest

from tutor.engine import Run, pace, session
from tutor.engine.frame import from_message
from tutor.engine.ledger import read
from tutor.engine.receipt import Source, from_json
from tutor.engine.session import Session
from tutor.engine.source import NoSimulation, load

CODE = """
import numpy as np
from tutor.engine import Curve, Float, Int, Simulation, Text


class Sum(Simulation):
    gain = Float(1.0, -1e300, 1e300, "what is added")
    start = Int(0, -9, 9, "where it begins", resets=True)

    def reset(self):
        self.x = 10 / (self.start + 9.0) * 0 + self.start

    def step(self):
        if self.gain == 13:
            raise RuntimeError("unlucky")
        self.x = self.x * (1e10 if self.gain > 1e200 else 1.0) + self.gain
        return {"x": self.x, "luck": self.rng("luck").random()}

    def view(self, trace):
        yield Curve("x", {"x": trace["x"]})

    def final(self, trace):
        return {"last": np.float64(trace.last("x")), "steps": len(trace)}

    def broken(self, trace):
        return 1 / 0


class Late(Sum):
    def step(self):
        self.x += 1
        if self.x > 3:
            self.batches = (i for i in range(3))
        return {"x": self.x}


COUNT = [0]


class Leaky(Sum):
    def step(self):
        COUNT[0] += 1
        return {"x": COUNT[0]}


class NotOne:
    pass
"""


@pytest.fixture
def code(tmp_path):
    path = tmp_path / "sim.py"
    path.write_text(CODE)
    return path


@pytest.fixture
def opened(code):
    session = Session()
    ask(session, "open", source=listed(code))
    return session


def listed(path, name="Sum"):
    return ["m01-test", "c0de", str(path), name]


def ask(session, do, **order):
    """The frame or the value of an order that must succeed."""
    answer = session.obey({"number": 7, "do": do, **order})
    assert "error" not in answer, answer
    assert answer["number"] == 7
    return from_message(answer["frame"]) if "frame" in answer else answer["value"]


def refused(session, do, **order):
    """The sentence of an order that must be refused."""
    answer = session.obey({"number": 8, "do": do, **order})
    assert set(answer) == {"number", "error"}
    assert answer["number"] == 8
    return answer["error"]


def play_out(session):
    while session.rest() is not None:
        session.work()


def test_a_lesson_opens_at_its_first_record(opened):
    frame = ask(opened, "frame")
    assert (frame.step, frame.length, frame.playing, frame.stopped) == (1, 1, False, None)
    assert frame.initial == frame.values == {"gain": 1.0, "start": 0}
    assert frame.numbers["x"] == 1.0
    assert [panel.title for panel in frame.panels] == ["x"]


def test_only_an_order_for_a_frame_brings_the_panels(opened):
    assert not ask(opened, "advance", steps=2).panels
    assert not ask(opened, "pause").panels
    assert ask(opened, "frame").panels


def test_the_digest_in_a_frame_is_the_runs_own(opened, code):
    ask(opened, "advance", steps=5)
    frame = ask(opened, "set", name="gain", value=3)
    frame = ask(opened, "advance", steps=5)
    run = Run(load(Source(*listed(code))), frame.seed, frame.initial, frame.edits)
    run.advance(frame.step)
    assert frame.digest == run.digest()


@pytest.mark.parametrize("name", ["jump", None, 5, "obey", "_orders", "work", "look", ["open"]])
def test_an_unknown_order_is_refused_by_its_name(opened, name):
    assert refused(opened, name) == f"no order is called {name!r}"


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ({"do": "seek"}, "step"),
        ({"do": "seek", "step": 1, "to": 2}, "to"),
        ({"do": "seek", "step": None}, ""),
        ({"do": "advance", "steps": "two"}, ""),
        ({"do": "set", "name": ["gain"], "value": 1}, ""),
        ({"do": "speed", "steps_per_second": "fast"}, ""),
        ({"do": "open", "source": ["too", "few"]}, ""),
        ({"do": "open", "source": 5}, ""),
        ({"do": "outcome", "values": {}, "steps": 3, "probe": "none"}, "none"),
        ({"do": "save", "path": "a\0b"}, "null"),
    ],
)
def test_an_order_with_wrong_content_is_refused_and_the_session_goes_on(opened, order, told):
    assert told in refused(opened, **order)
    assert Session().obey(order)["error"]
    assert ask(opened, "frame").step == 1


@pytest.mark.parametrize(
    "do", ["play", "pause", "advance", "frame", "parameters", "receipt", "restart"]
)
def test_before_a_lesson_is_open_there_is_nothing_to_order(do):
    session = Session()
    assert refused(session, do) == "no lesson is open"
    assert session.rest() is None
    session.work()


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (None, "Sum", "is not a Python file that can be read"),
        ("class Sum(:\n", "Sum", "fails on loading: SyntaxError"),
        ("import nowhere_at_all\n", "Sum", "fails on loading: ModuleNotFoundError"),
        ("1 / 0\n", "Sum", "fails on loading: ZeroDivisionError"),
        (CODE, "Summe", "has no simulation called Summe"),
        (CODE, "NotOne", "has no simulation called NotOne"),
        (CODE, "np", "has no simulation called np"),
    ],
)
def test_a_lesson_that_cannot_be_loaded_is_refused_with_a_sentence(tmp_path, content, name, told):
    path, session = tmp_path / "other.py", Session()
    if content:
        path.write_text(content)
    sentence = refused(session, "open", source=listed(path, name))
    assert told in sentence
    assert str(path) in sentence
    assert refused(session, "frame") == "no lesson is open"
    with pytest.raises(NoSimulation):
        load(Source(*listed(path, name)))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"start": -9}, "ZeroDivisionError"),  # reset itself fails
        ({"start": 99}, "start cannot be 99: give a whole number from -9 to 9"),
        ({"stop": 1}, "no parameter stop: Sum has gain, start"),
    ],
)
def test_a_simulation_that_cannot_begin_is_refused_with_a_sentence(code, values, told):
    session = Session()
    assert told in refused(session, "open", source=listed(code), values=values)
    assert refused(session, "frame") == "no lesson is open"
    assert ask(session, "open", source=listed(code)).step == 1


def test_a_reset_that_fails_leaves_the_run_that_was_there(opened):
    ask(opened, "advance", steps=4)
    before = ask(opened, "frame").digest
    assert "ZeroDivisionError" in refused(opened, "set", name="start", value=-9)
    assert "ZeroDivisionError" in refused(opened, "restart", values={"start": -9})
    assert ask(opened, "frame").digest == before


def test_a_lesson_may_declare_dataclasses_under_postponed_annotations(tmp_path):
    path = tmp_path / "points.py"
    path.write_text(
        "from __future__ import annotations\n"
        "from dataclasses import dataclass\n"
        "from tutor.engine import Simulation, Text\n"
        "@dataclass\n"
        "class Point:\n"
        "    x: float = 0.0\n"
        "class Points(Simulation):\n"
        "    def reset(self): self.points = [Point(), Point(1.0)]\n"
        "    def step(self):\n"
        "        self.points[1].x += 1\n"
        "        return {'x': self.points[1].x}\n"
        "    def view(self, trace): yield Text('x', str(self.points))\n"
    )
    session = Session()
    ask(session, "open", source=listed(path, "Points"))
    ask(session, "advance", steps=9)
    ask(session, "seek", step=4)
    assert ask(session, "frame").panels[0].text == "[Point(x=0.0), Point(x=5.0)]"


def test_a_lesson_can_be_opened_in_the_middle_with_its_edits(opened, code):
    ask(opened, "advance", steps=3)
    ask(opened, "set", name="gain", value=2.0)
    there = ask(opened, "advance", steps=6)
    edits = [[edit.step, edit.name, edit.value] for edit in there.edits]
    again = ask(Session(), "open", source=listed(code), edits=edits, step=10)
    assert (again.step, again.digest) == (10, there.digest)


def test_playing_goes_on_until_it_is_told_to_pause(opened):
    assert ask(opened, "play").playing
    steps = []
    for _ in range(3):
        assert opened.rest() == 0.0
        opened.work()
        steps.append(opened.run.step)
    assert steps == sorted(set(steps))
    frame = ask(opened, "pause")
    opened.work()
    assert opened.rest() is None
    assert ask(opened, "frame").step == frame.step


def test_playing_until_a_step_ends_at_that_very_step(opened):
    ask(opened, "play", until=1234)
    play_out(opened)
    frame = ask(opened, "frame")
    assert (frame.step, frame.playing) == (1234, False)
    assert not ask(opened, "play", until=1000).playing
    ask(opened, "seek", step=10)
    ask(opened, "play", until=20)  # through known history
    play_out(opened)
    assert ask(opened, "frame").step == 20


def test_a_forgotten_run_pauses_by_itself_and_says_so_once(opened, monkeypatch):
    monkeypatch.setattr(session, "LONGEST", 500)
    ask(opened, "play")
    play_out(opened)
    frame = ask(opened, "frame")
    assert (frame.step, frame.playing) == (500, False)
    assert frame.notice == "Paused after 500 steps. Restart to go on."
    assert ask(opened, "frame").notice == ""


def test_playing_ends_where_the_run_stops_and_cannot_be_taken_up_from_there(opened):
    ask(opened, "set", name="gain", value=1e300)
    ask(opened, "play")
    play_out(opened)
    frame = ask(opened, "frame")
    assert not frame.playing
    assert frame.stopped.reason == f"x became infinite at step {frame.step - 1}"
    assert refused(opened, "play") == f"{frame.stopped.reason} Step back, or restart."
    ask(opened, "seek", step=1)
    assert ask(opened, "play").playing


class Clock:
    """A clock that a test moves, so that a pace can be checked without waiting."""

    def __init__(self, monkeypatch):
        self.now = 1000.0
        monkeypatch.setattr(pace, "monotonic", lambda: self.now)


@pytest.mark.parametrize("speed", [0.5, 4, 30])
def test_a_pace_is_kept_on_the_average(opened, monkeypatch, speed):
    clock = Clock(monkeypatch)
    monkeypatch.setattr(pace, "SLICE", 1e9)
    ask(opened, "speed", steps_per_second=speed)
    ask(opened, "play")
    for _ in range(200):
        opened.work()
        clock.now += opened.rest()
    assert opened.run.step - 1 == pytest.approx((clock.now - 1000) * speed, abs=2)
    for _ in range(200):  # looked at more often than there is something to do
        opened.work()
        clock.now += 0.3 / speed
    assert opened.run.step - 1 == pytest.approx((clock.now - 1000) * speed, abs=2)


def test_between_two_steps_of_a_slow_pace_there_is_rest(opened, monkeypatch):
    clock = Clock(monkeypatch)
    ask(opened, "speed", steps_per_second=2)
    ask(opened, "play")
    opened.work()
    assert opened.rest() == pytest.approx(0.5)
    clock.now += 0.2
    assert opened.rest() == pytest.approx(0.3)
    step = opened.run.step
    opened.work()
    assert opened.run.step == step


def test_after_a_long_silence_the_lost_steps_are_not_made_up_for_ever(opened, monkeypatch):
    clock = Clock(monkeypatch)
    monkeypatch.setattr(pace, "SLICE", -1.0)  # no time for even one step more
    ask(opened, "speed", steps_per_second=10)
    ask(opened, "play")
    clock.now += 100
    opened.work()
    monkeypatch.setattr(pace, "SLICE", 1e9)
    step = opened.run.step
    opened.work()
    assert opened.run.step <= step + 1


@pytest.mark.parametrize("pace", [0, -1, float("nan"), float("inf")])
def test_a_pace_that_is_none_is_refused_and_the_old_one_stays(opened, pace):
    ask(opened, "speed", steps_per_second=5)
    assert "give steps a second above 0" in refused(opened, "speed", steps_per_second=pace)
    assert ask(opened, "frame").speed == 5
    assert ask(opened, "speed", steps_per_second=None).speed is None


def test_seeking_stays_in_the_known_history_and_keeps_the_first_record_in_sight(opened):
    ask(opened, "advance", steps=9)
    assert [ask(opened, "seek", step=step).step for step in (5, 0, -3, 10, 99)] == [
        1 + 4,
        1,
        1,
        10,
        10,
    ]
    assert [ask(opened, "move", steps=steps).step for steps in (-3, -99, 4, 99)] == [7, 1, 5, 10]
    assert ask(opened, "frame").length == 10


def test_setting_before_anything_has_happened_leaves_no_edit(opened):
    frame = ask(opened, "set", name="gain", value=3.0)
    assert (frame.edits, frame.initial["gain"], frame.step, frame.length) == ([], 3.0, 1, 1)
    assert frame.numbers["x"] == 3.0  # the first record is made with it
    assert opened.run.ghosts == []


def test_setting_under_way_is_an_edit_and_setting_the_same_again_is_nothing(opened):
    ask(opened, "advance", steps=4)
    frame = ask(opened, "set", name="gain", value=3.0)
    assert [str(edit) for edit in frame.edits] == ["gain = 3"]
    assert frame.edits[0].step == 5
    assert ask(opened, "set", name="gain", value=3).edits == frame.edits
    assert "gain cannot be 'a lot'" in refused(opened, "set", name="gain", value="a lot")
    assert "no parameter speed: there are gain, start" in refused(
        opened, "set", name="speed", value=1
    )


def test_setting_what_shapes_the_first_state_starts_a_new_run_with_the_old_one_as_ghost(opened):
    ask(opened, "advance", steps=4)
    ask(opened, "set", name="gain", value=2.0)
    ask(opened, "advance", steps=2)
    ask(opened, "play")
    frame = ask(opened, "set", name="start", value=5)
    assert (frame.step, frame.length, frame.edits) == (1, 1, [])
    assert frame.initial == {"gain": 2.0, "start": 5}  # the present values go with it
    assert frame.playing
    (ghost,) = opened.run.ghosts
    assert ghost.start == 0
    assert ghost.columns["x"].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 9.0]
    ask(opened, "pause")
    assert ask(opened, "set", name="start", value=5).digest == ask(opened, "frame").digest


def test_setting_after_a_stop_starts_a_new_run(opened):
    ask(opened, "advance", steps=3)
    ask(opened, "set", name="gain", value=13)
    frame = ask(opened, "advance", steps=3)
    assert frame.stopped.reason == "step 4 failed: RuntimeError: unlucky"
    frame = ask(opened, "set", name="gain", value=2)
    assert (frame.stopped, frame.step, frame.initial["gain"], frame.edits) == (None, 1, 2.0, [])
    assert opened.run.ghosts[0].columns["x"].tolist() == [1.0, 2.0, 3.0, 4.0]


def test_restarting_begins_again_with_the_present_values_and_the_same_seed_or_another(opened):
    ask(opened, "advance", steps=4)
    ask(opened, "set", name="gain", value=2.0)
    ask(opened, "advance", steps=4)
    ask(opened, "play")
    frame = ask(opened, "restart")
    assert (frame.step, frame.seed, frame.playing) == (1, 0, False)
    assert (frame.edits, frame.initial["gain"]) == ([], 2.0)
    luck = frame.numbers["luck"]
    assert ask(opened, "restart").numbers["luck"] == luck
    other = ask(opened, "restart", seed=9, values={"start": 3})
    assert other.numbers["luck"] != luck
    assert (other.seed, other.initial["start"]) == (9, 3)


def test_an_outcome_comes_from_a_run_of_its_own(opened):
    ask(opened, "advance", steps=4)
    before = ask(opened, "frame")
    values = {"gain": 2.0}
    assert ask(opened, "outcome", values=values, steps=10, probe="final") == {
        "last": 20.0,
        "steps": 10,
    }
    assert ask(opened, "frame").digest == before.digest
    assert "ZeroDivisionError" in refused(opened, "outcome", values={}, steps=1, probe="broken")


def test_the_parameters_are_told_as_data(opened):
    told = ask(opened, "parameters")
    assert [(one["kind"], one["name"]) for one in told] == [("Float", "gain"), ("Int", "start")]


def test_what_is_saved_can_be_read_and_is_the_run(opened, tmp_path):
    ask(opened, "advance", steps=5)
    path = tmp_path / "run.jsonl"
    assert ask(opened, "save", path=str(path)) == str(path)
    ledger = read(path)
    assert (ledger.receipt.digest, ledger.altered) == (ask(opened, "frame").digest, None)
    assert (ledger.receipt.lesson, ledger.receipt.code) == ("m01-test", "c0de")
    assert from_json(ask(opened, "receipt")) == ledger.receipt


def test_saving_where_nothing_can_be_written_is_refused_with_what_the_system_said(opened, tmp_path):
    assert "No such file" in refused(opened, "save", path=str(tmp_path / "none" / "run.jsonl"))
    assert "Is a directory" in refused(opened, "save", path=str(tmp_path))
    if Path("/dev/full").exists():
        assert "No space left" in refused(opened, "save", path="/dev/full")
    assert ask(opened, "frame").step == 1


def test_a_state_that_cannot_be_kept_pauses_the_run_and_is_told(code):
    session = Session()
    ask(session, "open", source=listed(code, "Late"))
    ask(session, "play")
    play_out(session)
    frame = ask(session, "frame")
    assert not frame.playing
    assert "Late.batches holds a generator that cannot be copied" in frame.notice
    assert "Late.batches" in refused(session, "advance", steps=1)


def test_a_run_that_does_not_repeat_pauses_and_is_told(code):
    session = Session()
    ask(session, "open", source=listed(code, "Leaky"))
    ask(session, "advance", steps=9)
    assert "of Leaky came out differently the second time" in refused(session, "seek", step=3)


def test_opening_another_lesson_forgets_the_pace_and_the_play(opened, code):
    ask(opened, "speed", steps_per_second=3)
    ask(opened, "play")
    frame = ask(opened, "open", source=listed(code))
    assert (frame.playing, frame.speed) == (False, None)


def test_numpy_numbers_of_a_record_are_plain_ones_in_a_frame(opened):
    assert {type(value) for value in ask(opened, "frame").numbers.values()} == {float}
    assert not any(isinstance(v, np.generic) for v in ask(opened, "frame").values.values())
