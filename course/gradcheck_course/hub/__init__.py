"""JupyterHub for a course: its configuration, its service, and a whole class to try it out."""
