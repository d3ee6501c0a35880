"""Plain mode as the real program: on a pipe, on a dumb terminal, and when either goes away."""

import os
import re
import signal
import subprocess
import sys

import pexpect
import psutil
import pytest

from tutor.study.cards import Deck
from tutor.study.progress import Progress

TUTOR = [sys.executable, "-m", "tutor"]
LESSON = [*TUTOR, "--plain", "gradient-descent"]
START = (
    "import signal, sys; from tutor.cli import main; "
    "signal.signal(signal.SIGINT, signal.default_int_handler); "  # ignored in a background job
    "sys.exit(main())"
)
PATIENCE = 50


def plain(*lines, command=LESSON, **options):
    """Type these lines and let the input end; return the finished process."""
    typed = "".join(f"{line}\n" for line in lines).encode()
    return subprocess.run(command, input=typed, capture_output=True, timeout=PATIENCE, **options)


def text_of(done):
    """What was written, after a look at what must never be."""
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout
    assert b"\r" not in done.stdout
    return done.stdout.decode("utf-8")


def test_a_whole_lesson_is_read_from_its_first_prediction_to_its_end():
    parts = ["", "3", "3", "", "", "2", "1", "set lr 0.18", "run 50", "", "", "", ""]
    parts += ["2/25", "0.7", "0.8", "3", "skip", "", "quit"]
    done = plain(*parts)
    text = text_of(done)
    assert done.returncode == 0
    assert [int(part) for part in re.findall(r"^Part (\d) of 8:", text, re.M)] == [*range(1, 9)]
    assert text.count("✓ as you said") == 2
    assert "lr 0.18" in text or "lr: 0.18; steep factor" in text
    assert "loss fell from 5.5 to" in text
    assert "Exercise: gradient_step" in text
    assert "The end of this lesson." in text
    progress = Progress()
    assert progress.state("gradient-descent") == "done"
    assert [
        (a.prediction, a.correct, a.confidence) for a in progress.answers("gradient-descent")
    ] == [("just-past-the-edge", True, 3), ("on-the-edge", True, 1)]
    assert [(a.key.item, a.given, a.rating) for a in Deck(progress.store).answers()] == [
        ("edge", "2/25", 3),
        ("best-step", "0.7", 1),
        ("best-step", "0.8", 2),
        ("momentum-pays", "tenth", 3),
    ]
    progress.close()


def test_no_line_is_wider_than_80_columns_where_nothing_says_how_wide_it_is():
    text = text_of(plain("", "1", "2", "figure loss", "table 1", "help", "parameters", ""))
    assert max(map(len, text.split("\n"))) <= 80


def test_input_that_ends_says_where_and_keeps_the_place():
    first = plain("", "1", "2", "")
    assert first.returncode == 0
    assert "The input ended in part 2 of 8 of Roll downhill. Your place is kept." in text_of(first)
    again = text_of(plain(""))
    assert "You left off in part 2 of 8, What the dot was doing." in again
    assert "Part 1 of 8" not in again
    assert "Part 1 of 8" in text_of(plain("start"))
    assert "You left off in part 2" not in text_of(plain("")).partition("Part 1")[2]


@pytest.mark.parametrize("command", [TUTOR, [*TUTOR, "--plain"]])
def test_without_a_lesson_and_without_input_the_lessons_are_listed(command):
    done = plain(command=command)
    assert done.returncode == 0
    assert "gradient-descent: Roll downhill; month 1, 35 minutes, new" in text_of(done)


def test_a_closed_stdin_is_an_end_of_input():
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" <&-', "sh", *LESSON], capture_output=True, timeout=PATIENCE
    )
    assert done.returncode == 0
    assert "The input ended in part 1 of 8" in text_of(done)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (b"\xff\xfe\x00\n", "That line is not UTF-8 text."),
        (b"x" * 10_000 + b"\n", "That line is longer than 1000 bytes"),
        (b"\x1b[A\x1b[2J\n", "There is no command"),
        (b"dance\n", "There is no command 'dance'. The commands: enter, run N,"),
        (b"\x00\n", "There is no command"),
    ],
)
def test_whatever_is_typed_is_answered_in_words(typed, said):
    done = subprocess.run(LESSON, input=typed, capture_output=True, timeout=PATIENCE)
    assert done.returncode == 0
    assert said in " ".join(text_of(done).split())


def test_a_lesson_that_does_not_exist_is_one_line_and_exit_code_2():
    done = plain(command=[*TUTOR, "--plain", "gradient-decent"])
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Did you mean gradient-descent?" in done.stderr


