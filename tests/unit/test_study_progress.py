"""The progress store: what it keeps, across programs, processes and threads."""

import sqlite3
import threading

from stores import in_another_process, works

from tutor.study.progress import Progress
from tutor.study.schema import VERSION


def test_an_answer_comes_back_as_it_was_given(progress):
    values = {"lr": 0.1 + 0.2, "k": 10, "on": True, "method": "sgd"}
    progress.answer("gradient-descent", "edge", "settles", False, values, confidence=2)
    (answer,) = progress.answers("gradient-descent")
    assert (answer.prediction, answer.choice, answer.correct) == ("edge", "settles", False)
    assert answer.params == values
    assert answer.confidence == 2
    assert progress.answers("another") == ()


def test_every_answer_is_kept_and_the_first_comes_first(progress):
    for choice in ("settles", "bounces", "settles"):
        progress.answer("l", "p", choice, False, {})
    assert [answer.choice for answer in progress.answers("l")] == ["settles", "bounces", "settles"]


def test_the_place_survives_the_program(tmp_path):
    first = Progress(tmp_path)
    assert first.last_place() is None
    first.visit("a", 4)
    first.visit("b", 1)
    first.visit("a", 5)
    first.close()
    second = Progress(tmp_path)
    assert second.last_place() == ("a", 5)
    assert (second.place("a"), second.place("b"), second.place("never")) == (5, 1, 0)
    second.close()


def test_a_lesson_is_done_once_its_last_scene_is_reached_with_every_prediction_answered(progress):
    assert progress.state("l") == "new"
    progress.visit("l", 0)
    assert progress.state("l") == "started"
    progress.answer("l", "one", "a", True, {})
    assert not progress.finish("l", ["one", "two"])
    assert progress.state("l") == "started"
    progress.answer("l", "two", "a", False, {})
    assert progress.state("l") == "started"
    assert progress.finish("l", ["one", "two"])
    assert progress.state("l") == "done"
    assert progress.finish("l", ["one", "two", "written later"])


def test_an_answer_alone_starts_a_lesson(progress):
    progress.answer("l", "one", "a", True, {})
    assert progress.state("l") == "started"


def test_a_lesson_without_predictions_is_done_at_its_last_scene(progress):
    assert progress.finish("l", [])


def test_the_file_is_in_wal_mode_with_a_version(progress):
    other = sqlite3.connect(progress.path)
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert other.execute("PRAGMA user_version").fetchone() == (VERSION,)
    other.close()


def test_no_warning_while_all_is_well(progress):
    assert works(progress)
    assert progress.warning is None


def test_four_processes_at_once_lose_nothing(tmp_path):
    code = """
        import sys
        from pathlib import Path
        from tutor.study.progress import Progress
        store = Progress(Path(sys.argv[1]))
        for n in range(50):
            store.answer("l", f"{sys.argv[2]}-{n}", "a", True, {})
            store.visit(sys.argv[2], n)
        print(store.warning)
    """
    children = [in_another_process(code, tmp_path / "new", name) for name in "abcd"]
    assert [child.communicate()[0].strip() for child in children] == ["None"] * 4
    store = Progress(tmp_path / "new")
    kept = [answer.prediction for answer in store.answers("l")]
    assert sorted(kept) == sorted(f"{name}-{n}" for name in "abcd" for n in range(50))
    assert all(store.place(name) == 49 for name in "abcd")
    store.close()


def test_two_threads_may_share_a_store(progress):
    def write(name):
        for n in range(20):
            progress.answer("l", f"{name}{n}", "a", True, {})

    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(progress.answers("l")) == 40
