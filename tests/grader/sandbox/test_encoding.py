"""What goes through the wall of the sandbox: plain data, there and back, and nothing that could run."""

from __future__ import annotations

import contextlib
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck_grader.sandbox.inside.encoding import (
    HEAD,
    EncodingError,
    Foreign,
    Function,
    decode,
    decode_first,
    encode,
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.complex_numbers(allow_nan=False)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(values)
@settings(max_examples=60)
def test_plain_values_come_back_equal_and_of_the_same_type(value):
    again = decode(encode(value))
    assert again == value
    assert repr(again) == repr(value)


DTYPES = ["?", "i1", "u1", "<i2", "<i4", "<i8", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"]


@given(
    st.sampled_from(DTYPES),
    st.lists(st.integers(0, 4), max_size=4).map(tuple),
    st.integers(0, 2**32),
    st.booleans(),
)
@settings(max_examples=60)
def test_arrays_come_back_with_type_shape_and_every_bit(dtype, shape, seed, turned):
    count = math.prod(shape)
    raw = np.random.default_rng(seed).bytes(count * np.dtype(dtype).itemsize)
    bits = np.frombuffer(bytes(byte & 1 for byte in raw) if dtype == "?" else raw, dtype=dtype)
    array = bits.reshape(shape).T if turned else bits.reshape(shape)
    again = decode(encode([array, array]))[1]
    assert (again.dtype, again.shape) == (array.dtype, array.shape)
    assert again.tobytes() == array.tobytes()
    assert again.flags.writeable


@pytest.mark.parametrize("value", [np.float64(0.1), np.int32(-3), np.bool_(True), np.complex64(1j)], ids=repr)
def test_numbers_of_numpy_keep_their_type(value):
    again = decode(encode(value))
    assert type(again) is type(value)
    assert again == value


def test_not_a_number_and_infinities_come_through():
    again = decode(encode([math.nan, math.inf, -math.inf, -0.0]))
    assert repr(again) == "[nan, inf, -inf, -0.0]"


def test_big_ends_first_become_little_ends_first():
    again = decode(encode(np.array([1, 2], dtype=">i4")))
    assert again.dtype.str == "<i4"
    assert again.tolist() == [1, 2]


def test_an_input_may_be_a_function_by_its_source():
    assert decode(encode(Function("lambda x: x"))) == Function("lambda x: x")


def test_values_of_other_types_become_their_names():
    assert decode(encode(1 + 0j)) == 1
    assert decode(encode({1})) == Foreign("builtins.set")
    assert decode(encode(np.array([None]))) == Foreign("numpy array of object")


def frame(text, blob=b""):
    return HEAD.pack(len(text), len(blob)) + text.encode() + blob


FORGED = [
    (b"", "the frame is too short", "nothing"),
    (b"\xff" * 8, "the frame is too short, or its text too long", "gigabytes are announced"),
    (frame("1") + b"x", "there is something behind the value", "more than one value"),
    (frame('{"pickle":"gASVAA=="}'), "a record has a list in it", "an unknown kind"),
    (frame('{"eval":["1"]}'), "there is no record of kind 'eval'", "another unknown kind"),
    (frame('{"tuple":[],"list":[]}'), "a record has one key", "two kinds"),
    (
        frame('{"array":["|O",[1],0]}', b"12345678"),
        "an array has a type, a shape and a place",
        "addresses of objects",
    ),
    (frame('{"array":["<f8",[-1],0]}'), "an array has a type, a shape and a place", "a negative size"),
    (
        frame('{"array":["<f8",[true],0]}'),
        "an array has a type, a shape and a place",
        "a size that is no number",
    ),
    (frame('{"array":["<f8",[1],0]}', b"1234"), "an array is larger than what was sent", "half an entry"),
    (frame('{"array":["<f8",[1099511627776],0]}'), "an array is larger than what was sent", "terabytes"),
    (frame('{"array":["<f8",[0],9]}'), "an array is larger than what was sent", "a place outside"),
    (
        frame('{"number":["<f8",[1],0]}', b"12345678"),
        "an array has a type, a shape and a place",
        "a number with an axis",
    ),
    (frame('{"dict":[[1,2]]}'), "a dict is pairs of a text and a value", "a key that is no text"),
    (frame("[" * 40 + "]" * 40), "the value is nested too deeply, or has too many parts", "depth"),
    (frame("[" + "0," * 250_000 + "0]"), "the value is nested too deeply, or has too many parts", "count"),
]


@pytest.mark.parametrize(("forged", "message"), [row[:2] for row in FORGED], ids=[row[2] for row in FORGED])
def test_a_forged_frame_is_refused(forged, message):
    with pytest.raises(EncodingError) as refused:
        decode(forged)
    assert str(refused.value) == message


@given(st.binary(max_size=60))
@settings(max_examples=60)
def test_any_bytes_are_a_value_or_refused(garbage):
    for forged in (garbage, frame("[1,2]")[:-1] + garbage, HEAD.pack(len(garbage), 0) + garbage):
        with contextlib.suppress(EncodingError):
            decode_first(forged)


def test_a_list_in_itself_cannot_be_sent():
    knot: list[object] = []
    knot.append(knot)
    with pytest.raises(EncodingError):
        encode(knot)
