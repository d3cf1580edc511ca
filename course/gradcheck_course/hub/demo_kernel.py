"""Running a notebook's code cells in a person's own kernel, as JupyterLab does when all cells are run."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Mapping
from typing import Any

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from gradcheck_course.errors import CourseError
from gradcheck_course.hub.demo_people import Caller

CELL_SECONDS = 60


def run_cells(server: Caller, path: str, notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with each code cell run and its outputs in place; the kernel is ended afterwards.

    Raises CourseError when a cell takes longer than a minute.
    """
    body = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
    session = server.request("POST", "api/sessions", body=body)
    try:
        asyncio.run(run_in_kernel(server, session["kernel"]["id"], notebook["cells"]))
    finally:
        server.request("DELETE", f"api/sessions/{session['id']}")
    return notebook


async def run_in_kernel(server: Caller, kernel: str, cells: list[dict[str, Any]]) -> None:
    """Run the code cells in order over one websocket."""
    address = server.url.replace("http", "ws", 1) + f"api/kernels/{kernel}/channels"
    headers = {"Authorization": f"token {server.token}"}
    socket = await websocket_connect(HTTPRequest(address, headers=headers, connect_timeout=CELL_SECONDS))
    try:
        for count, cell in enumerate((cell for cell in cells if cell["cell_type"] == "code"), start=1):
            code = "".join(cell["source"])
            cell["outputs"] = await asyncio.wait_for(outputs_of(socket, code), CELL_SECONDS)
            cell["execution_count"] = count
    except TimeoutError as error:
        raise CourseError(f"A cell ran longer than {CELL_SECONDS} s.", code="kernel") from error
    finally:
        socket.close()


async def outputs_of(socket: WebSocketClientConnection, code: str) -> list[dict[str, Any]]:
    """What one cell shows, as a notebook stores it."""
    message_id = uuid.uuid4().hex
    await socket.write_message(json.dumps(execute_request(message_id, code)))
    outputs: list[dict[str, Any]] = []
    while True:
        text = await socket.read_message()
        if text is None:
            raise CourseError("The kernel went away in the middle of a cell.", code="kernel")
        message = json.loads(text)
        if message["parent_header"].get("msg_id") != message_id or message["channel"] != "iopub":
            continue
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return outputs
        outputs += as_output(message["msg_type"], message["content"])


def execute_request(message_id: str, code: str) -> dict[str, Any]:
    """Jupyter's message that asks for a cell to be run; an error does not stop the cells after it."""
    header = {"msg_id": message_id, "msg_type": "execute_request", "username": "", "session": message_id}
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
    return {
        "header": header | {"version": "5.3", "date": ""},
        "parent_header": {},
        "metadata": {},
        "content": content | {"allow_stdin": False, "stop_on_error": False},
        "channel": "shell",
        "buffers": [],
    }


def as_output(kind: str, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The notebook's record of one message, none for messages that show nothing.

    >>> as_output("stream", {"name": "stdout", "text": "hello"})
    [{'output_type': 'stream', 'name': 'stdout', 'text': 'hello'}]
    >>> as_output("status", {"execution_state": "busy"})
    []
    """
    kept = {
        "stream": ("name", "text"),
        "display_data": ("data", "metadata"),
        "execute_result": ("data", "metadata", "execution_count"),
        "error": ("ename", "evalue", "traceback"),
    }.get(kind)
    return [] if kept is None else [{"output_type": kind} | {name: content[name] for name in kept}]
