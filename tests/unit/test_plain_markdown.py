import pytest

from tutor.plain.markdown import linear, one_line


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("It *falls* **fast**.", "It falls fast."),
        ("Set `lr` to `0.1 * k`.", "Set lr to 0.1 * k."),
        ("one\ntwo", "one two"),
        ("one  \ntwo", "one\ntwo"),
        ("### A head\n\nText.", "A head\n\nText."),
        ("- one\n- two\n  more", "- one\n- two more"),
        ("3. one\n4. two", "3. one\n4. two"),
        ("- one\n  - inner", "- one\n  - inner"),
        ("> said", "    said"),
        ("[here](https://a.b)", "here (https://a.b)"),
        ("<https://a.b>", "https://a.b"),
        ("![a bowl](bowl.png)", "(picture: a bowl)"),
        ("a <b>bold</b> word", "a bold word"),
        (r"$\lambda_{max} = 2$ and \*", "λₘₐₓ = 2 and *"),
        ("[@crouch2004]", "(Crouch et al. 2004)"),
        ("one\n\n---\n\ntwo", "one\n\ntwo"),
        ("", ""),
    ],
)
def test_marks_go_and_words_stay(markdown, text):
    assert linear(markdown, 80) == text


def test_code_is_kept_letter_for_letter_and_indented():
    code = "def f(x):\n\n    return '*x*  $y$'  # a line that is longer than the width"
    shown = linear(f"```python\n{code}\n```", 30)
    lines = shown.split("\n")
    assert [line[4:] for line in lines] == code.split("\n")
    assert all(line.startswith("    ") for line in lines if line)


def test_a_table_is_a_line_a_row_with_its_heads_repeated():
    table = "| lr | steep factor | loss |\n|---:|---|---|\n| 0.18 | −0.8 | 2.2e-9 |\n| 0.2 | | 5 |"
    assert linear(table, 80) == ("lr 0.18; steep factor −0.8; loss 2.2e-9\nlr 0.2; loss 5")


def test_heads_that_are_formulas_are_set_off_by_a_colon():
    table = "| `lr` | factor, $1 - 10\\eta$ |\n|---|---|\n| 0.18 | −0.8 |"
    assert linear(table, 80) == "lr: 0.18; factor, 1 − 10η: −0.8"


@pytest.mark.parametrize("width", [20, 40, 88])
def test_no_line_of_words_is_longer_than_the_width(width):
    text = "word " * 60
    markdown = f"{text}\n\n- {text}\n  - {text}\n\n> {text}"
    assert max(map(len, linear(markdown, width).split("\n"))) <= width


def test_a_path_is_never_cut_in_two():
    path = "/home/someone/" + "x" * 60
    assert path in linear(f"See {path} there.", 30).split("\n")


def test_a_heading_is_one_line():
    assert one_line("What `lr` *does* to $\\lambda$") == "What lr does to λ"
