"""How a class is run: the course folder, seeds, notebooks, marking, and the client of the service.

Modules are imported by name: a command that reads a course folder need not wait for notebooks or HTTP.
"""
