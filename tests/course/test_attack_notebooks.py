"""Attacks by what is handed in: each ends at the honest score, nothing is run, and nobody else is stopped.

Of those on marking by a kernel, five gave full marks when they were tried on nbgrader's own.
"""

from __future__ import annotations

import base64
import gzip
import json
import pickle
import socket
import sys
from pathlib import Path

import nbformat
import pytest
import requests
from nbgrader.api import Gradebook
from tests.course.classes import COURSE, answer_cell, fill

from gradcheck_course.classroom.courses import load_course
from gradcheck_course.classroom.marking import mark_notebook
from gradcheck_course.classroom.notebooks import personal_notebook, with_responses
from gradcheck_course.classroom.problems import GivenProblem
from gradcheck_course.classroom.workers import Workers

pytestmark = pytest.mark.filterwarnings(
    "ignore::sqlalchemy.exc.SAWarning", "ignore::nbformat.warnings.DuplicateCellId"
)
COMMAND = (sys.executable, str(Path(__file__).with_name("sums.py")))
GIVEN = (GivenProblem(1, "sums/pair", "v1", {"a": 1234, "b": 5}, {"a": 1.0, "b": 3.0}),)
HONEST = [("1a", "wrong", 0.0), ("1b", "right", 3.0)]
MARK = "open('made', 'w').close()"
# What a code cell may try on whoever runs it. Each leaves a mark, if it is.
CELLS = {
    "equal-to-everything": f"{MARK}\nclass Answer:\n    __eq__ = lambda self, other: 1\nx = Answer()",
    "ast-transformer": f"{MARK}\nimport ast\nget_ipython().ast_transformers.append(ast.NodeTransformer())",
    "input-transformer": f"{MARK}\nget_ipython().input_transformers_post.append(lambda lines: ['10.0'])",
    "replaced-run-code": f"{MARK}\nget_ipython().run_code = lambda *a, **k: None",
    "gradebook": f"{MARK}\nimport sqlite3\nsqlite3.connect('gradebook.db').execute('UPDATE grade SET x=9')",  # noqa: S608
    "silenced-traceback": f"{MARK}\nget_ipython().showtraceback = lambda *a, **k: None",
    "printed-score": f"{MARK}\nprint('10.0')",
    "exit": f"{MARK}\nimport os\nos._exit(0)",
    "endless-loop": f"{MARK}\nwhile True: pass",
    "fork-bomb": f"{MARK}\nimport os\nwhile True: os.fork()",
    "memory-bomb": f"{MARK}\nx = [0] * 10**12",
    "disk": f"{MARK}\nopen('full', 'w').write('x' * 10**12)",
    "huge-output": f"{MARK}\nprint('x' * 10**9)",
    "hidden-tests": f"{MARK}\nprint(In[-1])",
    "shell": "!touch made",
    "magic": "%run made.py",
    "replaced-modules": f"{MARK}\nimport sys\nsys.modules['sympy'] = sys.modules['gradcheck_grader'] = None",
}


@pytest.fixture(scope="module")
def workers():
    with Workers(1, seconds=5.0, command=COMMAND) as pool:
        yield pool


