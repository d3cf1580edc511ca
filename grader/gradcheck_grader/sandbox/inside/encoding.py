"""Values as bytes, and back: JSON, and behind it the raw bytes of arrays. Nothing in it can run.

Both sides of the sandbox use this. What comes out of the sandbox was written by code that nobody trusts, so
that `decode` believes nothing: sizes, shapes and types are checked before memory is taken.
"""

from __future__ import annotations

import importlib
import json
import math
import struct
from dataclasses import dataclass
from typing import Any, cast

DTYPES = frozenset(
    ("|b1", "|i1", "|u1", *(f"<{kind}" for kind in ("i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8")))
) | {"<c8", "<c16"}
DEPTH = 32
NODES = 200_000
TEXT = 4 << 20
HEAD = struct.Struct(">II")


class EncodingError(ValueError):
    """Bytes that no honest sender wrote, or a value that cannot be sent."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function as an input, by its source: a lambda. It is an exercise's own, never a learner's."""

    source: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """A value of a type that is not sent, by the name of the type."""

    name: str


def numpy() -> Any:
    """NumPy, loaded when the first array is met."""
    return importlib.import_module("numpy")


def encode(value: Any) -> bytes:
    """The value in one frame: two lengths, JSON, bytes of arrays.

    None, bool, int, float, complex, str, lists, tuples, dicts by text, NumPy arrays and scalars of numbers,
    Function; anything else becomes Foreign. Raises EncodingError where it is nested too deeply or too large.

    >>> decode(encode({"x": [1, 2.5, (True, None)]}))
    {'x': [1, 2.5, (True, None)]}
    """
    blob = bytearray()
    nodes = [0]
    try:
        text = json.dumps(_plain(value, blob, nodes, 0), separators=(",", ":")).encode()
    except (ValueError, RecursionError) as error:  # a whole number of too many digits, a list in itself
        raise EncodingError(str(error)) from error
    return HEAD.pack(len(text), len(blob)) + text + blob


def decode(frame: bytes | memoryview) -> Any:
    """The value in a frame. Raises EncodingError for what encode would not have written."""
    value, rest = decode_first(frame)
    if len(rest):
        raise EncodingError("there is something behind the value")
    return value


def decode_first(frames: bytes | memoryview) -> tuple[Any, memoryview]:
    """The value of the first frame, and what follows it. Raises EncodingError."""
    view = memoryview(frames)
    if len(view) < HEAD.size:
        raise EncodingError("the frame is too short")
    text_length, blob_length = HEAD.unpack(view[: HEAD.size])
    start, end = HEAD.size + text_length, HEAD.size + text_length + blob_length
    if end > len(view) or text_length > TEXT:
        raise EncodingError("the frame is too short, or its text too long")
    try:
        record = json.loads(bytes(view[HEAD.size : start]))
    except (ValueError, RecursionError) as error:
        raise EncodingError(str(error)) from error
    return _value(record, view[start:end], [0], 0), view[end:]


def cleaned(text: str, most: int) -> str:
    """The beginning of a text in which nothing can drive a terminal, and all can be stored.

    >>> cleaned("a" + chr(27) + "[2Jb" + chr(0xD800), 10)
    'a?[2Jb?'
    """
    return "".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in text[:most])


def _plain(value: Any, blob: bytearray, nodes: list[int], depth: int) -> Any:
    """The value as JSON can hold it."""
    _counted(nodes, depth)
    kind = cast("type[Any]", type(value))
    if value is None or kind in (bool, int, float, str):
        return value
    if kind is complex:
        return {"complex": [value.real, value.imag]}
    if kind in (list, tuple):
        items: list[Any] = [_plain(item, blob, nodes, depth + 1) for item in value]
        return items if kind is list else {"tuple": items}
    if kind is dict and all(type(key) is str for key in value):
        return {"dict": [[key, _plain(item, blob, nodes, depth + 1)] for key, item in value.items()]}
    if kind is Function:
        return {"function": value.source}
    return _array(value, blob) or {"foreign": f"{kind.__module__}.{kind.__qualname__}"[:80]}


def _array(value: Any, blob: bytearray) -> dict[str, Any] | None:
    """An array or NumPy number as a record, its bytes put behind the others; None for anything else."""
    np = numpy()
    if not isinstance(value, (np.ndarray, np.generic)):
        return None
    whole = np.asarray(value)
    array = np.ascontiguousarray(whole, dtype=whole.dtype.newbyteorder("<"))
    if array.dtype.str not in DTYPES:
        return {"foreign": f"numpy array of {whole.dtype}"[:80]}
    at = len(blob)
    blob += array.tobytes()
    kind = "number" if isinstance(value, np.generic) else "array"
    return {kind: [array.dtype.str, list(whole.shape), at]}  # its own shape: array has an axis at least


def _value(record: Any, blob: memoryview, nodes: list[int], depth: int) -> Any:
    """The value that _plain wrote as this record."""
    _counted(nodes, depth)
    if record is None or isinstance(record, bool | int | float | str):
        return record
    if isinstance(record, list):
        return [_value(item, blob, nodes, depth + 1) for item in cast("list[Any]", record)]
    if len(record) != 1:
        raise EncodingError("a record has one key")
    ((kind, content),) = cast("dict[str, Any]", record).items()
    return _tagged(kind, content, blob, nodes, depth)


def _tagged(kind: str, content: Any, blob: memoryview, nodes: list[int], depth: int) -> Any:
    """The value of a record with this one key."""
    if kind in ("function", "foreign") and isinstance(content, str):
        return Function(content) if kind == "function" else Foreign(cleaned(content, 80))
    if not isinstance(content, list):
        raise EncodingError("a record has a list in it")
    inner = cast("list[Any]", content)
    if kind == "tuple":
        return tuple(_value(item, blob, nodes, depth + 1) for item in inner)
    if kind == "dict":
        return {_key(pair): _value(pair[1], blob, nodes, depth + 1) for pair in inner}
    if kind == "complex" and len(inner) == 2 and all(isinstance(part, float) for part in inner):
        return complex(*inner)
    if kind in ("array", "number") and len(inner) == 3:
        return _array_of(inner, blob, number=kind == "number")
    raise EncodingError(f"there is no record of kind {kind[:20]!r}")


def _array_of(record: list[Any], blob: memoryview, *, number: bool) -> Any:
    """The array of its type, shape and place, in memory of its own."""
    dtype, sizes, at = record
    shape = cast("list[Any]", sizes if isinstance(sizes, list) else [None])
    if not (
        isinstance(dtype, str)
        and dtype in DTYPES
        and len(shape) <= (0 if number else DEPTH)
        and all(type(size) is int and size >= 0 for size in (*shape, at))
    ):
        raise EncodingError("an array has a type, a shape and a place")
    count = math.prod(shape)
    if at + count * int(dtype[2:]) > len(blob):
        raise EncodingError("an array is larger than what was sent")
    array = numpy().frombuffer(blob, dtype=dtype, count=count, offset=at).reshape(shape).copy()
    return array[()] if number else array


def _key(pair: Any) -> str:
    parts = cast("list[Any]", pair if isinstance(pair, list) else [])
    if len(parts) != 2 or not isinstance(parts[0], str):
        raise EncodingError("a dict is pairs of a text and a value")
    return parts[0]


def _counted(nodes: list[int], depth: int) -> None:
    nodes[0] += 1
    if depth > DEPTH or nodes[0] > NODES:
        raise EncodingError("the value is nested too deeply, or has too many parts")
