"""Chain, receipt and ledger: what was written is read back, and nothing torn or changed passes."""

import json
import math
import os
import re
import resource
import signal
import string
import subprocess
import sys
from contextlib import suppress
from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from simulations import Drift, Fragile, Growing, Still

from tutor.engine import Edit, Run, Stop, chain
from tutor.engine.files import write_whole
from tutor.engine.ledger import Ledger, NoLedger, lines, read, write
from tutor.engine.receipt import (
    NoReceipt,
    Receipt,
    Source,
    from_json,
    receipt_of,
    to_hex,
    to_json,
)

SOURCE = Source("m01_test", "c0de", "sim.py", "Drift")
EDITS = [
    Edit(2, "mood", "wild"),
    Edit(2, "lr", 0.3),
    Edit(5, "word", 'said "ü"\\'),
    Edit(7, "on", False),
]


def drift(steps=9):
    run = Run(Drift, 11, {"lr": 0.2}, EDITS)
    run.advance(steps)
    return run


def stopped():
    run = Run(Growing, 1, {"factor": 1000.0}, [Edit(3, "factor", 900.0)])
    run.advance(1000)
    assert run.stopped
    return run


def failed():
    run = Run(Fragile, 1)
    run.advance(1000)
    assert run.stopped
    return run


RUNS = {"with edits": drift, "that overflowed": stopped, "that failed": failed}


def text_of(run):
    return "\n".join(lines(run, receipt_of(run, SOURCE))) + "\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A file that hypothesis may overwrite as often as it likes."""
    return tmp_path_factory.mktemp("ledger") / "run.jsonl"


TEXT = text_of(drift())
LINES = TEXT.splitlines()


# the chain


def test_every_part_of_a_step_changes_its_digest():
    before, numbers, state = chain.origin(0, {}), chain.pack([1.0, 2.0]), b"s" * 16
    edits = [Edit(4, "lr", 0.1)]
    parts = [before, 4, edits, numbers, state]
    others = [
        chain.origin(1, {}),
        5,
        [Edit(4, "lr", math.nextafter(0.1, 1))],
        chain.pack([1.0, math.nextafter(2.0, 3)]),
        b"t" * 16,
    ]
    digests = {chain.link(*parts)}
    for i, other in enumerate(others):
        digests.add(chain.link(*parts[:i], other, *parts[i + 1 :]))
    digests |= {
        chain.link(before, 4, [], numbers, state),
        chain.link(before, 4, edits, numbers, b""),
    }
    assert len(digests) == 8


def test_the_beginning_tells_1_from_1_0_and_true_and_minus_zero_but_not_the_order_of_values():
    values = [1, 1.0, True, "1", 0.0, -0.0, math.nextafter(1.0, 2)]
    assert len({chain.origin(0, {"x": value}) for value in values}) == len(values)
    assert chain.origin(0, {"a": 1, "b": 2}) == chain.origin(0, {"b": 2, "a": 1})


def test_the_digest_is_the_first_half_of_blake2b_32_and_can_be_computed_elsewhere():
    """The whole chain again, with nothing of ours: what the documentation promises."""
    content = ["mlpath-tutor ledger 1", 11, {**drift().initial, "lr": (0.2).hex()}]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    digest = blake2b(text.encode()).digest()[:16]
    edits = {}
    for edit in EDITS:
        value = edit.value.hex() if isinstance(edit.value, float) else edit.value
        edits.setdefault(edit.step, []).append([edit.name, value])
    for line in LINES[1:]:
        record = json.loads(line)
        step, state = record.pop("step"), bytes.fromhex(record.pop("state"))
        expected = record.pop("digest")
        numbers = np.array([float.fromhex(text) for text in record.values()], "<f8").tobytes()
        changes = b""
        if step in edits:
            changes = json.dumps(sorted(edits[step]), separators=(",", ":")).encode()
        digest = blake2b(digest + changes + step.to_bytes(8, "little") + numbers + state).digest()
        digest = digest[:16]
        assert digest.hex() == expected
    assert json.loads(LINES[0])["digest"] == expected


# numbers in hex


@given(st.floats(width=64))
@example(5e-324)
@example(2.2250738585072014e-308)
@example(1.7976931348623157e308)
@example(math.inf)
@example(-math.inf)
@example(math.nan)
@example(-0.0)
def test_a_float_in_hex_is_the_same_float_bit_for_bit(value):
    again = float.fromhex(to_hex(value))
    assert chain.pack([again]) == chain.pack([value]) or (again != again and value != value)


