"""How everything that nbgrader loads finds the course's service."""

from __future__ import annotations

import os

from traitlets import Unicode
from traitlets.config import LoggingConfigurable

from gradcheck_course.classroom.client import ServiceClient


class UsesService(LoggingConfigurable):
    """A configurable that talks to the service, as the person whose token it finds."""

    service_url = Unicode(
        "", help="Address of the course's service; empty: GRADCHECK_SERVICE_URL, which the Hub sets."
    ).tag(config=True)

    token_file = Unicode(
        "",
        help="File that holds the token; empty: GRADCHECK_TOKEN_FILE, else the Hub's JUPYTERHUB_API_TOKEN.",
    ).tag(config=True)

    def client(self) -> ServiceClient:
        """The service, as configured, else as the environment says.

        Raises CourseError when neither names an address and a token.
        """
        environ = dict(os.environ)
        if self.service_url:
            environ["GRADCHECK_SERVICE_URL"] = self.service_url
        if self.token_file:
            environ["GRADCHECK_TOKEN_FILE"] = self.token_file
        return ServiceClient.from_environment(environ)
