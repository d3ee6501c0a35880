"""Properties that any right answer has. A law names the function it is about, and gets it."""

from importlib.metadata import version

import numpy as np


def some_arrays(rng):
    """Return arrays as a run has them: by name, of several shapes."""
    return {
        "W1": rng.normal(size=(40, 30)),
        "bias": rng.normal(size=7).astype(np.float32),
        "labels": rng.integers(10, size=(3, 4)),
    }


def is_hex(text):
    """Say whether it is text of 64 hex digits."""
    return isinstance(text, str) and len(text) == 64 and set(text) <= set("0123456789abcdef")


def is_64_hex_digits(fingerprint, rng):
    text = fingerprint(some_arrays(rng))
    assert is_hex(text), f"{text!r} is not the 64 hex digits of a SHA-256"


def is_the_same_for_the_same_arrays(fingerprint, rng):
    arrays = some_arrays(rng)
    copies = {name: array.copy() for name, array in arrays.items()}
    assert fingerprint(arrays) == fingerprint(copies), "copies should have the same fingerprint"


def does_not_depend_on_the_order_in_the_dict(fingerprint, rng):
    arrays = some_arrays(rng)
    turned = {name: arrays[name] for name in reversed(arrays)}
    assert fingerprint(arrays) == fingerprint(turned), (
        "the same arrays were put into the dict in another order, and the fingerprint changed"
    )


def notices_one_ulp_in_one_number(fingerprint, rng):
    arrays = some_arrays(rng)
    before = fingerprint(arrays)
    place = tuple(rng.integers(arrays["W1"].shape))
    arrays["W1"][place] = np.nextafter(arrays["W1"][place], np.inf)
    assert fingerprint(arrays) != before, (
        f"W1{list(place)} moved by 1 ulp, and the fingerprint stayed the same"
    )


def notices_the_dtype(fingerprint, rng):
    shape = tuple(rng.integers(1, 5, size=2).tolist())
    whole, real = np.zeros(shape, np.int64), np.zeros(shape)
    assert fingerprint({"a": whole}) != fingerprint({"a": real}), (
        "zeros of int64 and of float64 have the same bytes; the dtype should tell them apart"
    )
    exact = rng.integers(-9, 9, size=shape).astype(np.float64)
    assert fingerprint({"a": exact}) != fingerprint({"a": exact.astype(np.float32)}), (
        "the same numbers in float64 and in float32 should have two fingerprints"
    )


def notices_the_shape(fingerprint, rng):
    numbers = rng.normal(size=6)
    made = {fingerprint({"a": numbers.reshape(shape)}) for shape in ((6,), (2, 3), (3, 2), (6, 1))}
    assert len(made) == 4, "six numbers in four shapes should have four fingerprints"


def notices_which_name_holds_what(fingerprint, rng):
    one, other = rng.normal(size=(2, 5))
    assert fingerprint({"a": one, "b": other}) != fingerprint({"a": other, "b": one}), (
        "two arrays changed places, and the fingerprint stayed the same"
    )
    assert fingerprint({"a": one}) != fingerprint({"b": one}), "the name should count too"


def takes_an_array_as_it_reads_not_as_it_lies_in_memory(fingerprint, rng):
    turned = rng.normal(size=(3, 4)).T
    assert fingerprint({"a": turned}) == fingerprint({"a": np.ascontiguousarray(turned)}), (
        "a transposed array and its copy read the same, row by row"
    )


def asked(manifest, rng, data=None):
    """Return what was handed in, and the manifest of it."""
    config = {"lr": float(rng.uniform()), "hidden": int(rng.integers(1, 99))}
    seeds = {"numpy": int(rng.integers(1000)), "python": int(rng.integers(1000))}
    code = f"{rng.integers(16**7):07x}"
    data = some_arrays(rng) if data is None else data
    return (code, config, seeds), manifest(code, config, seeds, data, ["numpy"])


def keeps_the_code_the_parameters_and_the_seeds(manifest, rng):
    given, made = asked(manifest, rng)
    for key, value in zip(("code", "config", "seeds"), given, strict=True):
        assert made[key] == value, f"[{key!r}] is {made[key]!r}; it should be {value!r}"


def knows_the_versions_of_the_packages_that_were_asked_for(manifest, rng):
    found = manifest("0", {}, {}, some_arrays(rng), ["numpy", "click"])["versions"]
    wanted = {name: version(name) for name in ("numpy", "click")}
    assert found == wanted, f"['versions'] is {found!r}; installed are {wanted!r}"


def notices_one_ulp_in_the_data(manifest, rng):
    data = some_arrays(rng)
    before = manifest("0", {}, {}, data, [])["data"]
    assert is_hex(before), (
        f"['data'] should be the fingerprint of the data, 64 hex digits, not {before!r}"
    )
    data["W1"][20, 15] = np.nextafter(data["W1"][20, 15], np.inf)
    assert manifest("0", {}, {}, data, [])["data"] != before, (
        "one number of the data moved by 1 ulp, and the manifest did not notice"
    )