def test_trailing_zeros_of_the_mantissa_are_left_out():
    numbers = [5.0, 1.0, 0.0, -0.0, 0.1, -2.5, 5e-324, math.inf, -math.inf, math.nan]
    assert [to_hex(number) for number in numbers] == [
        "0x1.4p+2",
        "0x1p+0",
        "0x0p+0",
        "-0x0p+0",
        "0x1.999999999999ap-4",
        "-0x1.4p+1",
        "0x0.0000000000001p-1022",
        "inf",
        "-inf",
        "nan",
    ]


# there and back


@pytest.mark.parametrize("make", RUNS.values(), ids=RUNS)
def test_a_ledger_is_read_back_as_it_was_written(make, tmp_path):
    run, path = make(), tmp_path / "run.jsonl"
    receipt = receipt_of(run, SOURCE)
    write(path, run, receipt)
    ledger = read(path)
    assert ledger.receipt == receipt
    assert ledger.altered is None
    assert ledger.columns == run.columns
    assert [chain.pack(row) for row in ledger.rows] == [
        chain.pack(run.row(step).values()) for step in range(run.step)
    ]
    assert ledger.digests == [run.digest(step + 1) for step in range(run.step)]
    assert ledger.states == [run.state_digest(step) for step in range(run.step)]
    assert ledger.receipt.stopped == run.stopped


@pytest.mark.parametrize("make", RUNS.values(), ids=RUNS)
def test_a_run_built_from_a_ledgers_receipt_has_the_ledgers_digests(make, tmp_path):
    run, path = make(), tmp_path / "run.jsonl"
    write(path, run, receipt_of(run, SOURCE))
    ledger = read(path)
    receipt = ledger.receipt
    again = Run(type(run.simulation), receipt.seed, receipt.params, receipt.edits)
    again.advance(receipt.steps)
    assert [again.digest(step + 1) for step in range(again.step)] == ledger.digests
    if receipt.stopped:
        again.advance()
        assert again.stopped == receipt.stopped


def test_the_ledger_of_a_rewound_run_ends_where_the_run_stands(tmp_path):
    run, path = drift(9), tmp_path / "run.jsonl"
    run.seek(5)
    write(path, run, receipt_of(run, SOURCE))
    ledger = read(path)
    assert len(ledger.rows) == ledger.receipt.steps == 5
    assert ledger.receipt.digest == run.digest() == ledger.digests[-1]
    assert [edit.step for edit in ledger.receipt.edits] == [2, 2]  # the one of step 5 is to come
    assert ledger.altered is None


def test_a_run_of_no_steps_has_a_ledger_of_one_line(tmp_path):
    run, path = Run(Drift), tmp_path / "run.jsonl"
    write(path, run, receipt_of(run, SOURCE))
    assert len(path.read_text().splitlines()) == 1
    assert read(path) == Ledger(receipt_of(run, SOURCE))


def test_a_record_without_numbers_has_a_ledger_too(tmp_path):
    class Mute(Still):
        def step(self):
            return {"w": np.ones(2)}

    run, path = Run(Mute), tmp_path / "run.jsonl"
    run.advance(3)
    write(path, run, receipt_of(run, SOURCE))
    ledger = read(path)
    assert (ledger.columns, ledger.rows, ledger.altered) == ([], [[], [], []], None)


def test_a_large_state_is_in_the_ledger_where_a_digest_of_it_was_taken(tmp_path):
    class Heavy(Still):
        def reset(self):
            self.w = np.zeros(1000)

        def step(self):
            self.w += 1
            return {"x": 1.0}

    run, path = Run(Heavy), tmp_path / "run.jsonl"
    run.advance(130)
    write(path, run, receipt_of(run, SOURCE))
    ledger = read(path)
    assert [step for step, state in enumerate(ledger.states) if state] == [0, 64, 128]
    assert ledger.altered is None


@pytest.mark.parametrize("indent", [None, 2])
def test_a_receipt_alone_is_read_on_one_line_or_on_many(indent, tmp_path):
    receipt, path = receipt_of(drift(), SOURCE), tmp_path / "receipt.json"
    path.write_text(json.dumps(to_json(receipt), indent=indent))
    assert read(path) == Ledger(receipt)
    assert read(path).receipt.intact


