"""The mess generator: what it spoils, what it remembers, and how it grades a cleaning."""

import numpy as np
import pandas as pd
import pytest

from tutor.ml import mess, penguins

CLEAN = penguins.tidy().dropna().reset_index(drop=True)
BLUNDERS = {
    "gap": mess.gaps("flipper_mm", 0.2),
    "sentinel": mess.sentinels("flipper_mm", 0.05),
    "unit": mess.other_unit("bill_mm", 0.05, 0.1),
    "outlier": mess.slipped_digits("mass_g", 0.02),
    "blank": mess.trailing_blanks("species", 0.1),
    "look-alike": mess.look_alikes("island", 0.1),
    "date": mess.swapped_dates("egg_date", 0.5),
}


def spoilt(seed=0):
    return mess.spoil(CLEAN, [*BLUNDERS.values(), mess.duplicates(0.05)], seed)


def undone(messy):
    """The frame with every damage taken back, the last one first, and no copies."""
    frame = messy.frame.drop(index=list(messy.copies))
    for damage in reversed(messy.damages):
        frame.loc[damage.row, damage.column] = damage.was
    return frame


@pytest.mark.parametrize("kind", BLUNDERS)
def test_each_blunder_changes_what_it_says_and_nothing_else(kind):
    before = CLEAN.copy()
    messy = mess.spoil(CLEAN, [BLUNDERS[kind]], 3)
    pd.testing.assert_frame_equal(CLEAN, before)
    assert {damage.kind for damage in messy.damages} == {kind}
    for damage in messy.damages:
        assert CLEAN.at[damage.row, damage.column] == damage.was
        now = messy.frame.at[damage.row, damage.column]
        assert now == damage.now or (pd.isna(now) and pd.isna(damage.now))
    pd.testing.assert_frame_equal(undone(messy), CLEAN)


def test_all_together_can_be_taken_back_to_the_truth():
    messy = spoilt()
    pd.testing.assert_frame_equal(undone(messy), CLEAN)
    copied = messy.frame.loc[list(messy.copies)]
    assert len(copied) == round(0.05 * len(CLEAN))
    assert messy.frame.duplicated().sum() == len(copied)


def test_one_seed_commits_the_same_blunders_and_another_does_not():
    pd.testing.assert_frame_equal(spoilt(1).frame, spoilt(1).frame)
    assert repr(spoilt(1).damages) == repr(spoilt(1).damages) != repr(spoilt(2).damages)


def test_a_word_that_looks_the_same_is_another_word():
    damage = mess.spoil(CLEAN, [BLUNDERS["look-alike"]], 0).damages[0]
    assert damage.was != damage.now
    assert len(damage.was) == len(damage.now)


def test_doing_nothing_repairs_nothing_and_harms_nothing():
    messy = spoilt()
    cells = len({(damage.row, damage.column) for damage in messy.damages})
    gaps = sum(damage.kind == "gap" for damage in messy.damages)
    grade = mess.grade(messy, messy.frame)
    assert grade == (0, grade.flagged, cells - grade.flagged, 0, len(messy.copies))
    assert 0 < grade.flagged <= gaps


def test_the_truth_gets_full_marks_and_a_wrong_value_counts_as_harm():
    messy = spoilt()
    cells = len({(damage.row, damage.column) for damage in messy.damages})
    assert mess.grade(messy, undone(messy)) == (cells, 0, 0, 0, 0)
    touched = {(d.row, d.column) for d in messy.damages}
    row = next(row for row in CLEAN.index if (row, "bill_depth_mm") not in touched)
    harmed = undone(messy)
    harmed.loc[row, "bill_depth_mm"] += 1.0
    assert mess.grade(messy, harmed).harmed == 1


def test_a_sentinel_that_became_a_gap_is_flagged():
    messy = mess.spoil(CLEAN, [BLUNDERS["sentinel"]], 0)
    cleaned = messy.frame.replace(mess.SENTINEL, np.nan)
    assert mess.grade(messy, cleaned) == (0, len(messy.damages), 0, 0, 0)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8, 1.0])
def test_exactly_the_share_is_lost(share):
    gone = mess.lost(np.arange(50.0), share, 2.0, np.random.default_rng(0))
    assert gone.sum() == round(share * 50)


def test_one_row_is_lost_with_the_chance_that_its_exponential_gives():
    z, rng = np.array([-1.0, 0.0, 1.0, 0.5]), np.random.default_rng(0)
    counts = sum(mess.lost(z, 0.25, 2.0, rng).astype(int) for _ in range(20_000))
    wanted = np.exp(2.0 * z) / np.exp(2.0 * z).sum()
    np.testing.assert_allclose(counts / 20_000, wanted, atol=4 * np.sqrt(0.25 / 20_000))


def test_at_strength_zero_every_row_is_as_likely():
    rng = np.random.default_rng(0)
    counts = sum(mess.lost(np.arange(5.0), 0.4, 0.0, rng).astype(int) for _ in range(10_000))
    np.testing.assert_allclose(counts / 10_000, 0.4, atol=0.02)


def test_the_penguins_are_as_published():
    raw = penguins.raw()
    assert raw.shape == (penguins.N_BIRDS, 17)
    assert raw.isna().sum().sum() == 336
    birds = penguins.measured()
    assert len(birds.species) == len(birds.flipper_mm) == len(birds.mass_g) == 342
    counts = {name: birds.species.count(name) for name in sorted(set(birds.species))}
    assert counts == {"Adelie": 151, "Chinstrap": 68, "Gentoo": 123}
    assert (birds.flipper_mm.min(), birds.flipper_mm.max()) == (172.0, 231.0)
    assert not birds.flipper_mm.flags.writeable
