"""A lesson read from its first part to its last, with a real worker behind it."""

import pytest
from plain_lessons import SIM, sit, write_fall

from tutor.study.cards import Deck
from tutor.study.progress import Progress


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    write_fall(root)
    return root


def in_order(text, *parts):
    """Whether the parts stand in `text`, one after another."""
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def test_a_lesson_reads_from_its_first_part_to_its_end(course):
    said = sit(course, "", "1", "3", "", "2", "quit")
    assert in_order(
        said,
        "Part 1 of 2: A fall",
        "It begins high.",
        "The run.",
        "rate = 0.5: share kept each step",
        "height is 8 at step 0.",
        "Say what comes.",
        "Your prediction. Half is kept. What happens?",
        "1. It falls\n2. It stays",
        "How sure are you? 1 a guess, 2 likely, 3 sure: 3",
        "rate = 0.5: 4 steps.",
        "You said: It falls\nThe run: It falls\n✓ as you said. Half of it is left.",
        "height fell from 8 to 1 in 3 steps; smallest 1 at step 3.",
        "the rate: rate 0.5.",
        "Now you know.",
        "Enter goes on with part 2: Your turn",
        "Part 2 of 2: Your turn",
        "Exercise: halve\n\nReturn half of x.",
        "Write it in",
        "Then type: check halve",
        "1. What is half of 4?",
        "Your answer, a number, or skip: 2",
        "✓ 2. 2 + 2 is 4.",
        "The end of this lesson.",
        "Your place is kept",
    )


def test_what_is_answered_and_finished_is_in_the_progress_of_the_app(course):
    sit(course, "", "2", "3", "", "skip", "quit")
    progress = Progress()
    answers = progress.answers("fall")
    assert [(a.prediction, a.choice, a.correct) for a in answers] == [("half", "stays", False)]
    assert answers[0].confidence == 3
    assert answers[0].params == {"rate": 0.5, "size": 8.0, "deadly": False}
    assert (progress.place("fall"), progress.state("fall")) == (1, "done")
    progress.close()


def test_a_wrong_answer_is_told_with_what_happened(course):
    said = sit(course, "", "2", "1")
    assert "You said: It stays\nThe run: It falls\n✗ not what you said." in said
    assert "What happened: It falls. Half of it is left." in " ".join(said.split())


def test_the_run_is_locked_until_the_prediction_is_answered(course):
    said = sit(course, "run 3", "set rate 1", "restart", "seed 2", "", "run 3", "numbers")
    assert said.count("Answer the prediction first: press enter to go on to it.") == 4
    assert "Answer the prediction first: type a number from 1 to 2." in said
    assert "Step 0: height 8." in said  # looking is free


def test_a_panel_that_would_tell_is_not_described_before(course):
    before = sit(course, "describe the rate", "table 2", "figure 2", "")
    veil = "This panel opens when your prediction has been put to the test."
    assert before.count(veil) == 4
    assert "the rate: rate" not in before
    assert veil not in sit(course, "", "1", "2", "describe 2").partition("You said")[2]


def test_the_place_is_where_the_next_sitting_goes_on(course):
    ended = sit(course, "", "1", "2", "")
    assert "The input ended in part 2 of 2 of A fall. Your place is kept" in ended
    again = sit(course, "", lesson="fall")
    assert "You left off in part 2 of 2, Your turn." in again
    assert "Part 1 of 2" not in again
    assert "Part 2 of 2: Your turn" in again


def test_a_lesson_that_was_left_can_start_at_its_beginning(course):
    sit(course, "", "1", "2", "")
    again = sit(course, "nowhere", "start", "")
    assert "'nowhere' is none of these" in again
    assert in_order(again, "Part 1 of 2", "Answered before. You said: It falls", "✓ as you said")


def test_a_part_whose_prediction_waits_comes_before_the_place_that_was_kept(course):
    progress = Progress()
    progress.visit("fall", 1)  # the lesson has gained a prediction since
    progress.close()
    said = sit(course, "", "", "2", "2", "")
    assert in_order(said, "You left off in part 2 of 2", "Part 1 of 2: A fall", "Your prediction.")


