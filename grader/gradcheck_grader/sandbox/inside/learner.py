"""One learner's run, in a child that ends with it: source and inputs in, what the function gave out."""

from __future__ import annotations

import builtins
import inspect
import os
import random
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from .confine import enter_child
from .encoding import EncodingError, Function, decode, encode

FILE = "<your code>"
PRINTED = 2_000
MESSAGE = 300


class Printed:
    """A text file that keeps the first characters that are printed, and lets the others go."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += str(text)[: max(0, PRINTED - len(self.text))]
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False


def serve(channel: int, bounds: Mapping[str, Any]) -> None:
    """Reads the request, locks this process in, and writes a frame for each thing that is found out."""
    request = decode(_all_of(channel))
    enter_child(bounds)
    _send(channel, {"locked": True})  # before any code of the learner: what fails until here is ours
    random.seed(0)
    sys.modules["numpy"].random.seed(0)
    sys.stdout = sys.stderr = printed = Printed()
    for answer in _answers(request):
        _send(channel, answer)
    _send(channel, {"printed": printed.text})


def _answers(request: Mapping[str, Any]) -> Any:
    """What became of the definition, then of each call, as records."""
    function, answer = _defined(request["source"], request["name"])
    yield answer
    if function is not None:
        for inputs in request["calls"]:
            yield _called(function, inputs)


def _defined(source: str, name: str) -> tuple[Callable[..., Any] | None, dict[str, Any]]:
    """The function that the source defines, or what went wrong."""
    namespace: dict[str, Any] = {"__name__": "answer", "__builtins__": builtins}
    try:
        # The one place where text becomes code: nothing but this child can be harmed by it.
        exec(compile(source, FILE, "exec", dont_inherit=True), namespace)  # noqa: S102
    except BaseException as error:  # noqa: BLE001 - also what a learner raises to get out of here
        return None, {"error": _told(error)}
    function = namespace.get(name)
    if not callable(function):
        return None, {"missing": True}
    try:
        parameters = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        parameters = []
    return function, {"parameters": parameters}


def _called(function: Callable[..., Any], inputs: Any) -> dict[str, Any]:
    """What one call gave or raised, and which inputs are not what they were."""
    arguments = [_function(value) for value in inputs]
    before = [None if isinstance(value, Function) else encode(value) for value in inputs]
    try:
        value = function(*arguments)
    except BaseException as error:  # noqa: BLE001 - as above
        return {"error": _told(error)}
    pairs = enumerate(zip(inputs, before, strict=True))
    changed = [index for index, (now, old) in pairs if old is not None and _is_changed(now, old)]
    return {"value": value, "changed": changed}


def _function(value: Any) -> Any:
    """An input as it is; a function that was sent by its source, as a function."""
    if not isinstance(value, Function):
        return value
    namespace: dict[str, Any] = {"np": sys.modules["numpy"], "math": sys.modules["math"]}
    return eval(value.source, namespace)  # noqa: S307 - an exercise's own lambda, in the same child


def _is_changed(value: Any, before: bytes) -> bool:
    try:
        return encode(value) != before
    except EncodingError:
        return True


def _told(error: BaseException) -> dict[str, Any]:
    """An error as data: its name, its message, and the line of the learner's code it came from."""
    try:
        message = str(error)[:MESSAGE]
    except BaseException:  # noqa: BLE001 - a message may be code of the learner's too
        message = ""
    lines = [
        line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == FILE
    ]
    if isinstance(error, SyntaxError) and error.filename == FILE:
        lines, message = [error.lineno or 0], str(error.msg)[:MESSAGE]
    return {"type": type(error).__name__[:80], "message": message, "line": lines[-1] if lines else 0}


def _send(channel: int, answer: dict[str, Any]) -> None:
    """Writes one frame; a value that cannot be sent becomes a record that says so."""
    try:
        frame = encode(answer)
    except EncodingError as error:
        frame = encode({"unsendable": str(error)[:MESSAGE]})
    except MemoryError:
        frame = encode({"unsendable": "it is too large"})
    view = memoryview(frame)
    while len(view):
        view = view[os.write(channel, view) :]


def _all_of(channel: int) -> bytes:
    pieces: list[bytes] = []
    while piece := os.read(channel, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)