def test_the_seal_does_not_depend_on_order_or_spaces():
    content = to_json(receipt_of(drift(), SOURCE))
    shuffled = json.loads(json.dumps(dict(reversed(content.items())), indent=7))
    assert from_json(shuffled).intact


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lesson", "m02"),
        ("code", "c0df"),
        ("seed", 12),
        ("params", {}),
        ("edits", []),
        ("steps", 8),
        ("stopped", {"step": 8, "reason": "I said so"}),
        ("final", {"loss": "0x0p+0"}),
        ("digest", "00"),
        ("facts", {}),
        ("seal", "00"),
        ("remark", "one more"),
    ],
)
def test_a_receipt_edited_by_hand_is_read_and_is_not_intact(key, value):
    receipt = from_json({**to_json(receipt_of(drift(), SOURCE)), key: value})
    assert isinstance(receipt, Receipt)
    assert not receipt.intact


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("format", "mlpath-tutor receipt 2", '"format" is'),
        ("seed", "11", "'seed' is '11', expected int"),
        ("seed", True, "'seed' is True"),
        ("seed", 1.5, "'seed' is 1.5"),
        ("steps", None, "'steps' is None"),
        ("params", [], "'params' is"),
        ("params", {"lr": [0.1]}, "'lr' is a list, expected a parameter's value"),
        ("params", {"lr": None}, "'lr' is a NoneType"),
        ("edits", [{"step": 1, "name": "lr", "value": {}}], "'lr' is a dict"),
        ("edits", 5, "wrong kind"),
        ("edits", [[1, "lr", 2]], "wrong kind"),
        ("edits", [{"step": 1, "name": "lr"}], "it has no 'value'"),
        ("stopped", {"step": 1}, "it has no 'reason'"),
        ("stopped", "yes", "wrong kind"),
        ("final", {"loss": 1.0}, "wrong kind"),
        ("final", {"loss": "0x1p+99999"}, "wrong kind"),
        ("final", {"loss": "one"}, "wrong kind"),
        ("final", [], "wrong kind"),
        ("facts", None, "'facts' is None"),
        ("digest", 5, "'digest' is 5"),
    ],
)
def test_a_value_of_the_wrong_kind_is_no_receipt_and_the_message_names_it(key, value, message):
    with pytest.raises(NoReceipt, match=re.escape(message)):
        from_json({**to_json(receipt_of(drift(), SOURCE)), key: value})