def test_a_reader_that_leaves_ends_it_without_a_word():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            LESSON, input=b"\n" * 9, stdout=closed, stderr=subprocess.PIPE, timeout=PATIENCE
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_output_without_unicode_gets_question_marks():
    done = plain(
        "", "1", "2", "", "", "1", "2", "", env={**os.environ, "PYTHONIOENCODING": "latin-1"}
    )
    assert done.returncode == 0
    assert b"\xb0" in done.stdout
    assert b"steep factor, 1 ? 10?" in done.stdout


def test_nothing_that_trains_or_draws_the_app_is_loaded():
    code = (
        "import sys, tutor.cli\n"
        "tutor.cli.main(['--plain', 'gradient-descent'])\n"
        "heavy = ('textual', 'rich', 'torch', 'sklearn', 'pandas', 'scipy')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, input=b"\n3\n2\n", capture_output=True, timeout=PATIENCE)
    assert done.stderr == b"[]\n"


def test_progress_that_cannot_be_kept_is_said_at_both_ends(tmp_path):
    (tmp_path / "file").write_text("")
    home = str(tmp_path / "file" / "home")
    done = plain("", "1", "2", env={**os.environ, "MLPATH_HOME": home})
    text = " ".join(text_of(done).split())
    assert done.returncode == 0
    assert text.count("Progress is not kept:") == 2
    assert "Your place is kept" not in text


@pytest.fixture
def terminal():
    """A function that starts the program on a pseudo-terminal; its end is waited for."""
    started = []

    def start(*arguments, term="dumb", columns=70):
        child = pexpect.spawn(
            sys.executable,
            ["-c", START, *arguments],
            env={**os.environ, "TERM": term},
            dimensions=(24, columns),
            encoding="utf-8",
            timeout=PATIENCE,
        )
        child.logfile_read = log = Log()
        started.append(child)
        return child, log

    yield start
    for child in started:
        child.close(force=True)


class Log:
    """Everything that came from the terminal."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        """There is nothing to flush."""


def end_of(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


@pytest.mark.parametrize(
    ("arguments", "term"), [([], "dumb"), (["--plain"], "xterm-256color")], ids=["dumb", "asked"]
)
def test_on_a_terminal_it_talks_in_lines_and_never_moves_the_cursor(terminal, arguments, term):
    child, log = terminal(*arguments, term=term)
    child.expect("Lesson, by number or id, or quit:")
    child.sendline("gradient-descent")
    child.expect("help lists the commands")
    child.sendline("")
    child.expect("Your answer, 1 to 3:")
    child.sendline("run 5")
    child.expect("Answer the prediction first: type a number from 1 to 3.")
    child.sendline("3")
    child.expect("How sure are you")
    child.sendline("2")
    child.expect("✓ as you said")
    child.expect("Enter goes on with part 2")
    child.sendline("quit")
    assert end_of(child) == 0
    assert "\x1b" not in log.text
    assert "\r" not in log.text.replace("\r\n", "")  # the terminal makes \n into \r\n
    assert max(map(len, log.text.split("\r\n"))) <= 70


def test_ctrl_d_is_the_end_of_input_and_ctrl_c_one_line_and_130(terminal):
    child, _ = terminal("--plain", "gradient-descent")
    child.expect("help lists the commands")
    child.sendeof()
    child.expect("The input ended in part 1 of 8")
    assert end_of(child) == 0
    child, log = terminal("--plain", "gradient-descent")
    child.expect("help lists the commands")
    child.expect("> ")
    child.sendintr()
    assert end_of(child) == 130
    assert log.text.count("interrupted") == 1
    assert "Traceback" not in log.text


def test_ctrl_c_in_the_middle_of_a_run_takes_the_worker_along(terminal):
    child, log = terminal("--plain", "gradient-descent")
    child.expect("help lists the commands")
    child.sendline("")
    child.expect("Your answer")
    child.sendline("1")
    child.expect("How sure are you")
    child.sendline("2")
    child.expect("Enter goes on")
    child.sendline("set lr 0.1")
    child.expect("lr = 0.1")
    workers = psutil.Process(child.pid).children(recursive=True)
    assert workers
    child.sendline("run 1000000")
    child.expect(r"… \d+ steps")
    child.sendintr()
    assert end_of(child) == 130
    assert "Traceback" not in log.text
    psutil.wait_procs(workers, timeout=20)
    assert not any(worker.is_running() for worker in workers)


def test_a_lesson_begun_in_plain_text_goes_on_in_the_app(terminal):
    plain("", "3", "2", "")
    child, log = terminal(term="xterm-256color", columns=120)
    child.expect("part 2 of 8")
    os.kill(child.pid, signal.SIGTERM)
    end_of(child)
    assert "\x1b[?1049h" in log.text
