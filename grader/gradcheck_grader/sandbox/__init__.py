"""Runs code that nobody trusts, in limited processes; plain data comes back, and is judged outside.

>>> from gradcheck_grader.sandbox import shared
>>> report = shared().run("def double(x):\\n    return 2 * x", "double", [[21]])
>>> report.ended, report.calls[0].value
(<Ended.FINISHED: 'finished'>, 42)
"""

from __future__ import annotations

from gradcheck_grader.sandbox.inside.encoding import Foreign, Function
from gradcheck_grader.sandbox.levels import Bounds, Ended, Level, SandboxError
from gradcheck_grader.sandbox.reports import Call, Fault, Report
from gradcheck_grader.sandbox.running import Sandbox, levels_here
from gradcheck_grader.sandbox.sharing import shared

__all__ = [
    "Bounds",
    "Call",
    "Ended",
    "Fault",
    "Foreign",
    "Function",
    "Level",
    "Report",
    "Sandbox",
    "SandboxError",
    "levels_here",
    "shared",
]
