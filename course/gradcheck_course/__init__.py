"""How learning is run: commands, notebooks, classes, records, pages."""

__version__ = "0.1.0"
