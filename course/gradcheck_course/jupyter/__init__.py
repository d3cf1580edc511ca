"""Jupyter: the %%answer magic of a student's notebook, and what nbgrader loads by its configuration.

A notebook loads this package itself (`%load_ext gradcheck_course.jupyter`): it imports nothing until asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Give the shell %gradcheck_notation and %%answer."""
    from gradcheck_course.jupyter.magic import register

    register(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take from the shell what load_ipython_extension gave."""
    from gradcheck_course.jupyter.magic import unregister

    unregister(shell)
