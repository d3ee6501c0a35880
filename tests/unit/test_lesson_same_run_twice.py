"""The lesson "The same run, twice": what differs between its runs, since when, and by how much."""

import re
from itertools import product

import numpy as np
import pytest
from lesson_code import load

from tutor.engine import Curve, Run, Table, Text
from tutor.engine.soundness import check
from tutor.ml.string_hash import set_order
from tutor.study import catalog
from tutor.study.prose import Anchor, Prose, read

LESSON = catalog.find("same-run-twice")

sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
Twice = sim.Twice


def run(steps, **values):
    """A run that holds the records 0 to `steps`."""
    made = Run(Twice, 0, values)
    made.advance(steps + 1)
    return made


def panels(made):
    return {panel.title: panel for panel in made.simulation.view(made.trace)}


def since(made):
    """The first step at which each tensor differs, of those that do."""
    found = {name: np.flatnonzero(made.trace[f"ulps {name}"]) for name in sim.TENSORS}
    return {name: int(steps[0]) for name, steps in found.items() if len(steps)}


def test_with_every_seed_set_nothing_differs_and_the_text_tells_the_fingerprint():
    made = run(200)
    assert not made.trace["differ"].any()
    assert since(made) == {}
    one, two = made.simulation.prints
    assert one == two
    (printed,) = re.findall(r"begin with `(\w+)`", LESSON.prose_path.read_text(encoding="utf-8"))
    assert one.startswith(printed)
    assert made.trace.last("first run") < 0.12 < 5.0 < made.trace["first run"][0]


@pytest.mark.parametrize(
    ("seed", "tensor"), [("numpy", "W1"), ("engine", "W2"), ("python", "digits")]
)
def test_a_seed_that_is_not_set_changes_what_its_generator_draws(seed, tensor):
    made = run(2, **{f"seed_{seed}": False})
    assert made.simulation.first_to_differ(made.trace) == tensor
    one, two = made.simulation.seeds
    assert {name for name in one if one[name] != two[name]} == {seed}
    assert set(one.values()) - {one[seed]} == {42}


def test_shuffled_digits_are_the_same_digits_and_move_the_loss_by_its_last_bits():
    made = run(3, seed_python=False)
    one, two = (np.sort(r["digits"].sum(axis=1)) for r in made.simulation.runs)
    assert (one == two).all()
    assert made.trace["ulps loss"][0] == 1
    assert 0 < made.trace["weights apart"][1] < 1e-15


def test_one_ulp_is_in_one_weight_and_grows_past_the_edge_only():
    begun = Twice(0, ulp=True)
    one, two = (r["W2"] for r in begun.runs)
    assert np.count_nonzero(one != two) == 1
    largest = np.abs(one).argmax()
    assert two.flat[largest] == np.nextafter(one.flat[largest], 1.0)
    past, below = run(120, ulp=True).trace, run(120, ulp=True, lr=0.2).trace
    assert below["ulps W2"][0] == past["ulps W2"][0] == 1
    assert below["loss apart"].max() < 1e-15
    assert past["loss apart"].max() > 0.1


def test_the_growth_is_a_doubling_a_step():
    apart = run(50, ulp=True).trace["weights apart"]
    assert (apart[50] / apart[20]) ** (1 / 30) == pytest.approx(2.0, abs=0.1)


def test_another_order_of_sums_first_shows_in_the_first_sum():
    for order in ("right", "pairwise"):
        made = run(1, order=order)
        assert made.simulation.first_to_differ(made.trace) == "hidden"
        assert since(made)["W1"] == 1  # the first weights are drawn, not added up
        assert 0 < made.trace["weights apart"][1] < 1e-15


def test_a_set_renumbers_the_classes_as_python_would_and_each_run_learns_its_own_numbers():
    made = run(200, set_labels=True)
    assert made.simulation.first_to_differ(made.trace) == "targets"
    assert made.simulation.salts == [555, 734]
    names = [np.array(set_order(sim.NAMES, salt)) for salt in (555, 734)]
    assert [order[0] for order in names] == ["one", "nine"]
    runs = made.simulation.runs
    meant = [order[now["targets"].argmax(axis=1)] for order, now in zip(names, runs, strict=True)]
    assert (meant[0] == meant[1]).all()  # a digit keeps its name
    seen = [made.simulation.computed(now, "left")["output"].argmax(axis=1) for now in runs]
    for own, other in ((0, 1), (1, 0)):
        assert (names[own][seen[own]] == meant[own]).mean() > 0.95
        assert (names[other][seen[own]] == meant[own]).mean() < 0.5


def test_in_32_bits_everything_is_32_bits_and_one_ulp_is_larger():
    made = run(1, precision="32", ulp=True)
    for which in (0, 1):
        seen = made.simulation.computed(made.simulation.runs[which], "left")
        assert {np.asarray(array).dtype for array in seen.values()} == {np.dtype(np.float32)}
    ratio = made.trace["weights apart"][0] / run(0, ulp=True).trace["weights apart"][0]
    assert ratio == 2.0**29


