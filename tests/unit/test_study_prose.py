"""The text of a lesson: its scenes, its anchors, and its formulas and citations in plain text."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.study import places
from tutor.study.bibliography import Reference, bibliography
from tutor.study.lesson import read_lesson
from tutor.study.prose import Anchor, Prose, plain_math, read
from tutor.study.tables import LessonError

LESSON = places.lessons_folder() / "m01_gradient_descent"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(LESSON, tmp_path / "lesson"))


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(path, text):
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line)


def complaint(folder):
    with pytest.raises(LessonError) as caught:
        read(read_lesson(folder))
    return str(caught.value)


def test_a_heading_starts_a_scene_and_the_first_has_the_title():
    scenes = read(read_lesson(LESSON))
    assert [scene.title for scene in scenes][:2] == ["Roll downhill", "What the dot was doing"]
    assert scenes[0].anchors == (Anchor("sim"), Anchor("predict", "just-past-the-edge"))
    assert isinstance(scenes[0].blocks[0], Prose)
    assert scenes[0].blocks[0].markdown.startswith("You stand on a hillside in fog.")


def test_anchors_keep_their_order_among_the_prose():
    scenes = {scene.title: scene for scene in read(read_lesson(LESSON))}
    assert scenes["Write it yourself"].anchors == (
        Anchor("exercise", "gradient-step"),
        Anchor("exercise", "descend"),
    )
    kinds = [type(block) for block in scenes["Write it yourself"].blocks]
    assert kinds == [Prose, Anchor, Prose, Anchor]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("@predict on-the-edge", "@predict on-the-egde", "'on-the-egde': did you mean `on-the"),
        ("@predict on", "@predcit on", "unknown anchor @predcit: did you mean `predict`?"),
        ("@quiz", "@xyzzy", "unknown anchor @xyzzy: the anchors are @sim, @predict"),
        ("@quiz", "@quiz again", "@quiz takes no id"),
        ("@quiz", "@", "unknown anchor @"),
        ("@predict on-the-edge", "@predict", "no predict ''"),
        ("<!-- @quiz -->", "Now <!-- @quiz -->", "an anchor stands on a line of its own"),
        ("<!-- @quiz -->", "<!-- @quiz -->\n\n<!-- @quiz -->", "is already in line"),
        ("# Roll downhill", "Hello\n\n# Roll downhill", "start with the title, # Roll downhill"),
        ("## Four questions", "# Four questions", "one # heading, the title, comes first"),
        ("[@goh2017]", "[@goh2071]", "is not in the bibliography: did you mean `goh2017`?"),
    ],
)  # fmt: skip
def test_a_slip_in_the_text_is_named_with_its_line(folder, old, new, said):
    path = folder / "lesson.md"
    change(path, old, new)
    message = complaint(folder)
    assert said in message
    where = message.split(": ")[0]
    assert where.startswith(f"{path}:")
    wrong = path.read_text(encoding="utf-8").splitlines()[int(where.rsplit(":", 1)[1]) - 1]
    assert new.split("\n")[-1] in wrong or new.split("\n")[0] in wrong


@pytest.mark.parametrize(
    ("anchor", "declaration"),
    [
        ("<!-- @predict on-the-edge -->", 'id = "on-the-edge"'),
        ("<!-- @exercise descend -->", 'id = "descend"'),
        ("<!-- @quiz -->", "[[quiz]]"),
        ("<!-- @sim -->", "sim = "),
    ],
)
def test_an_item_without_an_anchor_is_named_with_the_line_that_declares_it(
    folder, anchor, declaration
):
    change(folder / "lesson.md", anchor, "")
    toml = folder / "lesson.toml"
    wanted = f"{toml}:{line_of(toml, declaration)}: no anchor: put {anchor} in lesson.md"
    assert complaint(folder) == wanted


def test_a_title_that_differs_from_the_promise_is_refused(folder):
    change(folder / "lesson.md", "# Roll downhill", "# Roll uphill")
    assert "the title is 'Roll uphill'; in lesson.toml it is 'Roll downhill'" in complaint(folder)


def test_an_empty_text_is_refused(folder):
    (folder / "lesson.md").write_text("")
    assert "the title is missing" in complaint(folder)


def test_a_quiz_anchor_without_items_is_refused(folder):
    toml = (folder / "lesson.toml").read_text(encoding="utf-8")
    (folder / "lesson.toml").write_text(toml[: toml.index("[[quiz]]")], encoding="utf-8")
    assert "lesson.toml has no [[quiz]]" in complaint(folder)


def test_code_is_neither_heading_nor_anchor_nor_citation(folder):
    code = "```python\n## not a heading\n<!-- @nothing -->\n# [@nobody]\n```\n"
    change(folder / "lesson.md", "## Four questions", f"{code}\n`[@nobody]`\n\n## Four questions")
    scenes = read(read_lesson(folder))
    assert len(scenes) == len(read(read_lesson(LESSON)))
    prose = [b.markdown for s in scenes for b in s.blocks if isinstance(b, Prose)]
    assert any(code.strip() in markdown for markdown in prose)


def test_an_authors_own_comment_vanishes(folder):
    change(
        folder / "lesson.md", "## Four questions", "<!-- check with Ada -->\n\n## Four questions"
    )
    prose = [
        b.markdown for s in read(read_lesson(folder)) for b in s.blocks if isinstance(b, Prose)
    ]
    assert not any("Ada" in markdown for markdown in prose)


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"$\lambda$", "λ"),
        (r"at $w$ it is $\lambda w$", "at w it is λw"),
        (r"$$ w \leftarrow w - \eta\lambda w = (1 - \eta\lambda)\,w $$", "w ← w − ηλw = (1 − ηλ)w"),
        (r"$w_{t+1} = w_t$", "wₜ₊₁ = wₜ"),
        (r"$2/\lambda_{max}$", "2/λₘₐₓ"),
        (r"$\sqrt{K}$ and $\sqrt{1+\beta}$", "√K and √(1+β)"),
        (r"$10^{-6}$", "10⁻⁶"),
        (r"$\nabla f(w_t)$", "∇f(wₜ)"),
        (r"$\frac{1}{2n} \lVert Xw - y \rVert^2$", "1/(2n) ‖Xw − y‖²"),
        (r"$\frac{\partial L}{\partial w_1}$", "∂L/∂w₁"),
        (r"$p_i = \frac{e^{z_i/T}}{\sum_j e^{z_j/T}}$", "pᵢ = (e^(zᵢ/T))/(∑ⱼ e^(zⱼ/T))"),
        (r"$\frac{\frac12 a}{b}$", "(1/2 a)/b"),
        (r"$\mathrm{sd}_x \to \ln x$", "sdₓ → ln x"),
        (r"$\min_w f(w)$ and $W^\top$", r"min\_w f(w) and Wᵀ"),
        (r"$\lfloor x \rfloor$", "⌊x⌋"),
        ("$a * b * c$", r"a \* b \* c"),
        ("a price of $5 and one of $6", "a price of $5 and one of $6"),
        ("`$x_1$` and $x_1$", "`$x_1$` and x₁"),
        ("```\n$x_1$\n```\n$x_1$", "```\n$x_1$\n```\nx₁"),
        ("[@nesterov2018]", "(Nesterov 2018)"),
        ("[@nesterov2018, §2.1]", "(Nesterov 2018, §2.1)"),
        ("[@cohen2021] `[@cohen2021]`", "(Cohen et al. 2021) `[@cohen2021]`"),
        ("nothing to do", "nothing to do"),
    ],
)
def test_formulas_and_citations_read_as_plain_text(tex, shown):
    assert plain_math(tex) == shown


def test_an_unknown_citation_says_so():
    with pytest.raises(LessonError, match=r"\[@nesterow2018\].*did you mean `nesterov2018`"):
        plain_math("[@nesterow2018]")


@given(st.text(alphabet=st.characters(exclude_characters="$[`~\r"), max_size=80))
def test_text_without_formulas_or_citations_is_left_alone(text):
    assert plain_math(text) == text


@given(st.text(alphabet="$`[]@\\{}_^ \nabc1", max_size=60).filter(lambda text: "[@" not in text))
def test_no_text_breaks_the_conversion(text):
    assert isinstance(plain_math(text), str)


@pytest.mark.parametrize(
    ("author", "label"),
    [
        ("Nesterov, Yurii", "Nesterov 2018"),
        ("Frankle, Jonathan; Carbin, Michael", "Frankle and Carbin 2018"),
        ("A, B; C, D; E, F", "A et al. 2018"),
    ],
)
def test_a_source_is_called_by_its_first_surnames(author, label):
    assert Reference(author, 2018, "title", "where").label == label


def test_every_reference_says_who_when_what_and_where():
    assert {"nesterov2018", "polyak1964", "goh2017"} <= set(bibliography())


def test_a_wrong_key_in_the_bibliography_is_named(tmp_path):
    path = tmp_path / "bibliography.toml"
    path.write_text('[a]\nauthor = "A"\nyaer = 2000\ntitle = "T"\nwhere = "W"\n')
    with pytest.raises(LessonError, match="a: unknown key `yaer`: did you mean `year`"):
        bibliography(path)