def test_two_lessons_that_begin_alike_are_both_named(course):
    second = write_fall(course.parent / "more")
    text = (second / "lesson.toml").read_text().replace('id = "fall"', 'id = "falling"', 1)
    (second / "lesson.toml").write_text(text)
    second.rename(course / "falling")
    said = sit(course, "fal", "fall", lesson=None)
    assert "fal could be fall or falling." in said
    assert "Part 1 of 2" in said


def test_without_a_name_the_lesson_that_was_begun_is_offered(course):
    sit(course, "")
    assert "1. fall: A fall; month 1, 5 minutes, begun" in sit(course, "lessons", lesson=None)
    assert "Part 1 of 2: A fall" in sit(course, lesson=None)
    sit(course, "", "1", "2", "", "skip", "quit")
    assert "Part " not in sit(course, lesson=None)  # a lesson that is done is one to choose


def test_the_list_takes_numbers_and_names_and_answers_what_is_neither(course):
    typed = ("9", "x\x1b[31m", "", "full", "fal", "lessons", "1", "quit")
    said = sit(course, *typed, lesson=None)
    assert "There is no lesson 9: the numbers go from 1 to 1." in said
    assert r"There is no lesson 'x\x1b[31m'" in said
    assert "Type the number or the id of a lesson, or quit." in said
    assert "There is no lesson 'full': did you mean `fall`?" in said
    assert said.count("Part 1 of 2: A fall") == 2
    assert "\x1b" not in said


def test_an_answer_that_is_no_choice_is_answered_in_words(course):
    said = sit(course, "", "3", "banana", "", "²", "9" * 900, "1.", "sure", "", "0", "2")
    assert "There is no choice 3: type a number from 1 to 2." in said
    assert "Type a number from 1 to 2, or a command. There is no command 'banana'." in said
    assert "Type a number from 1 to 3, or a command. There is no command 'sure'." in said
    assert "Say how sure you are: type a number from 1 to 3." in said
    assert "There is no choice 0: type a number from 1 to 3." in said
    assert "✓ as you said" in said


def test_the_run_stays_locked_until_it_is_said_how_sure_one_is(course):
    said = sit(course, "", "1", "run 3", "numbers", "3")
    assert "Answer the prediction first: type a number from 1 to 3." in said
    assert in_order(said, "How sure are you?", "Step 0: height 8.", "How sure", "✓ as you said")


def test_an_answer_without_a_confidence_is_not_kept_and_asked_again(course):
    sit(course, "", "1")
    assert "Your prediction. Half is kept." in sit(course, "", "quit")


def test_a_question_that_was_answered_is_told_in_the_next_sitting(course):
    sit(course, "", "1", "2", "", "5", "help", "4.5", "quit")
    again = sit(course, "", "quit")
    assert "1. What is half of 4? Answered before. The answer is 2. 2 + 2 is 4." in again
    progress = Progress()
    assert [(a.given, a.correct, a.attempt) for a in Deck(progress.store).answers("fall")] == [
        ("5", False, 1),
        ("4.5", False, 2),
    ]
    progress.close()


def test_a_question_that_was_skipped_is_asked_again(course):
    sit(course, "", "1", "2", "", "skip", "quit")
    assert "Your answer, a number, or skip: 2\n✓ 2." in sit(course, "start", "", "", "2")


def test_a_run_that_ends_its_process_is_told_and_the_lesson_goes_on(course):
    said = sit(
        course, "", "1", "2", "set deadly on", "run 20", "set deadly off", "numbers", "", "quit"
    )
    flat = " ".join(said.split())
    assert "The process that computes ended by itself with code 3, twice" in flat
    assert "Part 2 of 2: Your turn" in said


def test_a_simulation_that_cannot_be_loaded_is_told_and_the_text_goes_on(course):
    write_fall(course, sim="def broken(:")
    said = sit(course, "", "1", "2", "", "skip", "quit")
    assert "Your answer is not kept; the text goes on." in said
    assert in_order(said, "Now you know.", "Part 2 of 2", "The end of this lesson.")
    progress = Progress()
    assert progress.answers("fall") == ()
    assert progress.state("fall") == "started"
    progress.close()


def test_a_probe_that_fails_does_not_end_the_lesson(course):
    write_fall(course, sim=SIM.replace("def fate(self, trace):", "def fate(self, trace, more):"))
    assert "Now you know." in sit(course, "", "1", "2", "")