@pytest.mark.parametrize("key", [k for k in to_json(receipt_of(drift(), SOURCE)) if k != "seal"])
def test_a_receipt_without_one_of_its_entries_is_none(key):
    content = to_json(receipt_of(drift(), SOURCE))
    del content[key]
    with pytest.raises(NoReceipt, match=key):
        from_json(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(json_values)
def test_any_other_json_is_no_receipt_and_raises_nothing_else(content):
    with pytest.raises(NoReceipt):
        from_json(content)


@given(st.sampled_from(sorted(to_json(receipt_of(drift(), SOURCE)))), json_values)
def test_any_value_under_any_key_is_read_or_refused_and_raises_nothing_else(key, value):
    try:
        receipt = from_json({**to_json(receipt_of(drift(), SOURCE)), key: value})
    except NoReceipt:
        return
    list(lines(drift(), receipt)) if receipt.steps == 9 else None


# torn, cut, changed


@settings(max_examples=150)
@given(st.integers(0, len(TEXT.encode()) - 2))
@example(0)
@example(1)
@example(len(LINES[0]) - 1)
@example(len(TEXT.encode()) - 2)
def test_a_file_that_was_cut_anywhere_is_refused_and_the_place_is_named(place, length):
    place.write_bytes(TEXT.encode()[:length])
    whole = [len("\n".join(LINES[:n])) for n in range(1, len(LINES) + 1)]
    if length in (whole[0], whole[0] + 1):  # a receipt alone promises no lines
        assert read(place).rows == []
        return
    with pytest.raises(NoLedger) as refusal:
        read(place)
    if length in whole or length - 1 in whole:
        last = (whole.index(length) if length in whole else whole.index(length - 1)) + 1
        assert "is truncated: line 1 promises 9 steps" in str(refusal.value)
        assert f"the file ends after line {last}" in str(refusal.value)
    else:
        torn = 1 + sum(length > end + 1 for end in whole)
        assert re.search(rf"line {torn} is not JSON|line {torn}: ", str(refusal.value))


def test_only_the_last_newline_may_be_missing(place):
    place.write_text(TEXT[:-1])
    assert read(place) == read_text(place, TEXT)


def read_text(place, text):
    place.write_text(text)
    return read(place)


VALUES = [  # every digit of a value in every line: where it stands, line and column
    (number, match.start() + offset)
    for number, line in enumerate(LINES, 1)
    for match in re.finditer(r'"0x[^"]*"|"[0-9a-f]{32}"', line)
    for offset, character in enumerate(match.group())
    if character in string.hexdigits
]


@settings(max_examples=200)
@given(st.sampled_from(VALUES), st.sampled_from("0123456789abcdef"))
def test_one_changed_digit_names_the_line_that_it_is_in(place, where, digit):
    number, column = where
    line = LINES[number - 1]
    changed = f"{line[:column]}{digit}{line[column + 1 :]}"
    text = "\n".join([*LINES[: number - 1], changed, *LINES[number:]]) + "\n"
    try:
        ledger = read_text(place, text)
    except NoLedger as refusal:  # 0x1 became something that is no number
        ledger, told = None, str(refusal)
    if ledger is None:
        assert f"line {number}" in told
    elif changed == line or (number > 1 and numbers_in(changed) == numbers_in(line)):
        assert ledger.altered is None
    else:
        assert ledger.altered == number


def numbers_in(line):
    """The line with its hex floats read: 0x0p+0 and 0x0p+5 are one number."""
    content = json.loads(line)
    return {
        name: float.fromhex(text).hex() if name not in ("step", "state", "digest") else text
        for name, text in content.items()
    }


@pytest.mark.parametrize("number", range(2, len(LINES) + 1))
def test_a_missing_doubled_or_exchanged_line_is_missed_by_its_number(place, number):
    without = LINES[: number - 1] + LINES[number:]
    doubled = LINES[:number] + LINES[number - 1 :]
    for changed in (without, doubled):
        with pytest.raises(NoLedger, match=rf"line {number}|line {number + 1}|truncated"):
            read_text(place, "\n".join(changed) + "\n")


def test_the_lines_of_another_run_under_this_receipt_are_noticed(place):
    """The same seed and values, another simulation: every line fits the one before it."""

    class Other(Drift):
        def step(self):
            record = dict(super().step())
            return {**record, "loss": 2 * record["loss"]}

    other = Run(Other, 11, {"lr": 0.2}, EDITS)
    other.advance(9)
    mixed = [LINES[0], *text_of(other).splitlines()[1:]]
    assert read_text(place, "\n".join(mixed) + "\n").altered == len(LINES)


@pytest.mark.parametrize(
    ("number", "content", "message"),
    [
        (3, "[]", "line 3: expected the record of step 1"),
        (3, "5", "line 3: expected the record of step 1"),
        (3, '{"step": 1}', "line 3: has"),
        (3, "", "line 3 is not JSON"),
        (
            3,
            '{"step": 1, "loss": 1.0, "words": "0x0p+0", "digest": ""}',
            "line 3: unreadable value",
        ),
        (
            3,
            '{"step": 1, "loss": "x", "words": "0x0p+0", "digest": ""}',
            "line 3: unreadable value",
        ),
        (
            3,
            '{"step": 1, "loss": "0x1p+9999", "words": "0x0p+0", "digest": ""}',
            "unreadable value",
        ),
        (3, '{"step": 1, "loss": "0x1p+0", "words": "0x0p+0"}', "line 3: unreadable value"),
        (3, '{"step": 1, "loss": "0x1p+0", "words": "0x0p+0", "digest": 5}', "unreadable value"),
        (3, '{"step": 1, "loss": "0x1p+0", "words": "0x0p+0", "digest": "zz"}', "unreadable value"),
        (1, '{"format": "another"}', "line 1: its"),
        (1, "null", "line 1: a receipt is a JSON object, and this is a NoneType"),
        (11, "{}", "line 11: one more than line 1 promises|line 11: expected"),
    ],
)
def test_a_line_that_is_none_is_refused_by_its_number(place, number, content, message):
    changed = [*LINES[: number - 1], content, *LINES[number:]]
    with pytest.raises(NoLedger, match=message):
        read_text(place, "\n".join(changed) + "\n")


def test_a_record_too_many_is_refused(place):
    run = drift(10)
    changed = [LINES[0], *text_of(run).splitlines()[1:]]
    with pytest.raises(NoLedger, match="line 11: one more than line 1 promises"):
        read_text(place, "\n".join(changed) + "\n")


@given(st.binary(max_size=300))
@example(b"")
@example(b"\n")
@example(b"\xff\xfe{}")
@example(b"{}")
@example(b"[" * 100_000)
@example(b'{"a":' * 100_000)
@example(b"9" * 10_000)
@example(b"null\n" * 3)
def test_any_other_bytes_are_refused_and_raise_nothing_else(place, garbage):
    place.write_bytes(garbage)
    with pytest.raises(NoLedger, match=r"run\.jsonl"):
        read(place)


@settings(max_examples=150)
@given(st.integers(0, len(TEXT.encode()) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused_or_noticed_or_harmless_and_raises_nothing_else(
    place, where, change
):
    changed = bytearray(TEXT.encode())
    changed[where] ^= change
    place.write_bytes(changed)
    with suppress(NoLedger):
        read(place)


@pytest.mark.parametrize("depth", [400, 700, 900, 2000, 50_000])
@pytest.mark.parametrize("key", ["params", "facts", "edits"])
def test_a_receipt_nested_a_thousandfold_is_refused_and_raises_nothing_else(place, key, depth):
    deep = '{"a":' * depth + "1" + "}" * depth
    if key == "edits":
        deep = f'[{{"step":0,"name":"lr","value":{deep}}}]'
    content = {**to_json(receipt_of(drift(), SOURCE)), key: "DEEP"}
    line = json.dumps(content, separators=(",", ":")).replace('"DEEP"', deep)
    place.write_text("\n".join([line, *LINES[1:]]) + "\n")
    with suppress(NoLedger):
        assert read(place).altered == 1


def test_a_file_that_is_not_there_is_the_systems_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none")


# writing


def test_a_file_is_written_line_by_line_and_replaces_the_old_one(tmp_path):
    path = tmp_path / "file"
    write_whole(path, ["one", "zwei ü"])
    write_whole(path, iter(["three"]))
    assert path.read_bytes() == b"three\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("old", [None, "old\n"])
def test_when_the_lines_fail_half_way_nothing_is_left_and_the_old_file_stays(old, tmp_path):
    path = tmp_path / "file"
    if old:
        path.write_text(old)

    def breaking():
        yield from ["x" * 1000] * 1000
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(path, breaking())
    assert (path.read_text() if path.exists() else None) == old
    assert list(tmp_path.iterdir()) == ([path] if old else [])


def test_when_the_disk_is_full_nothing_is_left_and_the_old_file_stays(tmp_path):
    path = tmp_path / "file"
    path.write_text("old\n")
    code = (
        "import sys; from pathlib import Path; from tutor.engine.files import write_whole\n"
        "try: write_whole(Path(sys.argv[1]), ['x' * 1000] * 1000)\n"
        "except OSError as error: print(error.errno)"
    )

    def full():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    there = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        preexec_fn=full,
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout == "27\n"  # EFBIG
    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a Linux device")  # noqa: PTH110
def test_a_device_is_written_to_and_not_replaced():
    from pathlib import Path

    with pytest.raises(OSError, match="No space"):
        write_whole(Path("/dev/full"), ["x"])
    write_whole(Path("/dev/null"), ["x"])
    assert Path("/dev/null").is_char_device()


def test_a_link_stays_a_link_and_what_it_points_to_is_written(tmp_path):
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "file", tmp_path / "link"
    target.write_text("old\n")
    link.symlink_to(target)
    write_whole(link, ["new"])
    assert link.is_symlink()
    assert target.read_text() == "new\n"
    assert list((tmp_path / "there").iterdir()) == [target]


def test_a_folder_that_is_not_there_or_a_folder_in_its_place_is_the_systems_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "none" / "file", ["x"])
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path, ["x"])
    assert list(tmp_path.iterdir()) == []


def test_a_receipt_says_what_was_run_and_where():
    receipt = receipt_of(drift(), SOURCE)
    assert (receipt.lesson, receipt.code, receipt.seed, receipt.steps) == (
        "m01_test",
        "c0de",
        11,
        9,
    )
    assert receipt.params["lr"] == 0.2
    assert set(receipt.final) == {"loss", "words"}
    for fact in ("python", "numpy", "torch", "machine", "cpu", "cpu features", "threads", "device"):
        assert str(receipt.facts[fact])
    assert receipt_of(stopped(), SOURCE).stopped == Stop(*astuple(stopped().stopped))


def astuple(stop):
    return stop.step, stop.reason
