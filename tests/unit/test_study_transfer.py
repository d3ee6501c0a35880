"""Export and import: everything there and back, merged without loss, and nothing taken on trust."""

import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from progress_rows import CONTENT, UNIQUE
from stores import DAY, T0, answer, works

from tutor.study.cards import Deck, Key
from tutor.study.columns import TABLES
from tutor.study.forgetting import reset, rows_of
from tutor.study.plan import PlanStore
from tutor.study.progress import Progress
from tutor.study.schema import VERSION
from tutor.study.store import Store
from tutor.study.transfer import NotProgress, as_text, exported, merge, parse


def content(**tables):
    return {"kind": "mlpath-tutor progress", "version": VERSION, "exported": T0, "tables": tables}


def in_memory():
    return Store(Path("/dev/null/none"))


def tables_of(store):
    return exported(store, T0)["tables"]


def ordered(rows):
    return sorted(rows, key=lambda row: repr(sorted(row.items())))


@settings(max_examples=60, deadline=None)
@given(CONTENT)
def test_what_is_exported_comes_back_to_the_last_bit(tables):
    first, second = in_memory(), in_memory()
    merge(first, parse(json.dumps(content(**tables))))
    assert tables_of(first) == tables
    merge(second, parse(as_text(exported(first, T0))))
    assert tables_of(second) == tables
    assert Deck(second).cards() == Deck(first).cards()


@settings(max_examples=30, deadline=None)
@given(CONTENT, CONTENT)
def test_merging_loses_nothing_doubles_nothing_and_does_not_mind_the_order(one, other):
    both, turned = in_memory(), in_memory()
    for store, pair in ((both, (one, other)), (turned, (other, one))):
        for tables in pair:
            merge(store, parse(json.dumps(content(**tables))))
    merged = tables_of(both)
    for name in set(TABLES) - UNIQUE - {"plan"}:
        rows = [*one[name], *(row for row in other[name] if row not in one[name])]
        assert ordered(merged[name]) == ordered(rows) == ordered(tables_of(turned)[name])
    newest = {}
    for row in [*one["visits"], *other["visits"]]:
        if row["lesson"] not in newest or row["at"] > newest[row["lesson"]]["at"]:
            newest[row["lesson"]] = row
    assert ordered(merged["visits"]) == ordered(newest.values())
    again = merge(both, parse(json.dumps(exported(both, T0))))
    assert not any(again.values())
    assert tables_of(both) == merged


def test_two_machines_that_answered_one_card_make_one_card_of_all_answers(tmp_path):
    here, there = Progress(tmp_path / "here"), Progress(tmp_path / "there")
    key = Key("l", "number", "q")
    for day, store in enumerate([here, there, here]):
        answer(Deck(store.store), key, day != 1, now=T0 + 3 * day * DAY)
    merge(here.store, parse(as_text(exported(there.store, T0))))
    merge(there.store, parse(as_text(exported(here.store, T0))))
    assert Deck(here.store).cards() == Deck(there.store).cards()
    assert len(Deck(here.store).answers()) == 3
    here.close()
    there.close()


def test_the_newest_place_and_plan_and_the_earliest_end_stay(progress):
    plan = {"id": 1, "at": T0, "start": "2026-10-05", "hours": 5.0}
    later = {**plan, "at": T0 + 1, "hours": 3.0}
    visit, end = {"lesson": "l", "scene": 3, "at": T0}, {"lesson": "l", "at": T0}
    for order in (0, 1), (1, 0):
        for n in order:
            gained = merge(
                progress.store,
                parse(
                    json.dumps(
                        content(
                            plan=[(plan, later)[n]],
                            visits=[{**visit, "scene": 3 + n, "at": T0 + n}],
                            finished=[{**end, "at": T0 + n}],
                        )
                    )
                ),
            )
        assert PlanStore(progress.store).read().hours == 3.0
        assert progress.place("l") == 4
        assert progress.finished() == {"l": T0}
    assert gained == {"plan": 0, "visits": 0, "finished": 0}


