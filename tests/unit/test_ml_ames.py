"""The table of Ames: what its datasheet says about it is what the shipped file holds."""

import gzip

import numpy as np
import pytest

from tutor.ml import ames
from tutor.ml.shipped import asset


def test_the_table_has_2930_houses_and_82_columns():
    text = ames.text()
    assert len(text) == 82
    assert {len(cells) for cells in text.values()} == {ames.N_HOUSES}


def test_15749_cells_in_27_columns_are_gaps():
    gaps = {name: cells.count("NA") for name, cells in ames.text().items() if "NA" in cells}
    assert (sum(gaps.values()), len(gaps)) == (15_749, 27)
    assert (gaps["Pool.QC"], gaps["Lot.Frontage"], gaps["Mas.Vnr.Type"]) == (2917, 490, 1775)


def test_prices_have_the_published_mean_and_median():
    assert np.mean(ames.prices()) == pytest.approx(180_796.06, abs=0.01)
    assert np.median(ames.prices()) == 160_000
    assert (ames.prices().min(), ames.prices().max()) == (12_789, 755_000)


def test_the_known_errors_are_still_there():
    assert np.nanmax(ames.column("Garage.Yr.Blt")) == 2207
    large = ames.column("area") > 4000
    assert sorted(ames.prices()[large]) == [160_000, 183_850, 184_750, 745_000, 755_000]
    assert "WD " in ames.text()["Sale.Type"]


def test_no_parcel_is_there_twice():
    assert len(set(ames.text()["PID"])) == ames.N_HOUSES


def test_columns_stand_side_by_side_with_nan_in_the_gaps():
    two = ames.columns(["area", "Lot.Frontage"])
    assert two.shape == (ames.N_HOUSES, 2)
    assert (two[:, 0] == ames.column("area")).all()
    assert np.isnan(two[:, 1]).sum() == 490


def test_a_shared_column_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        ames.column("area")[0] = 0


def test_a_misspelt_column_gets_a_suggestion():
    with pytest.raises(KeyError, match=r"did you mean 'Overall.Qual'"):
        ames.column("Overall.Quality")


def test_a_column_of_words_is_no_column_of_numbers():
    with pytest.raises(ValueError, match="RL"):
        ames.column("MS.Zoning")


def test_the_file_is_written_without_a_date():
    with gzip.open(asset("data/ames.csv.gz")) as file:
        file.read(1)
        assert file.mtime == 0


def test_the_datasheet_stands_beside_the_file():
    assert "De Cock" in asset("data/ames.md").read_text(encoding="utf-8")