def test_the_sharpness_is_the_largest_eigenvalue_of_the_hessian():
    torch = pytest.importorskip("torch")
    made = run(60, lr=0.4)
    now = made.simulation.runs[0]
    W1, W2, X, T = (torch.from_numpy(now[n].copy()) for n in ("W1", "W2", "digits", "targets"))

    def loss(w):
        def bent(z):
            return z / torch.sqrt(1 + z * z)

        first, second = w.split([W1.numel(), W2.numel()])
        output = bent(bent(X @ first.view(W1.shape)) @ second.view(W2.shape))
        return 0.5 * ((output - T) ** 2).sum(dim=1).mean()

    hessian = torch.autograd.functional.hessian(loss, torch.cat([W1.ravel(), W2.ravel()]))
    largest = torch.linalg.eigvalsh(hessian)[-1].item()
    assert made.simulation.sharpness(made.trace) == pytest.approx(largest, rel=1e-3)


def test_the_edge_lies_between_the_runs_that_stay_together_and_those_that_part():
    for lr, parts in ((0.2, False), (0.4, False), (0.8, True), (1.0, True)):
        made = run(150, ulp=True, lr=lr)
        assert (made.simulation.sharpness(made.trace) > 2.0 / lr) == parts
        assert (made.trace["loss apart"].max() > 1e-8) == parts


def test_every_setting_runs_and_shows_finite_numbers():
    flags = {
        "seed_python": (True, False),
        "order": ("left", "pairwise"),
        "set_labels": (False, True),
    }
    for lr, precision, *rest in product((0.1, 1.4), ("32", "64"), *flags.values()):
        values = dict(zip(flags, rest, strict=True))
        made = run(6, lr=lr, precision=precision, ulp=True, **values)
        assert made.stopped is None
        for name in made.columns:
            assert np.isfinite(made.trace[name]).all()


def test_the_panels_say_where_the_runs_part_or_that_they_do_not():
    same, parted = panels(run(5)), panels(run(12, ulp=True))
    kinds = {"loss": Curve, "where they part": Table, "what went in": Table}
    assert {title: type(panel) for title, panel in same.items()} == {**kinds, "how far apart": Text}
    assert "all 3841 numbers" in same["how far apart"].text
    assert {title: type(p) for title, p in parted.items()} == {**kinds, "how far apart": Curve}
    assert all((line.y > 0).all() for line in parted["how far apart"].series.values())
    rows = {row[0]: row[1:] for row in parted["where they part"].rows}
    assert rows["W2"][:2] == ("step 0", "1")
    assert rows["digits"] == ("equal", "0", "0")
    went_in = {row[0]: row[1:] for row in parted["what went in"].rows}
    assert went_in["fingerprint"][2] == went_in["hash salt"][2] == "no"
    assert went_in["numpy seed"] == ("42", "42", "yes")
    assert went_in["numpy"] == (np.__version__, np.__version__, "yes")


def test_numbers_that_differ_are_told_before_the_weights_do():
    made = run(0, order="right")
    assert made.trace["differ"].all()
    assert made.trace["loss apart"][0] == made.trace["weights apart"][0] == 0
    assert "Some numbers differ" in panels(made)["how far apart"].text


def test_the_table_marks_each_input_that_was_changed_and_no_other():
    for values, changed in (
        ({"seed_engine": False}, {"engine seed"}),
        ({"order": "right"}, {"sums"}),
        ({"set_labels": True}, {"data"}),
        ({"ulp": True}, set()),
    ):
        rows = panels(run(1, **values))["what went in"].rows
        assert {row[0] for row in rows if row[3] == "no"} == {"fingerprint", "hash salt"} | changed


def test_the_learners_functions_drive_the_runs_bit_for_bit():
    written = {"fingerprint": solution.fingerprint, "manifest": solution.manifest}
    driven = type("Driven", (Twice,), {name: staticmethod(f) for name, f in written.items()})
    for values in ({}, {"ulp": True}, {"seed_numpy": False, "precision": "32"}):
        theirs = Run(driven, 0, values)
        theirs.advance(11)
        assert theirs.digest() == run(10, **values).digest()


def test_a_fingerprint_that_is_blind_shows_no_difference():
    blind = type("Blind", (Twice,), {"fingerprint": staticmethod(lambda arrays: "same")})
    made = Run(blind, 0, {"seed_numpy": False})
    made.advance(3)
    assert since(made) == {}


def test_a_rewind_and_a_second_run_give_the_same_run():
    check(Twice, {"ulp": True, "seed_numpy": False, "set_labels": True}, steps=12)


def test_no_text_before_a_prediction_gives_its_answer_away():
    scenes = read(LESSON)
    for name, words in (
        ("one-ulp", "760 million"),
        ("far-from-the-edge", "7e-16"),
        ("a-set", "salt"),
    ):
        end = next(n for n, s in enumerate(scenes) if Anchor("predict", name) in s.anchors)
        texts = [" ".join(b.markdown for b in s.blocks if isinstance(b, Prose)) for s in scenes]
        assert words not in " ".join(texts[: end + 1])
        assert words in " ".join(texts[end + 1 :])
