"""The exercises, one folder a unit, one file a topic."""