@pytest.fixture
def own(course_folder, sums, tmp_path, monkeypatch):
    """A notebook of alice, with 1a wrong and 1b right, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    course = load_course(course_folder, parts_of=sums.PARTS)
    notebook = personal_notebook(course, course.assignment("ps1"), GIVEN, "alice", find=sums.find)
    right = {part.label: str(part.answer.value) for part in GIVEN[0].rebuild(sums.find).parts}
    return with_responses(notebook, {"1a": "12", "1b": right["b"]})


def marked(notebook, workers):
    found = mark_notebook(notebook, GIVEN, assignment="ps1", workers=workers)
    return [(part.label, str(part.verdict.outcome), part.points) for part in found.parts]


@pytest.mark.parametrize("name", CELLS, ids=lambda name: f"attack-{name}")
def test_attack_cell_is_not_run(own, workers, name):
    own.cells.insert(0, nbformat.v4.new_code_cell(CELLS[name]))
    own.cells.append(
        nbformat.v4.new_code_cell(CELLS[name], metadata={"nbgrader": {"grade": True, "points": 10}})
    )
    assert marked(own, workers) == HONEST
    assert not Path("made").exists()


@pytest.mark.parametrize("name", CELLS, ids=lambda name: f"attack-{name}-as-answer")
def test_attack_text_as_an_answer_is_read_and_not_run(own, workers, name):
    answer_cell(own, "1a").source = f"%%answer 1a\n{CELLS[name]}"
    ((label, outcome, points), second) = marked(own, workers)
    assert (label, points, second) == ("1a", 0.0, HONEST[1])
    assert outcome in ("wrong", "unreadable")
    assert not Path("made").exists()


def nested(depth):
    return json.loads("[" * depth + "]" * depth)


class Trap:
    """Leaves a mark where it is unpickled."""

    def __reduce__(self):
        return open, ("made", "w")


# What may stand in a notebook beside its answers.
METADATA = {
    "pickle": {"state": base64.b64encode(pickle.dumps(Trap())).decode()},
    "deep": {"deep": nested(300)},
    "many": {str(number): number for number in range(20_000)},
    "verdict": {"verdict": "right", "credit": 1, "points": 1000, "max_points": 1000},
    "widget": {
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"x": {"model_name": "y"}}}}
    },
}


@pytest.mark.parametrize("name", METADATA, ids=lambda name: f"attack-metadata-{name}")
def test_attack_metadata_changes_nothing(own, workers, name):
    own.metadata.update(METADATA[name])
    for cell in own.cells:
        cell.metadata["gradcheck"] = METADATA[name]
    assert marked(own, workers) == HONEST
    assert not Path("made").exists()


OUTPUTS = {
    "huge": {"output_type": "stream", "name": "stdout", "text": "x" * 5_000_000},
    "script": {"output_type": "display_data", "data": {"text/html": "<script>x</script>"}, "metadata": {}},
    "score": {
        "output_type": "execute_result",
        "data": {"text/plain": "10.0"},
        "execution_count": 1,
        "metadata": {},
    },
    "none": {"output_type": "no such type"},
}


@pytest.mark.parametrize("name", OUTPUTS, ids=lambda name: f"attack-output-{name}")
def test_attack_output_is_not_looked_at(own, workers, name):
    for cell in own.cells:
        if cell.cell_type == "code":
            cell["outputs"] = [OUTPUTS[name]]
    assert marked(own, workers) == HONEST


@pytest.mark.parametrize("module", ["sympy", "numpy", "gradcheck_grader", "gradcheck_exercises", "json"])
def test_attack_module_beside_the_notebook_is_not_imported(own, module, monkeypatch):
    Path(f"{module}.py").write_text(MARK)
    with Workers(1, seconds=5.0) as pool:  # the program that marks a real class, started here
        pool.judge([])
        given = (GivenProblem(1, "calculus/chain-rule", "v1", {}, {"a": 1.0}),)
        mark_notebook(own, given, assignment="ps1", workers=pool)
    assert not Path("made").exists()


@pytest.mark.parametrize("depth", [10_000, 200_000], ids=lambda depth: f"attack-json-of-depth-{depth}")
def test_attack_deep_json_is_no_notebook_and_stops_nobody(marked_class, depth):
    bomb = (
        '{"cells": [], "metadata": {"x": '
        + "[" * depth
        + "]" * depth
        + '}, "nbformat": 4, "nbformat_minor": 5}'
    )
    marked_class.submit("alice", fill, wrap=lambda _: bomb)
    marked_class.submit("bob", fill)
    marked_class.mark("alice", "bob")
    assert set(marked_class.scores("alice").values()) == {0}
    assert marked_class.scores("bob") == {"1a": 1, "1b": 3, "2a": 1}


def test_attack_all_cells_at_once_leave_gradebook_and_folder_as_they_are(marked_class):
    def attack(notebook, answers):
        fill(notebook, answers | {"1a": "12"})
        for source in CELLS.values():
            notebook.cells.insert(0, nbformat.v4.new_code_cell(source))

    marked_class.submit("alice", attack)
    before = {path for path in marked_class.service.folder.rglob("*") if path.name in ("made", "full")}
    marked_class.mark("alice")
    assert marked_class.scores("alice") == {"1a": 0, "1b": 3, "2a": 1}
    assert {
        path for path in marked_class.service.folder.rglob("*") if path.name in ("made", "full")
    } == before
    with Gradebook(marked_class.api.coursedir.db_url, COURSE) as gradebook:
        assert gradebook.find_assignment("ps1").max_score == 5


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_attack_html_in_a_response_is_text_on_every_page(marked_class):
    marked_class.submit("alice", lambda notebook, answers: fill(notebook, answers | {"1a": SCRIPT}))
    marked_class.mark("alice")
    with Gradebook(marked_class.api.coursedir.db_url, COURSE) as gradebook:
        comment = gradebook.find_comment("ps1-1a", "ps1", "ps1", "alice")
        assert "<script" not in (comment.auto_comment or "")
        assert "<img" not in (comment.auto_comment or "")
    result = marked_class.api.generate_feedback("ps1", "alice")
    assert result["success"], result
    page = next((marked_class.service.folder / "feedback" / "alice").rglob("*.html")).read_text()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def submit_url(service):
    return f"{service.url}api/courses/{COURSE}/assignments/ps1/submissions"


@pytest.fixture
def released(classroom_service):
    classroom_service.client("teacher").release(COURSE, "ps1")
    classroom_service.client("alice").fetch(COURSE, "ps1")
    return classroom_service


def test_attack_notebook_of_50_mb_is_refused_with_what_to_do(released):
    large = base64.b64encode(bytes(50 * 2**20)).decode()
    body = json.dumps({"files": [{"path": "ps1.ipynb", "content": large}]})
    headers = {"Authorization": "token token-of-alice"}
    try:
        answer = requests.post(submit_url(released), data=body, headers=headers, timeout=30)
    except requests.ConnectionError:
        return  # refused before it was sent to the end
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too-large"
    assert released.client("alice").submissions(COURSE, "ps1") == ()


def test_attack_body_without_a_length_is_no_way_around_the_limit(released):
    def chunks():
        for _ in range(60):
            yield b" " * 2**20

    headers = {"Authorization": "token token-of-alice"}
    try:
        answer = requests.post(submit_url(released), data=chunks(), headers=headers, timeout=30)
    except requests.ConnectionError:
        return
    assert answer.status_code in (400, 413)


def test_attack_zip_bomb_in_a_request_is_not_unpacked(released):
    body = gzip.compress(b" " * 200 * 2**20, compresslevel=9)
    headers = {"Authorization": "token token-of-alice", "Content-Encoding": "gzip"}
    answer = requests.post(submit_url(released), data=body, headers=headers, timeout=30)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"] == "The body of this request is not JSON."


TOKENS = [
    "",
    "token ",
    "token token-of-",
    "token token-of-root",
    "token ' OR 1=1 --",
    "Bearer token-of-teacher",
    "token " + "x" * 8000,
]


@pytest.mark.parametrize("header", TOKENS, ids=lambda header: f"attack-token-{header[:16]!r}")
def test_attack_forged_token_is_nobody(released, header):
    answer = requests.get(submit_url(released), headers={"Authorization": header}, timeout=10)
    assert answer.status_code in (400, 401, 403, 431)
    assert b"alice" not in answer.content


def test_attack_another_persons_receipt_is_as_good_as_none(released):
    from gradcheck_course.classroom.files import FilePart
    from gradcheck_course.errors import CourseError

    receipt = released.client("alice").submit(COURSE, "ps1", [FilePart("ps1.ipynb", b"{}")])
    with pytest.raises(CourseError) as mine:
        released.client("bob").submission_files(COURSE, receipt.receipt)
    with pytest.raises(CourseError) as invented:
        released.client("bob").submission_files(COURSE, "0" * len(receipt.receipt))
    assert str(mine.value).replace(receipt.receipt, "?") == str(invented.value).replace(
        "0" * len(receipt.receipt), "?"
    )


def test_attack_in_the_name_of_another_person_is_ones_own_submission(released):
    notebook = base64.b64encode(b"{}").decode()
    body = {
        "files": [{"path": "ps1.ipynb", "content": notebook}],
        "person": "alice",
        "user": "alice",
        "student": "alice",
    }
    headers = {"Authorization": "token token-of-bob", "X-Forwarded-User": "alice", "Remote-User": "alice"}
    released.client("bob").fetch(COURSE, "ps1")
    answer = requests.post(submit_url(released), json=body, headers=headers, timeout=10)
    assert answer.status_code in (200, 201, 422)
    assert released.client("alice").submissions(COURSE, "ps1") == ()


def test_attack_slow_request_does_not_keep_others_waiting(released):
    head = (
        f"POST {released.prefix}api/courses/{COURSE}/assignments/ps1/submissions HTTP/1.1\r\nHost: x\r\n"
        "Authorization: token token-of-bob\r\nContent-Length: 1000\r\n\r\n"
    )
    held = [socket.create_connection(("127.0.0.1", released.port), timeout=10) for _ in range(50)]
    for connection in held:
        connection.sendall(head.encode())
    assert released.client("alice").fetch(COURSE, "ps1")
    for connection in held:
        connection.close()