def row(name, **changes):
    rows = {
        "answers": {
            "at": 1.0, "lesson": "l", "prediction": "p", "choice": "c", "correct": 1,
            "confidence": None, "params": "{}",
        },
        "visits": {"lesson": "l", "scene": 1, "at": 1.0},
        "plan": {"id": 1, "at": 1.0, "start": "2026-10-05", "hours": 5.0},
    }  # fmt: skip
    return {**rows[name], **changes}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ('{"kind": NaN}', "NaN is no number in JSON"),
        ("[]", "it is no export of progress"),
        ('{"kind": "something"}', "it is no export of progress"),
        (json.dumps({**content(), "version": VERSION + 1}), "update mlpath-tutor"),
        (json.dumps({**content(), "version": True}), "its version is True, which is none"),
        (json.dumps({**content(), "tables": []}), "it has no tables"),
        (json.dumps(content(notse=[])), "unknown table 'notse': did you mean `notes`?"),
        (json.dumps(content(notes={})), "notes is not a list of rows"),
        (json.dumps(content(notes=[3])), "notes, row 1: it is not a table of columns"),
        (json.dumps(content(visits=[row("visits"), row("visits", at="x")])),
         "visits, row 2: `at` is 'x'; expected a number from 0 to"),
        (json.dumps(content(visits=[row("visits", at=1e300)])), "`at` is 1e+300; expected"),
        (json.dumps(content(visits=[row("visits", at=True)])), "`at` is True; expected a number"),
        (json.dumps(content(visits=[row("visits", scene=2**70)])), "`scene` is 118059"),
        (json.dumps(content(visits=[row("visits", more=1)])), "unknown column 'more'"),
        (json.dumps(content(visits=[{"at": 1}])), "`lesson` is missing"),
        (json.dumps(content(visits=[row("visits", lesson="\ud800")])), r"`lesson` is '\ud800'"),
        (json.dumps(content(answers=[row("answers", params="[1]")])), "a JSON object as text"),
        (json.dumps(content(answers=[row("answers", params="{")])), "a JSON object as text"),
        (json.dumps(content(answers=[row("answers", confidence=4)])), "from 1 to 3, or null"),
        (json.dumps(content(plan=[row("plan", start="soon")])), "a date such as 2027-01-31"),
        (json.dumps(content(plan=[row("plan", id=2)])), "expected a whole number from 1 to 1"),
        ('{"kind": "mlpath-tutor progress", "version": 2, "tables": {"visits": [{"lesson": "l", '
         '"scene": 1, "at": 1e999}]}}', "`at` is inf"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused_with_its_place(text, said):
    with pytest.raises(NotProgress) as caught:
        parse(text)
    assert said in str(caught.value)


def test_what_is_refused_half_way_leaves_nothing_behind(progress):
    broken = content(visits=[row("visits")], notes=[{"at": 1}])
    with pytest.raises(NotProgress):
        merge(progress.store, parse(json.dumps(broken)))
    assert progress.last_place() is None


def test_the_tables_of_the_export_are_those_of_the_file(progress):
    with sqlite3.connect(progress.path) as file:
        names = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        columns = {
            name: {row[1] for row in file.execute(f"PRAGMA table_info({name})")}
            for (name,) in names
        }
    file.close()
    del columns["cards"]  # computed from the answers
    kept = {name: set(table) | ({"id"} & columns[name]) for name, table in TABLES.items()}
    assert kept == columns


def test_a_lesson_that_is_reset_is_new_and_can_be_brought_back(progress):
    assert works(progress)
    progress.visit("other", 2)
    before = tables_of(progress.store)
    cards = Deck(progress.store).cards()
    assert set(rows_of(progress.store, "l")) == set(TABLES) - {"plan"}
    path = reset(progress.store, "l", T0)
    assert path.parent == progress.path.parent
    assert progress.state("l") == "new"
    assert progress.place("other") == 2
    assert Deck(progress.store).cards() == ()
    assert rows_of(progress.store, "l") == {}
    assert PlanStore(progress.store).read() is not None
    merge(progress.store, parse(path.read_text(encoding="utf-8")))
    after = tables_of(progress.store)
    assert {name: ordered(rows) for name, rows in after.items()} == {
        name: ordered(rows) for name, rows in before.items()
    }
    assert Deck(progress.store).cards() == cards


def test_two_resets_in_one_second_keep_both_files(progress):
    assert works(progress)
    first = reset(progress.store, "l", T0)
    assert works(progress)
    second = reset(progress.store, "l", T0)
    assert first != second
    assert first.exists()


def test_a_reset_whose_file_cannot_be_written_forgets_nothing(progress, monkeypatch):
    assert works(progress)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tutor.study.forgetting.write_whole", full)
    with pytest.raises(OSError, match="No space"):
        reset(progress.store, "l", T0)
    assert progress.state("l") == "done"
    assert works(progress)


def test_a_lesson_called_like_a_path_is_reset_inside_the_folder(progress):
    progress.visit("../../etc/x", 1)
    path = reset(progress.store, "../../etc/x", T0)
    assert path.parent == progress.path.parent
